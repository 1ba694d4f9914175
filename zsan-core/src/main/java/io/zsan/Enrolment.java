package io.zsan;

import io.zsan.ledger.LedgerState;
import io.zsan.model.Disk;
import io.zsan.model.LunId;
import io.zsan.model.StorageNode;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.node.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares the disks that the fleet names with those that a storage node has. */
final class Enrolment {
    private Enrolment() {}

    /**
     * What a look at disks came to.
     *
     * @param blank the disks that may be taken
     * @param findings what stands in the way of the others
     */
    record Look(List<LunId> blank, List<Finding> findings) {}

    static Look together(List<Look> looks) {
        return new Look(
                looks.stream().flatMap(look -> look.blank().stream()).toList(),
                looks.stream().flatMap(look -> look.findings().stream()).toList());
    }

    static Look unreachable(StorageNode node, String why) {
        return new Look(
                List.of(),
                List.of(new Finding(
                        node.name(),
                        Severity.REFUSES,
                        "its disks cannot be looked at",
                        why,
                        "make it reachable, and enrol again")));
    }

    static Look look(StorageNode node, LedgerState state, List<DiskReport> there) {
        List<LunId> blank = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Disk disk : node.disks()) {
            LunId id = new LunId(node.name(), disk.serial());
            if (state.findLun(id).isPresent()) {
                continue;
            }
            List<DiskReport> same =
                    there.stream().filter(d -> d.serial().equals(disk.serial())).toList();
            Optional<Finding> problem = problem(node, disk, same);
            problem.ifPresent(findings::add);
            if (problem.isEmpty()) {
                blank.add(id);
            }
        }
        return new Look(blank, findings);
    }

    private static Optional<Finding> problem(StorageNode node, Disk disk, List<DiskReport> same) {
        if (same.size() != 1) {
            return finding(
                    node,
                    same.isEmpty()
                            ? "it has no disk with serial " + disk.serial()
                            : "it has " + same.size() + " disks with serial " + disk.serial(),
                    same.stream().map(DiskReport::device).collect(Collectors.joining(", ")),
                    "compare the fleet with the output of 'geom disk list'");
        }
        DiskReport seen = same.get(0);
        if (seen.sizeBytes() != disk.sizeBytes() || seen.sectorBytes() != disk.sectorBytes()) {
            return finding(
                    node,
                    "disk " + disk.serial() + " is not as the fleet says: " + disk.sizeBytes() + " bytes in sectors of "
                            + disk.sectorBytes(),
                    seen.device() + ": " + seen.sizeBytes() + " bytes in sectors of " + seen.sectorBytes(),
                    "correct the fleet");
        }
        if (!seen.blank()) {
            return finding(
                    node,
                    "disk " + disk.serial() + " is not blank, or is in use",
                    seen.device(),
                    "if nobody needs what is on it, clear it with 'zpool labelclear -f /dev/" + seen.device()
                            + "', or 'gpart destroy -F " + seen.device() + "' where it has partitions");
        }
        return Optional.empty();
    }

    private static Optional<Finding> finding(StorageNode node, String what, String evidence, String remedy) {
        return Optional.of(new Finding(node.name(), Severity.REFUSES, what, evidence, remedy));
    }
}
