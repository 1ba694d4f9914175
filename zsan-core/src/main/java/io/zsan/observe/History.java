package io.zsan.observe;

import com.google.common.collect.ImmutableSortedMap;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.Map;

/**
 * What only shows over many rounds, as this process has seen it. Immutable. A new process begins without it: it makes
 * decisions calmer, and none of them safe.
 *
 * @param bounces each storage node that has come and gone of late
 * @param slow each leaf that is much slower than the others of its mirror: for how long it has been so without a break
 */
public record History(Map<NodeName, Bounces> bounces, Map<LeafKey, Duration> slow) {
    private static final History NONE = new History(Map.of(), Map.of());

    public History {
        bounces = ImmutableSortedMap.copyOf(bounces);
        slow = ImmutableSortedMap.copyOf(slow);
    }

    /** Nothing has been seen yet. */
    public static History none() {
        return NONE;
    }
}
