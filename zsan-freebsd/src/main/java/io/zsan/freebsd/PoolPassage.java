package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.CommandRefused;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.dialect.ZfsVersion.SearchIn;
import io.zsan.freebsd.dialect.ZfsVersion.StampIn;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.UnreadableLegs;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.CreateOrder.CreateMirror;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.ImportOrder.ImportLeg;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.ReleaseProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a pool comes to a node and leaves it: creation, import, export. Looks before and after, as {@link PoolWork} does. */
final class PoolPassage {
    private final NodeName node;
    private final ZfsGate gate;
    private final PoolReader reader;
    private final LunCheck check;
    private final Dialects dialects;
    private final Duration deadline;

    PoolPassage(ZfsGate gate, PoolReader reader, LunCheck check, Dialects dialects, Deadlines deadlines) {
        this.node = gate.node();
        this.dialects = dialects;
        this.gate = gate;
        this.reader = reader;
        this.check = check;
        this.deadline = deadlines.poolChange();
    }

    void create(CreateOrder order) {
        requireHere(order.node(), "create " + order.pool());
        if (created(order)) {
            return;
        }
        List<LunIdentity> luns =
                order.mirrors().stream().flatMap(m -> m.luns().stream()).toList();
        check.identify(luns);
        luns.forEach(check::requireBlank);
        CommandResult result = zpool(createWords(order));
        // It ends with an error where only the mount failed.
        if (!created(order)) {
            throw failed("create pool " + order.pool(), result);
        }
    }

    private List<String> createWords(CreateOrder order) {
        ImmutableList.Builder<String> words = ImmutableList.builder();
        words.add("create", "-o", "cachefile=none", "-o", "failmode=wait", "-o", "autoreplace=off");
        String stamp = PoolReader.comment(order.epoch());
        switch (zfs().stamp()) {
            case COMMENT -> words.add("-o", "comment=" + stamp);
            case ROOT_PROPERTY -> words.add("-O", PoolReader.ROOT_PROPERTY + "=" + stamp);
        }
        if (zfs().ashift()) {
            words.add("-o", "ashift=12");
        }
        words.add(order.pool().text());
        for (CreateMirror mirror : order.mirrors()) {
            if (mirror.luns().size() < 2) {
                throw new InvalidInput("pool " + order.pool() + ": a mirror needs at least two LUNs");
            }
            if (mirror.role() == MirrorRole.LOG) {
                // Whatever follows is a log: the order has those for data first.
                words.add("log");
            }
            words.add("mirror");
            mirror.luns().forEach(lun -> words.add(check.path(lun)));
        }
        return words.build();
    }

    /** Whether the pool is there, made by this very order. */
    private boolean created(CreateOrder order) {
        Optional<PoolReport> pool = reader.read(order.pool());
        if (pool.isEmpty()) {
            return false;
        }
        List<Made> wanted = order.mirrors().stream()
                .map(mirror -> new Made(
                        mirror.role(),
                        serials(mirror.luns().stream().map(l -> l.lun().exportedSerial()))))
                .toList();
        List<Made> there = pool.get().mirrors().stream()
                .map(mirror -> new Made(
                        mirror.role(),
                        serials(mirror.legs().stream().map(LegReport::serial).map(serial -> serial.orElse("")))))
                .toList();
        if (!pool.get().stamp().equals(Optional.of(order.epoch())) || !wanted.equals(there)) {
            throw new CommandRefused(node + ": there is a pool " + order.pool() + " already, and it is another one");
        }
        return true;
    }

    /** A mirror, by what it is for and what it is made of. */
    private record Made(MirrorRole role, Set<String> serials) {}

    private static Set<String> serials(Stream<String> serials) {
        return serials.collect(Collectors.toCollection(TreeSet::new));
    }

    void importPool(ImportOrder order) {
        requireHere(order.node(), "import " + order.pool());
        if (imported(order)) {
            return;
        }
        List<LunIdentity> luns = order.legs().stream().map(ImportLeg::identity).toList();
        check.identify(luns);
        requireCurrent(order);
        if (zfs().search() == SearchIn.DIRECTORY) {
            check.requireNoOthers(order.poolGuid(), luns);
        }
        CommandResult result = zpool(importWords(order, luns));
        if (!imported(order)) {
            throw failed("import pool " + order.pool(), result);
        }
    }

    private List<String> importWords(ImportOrder order, List<LunIdentity> luns) {
        ImmutableList.Builder<String> words = ImmutableList.builder();
        // -f only here, where the order is the proof that nobody else has it (R5). Never -m, which drops what only a
        // log
        // has: the order has legs of every mirror (S16).
        words.add("import", "-f");
        if (zfs().unmounted()) {
            words.add("-N");
        }
        words.add("-o", "cachefile=none");
        switch (zfs().search()) {
            case DEVICES -> luns.forEach(lun -> words.add("-d", check.path(lun)));
            case DIRECTORY -> words.add("-d", LunCheck.DIRECTORY);
        }
        return words.add(order.poolGuid().toString()).build();
    }

    private ZfsVersion zfs() {
        return dialects.get().zfs();
    }

    private boolean imported(ImportOrder order) {
        List<PoolReport> pools = reader.read();
        Optional<PoolReport> byGuid =
                pools.stream().filter(p -> p.guid().equals(order.poolGuid())).findFirst();
        Optional<PoolReport> byName =
                pools.stream().filter(p -> p.name().equals(order.pool())).findFirst();
        if (!byGuid.equals(byName)) {
            throw new CommandRefused(node + ": pool " + order.pool() + " (" + order.poolGuid()
                    + ") cannot be told from what is imported: the name has "
                    + byName.map(p -> p.guid().toString()).orElse("nothing") + ", the GUID has "
                    + byGuid.map(p -> p.name().text()).orElse("nothing"));
        }
        return byGuid.isPresent();
    }

    /** R5: without a leg that it cannot read, ZFS would import the pool from the others. */
    private void requireCurrent(ImportOrder order) {
        List<LunRef> unreadable = new ArrayList<>();
        for (ImportLeg leg : order.legs()) {
            check.label(leg.identity())
                    .ifPresentOrElse(
                            label -> requireCurrent(order, leg, label),
                            () -> unreadable.add(leg.identity().lun()));
        }
        if (!unreadable.isEmpty()) {
            throw new UnreadableLegs(
                    node + ": no labels of pool " + order.pool() + " can be read from " + unreadable + " (R5, R10)",
                    unreadable);
        }
    }

    /** R10, R14: the label is of this pool and this leg, and of no later epoch. */
    private void requireCurrent(ImportOrder order, ImportLeg leg, LegLabel label) {
        String place = node + ": the label of " + leg.identity().lun();
        if (!label.poolGuid().equals(order.poolGuid())) {
            throw new CommandRefused(place + " is of pool " + label.poolName() + " (" + label.poolGuid() + "), not of "
                    + order.pool() + " (" + order.poolGuid() + ")");
        }
        if (!label.leaf().equals(leg.guid())) {
            throw new CommandRefused(place + " is of leg " + label.leaf() + ", not of " + leg.guid());
        }
        if (zfs().stamp() == StampIn.ROOT_PROPERTY) {
            return;
        }
        if (label.stamp().isEmpty()) {
            throw new CommandRefused(place + " carries no epoch (R14)");
        }
        if (label.stamp().get().isAfter(order.epoch())) {
            throw new CommandRefused(place + " carries epoch " + label.stamp().get() + ", above " + order.epoch()
                    + ": the pool has been elsewhere since (R14)");
        }
    }

    ReleaseProof export(PoolName pool, Epoch epoch, LunIdentity witness) {
        Optional<Guid> guid = reader.read(pool).map(PoolReport::guid);
        Optional<CommandResult> result = guid.map(g -> zpool(List.of("export", pool.text())));
        boolean still = reader.read(pool).isPresent();
        if (still && result.isPresent()) {
            throw failed("export pool " + pool, result.get());
        }
        check.identify(List.of(witness));
        LegLabel label = check.label(witness)
                .orElseThrow(() -> new CommandRefused(
                        node + ": " + witness.lun() + " has no label that shows whether " + pool + " is exported"));
        boolean same = label.poolName().equals(pool.text())
                && guid.filter(g -> !g.equals(label.poolGuid())).isEmpty()
                && label.stamp().filter(s -> s.isAfter(epoch)).isEmpty();
        return ReleaseProof.of(pool, node, epoch, still, same && label.exported());
    }

    private void requireHere(NodeName ordered, String what) {
        if (!ordered.equals(node)) {
            throw new InvalidInput("the order to " + what + " is for node " + ordered + ", not for " + node);
        }
    }

    private CommandResult zpool(List<String> words) {
        return gate.run(Command.modifying("/sbin/zpool", words).within(deadline));
    }

    private CommandRefused failed(String what, CommandResult result) {
        return new CommandRefused(node + ": could not " + what + ": " + Results.said(result));
    }
}
