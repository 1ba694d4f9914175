package io.zsan.observe;

import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which legs have come so lately that ZFS may be about to resilver them. An import, a leg that comes back, or one whose
 * errors somebody clears shows ONLINE and no scan at first, whatever the leg lacks (measured: some 6 s). Not thread-safe.
 */
final class Settling {
    /** So long a leg must have stood ONLINE, all sessions that were down being back: more than twice what was measured. */
    static final Duration TIME = Duration.ofSeconds(15);

    private final SortedMap<LeafKey, Long> since = new TreeMap<>();
    private final SortedMap<LeafKey, Long> errors = new TreeMap<>();
    private final SortedSet<SessionKey> down = new TreeSet<>();

    /** What a node does not say may have changed meanwhile. */
    void silent(NodeName node) {
        since.keySet().removeIf(key -> key.node().equals(node));
    }

    void answered(DatabaseNodeReport report, long nanos) {
        if (!report.poolsKnown()) {
            silent(report.node());
            return;
        }
        Set<LeafKey> online = new TreeSet<>();
        Set<LeafKey> cleared = new TreeSet<>();
        for (PoolReport pool : report.pools()) {
            for (LegReport leg : pool.legs()) {
                LeafKey key = new LeafKey(report.node(), leg.guid());
                if (leg.state() == VdevState.ONLINE) {
                    online.add(key);
                }
                Long before = errors.put(key, leg.errors());
                if (before != null && leg.errors() < before) {
                    cleared.add(key);
                }
            }
        }
        since.keySet().removeIf(key -> key.node().equals(report.node()) && !online.contains(key));
        errors.keySet()
                .removeIf(key -> key.node().equals(report.node()) && !since.containsKey(key) && !online.contains(key));
        boolean thawed = sessionCameBack(report);
        online.forEach(key -> since.merge(key, nanos, (before, now) -> thawed || cleared.contains(key) ? now : before));
    }

    /** While a session is down the pool is frozen, and begins no resilver. */
    private boolean sessionCameBack(DatabaseNodeReport report) {
        Set<SessionKey> stillDown = new TreeSet<>();
        for (SessionReport session : report.sessions()) {
            if (!session.connected()) {
                stillDown.add(new SessionKey(report.node(), session.target()));
            }
        }
        boolean back = down.removeIf(key -> key.node().equals(report.node()) && !stillDown.contains(key));
        down.addAll(stillDown);
        return back;
    }

    Set<LeafKey> leaves(long nanos) {
        Set<LeafKey> settling = new TreeSet<>();
        since.forEach((key, from) -> {
            if (nanos - from < TIME.toNanos()) {
                settling.add(key);
            }
        });
        return settling;
    }
}
