package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.freebsd.geom.GeomTree;
import io.zsan.freebsd.zpool.LabelReading;
import io.zsan.model.DiskSerial;
import io.zsan.node.DiskReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A storage node's disks, and which of them are blank. */
final class DiskReports {
    private static final Logger LOG = LoggerFactory.getLogger(DiskReports.class);

    private final CommandRunner runner;
    private final Disks disks;
    private final Dialects dialects;
    private final Duration deadline;

    /** A disk that zsan can name. */
    private record Named(DiskSerial serial, GeomDisks.Disk disk) {}

    DiskReports(CommandRunner runner, Disks disks, Dialects dialects, Duration deadline) {
        this.dialects = dialects;
        this.runner = runner;
        this.disks = disks;
        this.deadline = deadline;
    }

    List<DiskReport> read() {
        List<Named> named = new ArrayList<>();
        for (GeomDisks.Disk disk : disks.read().disks()) {
            try {
                named.add(new Named(new DiskSerial(disk.ident().orElse("")), disk));
            } catch (InvalidInput noSerial) {
                // R10: such a disk can be no LUN.
                LOG.debug("{}: disk {} is left out: {}", runner.node(), disk.name(), noSerial.getMessage());
            }
        }
        if (named.isEmpty()) {
            return List.of();
        }
        List<Command> looks = Stream.concat(
                        named.stream().map(n -> Labels.look("/dev/" + n.disk().name(), deadline)),
                        Stream.of(Disks.tree(deadline)))
                .toList();
        List<Attempt> labels = runner.runAll(looks);
        GeomTree tree = GeomTree.parse(Results.out(
                runner.node(), looks.get(named.size()), labels.get(named.size()).result()));
        ImmutableList.Builder<DiskReport> reports = ImmutableList.builder();
        for (int i = 0; i < named.size(); i++) {
            GeomDisks.Disk disk = named.get(i).disk();
            LabelReading reading = Labels.parse(
                    dialects.get().zfs(),
                    runner.node(),
                    looks.get(i),
                    labels.get(i).result());
            boolean unused = tree.upon(disk.name()).filter(List::isEmpty).isPresent();
            boolean blank = disk.closed() && unused && reading instanceof LabelReading.NoLabel;
            reports.add(
                    new DiskReport(named.get(i).serial(), disk.sizeBytes(), disk.sectorBytes(), disk.name(), blank));
        }
        return reports.build();
    }
}
