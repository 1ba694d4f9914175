package io.zsan.node;

import io.zsan.model.NodeName;
import java.util.Optional;

/**
 * What preflight compares between database nodes (R12).
 *
 * @param hostId what ZFS tells systems apart by; no two nodes may have the same; empty: not known
 * @param zfs the version of its ZFS; nodes that import each other's pools should have the same; empty: not known
 */
public record NodeTraits(NodeName node, Optional<String> hostId, Optional<String> zfs) {
    /** Nothing is known of the node. */
    public static NodeTraits unknown(NodeName node) {
        return new NodeTraits(node, Optional.empty(), Optional.empty());
    }
}
