package io.zsan.model;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All nodes, and the base of the target names. Immutable; a change of the fleet is a new value.
 *
 * <p>Refused here, with a message that names both sides (R10): a node named twice, a disk serial that stands twice
 * anywhere in the fleet, two database nodes with one initiator name, two storage nodes with one portal, two LUNs that
 * would be exported under one serial.
 *
 * @param targetBase the beginning of every target's name
 */
public record Fleet(Iqn targetBase, List<StorageNode> storageNodes, List<DatabaseNode> databaseNodes) {
    public Fleet {
        storageNodes = ImmutableList.copyOf(storageNodes);
        databaseNodes = ImmutableList.copyOf(databaseNodes);
        if (storageNodes.isEmpty() || databaseNodes.isEmpty()) {
            throw new InvalidInput("a fleet needs at least one storage node and one database node");
        }
        Map<String, String> seen = new HashMap<>();
        for (StorageNode node : storageNodes) {
            unique(seen, "name " + node.name(), "storage node " + node.name());
            unique(seen, "portal " + node.portal(), "storage node " + node.name());
            for (Disk disk : node.disks()) {
                LunRef first = new LunRef(new LunId(node.name(), disk.serial()), Generation.FIRST);
                String place = "disk " + first.id();
                unique(seen, "disk serial " + disk.serial().text().toLowerCase(Locale.ROOT), place);
                unique(seen, "exported serial " + first.exportedSerial(), place);
                Iqn unused = first.target(targetBase);
                unique(seen, "target " + unused, place);
            }
        }
        for (DatabaseNode node : databaseNodes) {
            unique(seen, "name " + node.name(), "database node " + node.name());
            unique(seen, "initiator name " + node.initiator(), "database node " + node.name());
        }
    }

    private static void unique(Map<String, String> seen, String what, String where) {
        String before = seen.putIfAbsent(what, where);
        if (before != null) {
            throw new InvalidInput("the " + what + " stands twice in the fleet: " + before + " and " + where
                    + "; each must be unique");
        }
    }

    public Optional<StorageNode> findStorageNode(NodeName name) {
        return storageNodes.stream().filter(n -> n.name().equals(name)).findFirst();
    }

    public Optional<DatabaseNode> findDatabaseNode(NodeName name) {
        return databaseNodes.stream().filter(n -> n.name().equals(name)).findFirst();
    }

    /** The storage node of that name, or an {@link InvalidInput} that lists those there are. */
    public StorageNode storageNode(NodeName name) {
        return findStorageNode(name)
                .orElseThrow(() -> new InvalidInput("there is no storage node '" + name + "'; the fleet has "
                        + storageNodes.stream().map(n -> n.name().text()).toList()));
    }

    /** The database node of that name, or an {@link InvalidInput} that lists those there are. */
    public DatabaseNode databaseNode(NodeName name) {
        return findDatabaseNode(name)
                .orElseThrow(() -> new InvalidInput("there is no database node '" + name + "'; the fleet has "
                        + databaseNodes.stream().map(n -> n.name().text()).toList()));
    }

    /** The target's name of a LUN in this fleet. */
    public Iqn target(LunRef lun) {
        return lun.target(targetBase);
    }
}
