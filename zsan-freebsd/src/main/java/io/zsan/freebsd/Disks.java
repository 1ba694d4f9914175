package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The disks of a node, by serial. GEOM lists them without opening them, so a frozen session does not block it. */
final class Disks {
    private final CommandRunner runner;
    private final Duration deadline;

    Disks(CommandRunner runner, Duration deadline) {
        this.runner = runner;
        this.deadline = deadline;
    }

    GeomDisks read() {
        Command command = Command.reading("/sbin/geom", "disk", "list").within(deadline);
        return GeomDisks.parse(Results.out(runner.node(), command, runner.run(command)));
    }

    /** Asks what GEOM made of the disks, which opens none of them either. */
    static Command tree(Duration deadline) {
        return Command.reading("/sbin/sysctl", "-n", "kern.geom.conftxt").within(deadline);
    }

    /**
     * The one disk with a serial, if there is one.
     *
     * @throws CommandRefused if two have it: then it identifies neither (R10)
     */
    static Optional<GeomDisks.Disk> find(NodeName node, GeomDisks disks, String serial) {
        List<GeomDisks.Disk> same = disks.disks().stream()
                .filter(disk -> disk.ident().equals(Optional.of(serial)))
                .toList();
        if (same.size() > 1) {
            throw new CommandRefused(node + ": the serial " + serial + " is on "
                    + same.stream().map(GeomDisks.Disk::name).toList() + "; it must be on one disk (R10)");
        }
        return same.stream().findFirst();
    }

    /** Checks that a disk is what it should be. */
    static void requireShape(NodeName node, GeomDisks.Disk disk, long sizeBytes, int sectorBytes, String what) {
        if (disk.sizeBytes() != sizeBytes || disk.sectorBytes() != sectorBytes) {
            throw new CommandRefused(node + ": " + disk.name() + ", which stands for " + what + ", has "
                    + disk.sizeBytes() + " bytes in sectors of " + disk.sectorBytes() + " instead of " + sizeBytes
                    + " in " + sectorBytes + " (R10)");
        }
    }
}
