package io.zsan;

import io.zsan.model.NodeName;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at what only shows when nodes are compared (R12). */
final class Comparison {
    private Comparison() {}

    static List<Finding> of(List<NodeTraits> nodes) {
        List<Finding> found = new ArrayList<>();
        TreeMap<String, NodeName> hostIds = new TreeMap<>();
        Optional<NodeTraits> first = Optional.empty();
        for (NodeTraits node : nodes) {
            node.hostId().ifPresent(id -> {
                NodeName other = hostIds.putIfAbsent(id, node.node());
                if (other != null) {
                    found.add(
                            new Finding(
                                    node.node(),
                                    true,
                                    "its hostid " + id + " is also that of " + other
                                            + ", so ZFS takes a pool of the one for a pool of the other",
                                    "give it one of its own, as after a copy of a machine: service hostid reset, then restart it"));
                }
            });
            if (node.zfs().isEmpty()) {
                continue;
            }
            if (first.isEmpty()) {
                first = Optional.of(node);
            } else if (!first.get().zfs().equals(node.zfs())) {
                found.add(new Finding(
                        node.node(),
                        false,
                        "its ZFS is " + node.zfs().get() + ", that of "
                                + first.get().node() + " is "
                                + first.get().zfs().orElse(""),
                        "bring both to the same version; until then do not upgrade a pool, or only one can import it"));
            }
        }
        return found;
    }
}
