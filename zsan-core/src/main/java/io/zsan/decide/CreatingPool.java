package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.Guid;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.proof.CreateOrder;
import java.util.Optional;

/** A pool that is to be created: export its LUNs, log in, create, and record what came of it. */
final class CreatingPool {
    private CreatingPool() {}

    static void decide(Situation now, PoolRecord pool, Ownership.Creating creating, Draft draft) {
        Optional<DatabaseNodeReport> node = now.database(creating.target());
        if (node.isEmpty() || !node.get().poolsKnown()) {
            draft.waiting(pool.name(), creating.target() + " does not answer, so the pool cannot be created");
            return;
        }
        Optional<PoolReport> there = node.get().pool(pool.name());
        if (there.isPresent()) {
            adopt(now, pool, creating, there.get(), draft);
            return;
        }
        boolean all = true;
        for (Leg leg : pool.legs()) {
            all &= Exporting.connected(
                    now, draft, pool, leg, creating.target(), "a leg of the new pool " + pool.name());
        }
        if (all) {
            CreateOrder.from(now.ledger(), pool.name())
                    .ifPresent(order -> draft.act(
                            new Action.CreatePool(order), "all " + pool.legs().size() + " legs are connected"));
        }
    }

    /**
     * A pool of that name is there: it is ours if its mirrors have exactly the legs and the roles of the record, and it
     * carries our stamp. A log that is taken for data, or the other way round, would be another pool than was asked for.
     * A leg that is not well by now (its storage node may have restarted since) starts its life as a lost one.
     */
    private static void adopt(
            Situation now, PoolRecord pool, Ownership.Creating creating, PoolReport there, Draft draft) {
        boolean ours = ours(pool, there);
        if (!ours || !usable(now, pool, there)) {
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    creating.target() + " has a pool of this name that "
                            + (ours ? "has a mirror without a usable leg" : "is not the one being created"));
            return;
        }
        PoolRecord created = new PoolRecord(
                        pool.name(),
                        Optional.of(there.guid()),
                        pool.epoch(),
                        new Ownership.Owned(creating.target()),
                        pool.mirrors())
                .mapLegs(leg -> adopted(now, there, leg));
        draft.put(created, "pool " + pool.name() + " exists on " + creating.target());
    }

    /** Whether a pool of that name is the one being created: our stamp, and exactly the legs of the record. */
    static boolean ours(PoolRecord pool, PoolReport there) {
        return there.mirrors().size() == pool.mirrors().size()
                && there.stamp().equals(Optional.of(pool.epoch()))
                && pool.mirrors().stream()
                        .allMatch(mirror -> there.mirrors().stream().anyMatch(seen -> same(mirror, seen)));
    }

    private static boolean same(MirrorRecord mirror, MirrorReport seen) {
        return seen.role() == mirror.role()
                && seen.legs().size() == mirror.legs().size()
                && mirror.legs().stream()
                        .allMatch(leg -> Situation.leaf(seen.legs(), leg).isPresent());
    }

    static boolean usable(Situation now, PoolRecord pool, PoolReport there) {
        return pool.mirrors().stream().allMatch(m -> m.legs().stream().anyMatch(leg -> well(now, there, leg)));
    }

    private static Leg adopted(Situation now, PoolReport there, Leg leg) {
        Guid guid = Situation.leaf(there, leg).orElseThrow().guid();
        return well(now, there, leg)
                ? leg.inSync(guid, boot(now, leg).orElseThrow())
                : new Leg(leg.lun(), Optional.of(guid), leg.boot(), LegState.LOST, Optional.empty(), Optional.empty());
    }

    private static boolean well(Situation now, PoolReport there, Leg leg) {
        Optional<LegReport> leaf = Situation.leaf(there, leg);
        // Only a leg of this creation: one that was lost before comes back wiped or not at all (R7).
        return leg.state() == LegState.NEW
                && leaf.filter(l -> l.state() == VdevState.ONLINE && l.errors() == 0)
                        .isPresent()
                && boot(now, leg).isPresent()
                && now.export(leg.lun()).isPresent();
    }

    private static Optional<BootId> boot(Situation now, Leg leg) {
        return now.storage(leg.lun()).flatMap(StorageNodeReport::boot);
    }
}
