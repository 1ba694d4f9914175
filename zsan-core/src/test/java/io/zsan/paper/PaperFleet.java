package io.zsan.paper;

import io.zsan.act.Action;
import io.zsan.act.NodeGateway;
import io.zsan.act.Outcome;
import io.zsan.decide.Permissions;
import io.zsan.decide.Projection;
import io.zsan.ledger.Ledger;
import io.zsan.ledger.LedgerState;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.StorageNode;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.DiskReport;
import io.zsan.node.ExportReport;
import io.zsan.node.Finding;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.Token;
import io.zsan.node.VdevState;
import io.zsan.observe.NodeAnswer;
import io.zsan.observe.Observation;
import io.zsan.observe.Seen;
import io.zsan.observe.SessionKey;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.Proof;
import io.zsan.proof.ReleaseProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fleet on paper. Each action has the effect that {@link Projection} says, at once; what a projection leaves out is added
 * here: sessions that come up and go down by themselves, freezing, boots, tokens (R15), resilvers that take several rounds,
 * and which LUN holds which acknowledged write. It notes each violation of R11, I1, I2 and I3 that it sees.
 */
public final class PaperFleet implements NodeGateway {
    /** What becomes of an action on its way. */
    public enum Fate {
        DONE,
        LOST_BEFORE,
        REPLY_LOST,
        TWICE,
        REFUSED,
        /** The process dies when it is done. */
        CRASH
    }

    /** The end of a controller's process. */
    public static final class ProcessDied extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Fleet fleet;
    private final Ledger ledger;
    private final Projection projection;
    private final Set<NodeName> silent = new TreeSet<>();
    private final Set<NodeName> dead = new TreeSet<>();
    private final Set<String> cut = new TreeSet<>();
    private final Set<SessionKey> live = new TreeSet<>();
    private final Map<LunId, Token> tokens = new TreeMap<>();
    private final Map<PoolName, PoolReport> labels = new TreeMap<>();
    private final Set<PoolName> exported = new TreeSet<>();
    private final Map<String, Integer> resilvering = new TreeMap<>();
    private final Map<LunRef, Iqn> targets = new TreeMap<>();
    private final Writes writes = new Writes();
    private final List<Action> performed = new ArrayList<>();
    private Function<Action, Fate> fates = action -> Fate.DONE;
    private final Set<LunRef> unreadable = new TreeSet<>();
    private boolean lossAccepted;
    private int resilverTicks = 2;
    private int boots;
    private final ManualTime time;
    private Observation world;

    public PaperFleet(Fleet fleet, Ledger ledger, ManualTime time) {
        this.fleet = fleet;
        this.ledger = ledger;
        this.time = time;
        this.projection = new Projection(fleet);
        Map<NodeName, Seen<StorageNodeReport>> storage = new TreeMap<>();
        fleet.storageNodes()
                .forEach(n -> storage.put(n.name(), new Seen.Answered<>(closed(n.name(), Optional.empty()))));
        Map<NodeName, Seen<DatabaseNodeReport>> database = new TreeMap<>();
        fleet.databaseNodes().forEach(n -> database.put(n.name(), new Seen.Answered<>(bare(n.name()))));
        world = new Observation(time.wall(), storage, database, Map.of(), Map.of(), Map.of(), Map.of(), List.of());
        time.onTick(this::tick);
    }

    private static StorageNodeReport closed(NodeName name, Optional<BootId> boot) {
        return new StorageNodeReport(name, boot, boot.isPresent(), Map.of(), Map.of());
    }

    private DatabaseNodeReport bare(NodeName name) {
        return new DatabaseNodeReport(name, new BootId("boot-" + ++boots), List.of(), List.of(), true);
    }

    // What a test does to it.

    public void fates(Function<Action, Fate> value) {
        fates = value;
    }

    public void resilverTicks(int value) {
        resilverTicks = value;
    }

    /** Its disk gives no label back. */
    public void unreadable(LunRef lun) {
        unreadable.add(lun);
    }

    public void readable(LunRef lun) {
        unreadable.remove(lun);
    }

    public void acceptLoss() {
        lossAccepted = true;
    }

    /** It does not answer; what it serves goes on. */
    public void silence(NodeName node) {
        silent.add(node);
    }

    public void speak(NodeName node) {
        silent.remove(node);
    }

    /** The power is gone. */
    public void kill(NodeName node) {
        dead.add(node);
        boot(node);
    }

    /** The power is back; a storage node boots closed (R9). */
    public void revive(NodeName node) {
        dead.remove(node);
        settle();
    }

    public void reboot(NodeName node) {
        boot(node);
        settle();
    }

    private void boot(NodeName node) {
        if (fleet.findStorageNode(node).isPresent()) {
            live.removeIf(key -> storageOf(key).equals(node));
            allLuns().filter(l -> l.id().node().equals(node)).forEach(writes::powerLost);
            storage(node, r -> closed(node, Optional.empty()));
        } else {
            live.removeIf(key -> key.node().equals(node));
            database(node, r -> bare(node));
        }
    }

    /** The network of data between two nodes. */
    public void cut(NodeName databaseNode, NodeName storageNode) {
        cut.add(databaseNode + "-" + storageNode);
        live.removeIf(key -> key.node().equals(databaseNode) && storageOf(key).equals(storageNode));
    }

    public void mend(NodeName databaseNode, NodeName storageNode) {
        cut.remove(databaseNode + "-" + storageNode);
        settle();
    }

    /** All faults end; what is dead comes back, what is silent speaks. */
    public void heal() {
        fates = action -> Fate.DONE;
        silent.clear();
        cut.clear();
        new ArrayList<>(dead).forEach(this::revive);
        settle();
    }

    /** ZFS has seen errors, and goes on without the leg. */
    public void fault(NodeName node, LunRef lun) {
        leaf(node, lun, l -> with(l, VdevState.FAULTED, l.replacing(), false));
    }

    public void leaf(NodeName node, LunRef lun, UnaryOperator<LegReport> change) {
        pools(
                node,
                p -> Pools.legs(p, l -> l.serial().equals(Optional.of(lun.exportedSerial())) ? change.apply(l) : l));
    }

    public void pool(NodeName node, PoolName name, UnaryOperator<PoolReport> change) {
        pools(node, p -> p.name().equals(name) ? change.apply(p) : p);
    }

    public void database(NodeName node, UnaryOperator<DatabaseNodeReport> change) {
        Map<NodeName, Seen<DatabaseNodeReport>> all = new TreeMap<>(world.database());
        all.put(node, new Seen.Answered<>(change.apply(world.databaseNode(node).orElseThrow())));
        world = new Observation(world.at(), world.storage(), all, Map.of(), Map.of(), Map.of(), Map.of(), List.of());
    }

    public void storage(NodeName node, UnaryOperator<StorageNodeReport> change) {
        Map<NodeName, Seen<StorageNodeReport>> all = new TreeMap<>(world.storage());
        all.put(node, new Seen.Answered<>(change.apply(world.storageNode(node).orElseThrow())));
        world = new Observation(world.at(), all, world.database(), Map.of(), Map.of(), Map.of(), Map.of(), List.of());
    }

    private void pools(NodeName node, UnaryOperator<PoolReport> change) {
        database(
                node,
                r -> new DatabaseNodeReport(
                        r.node(),
                        r.boot(),
                        r.sessions(),
                        r.pools().stream().map(change).toList(),
                        r.poolsKnown()));
    }

    // What a test asks of it.

    public List<Action> performed() {
        return performed;
    }

    public List<String> violations() {
        return writes.violations();
    }

    /** No storage node is dead, silent or cut off from anybody. */
    public boolean storageUndisturbed() {
        return cut.isEmpty()
                && fleet.storageNodes().stream().map(StorageNode::name).allMatch(this::answers);
    }

    public boolean answers(NodeName node) {
        return !silent.contains(node) && !dead.contains(node);
    }

    public Optional<PoolReport> pool(NodeName node, PoolName name) {
        return world.databaseNode(node).flatMap(n -> n.pool(name));
    }

    /** Whether a write of the pool on the node would be acknowledged now. */
    public boolean writable(NodeName node, PoolName name) {
        return pool(node, name)
                .filter(p -> p.mirrors().stream().allMatch(m -> {
                    List<LegReport> online = Pools.online(m);
                    return !online.isEmpty() && online.stream().allMatch(l -> live(node, l));
                }))
                .isPresent();
    }

    private boolean live(NodeName node, LegReport leaf) {
        return lun(leaf)
                .filter(l -> live.contains(new SessionKey(node, target(l))))
                .isPresent();
    }

    // Time.

    /** A while passes: writes are acknowledged where they can be, resilvers get on. */
    public void tick() {
        settle();
        for (PoolName name : new ArrayList<>(labels.keySet())) {
            List<NodeName> writers = world.database().keySet().stream()
                    .filter(n -> writable(n, name))
                    .toList();
            if (writers.size() > 1) {
                writes.violation("I1: " + name + " is written by " + writers);
            }
            writers.forEach(n -> written(n, pool(n, name).orElseThrow()));
        }
    }

    private void written(NodeName node, PoolReport pool) {
        writes.written(
                pool.name(),
                pool.legs().stream()
                        .flatMap(l -> lun(l).stream())
                        .filter(l -> online(pool, l))
                        .toList());
        for (LegReport leg : pool.legs()) {
            if (leg.state() == VdevState.ONLINE
                    && leg.resilvering()
                    && resilvering.merge(node + " " + leg.guid(), -1, Integer::sum) <= 0) {
                pool(node, pool.name(), p -> Pools.resilvered(p, leg));
                lun(leg).ifPresent(l -> writes.resilvered(pool.name(), l));
            }
        }
        labels.put(pool.name(), pool(node, pool.name()).orElseThrow());
    }

    private static boolean online(PoolReport pool, LunRef lun) {
        return pool.legs().stream()
                .anyMatch(l -> l.state() == VdevState.ONLINE && l.serial().equals(Optional.of(lun.exportedSerial())));
    }

    /** Sessions come up where they may, and go down where they must. */
    private void settle() {
        live.removeIf(key -> !reachable(key)
                || world.databaseNode(key.node())
                        .flatMap(n -> n.session(key.target()))
                        .isEmpty());
        for (var node : fleet.databaseNodes()) {
            for (SessionReport session :
                    world.databaseNode(node.name()).orElseThrow().sessions()) {
                SessionKey key = new SessionKey(node.name(), session.target());
                boolean granted = world.storageNode(storageOf(key)).orElseThrow().exports().values().stream()
                        .anyMatch(e -> target(e.lun()).equals(key.target())
                                && e.access().allows(node.initiator()));
                if (granted && reachable(key)) {
                    live.add(key);
                }
            }
        }
    }

    private boolean reachable(SessionKey key) {
        NodeName storage = storageOf(key);
        return !dead.contains(storage) && !dead.contains(key.node()) && !cut.contains(key.node() + "-" + storage);
    }

    private NodeName storageOf(SessionKey key) {
        String rest = key.target().text().substring(fleet.targetBase().text().length() + 1);
        return new NodeName(rest.substring(0, rest.indexOf('.')));
    }

    private Stream<LunRef> allLuns() {
        return state().luns().stream().map(r -> r.ref());
    }

    private Optional<LunRef> lun(LegReport leaf) {
        return allLuns()
                .filter(l -> leaf.serial().equals(Optional.of(l.exportedSerial())))
                .findFirst();
    }

    private Iqn target(LunRef lun) {
        return targets.computeIfAbsent(lun, fleet::target);
    }

    private LedgerState state() {
        return ledger.read().join();
    }

    // The gateway.

    @Override
    public CompletableFuture<NodeAnswer> observe(NodeName node) {
        settle();
        if (silent.contains(node) || dead.contains(node)) {
            return CompletableFuture.completedFuture(new NodeAnswer.None("no answer"));
        }
        return CompletableFuture.completedFuture(
                fleet.findStorageNode(node).isPresent()
                        ? new NodeAnswer.FromStorage(storageReport(node))
                        : new NodeAnswer.FromDatabase(databaseReport(node)));
    }

    private StorageNodeReport storageReport(NodeName node) {
        StorageNodeReport r = world.storageNode(node).orElseThrow();
        Map<LunId, ExportReport> exports = new TreeMap<>();
        r.exports()
                .forEach((id, e) ->
                        exports.put(id, new ExportReport(e.lun(), e.epoch(), e.access(), sessions(e.lun()))));
        return new StorageNodeReport(node, r.boot(), r.serving(), exports, r.tokens());
    }

    private Set<Iqn> sessions(LunRef lun) {
        Set<Iqn> initiators = new TreeSet<>();
        fleet.databaseNodes().stream()
                .filter(d -> live.contains(new SessionKey(d.name(), target(lun))))
                .forEach(d -> initiators.add(d.initiator()));
        return initiators;
    }

    private DatabaseNodeReport databaseReport(NodeName node) {
        DatabaseNodeReport r = world.databaseNode(node).orElseThrow();
        List<SessionReport> sessions = r.sessions().stream()
                .map(s -> new SessionReport(s.target(), live.contains(new SessionKey(node, s.target())), ""))
                .toList();
        return new DatabaseNodeReport(node, r.boot(), sessions, r.pools(), r.poolsKnown());
    }

    @Override
    public CompletableFuture<List<DiskReport>> disks(NodeName storageNode) {
        StorageNode node = fleet.storageNode(storageNode);
        return CompletableFuture.completedFuture(node.disks().stream()
                .map(d -> new DiskReport(d.serial(), d.sizeBytes(), d.sectorBytes(), "da0", true))
                .toList());
    }

    @Override
    public CompletableFuture<List<Finding>> preflight(NodeName node) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<Outcome> perform(Action action) {
        performed.add(action);
        if (!Permissions.allowed(fleet, state(), action)) {
            writes.violation("the ledger does not allow: " + action);
        }
        Fate fate =
                silent.contains(action.node()) || dead.contains(action.node()) ? Fate.LOST_BEFORE : fates.apply(action);
        return CompletableFuture.completedFuture(
                switch (fate) {
                    case DONE -> run(action);
                    case TWICE -> {
                        Outcome first = run(action);
                        run(action);
                        yield first;
                    }
                    case REPLY_LOST -> {
                        run(action);
                        yield new Outcome.Unknown("the reply was lost");
                    }
                    case LOST_BEFORE -> new Outcome.Unknown("nothing came back");
                    case CRASH -> {
                        run(action);
                        throw new ProcessDied();
                    }
                    case REFUSED -> new Outcome.Refused("the node said no");
                });
    }

    /** A command that was on its way takes effect. */
    public void late(Action action) {
        Outcome unused = run(action);
    }

    private Outcome run(Action action) {
        Optional<String> no = refusal(action);
        if (no.isPresent()) {
            return new Outcome.Refused(no.get());
        }
        if (action instanceof Action.ImportPool a) {
            Set<LunRef> dead = a.order().legs().stream()
                    .map(l -> l.identity().lun())
                    .filter(unreadable::contains)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!dead.isEmpty()) {
                return new Outcome.Refused("no label can be read", dead);
            }
        }
        if (action instanceof Action.ExportPool a && pool(a.node(), a.pool()).isEmpty()) {
            return Outcome.done(ReleaseProof.of(a.pool(), a.node(), a.epoch(), false, exported.contains(a.pool())));
        }
        int before = world.proofs().size();
        Observation present = new Observation(
                time.wall(), world.storage(), world.database(), Map.of(), Map.of(), Map.of(), Map.of(), List.of());
        Observation after = projection.after(present, state(), action);
        Optional<Proof> proof = after.proofs().size() > before
                ? Optional.of(after.proofs().get(after.proofs().size() - 1))
                : Optional.empty();
        Map<NodeName, Seen<DatabaseNodeReport>> database = new TreeMap<>(after.database());
        world = new Observation(
                world.at(), after.storage(), database, Map.of(), Map.of(), Map.of(), Map.of(), List.of());
        amend(action);
        settle();
        return new Outcome.Done(proof);
    }

    private Optional<String> refusal(Action action) {
        if (action instanceof Action.Grant a) {
            boolean restarted = !world.storageNode(a.node())
                    .flatMap(StorageNodeReport::boot)
                    .equals(Optional.of(a.seen()));
            return stale(a.lun().lun(), a.epoch())
                    .or(() -> restarted ? Optional.of("it has restarted since") : Optional.empty());
        } else if (action instanceof Action.Fence a) {
            return stale(a.lun(), a.epoch());
        } else if (action instanceof Action.Seal a) {
            return stale(a.lun(), Epoch.SEALED);
        } else if (action instanceof Action.CreatePool a) {
            return pool(a.node(), a.order().pool()).map(p -> "it exists");
        } else if (action instanceof Action.ImportPool a) {
            boolean connected = a.order().legs().stream()
                    .allMatch(l -> live.contains(
                            new SessionKey(a.node(), target(l.identity().lun()))));
            boolean there = pool(a.node(), a.order().pool()).isPresent();
            return there || !connected ? Optional.of("a leg is not connected, or it is imported") : Optional.empty();
        } else if (action instanceof Action.ReplaceLeg a) {
            hangs(a.node(), a.pool(), action);
            boolean old = pool(a.node(), a.pool()).stream()
                    .flatMap(p -> p.legs().stream())
                    .anyMatch(l -> l.guid().equals(a.old()) && l.replacing().isEmpty());
            boolean live =
                    this.live.contains(new SessionKey(a.node(), target(a.fresh().lun())));
            return old && live ? Optional.empty() : Optional.of("no such vdev, or the device is not there");
        } else if (action instanceof Action.OfflineLeg a) {
            hangs(a.node(), a.pool(), action);
        } else if (action instanceof Action.DetachLeg a) {
            hangs(a.node(), a.pool(), action);
        } else if (action instanceof Action.StampEpoch a) {
            hangs(a.node(), a.pool(), action);
        } else if (action instanceof Action.ExportPool a) {
            hangs(a.node(), a.pool(), action);
            if (pool(a.node(), a.pool()).isEmpty() && !exported.contains(a.pool())) {
                return Optional.of("the label does not say that it was exported");
            }
        } else if (action instanceof Action.Wipe a) {
            LunRef lun = a.order().identity().lun();
            if (live.stream().anyMatch(k -> k.target().equals(target(lun)))) {
                writes.violation("I3: " + lun + " is wiped while somebody has a session to it");
            }
            return tokens.containsKey(lun.id())
                            && tokens.get(lun.id()).generation().compareTo(lun.generation()) > 0
                    ? Optional.of("the generation is over")
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /** R11: a command that changes a pool hangs while a session of one of its leaves is down, and the pool still has it. */
    private void hangs(NodeName node, PoolName name, Action action) {
        boolean frozen = pool(node, name).stream()
                .flatMap(p -> p.legs().stream())
                .anyMatch(l -> l.state() == VdevState.ONLINE && !live(node, l));
        if (frozen) {
            writes.violation("R11: a session is down and " + node + " is told to " + action.describe());
        }
    }

    /** R15. */
    private Optional<String> stale(LunRef lun, Epoch epoch) {
        Token token = new Token(lun.generation(), epoch);
        Token seen = tokens.get(lun.id());
        if (seen != null && seen.compareTo(token) > 0) {
            return Optional.of("the node has seen " + seen);
        }
        tokens.put(lun.id(), token);
        return world.storageNode(lun.id().node())
                        .filter(StorageNodeReport::ready)
                        .isPresent()
                ? Optional.empty()
                : Optional.of("not prepared");
    }

    /** What a projection leaves out. */
    private void amend(Action action) {
        if (action instanceof Action.PrepareStorageNode a) {
            storage(
                    a.node(),
                    r -> r.boot().equals(Optional.of(new BootId("next-boot")))
                            ? new StorageNodeReport(
                                    r.node(), Optional.of(new BootId("boot-" + ++boots)), true, r.exports(), r.tokens())
                            : r);
        } else if (action instanceof Action.Fence a) {
            ended(a.lun());
        } else if (action instanceof Action.Seal a) {
            ended(a.lun());
        } else if (action instanceof Action.Wipe a) {
            writes.wiped(a.order().identity().lun());
        } else if (action instanceof Action.RebootNode a) {
            live.removeIf(key -> key.node().equals(a.node()));
            database(a.node(), r -> bare(a.node()));
        } else if (action instanceof Action.CreatePool a) {
            labels.put(a.order().pool(), pool(a.node(), a.order().pool()).orElseThrow());
        } else if (action instanceof Action.ImportPool a) {
            imported(a.order());
        } else if (action instanceof Action.ExportPool a) {
            exported.add(a.pool());
        } else if (action instanceof Action.ReplaceLeg a) {
            resilvering.put(a.node() + " " + Pools.guid(a.fresh().lun()), resilverTicks);
            pool(
                    a.node(),
                    a.pool(),
                    p -> Pools.replacing(
                            p, a.old(), labels.get(a.pool()), a.fresh().lun()));
            writes.fresh(a.fresh().lun());
        } else if (action instanceof Action.DetachLeg a) {
            pool(a.node(), a.pool(), Pools::collapsed);
        }
        action(action).ifPresent(name -> pool(action.node(), name).ifPresent(p -> labels.put(name, p)));
    }

    private static Optional<PoolName> action(Action action) {
        if (action instanceof Action.OfflineLeg a) {
            return Optional.of(a.pool());
        } else if (action instanceof Action.StampEpoch a) {
            return Optional.of(a.pool());
        } else if (action instanceof Action.ReplaceLeg a) {
            return Optional.of(a.pool());
        } else if (action instanceof Action.DetachLeg a) {
            return Optional.of(a.pool());
        }
        return Optional.empty();
    }

    private void ended(LunRef lun) {
        live.removeIf(key -> key.target().equals(target(lun)));
        // A fence on paper marks sessions of everybody; here they say themselves whether they are up.
    }

    private void imported(ImportOrder order) {
        exported.remove(order.pool());
        PoolReport config = Pools.imported(labels.get(order.pool()), order);
        pool(order.node(), order.pool(), p -> config);
        for (var mirror : config.mirrors()) {
            List<LunRef> legs =
                    Pools.online(mirror).stream().flatMap(l -> lun(l).stream()).toList();
            if (lossAccepted) {
                writes.accepted(order.pool(), legs);
            } else {
                writes.imported(order.pool(), legs);
            }
        }
        labels.put(order.pool(), config);
    }

    static LegReport with(LegReport l, VdevState state, Optional<io.zsan.model.Guid> replacing, boolean resilvering) {
        return new LegReport(l.guid(), l.serial(), state, l.errors(), replacing, resilvering, l.latency());
    }

    /** Whether anybody may log in to a LUN, and who. */
    public Access access(LunRef lun) {
        return world.storageNode(lun.id().node())
                .flatMap(r -> r.export(lun.id()))
                .filter(e -> e.lun().equals(lun))
                .map(ExportReport::access)
                .orElse(Access.nobody());
    }
}
