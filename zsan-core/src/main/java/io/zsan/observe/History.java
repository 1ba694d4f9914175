package io.zsan.observe;

import com.google.common.collect.ImmutableSortedMap;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.time.Duration;
import java.util.Map;

/**
 * What only shows over many rounds, as this process has seen it. Immutable. A new process begins without it: it makes
 * decisions calmer, and none of them safe.
 *
 * @param bounces each storage node that has come and gone of late
 * @param slow each leaf that is much slower than the others of its mirror: for how long it has been so without a break
 * @param failedResilvers each pool whose last resilver ended with errors, of the scan or of a leg: how many in a row did
 */
public record History(
        Map<NodeName, Bounces> bounces, Map<LeafKey, Duration> slow, Map<PoolName, Integer> failedResilvers) {
    private static final History NONE = new History(Map.of(), Map.of(), Map.of());

    public History {
        bounces = ImmutableSortedMap.copyOf(bounces);
        slow = ImmutableSortedMap.copyOf(slow);
        failedResilvers = ImmutableSortedMap.copyOf(failedResilvers);
    }

    /** Nothing has been seen yet. */
    public static History none() {
        return NONE;
    }
}
