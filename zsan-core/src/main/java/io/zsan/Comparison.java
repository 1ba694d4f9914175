package io.zsan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.SetMultimap;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Fleet;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.node.ClockOffset;
import io.zsan.node.Finding;
import io.zsan.node.Finding.Severity;
import io.zsan.node.NodeTraits;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks at what only shows when nodes are compared (R12). What is not known is not compared. */
final class Comparison {
    /** Machines with ntpd are milliseconds apart; what is read of a clock is whole seconds. */
    private static final Duration FAR = Duration.ofSeconds(2);

    private final ImmutableList.Builder<Finding> found = ImmutableList.builder();

    private Comparison() {}

    static List<Finding> of(Fleet fleet, List<NodeTraits> nodes) {
        Comparison comparison = new Comparison();
        comparison.hostIds(nodes);
        comparison.versions(nodes);
        comparison.clocks(nodes);
        comparison.serials(fleet, nodes);
        comparison.sectors(fleet);
        return comparison.found.build();
    }

    private void hostIds(List<NodeTraits> nodes) {
        TreeMap<String, NodeName> hostIds = new TreeMap<>();
        for (NodeTraits node : nodes) {
            node.hostId().ifPresent(id -> {
                NodeName other = hostIds.putIfAbsent(id, node.node());
                if (other != null) {
                    refuse(
                            node.node(),
                            "its hostid is also that of " + other
                                    + ", so ZFS takes a pool of the one for a pool of the other",
                            "kern.hostid: " + id + " on both",
                            "give it one of its own, as after a copy of a machine: service hostid reset, then restart it");
                }
            });
        }
    }

    private void versions(List<NodeTraits> nodes) {
        Optional<NodeTraits> first =
                nodes.stream().filter(node -> node.zfs().isPresent()).findFirst();
        for (NodeTraits node : nodes) {
            if (node.zfs().isPresent() && !node.zfs().equals(first.orElseThrow().zfs())) {
                warn(
                        node.node(),
                        "its ZFS is not the one of " + first.get().node(),
                        node.zfs().get() + ", on " + first.get().node() + " "
                                + first.get().zfs().orElseThrow(),
                        "bring both to the same version; until then do not upgrade a pool, or only one can import it");
            }
        }
    }

    /** Nothing is safe or unsafe because of a clock; but who looks into two logs wants to know what came first. */
    private void clocks(List<NodeTraits> nodes) {
        List<NodeTraits> known =
                nodes.stream().filter(node -> node.clock().isPresent()).toList();
        if (known.isEmpty()) {
            return;
        }
        NodeTraits first = known.get(0);
        for (NodeTraits node : nodes) {
            if (node.clock().isEmpty()) {
                warn(node.node(), "its clock could not be compared", "", "look whether 'date' answers on it");
                continue;
            }
            ClockOffset ahead = node.clock().get().aheadOf(first.clock().orElseThrow());
            if (ahead.apart().compareTo(FAR) > 0) {
                warn(
                        node.node(),
                        "its clock is not that of " + first.node() + ", so their logs cannot be put in order",
                        "it is ahead by " + ahead,
                        "let both keep the time: sysrc ntpd_enable=YES; service ntpd start");
            }
        }
    }

    /** One disk that two nodes see is one disk, however many legs are put on it. */
    private void serials(Fleet fleet, List<NodeTraits> nodes) {
        SetMultimap<DiskSerial, NodeName> seen = LinkedHashMultimap.create();
        for (NodeTraits node : nodes) {
            node.serials().forEach(serial -> seen.put(serial, node.node()));
        }
        for (StorageNode node : fleet.storageNodes()) {
            for (Disk disk : node.disks()) {
                List<NodeName> others = seen.get(disk.serial()).stream()
                        .filter(name -> !name.equals(node.name()))
                        .toList();
                if (!others.isEmpty()) {
                    refuse(
                            node.name(),
                            "its disk " + disk.serial()
                                    + " is on another node too: the same disk on two ways, or a serial that is none",
                            "serial " + disk.serial() + " on " + node.name() + " and on " + others,
                            "let only one node see it, or take it out of the fleet");
                }
            }
        }
    }

    /** A LUN can only take the place of a leg with the same sectors, so one of the fewer kind has fewer to help it out. */
    private void sectors(Fleet fleet) {
        ListMultimap<Integer, String> bySize =
                MultimapBuilder.treeKeys().arrayListValues().build();
        fleet.storageNodes()
                .forEach(node -> node.disks()
                        .forEach(disk -> bySize.put(disk.sectorBytes(), node.name() + "/" + disk.serial())));
        if (bySize.keySet().size() < 2) {
            return;
        }
        int usual = bySize.keySet().stream()
                .max(Comparator.comparingInt(size -> bySize.get(size).size()))
                .orElseThrow();
        for (StorageNode node : fleet.storageNodes()) {
            Stream<Disk> odd = node.disks().stream().filter(disk -> disk.sectorBytes() != usual);
            List<String> unlike =
                    odd.map(disk -> disk.serial() + " " + disk.sectorBytes()).toList();
            if (!unlike.isEmpty()) {
                warn(
                        node.name(),
                        "disks of it have other sectors than most of the fleet, and cannot stand in for those",
                        String.join(", ", unlike) + "; most have " + usual,
                        "use disks with sectors of one size, and have spare LUNs of each size that you use");
            }
        }
    }

    private void refuse(NodeName node, String what, String evidence, String remedy) {
        found.add(new Finding(node, Severity.REFUSES, what, evidence, remedy));
    }

    private void warn(NodeName node, String what, String evidence, String remedy) {
        found.add(new Finding(node, Severity.WARNS, what, evidence, remedy));
    }
}
