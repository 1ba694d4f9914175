package io.zsan.model;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A machine that exports its disks raw, one disk as one iSCSI LUN.
 *
 * @param disks in the order of the fleet description
 */
public record StorageNode(NodeName name, FailureDomain domain, Portal portal, List<Disk> disks) {
    public StorageNode {
        disks = ImmutableList.copyOf(disks);
    }
}
