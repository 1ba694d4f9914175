package io.zsan.testkit.sim.edge;

import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.error.CommandRefused;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.ReleaseProof;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.world.Chap;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.InitiatorSession;
import io.zsan.testkit.world.KernelOp;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.OnDisk;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.World;
import io.zsan.testkit.world.ZfsRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What zsan does on a database node: sessions and pools, with the checks that a driver makes on the spot. */
public final class DatabaseAgent {
    private static final String DEVICE = "/dev/diskid/DISK-";

    private final World world;
    private final Fleet fleet;
    private final DatabaseHost host;
    private final boolean chap;
    private final Set<Rule> broken;
    private final Steps steps;
    private final Map<String, Iqn> targets = new TreeMap<>();

    /** One whose logins show a secret, another one in each epoch, or a name alone. */
    public DatabaseAgent(World world, Fleet fleet, DatabaseHost host, boolean chap, Set<Rule> broken) {
        this.world = world;
        this.fleet = fleet;
        this.host = host;
        this.chap = chap;
        this.broken = broken;
        this.steps = new Steps(world, host);
        host.autologin(broken.contains(Rule.R12));
    }

    NodeName name() {
        return host.name();
    }

    DatabaseHost host() {
        return host;
    }

    DatabaseNodeReport report() {
        List<SessionReport> sessions = new ArrayList<>();
        for (InitiatorSession session : host.initiator().sessions()) {
            sessions.add(new SessionReport(
                    targets.computeIfAbsent(session.target(), Iqn::new),
                    session.up(),
                    session.state(),
                    chap && session.rejected()));
        }
        boolean known = !host.wedged();
        List<PoolReport> pools = new ArrayList<>();
        if (known) {
            for (Pool pool : host.pools()) {
                pools.add(PoolView.of(pool, world.nanos()));
            }
        }
        return new DatabaseNodeReport(name(), new BootId(name() + "-" + host.boots()), sessions, pools, known);
    }

    /** One that is there shows what belongs to the epoch of the order, if its target rejects it. */
    private void login(Action.Login order) {
        String target = order.target().text();
        Optional<Chap> shown =
                chap ? Optional.of(StorageAgent.secret(host.initiatorName(), order.epoch())) : Optional.empty();
        boolean added = host.initiator()
                .add(target, order.portal().toString(), host.initiatorName(), shown)
                .isPresent();
        if (!added && chap) {
            host.initiator().sessions().stream()
                    .filter(session -> session.target().equals(target) && session.rejected())
                    .forEach(session -> host.initiator().modify(session, shown));
        }
    }

    CompletableFuture<Outcome> perform(Action action) {
        try {
            return run(action);
        } catch (CommandRefused | ZfsRefusal refused) {
            return refused(String.valueOf(refused.getMessage()));
        }
    }

    private CompletableFuture<Outcome> run(Action action) {
        if (action instanceof Action.Login a) {
            login(a);
            return done();
        } else if (action instanceof Action.Logout a) {
            int unused =
                    host.initiator().remove(s -> s.target().equals(a.target().text()));
            return done();
        } else if (action instanceof Action.RebootNode) {
            host.powerCycle();
            return done();
        } else if (action instanceof Action.CreatePool a) {
            return create(a.order());
        } else if (action instanceof Action.ImportPool a) {
            return importPool(a.order());
        } else if (action instanceof Action.StampEpoch a) {
            return stamp(a.pool(), a.epoch());
        } else if (action instanceof Action.MountPool a) {
            return mount(a.pool());
        } else if (action instanceof Action.ExportPool a) {
            return export(a.pool(), a.epoch(), a.witness());
        } else if (action instanceof Action.OfflineLeg a) {
            return zfs(() -> host.zpool().offline(a.pool().text(), a.leg().toString()));
        } else if (action instanceof Action.ReplaceLeg a) {
            return replace(a.pool(), a.old(), a.fresh());
        } else if (action instanceof Action.DetachLeg a) {
            return zfs(() -> host.zpool().detach(a.pool().text(), a.leaf().toString()));
        }
        throw new IllegalArgumentException("not for a database node: " + action);
    }

    private static CompletableFuture<Outcome> done() {
        return CompletableFuture.completedFuture(Outcome.done());
    }

    private static CompletableFuture<Outcome> refused(String why) {
        return CompletableFuture.completedFuture(new Outcome.Refused(why));
    }

    /** A command that the kernel may keep for as long as it likes; nobody can end it. */
    private CompletableFuture<Outcome> zfs(Supplier<KernelOp> command) {
        return end(command.get());
    }

    private CompletableFuture<Outcome> end(KernelOp operation) {
        if (operation.done()) {
            return operation.refusal().map(refusal -> refused(refusal.text())).orElseGet(DatabaseAgent::done);
        }
        return steps.whenever(operation::done).thenCompose(nothing -> end(operation));
    }

    private CompletableFuture<Outcome> create(CreateOrder order) {
        Optional<Pool> there = host.pool(order.pool().text());
        if (there.isPresent()) {
            boolean ours = PoolView.stamp(there.get().properties().getOrDefault("comment", ""))
                    .equals(Optional.of(order.epoch()));
            return ours ? done() : refused("there is another pool " + order.pool());
        }
        List<List<String>> data = new ArrayList<>();
        List<List<String>> logs = new ArrayList<>();
        for (CreateOrder.CreateMirror mirror : order.mirrors()) {
            List<String> paths = new ArrayList<>();
            for (LunIdentity lun : mirror.luns()) {
                requireBlank(identify(lun), lun);
                paths.add(path(lun));
            }
            (mirror.role() == MirrorRole.LOG ? logs : data).add(paths);
        }
        return zfs(() -> host.zpool().create(order.pool().text(), data, logs, properties(order.epoch()), false));
    }

    private Map<String, String> properties(Epoch epoch) {
        Map<String, String> properties = new TreeMap<>(imported());
        properties.put("failmode", "wait");
        properties.put("comment", stampText(epoch));
        return properties;
    }

    /** R14: who does not know what the stamp is for writes the same one for ever. */
    private String stampText(Epoch epoch) {
        return PoolView.comment(broken.contains(Rule.R14) ? Epoch.FIRST : epoch);
    }

    private Map<String, String> imported() {
        // What stands in a cache file is imported by whoever boots (R12).
        return broken.contains(Rule.R12) ? Map.of() : Map.of("cachefile", "none");
    }

    private CompletableFuture<Outcome> importPool(ImportOrder order) {
        if (host.pool(order.poolGuid()).isPresent()) {
            return done();
        }
        List<InitiatorSession> devices = new ArrayList<>();
        List<LunRef> unreadable = new ArrayList<>();
        for (ImportOrder.ImportLeg leg : order.legs()) {
            InitiatorSession device = identify(leg.identity());
            label(device)
                    .ifPresentOrElse(
                            label -> requireCurrent(label, order, leg),
                            () -> unreadable.add(leg.identity().lun()));
            devices.add(device);
        }
        if (!unreadable.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Outcome.Refused("no labels can be read from " + unreadable, Set.copyOf(unreadable)));
        }
        return zfs(() -> host.zpool().importPool(order.poolGuid().toString(), devices, imported(), true, false));
    }

    private void requireCurrent(OnDisk label, ImportOrder order, ImportOrder.ImportLeg leg) {
        boolean same =
                label.config().guid().equals(order.poolGuid()) && label.leaf().equals(leg.guid());
        if (!same) {
            throw new CommandRefused("the label of " + leg.identity().lun() + " is of another leg (R10)");
        }
        boolean later = PoolView.stamp(label.config().comment())
                .filter(stamp -> stamp.isAfter(order.epoch()))
                .isPresent();
        if (later && !broken.contains(Rule.R14)) {
            throw new CommandRefused("the label of " + leg.identity().lun() + " is of a later epoch (R14)");
        }
    }

    private CompletableFuture<Outcome> stamp(PoolName pool, Epoch epoch) {
        Pool there = imported(pool);
        boolean later = PoolView.stamp(there.properties().getOrDefault("comment", ""))
                .filter(stamp -> stamp.isAfter(epoch))
                .isPresent();
        if (later) {
            return refused(pool + " carries a later epoch (R14)");
        }
        return zfs(() -> host.zpool().set(pool.text(), "comment", stampText(epoch)));
    }

    private CompletableFuture<Outcome> mount(PoolName pool) {
        CompletableFuture<Outcome> all = done();
        for (Map.Entry<String, Boolean> dataset : imported(pool).datasets().entrySet()) {
            if (!dataset.getValue()) {
                all = all.thenCompose(before -> zfs(() -> host.zpool().mount(dataset.getKey())));
            }
        }
        return all;
    }

    private CompletableFuture<Outcome> export(PoolName pool, Epoch epoch, LunIdentity witness) {
        CompletableFuture<Outcome> exported =
                host.pool(pool.text()).isPresent() ? zfs(() -> host.zpool().export(pool.text())) : done();
        return exported.thenApply(outcome -> {
            if (!(outcome instanceof Outcome.Done)) {
                return outcome;
            }
            try {
                OnDisk label = label(identify(witness)).orElseThrow(() -> new CommandRefused("no label"));
                boolean same = label.config().name().equals(pool.text())
                        && PoolView.stamp(label.config().comment())
                                .filter(stamp -> stamp.isAfter(epoch))
                                .isEmpty();
                boolean still = host.pool(pool.text()).isPresent();
                return Outcome.done(ReleaseProof.of(pool, name(), epoch, still, same && label.exported()));
            } catch (CommandRefused refused) {
                return new Outcome.Refused(String.valueOf(refused.getMessage()));
            }
        });
    }

    private CompletableFuture<Outcome> replace(PoolName pool, Guid old, LunIdentity fresh) {
        Pool there = imported(pool);
        for (Leaf leaf : there.leaves()) {
            if (PoolView.serial(leaf).equals(Optional.of(fresh.lun().exportedSerial()))) {
                return done();
            }
        }
        requireBlank(identify(fresh), fresh);
        return zfs(() -> host.zpool().replace(pool.text(), old.toString(), path(fresh), false));
    }

    private Pool imported(PoolName pool) {
        return host.pool(pool.text()).orElseThrow(() -> new CommandRefused(pool + " is not imported here"));
    }

    private static String path(LunIdentity lun) {
        return DEVICE + lun.lun().exportedSerial();
    }

    /** R10: the device behind the session has the serial and the size that the ledger names. */
    private InitiatorSession identify(LunIdentity lun) {
        String target = fleet.target(lun.lun()).text();
        for (InitiatorSession session : host.initiator().sessions()) {
            if (session.target().equals(target)
                    && session.up()
                    && session.device().isPresent()) {
                InitiatorSession.Device device = session.device().get();
                boolean same = device.lun().serial().equals(lun.lun().exportedSerial())
                        && device.disk().disk().sizeBytes() == lun.sizeBytes()
                        && device.disk().disk().sectorBytes() == lun.sectorBytes();
                if (!same && !broken.contains(Rule.R10)) {
                    throw new CommandRefused("the device of " + lun.lun() + " is another one (R10)");
                }
                return session;
            }
        }
        throw new CommandRefused("there is no device of " + lun.lun() + " (R10)");
    }

    private void requireBlank(InitiatorSession device, LunIdentity lun) {
        boolean blank = label(device).isEmpty() && !unreadable(device);
        if (!blank && !broken.contains(Rule.R10)) {
            throw new CommandRefused(lun.lun() + " carries a label; it must be wiped before it is used (R7, R10)");
        }
    }

    /** The label on a disk; none if it is blank, or cannot be read. */
    private static Optional<OnDisk> label(InitiatorSession device) {
        return unreadable(device)
                ? Optional.empty()
                : device.device().flatMap(d -> d.disk().zfs());
    }

    private static boolean unreadable(InitiatorSession device) {
        return device.device().filter(d -> d.disk().failsReads()).isPresent();
    }
}
