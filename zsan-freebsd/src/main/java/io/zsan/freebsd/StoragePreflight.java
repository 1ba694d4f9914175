package io.zsan.freebsd;

import com.google.common.collect.ImmutableMap;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.dialect.FreeBsdRelease.TargetForm;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.freebsd.geom.GeomTree;
import io.zsan.freebsd.host.FileSystem;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.StorageNode;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** R12 on a storage node. */
final class StoragePreflight {
    private static final String CLEANING = "cleanvar_enable";

    private final StorageNode node;
    private final CommandRunner runner;
    private final NodeClock clock;
    private final Command geom;
    private final Command tree;
    private final SystemPreflight system;
    private final List<Command> commands;
    private final Map<TargetForm, TargetPreflight> targets;

    StoragePreflight(StorageNode node, CommandRunner runner, Duration deadline, InstantSource clock) {
        this.node = node;
        this.runner = runner;
        this.clock = new NodeClock(runner, clock, deadline);
        this.targets = ImmutableMap.of(
                TargetForm.CTL, new CtlPreflight(deadline), TargetForm.ISTGT, new IstgtPreflight(node, deadline));
        this.system = new SystemPreflight(
                new SystemPreflight.Oldest(FreeBsdRelease.FREEBSD_9, "its release is too old"),
                Stream.concat(targets.values().stream().map(TargetPreflight::enable), Stream.of(CLEANING))
                        .toList(),
                List.of(SystemPreflight.LOGS, SystemPreflight.STATE, SystemPreflight.RUN));
        this.geom = Command.reading("/sbin/geom", "disk", "list").within(deadline);
        this.tree = Disks.tree(deadline);
        this.commands = Stream.concat(
                        Stream.of(geom, tree), system.commands().stream().map(command -> command.within(deadline)))
                .toList();
    }

    List<Finding> run() {
        Findings findings = new Findings(node.name());
        List<Attempt> attempts = runner.runAll(commands);
        SystemPreflight.Seen seen = system.look(attempts.subList(2, attempts.size()), findings);
        seen.release()
                .flatMap(release -> Optional.ofNullable(targets.get(release.target())))
                .ifPresent(target -> target(target, seen, findings));
        clearsRun(seen, findings);
        Optional<GeomDisks> disks = findings.succeeded(attempts.get(0)).map(result -> GeomDisks.parse(result.out()));
        disks.ifPresent(there -> disks(there, findings));
        Optional<GeomTree> upon = findings.succeeded(attempts.get(1)).map(result -> GeomTree.parse(result.out()));
        disks.ifPresent(there -> upon.ifPresent(built -> used(there, built, findings)));
        return findings.all();
    }

    private void target(TargetPreflight target, SystemPreflight.Seen seen, Findings findings) {
        seen.rc()
                .filter(conf -> conf.on(target.enable()))
                .ifPresent(conf -> findings.refuse(
                        "the next boot starts its target, which only zsan may do (R9)",
                        SystemPreflight.said(conf, target.enable()),
                        "sysrc " + target.enable() + "=NO"));
        target.look(runner.runAll(target.commands()), findings);
    }

    /** R9: the nonce of the boot before is gone, and so is what was exported. */
    private static void clearsRun(SystemPreflight.Seen seen, Findings findings) {
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

    /** The serials of all disks, and the time, as far as the node tells them. */
    NodeTraits traits() {
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

    private void disks(GeomDisks there, Findings findings) {
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

    /**
     * R10: what the node itself uses cannot be exported (CTL cannot open what its ZFS has open), and what GEOM
     * made something of is tasted again by whoever gets it as a LUN.
     */
    private void used(GeomDisks there, GeomTree tree, Findings findings) {
        for (Disk disk : node.disks()) {
            for (GeomDisks.Disk seen : there.disks()) {
                if (seen.ident().equals(Optional.of(disk.serial().text()))) {
                    used(disk, seen, tree, findings);
                }
            }
        }
    }

    private static void used(Disk disk, GeomDisks.Disk there, GeomTree tree, Findings findings) {
        if (there.held()) {
            findings.refuse(
                    "disk " + disk.serial() + " is in use on the node itself, and so cannot be exported",
                    there.name() + ": Mode: " + there.mode(),
                    "look for it in 'zpool status', 'mount' and 'swapinfo', and take it out there, or out of the fleet");
        }
        Optional<List<String>> built = tree.upon(there.name());
        if (built.isEmpty()) {
            findings.refuse(
                    "it is not known what GEOM has built upon disk " + disk.serial(),
                    "kern.geom.conftxt: there is no " + there.name(),
                    "run preflight again");
        } else if (!built.get().isEmpty()) {
            findings.refuse(
                    "a class of GEOM has built upon disk " + disk.serial() + ", so it is not blank and not ZFS's",
                    "kern.geom.conftxt: " + there.name() + ": " + String.join(" ", built.get()),
                    "if nobody needs it, clear it, as with 'gpart destroy -F " + there.name() + "'");
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
}
