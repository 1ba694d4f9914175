package io.zsan.observe;

import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Since when a leg has been much slower than the others of its mirror (S20). Not thread-safe. */
final class Outliers {
    /** So many times as slow as the others: a mirror that is slow as a whole has no outlier. */
    static final int TIMES = 10;

    /** With fewer others there is nothing that could be called usual. */
    static final int FEWEST_OTHERS = 2;

    private final Duration slowLeg;
    private final SortedMap<LeafKey, Long> since = new TreeMap<>();

    /**
     * @param slowLeg service time that is slow however slow the others are
     */
    Outliers(Duration slowLeg) {
        this.slowLeg = slowLeg;
    }

    /** What a node does not say is not held against a leg: a silence ends the evidence. */
    void silent(NodeName node) {
        since.keySet().removeIf(key -> key.node().equals(node));
    }

    void answered(DatabaseNodeReport report, long nanos) {
        Set<LeafKey> present = new TreeSet<>();
        for (PoolReport pool : report.pools()) {
            for (MirrorReport mirror : pool.mirrors()) {
                for (LegReport leg : mirror.legs()) {
                    LeafKey key = new LeafKey(report.node(), leg.guid());
                    present.add(key);
                    look(key, leg, mirror, nanos);
                }
            }
        }
        since.keySet().removeIf(key -> key.node().equals(report.node()) && !present.contains(key));
    }

    private void look(LeafKey key, LegReport leg, MirrorReport mirror, long nanos) {
        if (leg.state() != VdevState.ONLINE) {
            since.remove(key);
        } else if (leg.latency().isPresent()) {
            if (slow(leg.latency().get(), others(leg, mirror))) {
                since.putIfAbsent(key, nanos);
            } else {
                since.remove(key);
            }
        }
    }

    private boolean slow(Duration latency, List<Duration> others) {
        return others.size() >= FEWEST_OTHERS
                && latency.compareTo(slowLeg) > 0
                // Of an even number the larger one in the middle: in doubt a leg is none.
                && latency.compareTo(others.get(others.size() / 2).multipliedBy(TIMES)) > 0;
    }

    private static List<Duration> others(LegReport leg, MirrorReport mirror) {
        return mirror.legs().stream()
                .filter(l -> !l.guid().equals(leg.guid()) && l.state() == VdevState.ONLINE && !l.resilvering())
                .map(LegReport::latency)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    Map<LeafKey, Duration> durations(long nanos) {
        Map<LeafKey, Duration> durations = new TreeMap<>();
        since.forEach((key, from) -> durations.put(key, Duration.ofNanos(nanos - from)));
        return durations;
    }
}
