package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.freebsd.zpool.LabelReading;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * R10 on a database node: what stands behind a session is the LUN that the ledger names. Vdevs are given to ZFS by the
 * exported serial, and the serial holds node, disk and generation; so the serial must be this device's, and only its.
 */
final class LunCheck {
    /** Where GEOM names disks by serial. */
    static final String DIRECTORY = "/dev/diskid";

    private static final String DISKID = DIRECTORY + "/DISK-";

    private final NodeName node;
    private final Iqn targetBase;
    private final Initiator initiator;
    private final Machine machine;
    private final ZfsGate gate;
    private final Dialects dialects;
    private final Duration deadline;

    LunCheck(
            Iqn targetBase,
            Initiator initiator,
            Machine machine,
            ZfsGate gate,
            Dialects dialects,
            Deadlines deadlines) {
        this.node = gate.node();
        this.dialects = dialects;
        this.targetBase = targetBase;
        this.initiator = initiator;
        this.machine = machine;
        this.gate = gate;
        this.deadline = deadlines.look();
    }

    /** The path under which ZFS is to know a LUN. */
    String path(LunIdentity lun) {
        return path(lun.lun().exportedSerial());
    }

    /** The path of the disk with a serial, as GEOM writes it. */
    static String path(String serial) {
        return DISKID + serial.replace(" ", "%20");
    }

    /**
     * Checks each LUN's session, and serial, size and sector size of the device behind it.
     *
     * @throws CommandRefused if anything differs
     */
    void identify(List<LunIdentity> luns) {
        Map<LunIdentity, String> devices = new TreeMap<>((a, b) -> a.lun().compareTo(b.lun()));
        for (LunIdentity lun : luns) {
            if (devices.put(lun, initiator.device(lun.lun().target(targetBase))) != null) {
                throw new CommandRefused(node + ": " + lun.lun() + " is named twice");
            }
        }
        GeomDisks seen = machine.disks();
        devices.forEach((lun, device) -> identify(lun, device, seen));
    }

    private void identify(LunIdentity lun, String device, GeomDisks seen) {
        String serial = lun.lun().exportedSerial();
        GeomDisks.Disk disk = Disks.find(node, seen, serial)
                .orElseThrow(() -> new CommandRefused(node + ": no disk has the serial " + serial + " of " + lun.lun()
                        + "; the session's is " + device + " with serial "
                        + seen.disk(device).flatMap(GeomDisks.Disk::ident).orElse("(none)") + " (R10)"));
        if (!disk.name().equals(device)) {
            throw new CommandRefused(node + ": the serial " + serial + " of " + lun.lun() + " is on " + disk.name()
                    + ", but its session is " + device + " (R10)");
        }
        Disks.requireShape(
                node, disk, lun.sizeBytes(), lun.sectorBytes(), lun.lun().toString());
    }

    /** Checks that a LUN carries no label of any pool. */
    void requireBlank(LunIdentity lun) {
        LabelReading reading = read(lun);
        if (reading instanceof LabelReading.Unreadable) {
            throw new CommandRefused(node + ": the labels of " + lun.lun() + " cannot be read (R10)");
        }
        if (reading instanceof LabelReading.Labels labels) {
            String pool = labels.labels().stream()
                    .flatMap(label -> label.member().stream())
                    .map(member -> "pool " + member.name() + " (" + member.poolGuid() + ")")
                    .findFirst()
                    .orElse("a spare or a cache");
            throw new CommandRefused(node + ": " + lun.lun() + " carries a label of " + pool
                    + "; it must be wiped before it is used (R7, R10)");
        }
    }

    /** The label that a LUN carries; none if it is blank, or cannot be read. */
    Optional<LegLabel> label(LunIdentity lun) {
        return read(lun) instanceof LabelReading.Labels labels
                ? Optional.of(LegLabel.of(node + ": " + lun.lun(), labels.labels()))
                : Optional.empty();
    }

    private LabelReading read(LunIdentity lun) {
        LabelReading reading = read(path(lun));
        if (reading instanceof LabelReading.NoDevice missing) {
            throw new CommandRefused(node + ": cannot look at " + missing.device() + ": " + missing.why()
                    + "; kern.geom.label.disk_ident.enable must be 1");
        }
        return reading;
    }

    private LabelReading read(String path) {
        Command look = Labels.look(path, deadline);
        return Labels.parse(dialects.get().zfs(), node, look, gate.run(look));
    }

    /**
     * Checks that no other disk in {@link #DIRECTORY} has a label of a pool: where a search takes a directory only, ZFS would
     * choose that disk too.
     *
     * @throws CommandRefused if one has
     */
    void requireNoOthers(Guid pool, List<LunIdentity> luns) {
        Set<String> ordered =
                luns.stream().map(lun -> lun.lun().exportedSerial()).collect(Collectors.toSet());
        for (GeomDisks.Disk disk : machine.disks().disks()) {
            Optional<String> other = disk.ident().filter(serial -> !ordered.contains(serial));
            if (other.isEmpty()) {
                continue;
            }
            LabelReading reading = read(path(other.get()));
            if (reading instanceof LabelReading.Unreadable) {
                throw new CommandRefused(node + ": the labels of disk " + disk.name() + " with serial " + other.get()
                        + " cannot be read, so it may be of pool " + pool + " too; remove its session (R5)");
            }
            boolean ofPool = reading instanceof LabelReading.Labels labels
                    && labels.labels().stream()
                            .flatMap(label -> label.member().stream())
                            .anyMatch(member -> member.poolGuid().equals(pool));
            if (ofPool) {
                throw new CommandRefused(
                        node + ": disk " + disk.name() + " with serial " + other.get() + " has a label of pool " + pool
                                + " too, and is not of its current legs; remove its session (R5)");
            }
        }
    }
}
