package io.zsan.freebsd;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.ctl.CtlLuns;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.freebsd.host.FileSystem;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.StorageNode;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** R12 on a storage node. */
final class StoragePreflight {
    private static final String CONFIGURATION = "/etc/ctl.conf";
    private static final String CLEARED_BY_A_BOOT = "/var/run/zsan/ctl.conf";
    private static final String CTLD = "ctld_enable";
    private static final String CLEANING = "cleanvar_enable";
    private static final SystemPreflight SYSTEM = new SystemPreflight(
            List.of(CTLD, CLEANING), List.of(SystemPreflight.LOGS, SystemPreflight.STATE, SystemPreflight.RUN));

    private final StorageNode node;
    private final CommandRunner runner;
    private final NodeClock clock;
    private final List<Command> own;
    private final List<Command> commands;

    StoragePreflight(StorageNode node, CommandRunner runner, Duration deadline, InstantSource clock) {
        this.node = node;
        this.runner = runner;
        this.clock = new NodeClock(runner, clock, deadline);
        this.own = Stream.of(
                        Command.reading("/usr/bin/readlink", CONFIGURATION),
                        Command.reading("/sbin/geom", "disk", "list"),
                        Command.reading("/usr/sbin/ctladm", "devlist", "-x"))
                .map(command -> command.within(deadline))
                .toList();
        this.commands = Stream.concat(own.stream(), SYSTEM.commands().stream())
                .map(command -> command.within(deadline))
                .toList();
    }

    List<Finding> run() {
        Findings findings = new Findings(node.name());
        List<Attempt> attempts = runner.runAll(commands);
        SystemPreflight.Seen seen = SYSTEM.look(attempts.subList(own.size(), attempts.size()), findings);
        findings.answered(attempts.get(0)).ifPresent(link -> bootsClosed(link, seen, findings));
        findings.succeeded(attempts.get(1)).ifPresent(result -> disks(result, findings));
        // Before the first start of ctld there is no CTL to ask, and then no foreign LUN either.
        findings.answered(attempts.get(2))
                .filter(CommandResult::succeeded)
                .ifPresent(result -> foreign(result, findings));
        return findings.all();
    }

    /** The serials of all disks, and the time, as far as the node tells them. */
    NodeTraits traits() {
        Command geom = own.get(1);
        GeomDisks there = GeomDisks.parse(Results.out(node.name(), geom, runner.run(geom)));
        List<DiskSerial> serials = there.disks().stream()
                .flatMap(disk -> disk.ident().flatMap(StoragePreflight::serial).stream())
                .distinct()
                .toList();
        return NodeTraits.ofStorage(node.name(), clock.offset(), serials);
    }

    private static Optional<DiskSerial> serial(String ident) {
        try {
            return Optional.of(new DiskSerial(ident));
        } catch (InvalidInput placeholder) {
            return Optional.empty();
        }
    }

    /** R9: nothing is exported after a boot, and the nonce of the boot before is gone. */
    private static void bootsClosed(CommandResult link, SystemPreflight.Seen seen, Findings findings) {
        String target = link.out().strip();
        if (!target.equals(CLEARED_BY_A_BOOT)) {
            findings.refuse(
                    "its " + CONFIGURATION + " is not a link to " + CLEARED_BY_A_BOOT
                            + ", so a boot would export by itself (R9)",
                    "readlink " + CONFIGURATION + ": " + (target.isEmpty() ? "(no link)" : target),
                    "ln -sf " + CLEARED_BY_A_BOOT + " " + CONFIGURATION);
        }
        seen.rc()
                .filter(conf -> conf.on(CTLD))
                .ifPresent(conf -> findings.refuse(
                        "the next boot starts ctld, which only zsan may do (R9)",
                        SystemPreflight.said(conf, CTLD),
                        "sysrc ctld_enable=NO"));
        boolean inMemory = Optional.ofNullable(seen.room().get(SystemPreflight.RUN.path()))
                .filter(FileSystem::inMemory)
                .isPresent();
        seen.rc()
                .filter(conf -> !conf.on(CLEANING) && !inMemory)
                .ifPresent(conf -> findings.refuse(
                        "a boot does not clear /var/run, so a restart would not be noticed (R9)",
                        SystemPreflight.said(conf, CLEANING),
                        "sysrc cleanvar_enable=YES"));
    }

    private void disks(CommandResult result, Findings findings) {
        GeomDisks there = GeomDisks.parse(result.out());
        for (Disk disk : node.disks()) {
            List<GeomDisks.Disk> same = there.disks().stream()
                    .filter(d -> d.ident().equals(Optional.of(disk.serial().text())))
                    .toList();
            if (same.isEmpty()) {
                findings.refuse(
                        "there is no disk with the serial " + disk.serial(),
                        "geom disk list: " + idents(there.disks()),
                        "put it in, or out of the fleet");
            } else if (same.size() > 1) {
                findings.refuse(
                        "the serial " + disk.serial() + " is on several disks",
                        "geom disk list: " + idents(same),
                        "only one of them can be in the fleet; take the others out of the machine");
            } else {
                shape(disk, same.get(0), findings);
            }
        }
    }

    private static String idents(List<GeomDisks.Disk> disks) {
        return disks.stream()
                .map(disk -> disk.name() + " " + disk.ident().orElse("(null)"))
                .toList()
                .toString();
    }

    private static void shape(Disk disk, GeomDisks.Disk there, Findings findings) {
        if (there.sizeBytes() != disk.sizeBytes() || there.sectorBytes() != disk.sectorBytes()) {
            findings.refuse(
                    "disk " + disk.serial() + " is not as the fleet says: " + disk.sizeBytes() + " bytes in sectors of "
                            + disk.sectorBytes(),
                    there.name() + ": Mediasize: " + there.sizeBytes() + ", Sectorsize: " + there.sectorBytes(),
                    "correct the fleet, or the disk");
        }
    }

    private static void foreign(CommandResult result, Findings findings) {
        for (CtlLuns.Lun lun : CtlTarget.foreign(CtlLuns.parse(result.out()))) {
            findings.warn(
                    "a LUN was made by somebody else",
                    "ctladm devlist: LUN " + lun.id() + " " + lun.serial(),
                    "take it away with ctladm remove; zsan's ctld leaves it alone");
        }
    }
}
