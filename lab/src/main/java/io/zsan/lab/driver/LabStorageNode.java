package io.zsan.lab.driver;

import com.google.common.collect.ImmutableList;
import io.zsan.error.CommandRefused;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.Pause;
import io.zsan.lab.host.Export;
import io.zsan.lab.host.StorageHost;
import io.zsan.model.BootId;
import io.zsan.model.Disk;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import io.zsan.node.DiskReport;
import io.zsan.node.ExportReport;
import io.zsan.node.Finding;
import io.zsan.node.StorageNodeDriver;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.Token;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeOrder;
import io.zsan.proof.WipeReadBack;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A storage node of the lab: {@code tgtadm} in the place of ctl.conf and {@code ctladm}. Its access list is in force when
 * tgtadm has ended, and like CTL's it does not end a live session. Thread-safe: one change at a time.
 */
public final class LabStorageNode implements StorageNodeDriver {
    private static final int AREA = 4 << 20;

    private final StorageHost host;
    private final Iqn targetBase;
    private final Duration loginWindow;
    private final Supplier<BootId> nonces;
    private final Tokens tokens;
    private final Pause pause = Pause.sleeping();
    private final InstantSource clock = InstantSource.system();

    /**
     * Drives a host.
     *
     * @param loginWindow time that a login may take; a fence looks twice, further apart than that (R4)
     * @param nonces boot nonces, each different from all before
     */
    public LabStorageNode(StorageHost host, Iqn targetBase, Duration loginWindow, Supplier<BootId> nonces) {
        this.host = host;
        this.targetBase = targetBase;
        this.loginWindow = loginWindow;
        this.nonces = nonces;
        this.tokens = new Tokens(host);
    }

    @Override
    public NodeName node() {
        return host.node().name();
    }

    @Override
    public StorageNodeReport observe() {
        List<Export> exports = host.exports();
        Map<LunId, ExportReport> reports = new TreeMap<>();
        for (Disk disk : host.node().disks()) {
            LunId id = new LunId(node(), disk.serial());
            Optional<Token> force = tokens.inForce(disk.serial());
            force.flatMap(token ->
                            find(exports, new LunRef(id, token.generation())).map(e -> report(id, token, e)))
                    .ifPresent(report -> reports.put(id, report));
        }
        return new StorageNodeReport(node(), tokens.boot().map(BootId::new), true, reports, tokens.all());
    }

    private static ExportReport report(LunId id, Token token, Export export) {
        Access access = export.initiators().isEmpty()
                ? Access.nobody()
                : Access.only(export.initiators().get(0));
        return new ExportReport(new LunRef(id, token.generation()), token.epoch(), access, initiators(export));
    }

    @Override
    public synchronized List<DiskReport> disks() {
        List<Export> exports = host.exports();
        return host.node().disks().stream()
                .map(disk -> new DiskReport(
                        disk.serial(),
                        disk.sizeBytes(),
                        disk.sectorBytes(),
                        host.disk(disk).toString(),
                        zero(host.disk(disk), 0)
                                && zero(host.disk(disk), disk.sizeBytes() - AREA)
                                && !exported(exports, disk)))
                .toList();
    }

    private boolean exported(List<Export> exports, Disk disk) {
        return exports.stream().anyMatch(e -> e.file().equals(host.disk(disk).toString()));
    }

    /** Nothing is set up by hand in the lab that could be wrong (R12). */
    @Override
    public List<Finding> preflight() {
        return ImmutableList.of();
    }

    @Override
    public synchronized void prepare() {
        List<Export> unused = host.exports();
        if (tokens.boot().isEmpty()) {
            tokens.boot(nonces.get().text());
        }
    }

    @Override
    public synchronized void grant(LunIdentity lun, Epoch epoch, Iqn initiator, BootId seen) {
        requireMine(lun.lun());
        requirePrepared();
        if (!tokens.boot().equals(Optional.of(seen.text()))) {
            throw new CommandRefused(node() + ": restarted: this is another boot than " + seen + " (R9)");
        }
        Disk disk = disk(lun.lun());
        requireShape(disk, lun);
        tokens.raise(lun.lun(), epoch);
        Export export = exported(lun.lun(), disk);
        for (Iqn other : export.initiators()) {
            if (!other.equals(initiator)) {
                host.expel(export, other);
            }
        }
        if (!export.initiators().contains(initiator)) {
            host.admit(export, initiator);
        }
        tokens.inForce(lun.lun(), epoch);
        List<Iqn> now = find(lun.lun()).map(Export::initiators).orElse(List.of());
        if (!now.equals(List.of(initiator))) {
            throw new OutcomeUnknown(node() + ": " + lun.lun() + " admits " + now + ", not " + initiator);
        }
    }

    /** The export of this generation, made if it is not there; others of the disk are withdrawn. */
    private Export exported(LunRef lun, Disk disk) {
        for (Export export : host.exports()) {
            if (export.file().equals(host.disk(disk).toString())
                    && !export.target().equals(lun.target(targetBase))) {
                host.withdraw(export);
            }
        }
        if (find(lun).isEmpty()) {
            host.export(lun.target(targetBase), host.disk(disk), lun.exportedSerial());
        }
        return find(lun).orElseThrow(() -> new OutcomeUnknown(node() + ": " + lun + " is exported, but not listed"));
    }

    @Override
    public synchronized FenceReadBack fence(LunRef lun, Epoch epoch) {
        requireMine(lun);
        requirePrepared();
        tokens.raise(lun, epoch);
        if (host.node().disks().stream()
                .noneMatch(d -> d.serial().equals(lun.id().disk()))) {
            return nothingToFence(lun, epoch);
        }
        Export export = exported(lun, disk(lun));
        export.initiators().forEach(initiator -> host.expel(export, initiator));
        tokens.inForce(lun, epoch);
        Set<Iqn> first = end(lun);
        pause.pause(loginWindow);
        Export last = find(lun).orElseThrow();
        return new FenceReadBack(
                lun,
                epoch,
                last.initiators().isEmpty(),
                first,
                initiators(last),
                loginWindow,
                loginWindow,
                clock.instant());
    }

    /** Of a disk that is gone nothing can be exported; its token counts all the same. */
    private FenceReadBack nothingToFence(LunRef lun, Epoch epoch) {
        boolean first = find(lun).isEmpty();
        pause.pause(loginWindow);
        boolean second = find(lun).isEmpty();
        return new FenceReadBack(
                lun, epoch, first && second, Set.of(), Set.of(), loginWindow, loginWindow, clock.instant());
    }

    /** Ends the sessions to a LUN, and tells whose are left. */
    private Set<Iqn> end(LunRef lun) {
        Export export = find(lun).orElseThrow();
        export.sessions().forEach(session -> host.end(export, session));
        return initiators(find(lun).orElseThrow());
    }

    @Override
    public synchronized FenceReadBack seal(LunRef lun) {
        FenceReadBack seen = fence(lun, Epoch.SEALED);
        if (!seen.applied() || !seen.sessionsSecond().isEmpty()) {
            return seen;
        }
        find(lun).ifPresent(host::withdraw);
        return new FenceReadBack(
                lun,
                Epoch.SEALED,
                find(lun).isEmpty(),
                seen.sessionsFirst(),
                Set.of(),
                seen.between(),
                loginWindow,
                clock.instant());
    }

    @Override
    public synchronized WipeReadBack wipe(WipeOrder order) {
        LunRef lun = order.identity().lun();
        requireMine(lun);
        Disk disk = disk(lun);
        requireShape(disk, order.identity());
        tokens.requireGeneration(lun);
        if (exported(host.exports(), disk)) {
            throw new CommandRefused(node() + ": " + lun + " is exported; it is not wiped (R7)");
        }
        tokens.raise(lun, Epoch.SEALED);
        Path file = host.disk(disk);
        long tail = disk.sizeBytes() - AREA;
        blank(file, 0);
        blank(file, tail);
        return new WipeReadBack(lun, zero(file, 0), zero(file, tail));
    }

    private void requireMine(LunRef lun) {
        if (!lun.id().node().equals(node())) {
            throw new InvalidInput("LUN " + lun + " is not of node " + node());
        }
    }

    private void requireShape(Disk disk, LunIdentity lun) {
        if (disk.sizeBytes() != lun.sizeBytes() || disk.sectorBytes() != lun.sectorBytes()) {
            throw new CommandRefused(node() + ": " + lun.lun() + " is not of the size that is asked for (R10)");
        }
    }

    private void requirePrepared() {
        if (tokens.boot().isEmpty()) {
            throw new CommandRefused(node() + ": not prepared since its boot (R9)");
        }
    }

    private Disk disk(LunRef lun) {
        return host.node().disks().stream()
                .filter(d -> d.serial().equals(lun.id().disk()))
                .findFirst()
                .orElseThrow(() -> new CommandRefused(node() + ": there is no disk with the serial "
                        + lun.id().disk()));
    }

    private Optional<Export> find(LunRef lun) {
        return find(host.exports(), lun);
    }

    private Optional<Export> find(List<Export> exports, LunRef lun) {
        return exports.stream()
                .filter(e -> e.target().equals(lun.target(targetBase)))
                .findFirst();
    }

    private static Set<Iqn> initiators(Export export) {
        Set<Iqn> initiators = new TreeSet<>();
        export.sessions().forEach(s -> initiators.add(s.initiator()));
        return initiators;
    }

    private static void blank(Path file, long at) {
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rwd")) {
            disk.seek(at);
            disk.write(new byte[AREA]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean zero(Path file, long at) {
        byte[] area = new byte[AREA];
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "r")) {
            disk.seek(at);
            disk.readFully(area);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (byte b : area) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
