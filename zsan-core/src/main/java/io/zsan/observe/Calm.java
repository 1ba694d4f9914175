package io.zsan.observe;

import io.zsan.model.BootId;
import io.zsan.model.NodeName;
import io.zsan.node.StorageNodeReport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts how often each storage node comes and goes (S13). Not thread-safe. */
final class Calm {
    /** An answer or two that came late is no bounce; the initiators' ping timeout, after which sessions go, is. */
    static final Duration SHORTEST_SILENCE = Duration.ofSeconds(5);

    /** After so long a calm what was before is forgotten: several times the longest hold-down. */
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final SortedMap<NodeName, Optional<BootId>> lastBoot = new TreeMap<>();
    private final SortedMap<NodeName, Long> calmSince = new TreeMap<>();
    private final SortedMap<NodeName, Integer> count = new TreeMap<>();

    /**
     * A node has answered.
     *
     * @param silence for how long it had not answered before
     */
    void answered(StorageNodeReport report, Duration silence, long nanos) {
        NodeName node = report.node();
        Optional<BootId> before = lastBoot.getOrDefault(node, Optional.empty());
        lastBoot.put(node, report.boot());
        // A boot nonce that appears is the end of a boot that was seen before: the nonce of the last one was gone then.
        boolean restarted = before.isPresent() && !before.equals(report.boot());
        if (calmFor(node, nanos).compareTo(FORGOTTEN_AFTER) > 0) {
            count.remove(node);
            calmSince.remove(node);
        }
        if (restarted || silence.compareTo(SHORTEST_SILENCE) >= 0) {
            count.merge(node, 1, Integer::sum);
            calmSince.put(node, nanos);
        }
    }

    Map<NodeName, Bounces> bounces(long nanos) {
        Map<NodeName, Bounces> bounces = new TreeMap<>();
        count.forEach((node, times) -> bounces.put(node, new Bounces(times, calmFor(node, nanos))));
        return bounces;
    }

    private Duration calmFor(NodeName node, long nanos) {
        return Duration.ofNanos(nanos - calmSince.getOrDefault(node, nanos));
    }
}
