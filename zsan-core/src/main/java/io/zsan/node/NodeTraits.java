package io.zsan.node;

import com.google.common.collect.ImmutableList;
import io.zsan.model.DiskSerial;
import io.zsan.model.NodeName;
import java.util.List;
import java.util.Optional;

/**
 * What preflight compares between nodes (R12).
 *
 * @param hostId of a database node: what ZFS tells systems apart by; no two may have the same; empty: not known
 * @param zfs of a database node: the version of its ZFS; nodes that import each other's pools should have the same; empty:
 *     not known
 * @param clock how far its clock is ahead of the one of this machine; empty: not known
 * @param serials of a storage node: the serials of all disks that it sees, whether they are in the fleet or not
 */
public record NodeTraits(
        NodeName node,
        Optional<String> hostId,
        Optional<String> zfs,
        Optional<ClockOffset> clock,
        List<DiskSerial> serials) {
    public NodeTraits {
        serials = ImmutableList.copyOf(serials);
    }

    /** Nothing is known of the node. */
    public static NodeTraits unknown(NodeName node) {
        return new NodeTraits(node, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** A database node. */
    public static NodeTraits ofDatabase(
            NodeName node, Optional<String> hostId, Optional<String> zfs, Optional<ClockOffset> clock) {
        return new NodeTraits(node, hostId, zfs, clock, List.of());
    }

    /** A storage node. */
    public static NodeTraits ofStorage(NodeName node, Optional<ClockOffset> clock, List<DiskSerial> serials) {
        return new NodeTraits(node, Optional.empty(), Optional.empty(), clock, serials);
    }
}
