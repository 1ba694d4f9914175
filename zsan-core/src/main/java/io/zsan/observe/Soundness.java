package io.zsan.observe;

import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.SessionReport;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When each leg was last seen sound (R5): online, without errors, lacking nothing, and every session of its node up, since
 * a frozen leg is invisible to the pool. Leg by leg, because a fresh leg that is being filled says nothing about the
 * others.
 */
final class Soundness {
    private final SortedMap<LeafKey, Long> lastSound = new TreeMap<>();
    private final SortedSet<LeafKey> unsound = new TreeSet<>();

    void look(DatabaseNodeReport report, long nanos) {
        boolean connected = report.sessions().stream().allMatch(SessionReport::connected);
        SortedMap<LeafKey, Long> now = new TreeMap<>();
        SortedSet<LeafKey> bad = new TreeSet<>();
        for (PoolReport pool : report.pools()) {
            for (LegReport leg : pool.legs()) {
                LeafKey key = new LeafKey(report.node(), leg.guid());
                Long seen = connected && trusted(pool) ? Long.valueOf(nanos) : lastSound.get(key);
                // A look that shows a leg unwell ends what an earlier, better one was worth.
                if (!sound(leg)) {
                    bad.add(key);
                } else if (seen != null) {
                    now.put(key, seen);
                }
            }
        }
        if (report.poolsKnown()) {
            lastSound.keySet().removeIf(key -> key.node().equals(report.node()));
            unsound.removeIf(key -> key.node().equals(report.node()));
        }
        unsound.addAll(bad);
        lastSound.putAll(now);
    }

    SortedMap<LeafKey, Duration> ages(long nanos) {
        SortedMap<LeafKey, Duration> ages = new TreeMap<>();
        lastSound.forEach((leaf, seen) -> ages.put(leaf, Duration.ofNanos(nanos - seen)));
        return ages;
    }

    /** Leaves that the last look which ZFS answered showed unwell. */
    SortedSet<LeafKey> unsound() {
        return unsound;
    }

    /** Whether what ZFS says of the legs is all that there is to say. */
    private static boolean trusted(PoolReport pool) {
        return !pool.dataErrors() && pool.scan().filter(ScanReport::leavesDoubt).isEmpty();
    }

    private static boolean sound(LegReport leg) {
        return leg.state() == VdevState.ONLINE
                && leg.errors() == 0
                && leg.replacing().isEmpty()
                // What an import resilvers is a leg that lagged behind: current only when that has ended (R5, R8).
                && !leg.resilvering();
    }
}
