package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.ExportReport;
import io.zsan.node.PoolReport;
import io.zsan.observe.Observation;
import io.zsan.proof.ImportOrder;
import java.time.Duration;
import java.util.Optional;

/** Takeover and switchover, second half: the cleared legs are granted to the new owner and imported. */
final class ImportingPool {
    private ImportingPool() {}

    static void decide(Situation now, PoolRecord pool, Ownership.Importing importing, Draft draft) {
        NodeName to = importing.target();
        Optional<DatabaseNodeReport> node = now.database(to);
        if (node.isEmpty()) {
            draft.waiting(pool.name(), to + " does not answer; fail over to another node if it is not coming back");
            return;
        }
        Optional<PoolReport> there = node.filter(DatabaseNodeReport::poolsKnown).flatMap(n -> n.pool(pool.name()));
        if (there.isPresent()) {
            adopt(pool, to, there.get(), draft);
            return;
        }
        // An import may be under way, and hang on what is gone since: then ZFS there does not answer either (R11).
        boolean letGo = LeavingLegs.letGoOfLeft(now, pool, to, draft);
        for (MirrorRecord mirror : pool.mirrors()) {
            for (Leg leg : mirror.legs()) {
                if (gone(now, leg, to) && leaveBehind(now, pool, mirror, leg, importing, draft)) {
                    return;
                }
            }
        }
        if (!node.get().poolsKnown()) {
            draft.waiting(pool.name(), "ZFS on " + to + " does not answer");
            return;
        }
        boolean all = !letGo;
        for (Leg leg : pool.legs()) {
            // R5: what is not current, or not cleared, is not granted at all, so that ZFS cannot choose it.
            if (now.restartedUnder(leg)
                    || !leg.isInSync()
                    || !importing.cleared().contains(leg.lun())) {
                all = false;
            } else if (strangersAt(now, leg, to)) {
                all = false;
                draft.act(
                        new Action.Fence(leg.lun(), pool.epoch()),
                        "R4: an initiator that is not " + to + " has a session");
            } else {
                all &= Exporting.connected(now, draft, pool, leg, to, "a cleared leg of " + pool.name());
            }
        }
        if (all) {
            ImportOrder.from(now.ledger(), pool.name())
                    .ifPresent(order ->
                            draft.act(new Action.ImportPool(order), "R5: all cleared legs are granted and connected"));
        }
    }

    private static void adopt(PoolRecord pool, NodeName to, PoolReport there, Draft draft) {
        if (!pool.guid().equals(Optional.of(there.guid()))) {
            draft.note(Note.Kind.ATTENTION, pool.name(), to + " has another pool of this name");
            return;
        }
        draft.put(pool.withOwnership(new Ownership.Owned(to)), to + " has imported " + pool.name());
    }

    /**
     * Its storage node has restarted (R9), or is silent, or does not do as told, or the new owner does not get through to
     * it, or its disk does not give its label back.
     */
    private static boolean gone(Situation now, Leg leg, NodeName to) {
        Observation seen = now.observation();
        Duration most = now.policy().fenceWait();
        return now.restartedUnder(leg)
                || seen.silenceOf(leg.lun().id().node()).compareTo(most) >= 0
                || seen.useTrouble(leg.lun()).compareTo(most) >= 0
                || (now.session(to, leg.lun()).isPresent()
                        && seen.downFor(to, now.target(leg.lun())).compareTo(most) >= 0);
    }

    private static boolean strangersAt(Situation now, Leg leg, NodeName to) {
        Iqn mine = now.initiator(to);
        return now.export(leg.lun())
                .map(ExportReport::sessions)
                .filter(sessions -> sessions.stream().anyMatch(s -> !s.equals(mine)))
                .isPresent();
    }

    /**
     * A leg that was lost after it was cleared: the import goes on without it while R5 still holds. Returns whether it does;
     * if not, the leg may still come back.
     */
    private static boolean leaveBehind(
            Situation now, PoolRecord pool, MirrorRecord mirror, Leg leg, Ownership.Importing importing, Draft draft) {
        // Where nothing gets through, it is the new owner that is cut off, and no leg is given up for that.
        long left = mirror.inSync().stream()
                .filter(l -> !gone(now, l, importing.target()))
                .count();
        boolean enough = left >= Clearance.ofSeveral(now.policy(), importing.spare())
                && now.policy().disconnectMode() == DisconnectMode.FREEZE;
        if (!enough) {
            draft.note(
                    Note.Kind.STALE_LEGS_ONLY,
                    pool.name(),
                    "not imported: leg " + leg.lun()
                            + " is gone, and too few current ones would be left; bring it back, or accept the loss of data"
                            + " in epoch " + pool.epoch());
            return false;
        }
        draft.retire(leg.lun());
        draft.put(
                pool.mapMirrors(m -> m.without(leg)),
                "leg " + leg.lun() + " is lost before the import of " + pool.name());
        return true;
    }
}
