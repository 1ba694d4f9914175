package io.zsan.observe;

import io.zsan.model.Guid;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.VdevState;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When each leg was last seen sound (R5): online, without errors, lacking nothing, and every session of its node up, since
 * a frozen leg is invisible to the pool. Leg by leg, because a fresh leg that is being filled says nothing about the
 * others.
 */
final class Soundness {
    private final SortedMap<PoolName, SortedMap<Guid, Long>> sound = new TreeMap<>();

    void look(DatabaseNodeReport report, long nanos) {
        boolean connected = report.sessions().stream().allMatch(SessionReport::connected);
        for (PoolReport pool : report.pools()) {
            SortedMap<Guid, Long> before = sound.getOrDefault(pool.name(), new TreeMap<>());
            SortedMap<Guid, Long> now = new TreeMap<>();
            for (LegReport leg : pool.legs()) {
                Long seen = connected && !pool.dataErrors() ? Long.valueOf(nanos) : before.get(leg.guid());
                // A look that shows a leg unwell ends what an earlier, better one was worth.
                if (seen != null && sound(leg)) {
                    now.put(leg.guid(), seen);
                }
            }
            sound.put(pool.name(), now);
        }
    }

    /** By what the wall clock says now: a jump of it since a look makes the evidence neither older nor younger (S18). */
    SortedMap<PoolName, SortedMap<Guid, Instant>> at(Instant wall, long nanos) {
        SortedMap<PoolName, SortedMap<Guid, Instant>> all = new TreeMap<>();
        sound.forEach((pool, legs) -> {
            SortedMap<Guid, Instant> looks = new TreeMap<>();
            legs.forEach((leg, seen) -> looks.put(leg, wall.minusNanos(nanos - seen)));
            all.put(pool, looks);
        });
        return all;
    }

    private static boolean sound(LegReport leg) {
        return leg.state() == VdevState.ONLINE
                && leg.errors() == 0
                && leg.replacing().isEmpty()
                // What an import resilvers is a leg that lagged behind: current only when that has ended (R5, R8).
                && !leg.resilvering();
    }
}
