package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.ExportReport;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Observation;
import io.zsan.observe.Seen;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.FenceProof;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.Proof;
import io.zsan.proof.ReleaseProof;
import io.zsan.proof.WipeProof;
import io.zsan.proof.WipeReadBack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What an observation would be after an action that had its whole effect at once. Only plans and tests look ahead with it;
 * nothing that acts does. Pure.
 */
public final class Projection {
    private static final BootId NEXT_BOOT = new BootId("next-boot");

    private final Fleet fleet;

    public Projection(Fleet fleet) {
        this.fleet = fleet;
    }

    /** The observation after the action; unchanged where its node does not answer. */
    public Observation after(Observation seen, LedgerState ledger, Action action) {
        if (seen.storageNode(action.node()).isEmpty()
                && seen.databaseNode(action.node()).isEmpty()) {
            return seen;
        }
        if (action instanceof Action.PrepareStorageNode a) {
            return storage(
                    seen,
                    a.node(),
                    r -> new StorageNodeReport(
                            r.node(), Optional.of(r.boot().orElse(NEXT_BOOT)), true, r.exports(), r.tokens()));
        } else if (action instanceof Action.Grant a) {
            return export(
                    seen, new ExportReport(a.lun().lun(), a.epoch(), Access.only(a.initiator()), new TreeSet<>()));
        } else if (action instanceof Action.Fence a) {
            return fence(seen, a.lun(), a.epoch(), false);
        } else if (action instanceof Action.Seal a) {
            return fence(seen, a.lun(), Epoch.SEALED, true);
        } else if (action instanceof Action.Wipe a) {
            return seen.with(
                    List.of(WipeProof.of(new WipeReadBack(a.order().identity().lun(), true, true))));
        }
        return database(atTargets(seen, action), action.node(), node -> onDatabaseNode(node, ledger, action))
                .with(released(action));
    }

    /** What storage nodes see of a database node's sessions. */
    private Observation atTargets(Observation seen, Action action) {
        if (action instanceof Action.Logout a) {
            return sessionsEnd(seen, a.node(), export -> export.lun().equals(a.lun()));
        } else if (action instanceof Action.RebootNode a) {
            return sessionsEnd(seen, a.node(), export -> true);
        }
        return seen;
    }

    private Observation sessionsEnd(Observation seen, NodeName node, Predicate<ExportReport> which) {
        Iqn initiator = fleet.databaseNode(node).initiator();
        Observation after = seen;
        for (StorageNodeReport report : reports(seen)) {
            for (ExportReport export : report.exports().values()) {
                if (which.test(export) && export.sessions().contains(initiator)) {
                    Set<Iqn> others = new TreeSet<>(export.sessions());
                    others.remove(initiator);
                    after = export(after, new ExportReport(export.lun(), export.epoch(), export.access(), others));
                }
            }
        }
        return after;
    }

    private static List<StorageNodeReport> reports(Observation seen) {
        return seen.storage().values().stream()
                .map(Seen::report)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Proof> released(Action action) {
        return action instanceof Action.ExportPool a
                ? List.of(ReleaseProof.of(a.pool(), a.node(), a.epoch(), false, true))
                : List.of();
    }

    private DatabaseNodeReport onDatabaseNode(DatabaseNodeReport node, LedgerState ledger, Action action) {
        if (action instanceof Action.Login a) {
            return sessions(node, a.target(), Optional.of(new SessionReport(a.target(), true, "Connected")));
        } else if (action instanceof Action.Logout a) {
            return legs(
                    sessions(node, a.target(), Optional.empty()),
                    leg -> leg.serial().equals(Optional.of(a.lun().exportedSerial())) && leg.state() == VdevState.ONLINE
                            ? state(leg, VdevState.REMOVED)
                            : leg);
        } else if (action instanceof Action.CreatePool a) {
            return pools(node, add(node, created(a)));
        } else if (action instanceof Action.ImportPool a) {
            return pools(node, add(node, imported(ledger.pool(a.order().pool()))));
        } else if (action instanceof Action.StampEpoch a) {
            return pools(node, each(node, p -> p.name().equals(a.pool()) ? stamped(p, a.epoch()) : p));
        } else if (action instanceof Action.MountPool a) {
            return pools(node, each(node, p -> p.name().equals(a.pool()) ? mounted(p) : p));
        } else if (action instanceof Action.ExportPool a) {
            return pools(
                    node,
                    node.pools().stream()
                            .filter(p -> !p.name().equals(a.pool()))
                            .toList());
        } else if (action instanceof Action.OfflineLeg a) {
            return legs(node, leg -> leg.guid().equals(a.leg()) ? state(leg, VdevState.OFFLINE) : leg);
        } else if (action instanceof Action.ReplaceLeg a) {
            return pools(node, each(node, p -> p.name().equals(a.pool()) ? replaced(p, a) : p));
        } else if (action instanceof Action.DetachLeg a) {
            return pools(node, each(node, p -> mirrors(p, m -> detached(m, a.leaf()))));
        }
        // RebootNode: nothing else is done on a database node.
        return new DatabaseNodeReport(node.node(), NEXT_BOOT, List.of(), List.of(), true);
    }

    // What storage nodes would say.

    private Observation fence(Observation seen, LunRef lun, Epoch epoch, boolean remove) {
        Observation closed = storage(seen, lun.id().node(), r -> {
            Map<LunId, ExportReport> exports = new TreeMap<>(r.exports());
            if (remove) {
                exports.remove(lun.id());
            } else {
                exports.put(lun.id(), new ExportReport(lun, epoch, Access.nobody(), new TreeSet<>()));
            }
            return new StorageNodeReport(r.node(), r.boot(), r.serving(), exports, r.tokens());
        });
        Iqn target = fleet.target(lun);
        for (NodeName node : seen.database().keySet()) {
            closed = database(
                    closed,
                    node,
                    n -> n.session(target).isPresent()
                            ? sessions(n, target, Optional.of(new SessionReport(target, false, "fenced")))
                            : n);
        }
        Duration window = Duration.ofSeconds(1);
        return closed.with(List.of(FenceProof.of(
                new FenceReadBack(lun, epoch, true, new TreeSet<>(), new TreeSet<>(), window, window, seen.at()))));
    }

    private Observation export(Observation seen, ExportReport export) {
        return storage(seen, export.lun().id().node(), r -> {
            Map<LunId, ExportReport> exports = new TreeMap<>(r.exports());
            exports.put(export.lun().id(), export);
            return new StorageNodeReport(r.node(), r.boot(), r.serving(), exports, r.tokens());
        });
    }

    private static Observation storage(Observation seen, NodeName name, UnaryOperator<StorageNodeReport> change) {
        Map<NodeName, Seen<StorageNodeReport>> storage = new TreeMap<>(seen.storage());
        seen.storageNode(name).ifPresent(r -> storage.put(name, new Seen.Answered<>(change.apply(r))));
        return new Observation(
                seen.at(),
                storage,
                seen.database(),
                seen.down(),
                seen.soundAge(),
                seen.fenceTrouble(),
                seen.useTrouble(),
                seen.history(),
                seen.proofs());
    }

    // What database nodes would say.

    private static Observation database(Observation seen, NodeName name, UnaryOperator<DatabaseNodeReport> change) {
        Map<NodeName, Seen<DatabaseNodeReport>> database = new TreeMap<>(seen.database());
        seen.databaseNode(name).ifPresent(r -> database.put(name, new Seen.Answered<>(change.apply(r))));
        return new Observation(
                seen.at(),
                seen.storage(),
                database,
                seen.down(),
                seen.soundAge(),
                seen.fenceTrouble(),
                seen.useTrouble(),
                seen.history(),
                seen.proofs());
    }

    private static DatabaseNodeReport sessions(DatabaseNodeReport node, Iqn target, Optional<SessionReport> now) {
        List<SessionReport> sessions = new ArrayList<>(node.sessions());
        sessions.removeIf(s -> s.target().equals(target));
        now.ifPresent(sessions::add);
        return new DatabaseNodeReport(node.node(), node.boot(), sessions, node.pools(), node.poolsKnown());
    }

    private static DatabaseNodeReport pools(DatabaseNodeReport node, List<PoolReport> pools) {
        return new DatabaseNodeReport(node.node(), node.boot(), node.sessions(), pools, node.poolsKnown());
    }

    private static List<PoolReport> add(DatabaseNodeReport node, PoolReport pool) {
        List<PoolReport> pools = new ArrayList<>(node.pools());
        pools.add(pool);
        return pools;
    }

    private static List<PoolReport> each(DatabaseNodeReport node, UnaryOperator<PoolReport> change) {
        return node.pools().stream().map(change).toList();
    }

    private static DatabaseNodeReport legs(DatabaseNodeReport node, UnaryOperator<LegReport> change) {
        return pools(
                node,
                each(
                        node,
                        p -> mirrors(
                                p, m -> m.withLegs(m.legs().stream().map(change).toList()))));
    }

    // What pools would say.

    /** A GUID that stands for the one that ZFS would choose. */
    private static Guid guid(Object of) {
        return new Guid(of.toString().hashCode() | 1L << 62);
    }

    private static LegReport leg(Guid guid, LunRef lun, VdevState state) {
        return new LegReport(guid, Optional.of(lun.exportedSerial()), state, 0, Optional.empty(), false);
    }

    private static PoolReport created(Action.CreatePool action) {
        List<MirrorReport> mirrors = new ArrayList<>();
        for (CreateOrder.CreateMirror mirror : action.order().mirrors()) {
            List<LegReport> legs = mirror.luns().stream()
                    .map(l -> leg(guid(l.lun()), l.lun(), VdevState.ONLINE))
                    .toList();
            mirrors.add(new MirrorReport(guid(mirror.luns()), mirror.role(), VdevState.ONLINE, legs));
        }
        return new PoolReport(
                action.order().pool(),
                guid(action.order().pool()),
                VdevState.ONLINE,
                Optional.of(action.order().epoch()),
                mirrors,
                Optional.empty(),
                true,
                false,
                false);
    }

    /** A pool after its import: the legs of the record, and a vdev that is not there for each leg that is missing. */
    private static PoolReport imported(PoolRecord pool) {
        List<MirrorReport> mirrors = new ArrayList<>();
        for (MirrorRecord mirror : pool.mirrors()) {
            List<LegReport> legs = new ArrayList<>();
            mirror.legs().forEach(l -> legs.add(leg(l.guid().orElse(guid(l.lun())), l.lun(), VdevState.ONLINE)));
            for (int missing = mirror.legs().size(); missing < mirror.width(); missing++) {
                Guid gone = guid(pool.name() + "-missing-" + mirrors.size() + "-" + missing);
                legs.add(new LegReport(gone, Optional.empty(), VdevState.UNAVAIL, 0, Optional.empty(), false));
            }
            mirrors.add(new MirrorReport(guid(mirror), mirror.role(), VdevState.ONLINE, legs));
        }
        return new PoolReport(
                pool.name(),
                pool.guid().orElse(guid(pool.name())),
                VdevState.ONLINE,
                Optional.empty(),
                mirrors,
                Optional.empty(),
                false,
                false,
                false);
    }

    private static PoolReport stamped(PoolReport p, Epoch epoch) {
        return new PoolReport(
                p.name(),
                p.guid(),
                p.state(),
                Optional.of(epoch),
                p.mirrors(),
                p.scan(),
                p.mounted(),
                p.cached(),
                p.dataErrors());
    }

    private static PoolReport mounted(PoolReport p) {
        return new PoolReport(
                p.name(), p.guid(), p.state(), p.stamp(), p.mirrors(), p.scan(), true, p.cached(), p.dataErrors());
    }

    private static PoolReport mirrors(PoolReport p, UnaryOperator<MirrorReport> change) {
        return new PoolReport(
                p.name(),
                p.guid(),
                p.state(),
                p.stamp(),
                p.mirrors().stream().map(change).toList(),
                p.scan(),
                p.mounted(),
                p.cached(),
                p.dataErrors());
    }

    /** Without a leaf; the other side of a replacement stands alone then. */
    private static MirrorReport detached(MirrorReport mirror, Guid leaf) {
        Optional<Guid> pair = mirror.legs().stream()
                .filter(l -> l.guid().equals(leaf))
                .findFirst()
                .flatMap(LegReport::replacing);
        return mirror.withLegs(mirror.legs().stream()
                .filter(l -> !l.guid().equals(leaf))
                .map(l -> l.replacing().equals(pair)
                        ? new LegReport(
                                l.guid(),
                                l.serial(),
                                l.state(),
                                l.errors(),
                                Optional.empty(),
                                l.resilvering(),
                                l.latency())
                        : l)
                .toList());
    }

    private static PoolReport replaced(PoolReport p, Action.ReplaceLeg action) {
        PoolReport after = mirrors(
                p,
                m -> m.withLegs(m.legs().stream()
                        .map(l -> l.guid().equals(action.old())
                                ? leg(guid(action.fresh().lun()), action.fresh().lun(), VdevState.ONLINE)
                                : l)
                        .toList()));
        ScanReport scan = new ScanReport(
                true,
                ScanReport.State.FINISHED,
                0,
                100,
                0,
                0,
                0,
                Optional.empty(),
                "resilver of " + action.fresh().lun());
        return new PoolReport(
                p.name(),
                p.guid(),
                p.state(),
                p.stamp(),
                after.mirrors(),
                Optional.of(scan),
                p.mounted(),
                p.cached(),
                p.dataErrors());
    }

    private static LegReport state(LegReport leg, VdevState state) {
        return new LegReport(
                leg.guid(), leg.serial(), state, leg.errors(), leg.replacing(), leg.resilvering(), leg.latency());
    }
}
