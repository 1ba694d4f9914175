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
import io.zsan.proof.ImportOrder;
import java.util.Optional;

/** Takeover and switchover, second half: the cleared legs are granted to the new owner and imported. */
final class ImportingPool {
    private ImportingPool() {}

    static void decide(Situation now, PoolRecord pool, Ownership.Importing importing, Draft draft) {
        NodeName to = importing.target();
        Optional<DatabaseNodeReport> node = now.database(to);
        if (node.isEmpty() || !node.get().poolsKnown()) {
            draft.waiting(pool.name(), to + " does not answer; fail over to another node if it is not coming back");
            return;
        }
        Optional<PoolReport> there = node.get().pool(pool.name());
        if (there.isPresent()) {
            adopt(pool, to, there.get(), draft);
            return;
        }
        for (MirrorRecord mirror : pool.mirrors()) {
            for (Leg leg : mirror.legs()) {
                if (now.restartedUnder(leg) || lateToCome(now, leg)) {
                    leaveBehind(now, pool, mirror, leg, importing, draft);
                    return;
                }
            }
        }
        boolean all = true;
        for (Leg leg : pool.legs()) {
            if (strangersAt(now, leg, to)) {
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

    private static boolean lateToCome(Situation now, Leg leg) {
        return now.storage(leg.lun()).isEmpty()
                && now.observation()
                                .silenceOf(leg.lun().id().node())
                                .compareTo(now.policy().fenceWait())
                        >= 0;
    }

    private static boolean strangersAt(Situation now, Leg leg, NodeName to) {
        Iqn mine = now.initiator(to);
        return now.export(leg.lun())
                .map(ExportReport::sessions)
                .filter(sessions -> sessions.stream().anyMatch(s -> !s.equals(mine)))
                .isPresent();
    }

    /** A leg that was lost after it was cleared: the import goes on without it while R5 still holds. */
    private static void leaveBehind(
            Situation now, PoolRecord pool, MirrorRecord mirror, Leg leg, Ownership.Importing importing, Draft draft) {
        int left = mirror.inSync().size() - 1;
        boolean enough = left >= 1 + importing.spare() && now.policy().disconnectMode() == DisconnectMode.FREEZE;
        if (!enough) {
            draft.note(
                    Note.Kind.STALE_LEGS_ONLY,
                    pool.name(),
                    "not imported: leg " + leg.lun() + " is gone, and too few current ones would be left");
            return;
        }
        draft.retire(leg.lun());
        draft.put(
                pool.mapMirrors(m -> m.equals(mirror) ? m.without(leg) : m),
                "leg " + leg.lun() + " is lost before the import of " + pool.name());
    }
}
