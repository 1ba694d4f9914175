package io.zsan.observe;

import com.google.common.collect.ImmutableSortedMap;
import io.zsan.model.NodeName;
import java.util.Map;

/**
 * What only shows over many rounds, as this process has seen it. Immutable. A new process begins without it: it makes
 * decisions calmer, and none of them safe.
 *
 * @param bounces each storage node that has come and gone of late
 */
public record History(Map<NodeName, Bounces> bounces) {
    private static final History NONE = new History(Map.of());

    public History {
        bounces = ImmutableSortedMap.copyOf(bounces);
    }

    /** Nothing has been seen yet. */
    public static History none() {
        return NONE;
    }
}
