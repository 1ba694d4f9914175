package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.ReleaseProof;
import java.util.List;
import java.util.Optional;

/** Planned switchover, first half: the owner exports the pool and lets go of its LUNs. */
final class ReleasingPool {
    private ReleasingPool() {}

    static void decide(Situation now, PoolRecord pool, Ownership.Releasing releasing, Draft draft) {
        Optional<DatabaseNodeReport> from = now.database(releasing.from());
        if (from.isEmpty() || !from.get().poolsKnown()) {
            draft.waiting(pool.name(), releasing.from() + " does not answer; fail over if it is not coming back");
            return;
        }
        Optional<PoolReport> there = from.get().pool(pool.name());
        if (there.filter(p -> !pool.guid().equals(Optional.of(p.guid()))).isPresent()) {
            draft.note(Note.Kind.ATTENTION, pool.name(), releasing.from() + " has another pool of this name");
            return;
        }
        if (LegLoss.byAbsence(now, pool, releasing.from(), there, draft)) {
            return;
        }
        if (there.filter(p -> p.state() == VdevState.SUSPENDED).isPresent()) {
            // R11: the export of a suspended pool hangs, unkillably.
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "is suspended on " + releasing.from() + " and cannot be exported; fail over instead");
            return;
        }
        if (there.isPresent() && !sparesFilling(now, pool, releasing.from(), there, draft)) {
            return;
        }
        if (there.isPresent() || !released(now, pool, releasing)) {
            export(now, pool, releasing, there, draft);
            return;
        }
        List<Leg> held = pool.legs().stream()
                .filter(leg -> now.session(releasing.from(), leg.lun()).isPresent())
                .toList();
        held.forEach(leg -> draft.act(
                new Action.Logout(releasing.from(), leg.lun(), now.target(leg.lun())), "the pool is exported"));
        if (!held.isEmpty()) {
            return;
        }
        if (now.database(releasing.target()).filter(n -> now.clean(n, pool)).isEmpty()) {
            draft.waiting(pool.name(), releasing.target() + " does not answer, or is not clean of this pool");
            return;
        }
        hand(now, pool, releasing, draft);
    }

    /** The new owner imports without the legs that are being filled. */
    private static boolean sparesFilling(
            Situation now, PoolRecord pool, NodeName owner, Optional<PoolReport> there, Draft draft) {
        Survivors left = new Survivors(now, owner, there);
        Optional<Leg> needed = pool.legs().stream()
                .filter(leg -> leg.state() == LegState.SYNCING && !left.canSpare(pool, leg))
                .findFirst();
        needed.ifPresent(leg ->
                draft.waiting(pool.name(), "leg " + leg.lun() + " is being filled, and may hold what the others lack"));
        return needed.isEmpty();
    }

    private static void export(
            Situation now, PoolRecord pool, Ownership.Releasing releasing, Optional<PoolReport> there, Draft draft) {
        Survivors left = new Survivors(now, releasing.from(), there);
        boolean lettingGo = LeavingLegs.letGo(now, pool, left, draft);
        if (lettingGo || !now.noSessionDown(releasing.from(), pool)) {
            draft.waiting(pool.name(), "a session is down; ZFS is not spoken to until it is up or gone");
            return;
        }
        if (there.isPresent() && !withoutGivenUp(now, pool, there.get(), left, draft)) {
            return;
        }
        Optional<LunRecord> witness = pool.legs().stream()
                .filter(leg -> leg.isInSync() && now.connected(releasing.from(), leg.lun()))
                .map(leg -> now.ledger().findLun(leg.lun().id()))
                .flatMap(Optional::stream)
                .findFirst();
        if (witness.isEmpty()) {
            if (there.isEmpty()) {
                readLabelAgain(now, pool, releasing, draft);
            }
            draft.waiting(
                    pool.name(),
                    "no current leg is connected at " + releasing.from()
                            + ", so it cannot be shown that the pool is exported; fail over instead");
            return;
        }
        draft.act(
                new Action.ExportPool(releasing.from(), pool.name(), pool.epoch(), LunIdentity.of(witness.get())),
                there.isPresent() ? "switchover to " + releasing.target() : "R4: the release is yet to be shown");
    }

    /**
     * A leg that was given up while it took writes is not left behind before ZFS has let go of it: it may have taken the last
     * one alone (R5).
     */
    private static boolean withoutGivenUp(
            Situation now, PoolRecord pool, PoolReport there, Survivors left, Draft draft) {
        if (pool.legs().stream().noneMatch(leg -> leg.state() == LegState.GIVEN_UP)) {
            return true;
        }
        if (!LeavingLegs.takeOut(now, pool, there, left, draft)) {
            LeavingLegs.askAgain(now, pool, there, left, draft);
        }
        return false;
    }

    /** A proof is gone with the process that had it. A label of the pool shows it again, so one leg is brought back. */
    private static void readLabelAgain(Situation now, PoolRecord pool, Ownership.Releasing releasing, Draft draft) {
        pool.legs().stream()
                .filter(leg -> leg.isInSync()
                        && now.storage(leg.lun())
                                .filter(StorageNodeReport::ready)
                                .isPresent())
                .findFirst()
                .ifPresent(leg -> Exporting.connected(
                        now, draft, pool, leg, releasing.from(), "R4: its label shows whether it was exported"));
    }

    private static boolean released(Situation now, PoolRecord pool, Ownership.Releasing releasing) {
        return now.observation().proofs().stream()
                .anyMatch(p -> p instanceof ReleaseProof r
                        && r.pool().equals(pool.name())
                        && r.node().equals(releasing.from())
                        && r.epoch().equals(pool.epoch()));
    }

    /** The legs that count go with the pool; the others stay behind and are recycled. */
    private static void hand(Situation now, PoolRecord pool, Ownership.Releasing releasing, Draft draft) {
        List<LunRef> current =
                pool.legs().stream().filter(Leg::isInSync).map(Leg::lun).toList();
        PoolRecord next = Clearance.keepOnly(now, pool, current, false, draft)
                .raised(new Ownership.Importing(releasing.from(), releasing.target(), current, 0));
        draft.put(
                next,
                "R3: " + releasing.from() + " has released " + pool.name() + "; epoch " + next.epoch() + " is for "
                        + releasing.target());
    }
}
