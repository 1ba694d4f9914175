package io.zsan;

import io.zsan.ledger.LedgerState;
import io.zsan.model.Disk;
import io.zsan.model.LunId;
import io.zsan.model.StorageNode;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import java.util.List;
import java.util.Optional;

/** Compares the disks that the fleet names with those that a storage node has. */
final class Enrolment {
    private Enrolment() {}

    static void look(
            StorageNode node, LedgerState state, List<DiskReport> there, List<LunId> blank, List<Finding> findings) {
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
    }

    private static Optional<Finding> problem(StorageNode node, Disk disk, List<DiskReport> same) {
        if (same.size() != 1) {
            return finding(
                    node,
                    same.isEmpty()
                            ? "it has no disk with serial " + disk.serial()
                            : "it has " + same.size() + " disks with serial " + disk.serial(),
                    "compare the fleet with the output of 'geom disk list'");
        }
        DiskReport seen = same.get(0);
        if (seen.sizeBytes() != disk.sizeBytes() || seen.sectorBytes() != disk.sectorBytes()) {
            return finding(
                    node,
                    "disk " + disk.serial() + " has " + seen.sizeBytes() + " bytes in sectors of "
                            + seen.sectorBytes() + ", the fleet says " + disk.sizeBytes() + " in sectors of "
                            + disk.sectorBytes(),
                    "correct the fleet");
        }
        if (!seen.blank()) {
            return finding(
                    node,
                    "disk " + disk.serial() + " (" + seen.device() + ") is not blank, or is in use",
                    "if nobody needs what is on it, clear it with 'zpool labelclear -f /dev/" + seen.device() + "'");
        }
        return Optional.empty();
    }

    private static Optional<Finding> finding(StorageNode node, String what, String remedy) {
        return Optional.of(new Finding(node.name(), true, what, remedy));
    }
}
