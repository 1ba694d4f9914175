package io.zsan.freebsd;

import io.zsan.freebsd.ctl.CtlLuns;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.model.Disk;
import io.zsan.model.StorageNode;
import io.zsan.node.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** R12 on a storage node. */
final class StoragePreflight {
    private static final String CONFIGURATION = "/etc/ctl.conf";
    private static final String CLEARED_BY_A_BOOT = "/var/run/zsan/ctl.conf";

    private final StorageNode node;
    private final CommandRunner runner;
    private final List<Command> commands;

    StoragePreflight(StorageNode node, CommandRunner runner, Duration deadline) {
        this.node = node;
        this.runner = runner;
        this.commands = Stream.of(
                        Findings.VERSION,
                        Findings.ZFSD,
                        Command.reading("/usr/bin/readlink", CONFIGURATION),
                        Command.reading("/sbin/geom", "disk", "list"),
                        Command.reading("/usr/sbin/ctladm", "devlist", "-x"))
                .map(command -> command.within(deadline))
                .toList();
    }

    List<Finding> run() {
        Findings findings = new Findings(node.name());
        List<Attempt> attempts = runner.runAll(commands);
        findings.version(attempts.get(0));
        findings.zfsd(attempts.get(1));
        findings.answered(attempts.get(2))
                .filter(link -> !link.out().strip().equals(CLEARED_BY_A_BOOT))
                .ifPresent(link -> findings.refuse(
                        "its " + CONFIGURATION + " is not a link to " + CLEARED_BY_A_BOOT
                                + ", so a boot would export by itself (R9)",
                        "ln -sf " + CLEARED_BY_A_BOOT + " " + CONFIGURATION));
        findings.answered(attempts.get(3)).ifPresent(result -> disks(result, findings));
        // Before the first start of ctld there is no CTL to ask, and then no foreign LUN either.
        findings.answered(attempts.get(4))
                .filter(CommandResult::succeeded)
                .ifPresent(result -> foreign(result, findings));
        return findings.all();
    }

    private void disks(CommandResult result, Findings findings) {
        GeomDisks there = GeomDisks.parse(Results.out(node.name(), commands.get(3), result));
        for (Disk disk : node.disks()) {
            List<GeomDisks.Disk> same = there.disks().stream()
                    .filter(d -> d.ident().equals(Optional.of(disk.serial().text())))
                    .toList();
            if (same.isEmpty()) {
                findings.refuse("there is no disk with the serial " + disk.serial(), "put it in, or out of the fleet");
            } else if (same.size() > 1) {
                findings.refuse(
                        "the serial " + disk.serial() + " is on "
                                + same.stream().map(GeomDisks.Disk::name).toList(),
                        "only one of them can be in the fleet; take the others out of the machine");
            } else {
                shape(disk, same.get(0), findings);
            }
        }
    }

    private static void shape(Disk disk, GeomDisks.Disk there, Findings findings) {
        if (there.sizeBytes() != disk.sizeBytes() || there.sectorBytes() != disk.sectorBytes()) {
            findings.refuse(
                    "disk " + disk.serial() + " has " + there.sizeBytes() + " bytes in sectors of "
                            + there.sectorBytes() + " instead of " + disk.sizeBytes() + " in " + disk.sectorBytes(),
                    "correct the fleet, or the disk");
        }
    }

    private static void foreign(CommandResult result, Findings findings) {
        for (CtlLuns.Lun lun : TargetView.foreign(CtlLuns.parse(result.out()))) {
            findings.warn(
                    "LUN " + lun.id() + " (" + lun.serial() + ") was made by somebody else",
                    "take it away with ctladm remove; zsan's ctld leaves it alone");
        }
    }
}
