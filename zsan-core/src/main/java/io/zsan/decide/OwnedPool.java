package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.VdevState;
import java.util.Optional;

/** A pool at its owner: losses first, then what the database waits for, then what is left of the losses, then replacements. */
final class OwnedPool {
    private OwnedPool() {}

    static void decide(Situation now, PoolRecord pool, Ownership.Owned owned, Draft draft) {
        NodeName owner = owned.target();
        Optional<DatabaseNodeReport> node = now.database(owner);
        if (node.isEmpty()) {
            draft.waiting(pool.name(), "its owner " + owner + " does not answer; fail over if it is not coming back");
            return;
        }
        if (!node.get().poolsKnown()) {
            // R11: ZFS does not answer there, but the sessions are known, and a frozen leg can still be recorded.
            // Its session is removed then, too: that is what ZFS may hang on.
            if (!LegLoss.byAbsence(now, pool, owner, Optional.empty(), draft)) {
                LeavingLegs.letGo(now, pool, new Survivors(now, owner, Optional.empty()), draft);
            }
            draft.note(Note.Kind.ATTENTION, pool.name(), "ZFS on its owner " + owner + " does not answer");
            return;
        }
        Optional<PoolReport> there =
                node.get().pool(pool.name()).filter(p -> pool.guid().equals(Optional.of(p.guid())));
        if (there.isEmpty()) {
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "its owner " + owner + " has not imported it; fail over to import it, there or elsewhere");
            return;
        }
        if (LegLoss.byAbsence(now, pool, owner, there, draft)) {
            return;
        }
        if (SlowLeg.giveUp(now, pool, owner, there.get(), draft)) {
            return;
        }
        Survivors left = new Survivors(now, owner, there);
        boolean lettingGo = LeavingLegs.letGo(now, pool, left, draft);
        if (there.get().state() == VdevState.SUSPENDED) {
            // R11, S17: a command to a suspended pool hangs; its owner counts as failed.
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "is suspended on its owner " + owner + "; stop what uses it there, and fail over");
            return;
        }
        keepGranted(now, pool, owner, draft);
        if (lettingGo || !now.noSessionDown(owner, pool)) {
            draft.waiting(pool.name(), "a session is down; ZFS is not spoken to until it is up or gone");
            return;
        }
        // The database waits for the mount, and the mount for nothing: a resilver may take hours.
        mount(pool, owner, there.get(), draft);
        // R11: one command that changes a pool at a time, the most urgent first.
        boolean busy = LeavingLegs.takeOut(now, pool, there.get(), left, draft)
                || stamp(pool, owner, there.get(), draft)
                || LegReplacement.advance(now, pool, owner, there.get(), draft);
        if (!busy && !LegReplacement.begin(now, pool, owner, there.get(), draft)) {
            LeavingLegs.askAgain(now, pool, there.get(), left, draft);
        }
        if (left.inDoubt() && pool.legs().stream().noneMatch(leg -> leg.state() == LegState.SYNCING)) {
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "its last resilver ended with errors: some legs may lack writes, and no other is given up until one"
                            + " ends without; see that the disks are well, run zpool clear, then zpool scrub");
        }
        if (there.get().cached()) {
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "stands in a cache file of " + owner
                            + ", which would import it at its next boot; set cachefile=none");
        }
    }

    /**
     * An access list that went missing while the node ran on is put back, and a session that its target rejects is let in
     * again; never over a restart (R9).
     */
    private static void keepGranted(Situation now, PoolRecord pool, NodeName owner, Draft draft) {
        for (Leg leg : pool.legs()) {
            if (leg.state() != LegState.IN_SYNC || now.restartedUnder(leg)) {
                continue;
            }
            if (!now.grantedTo(leg.lun(), now.initiator(owner), pool.epoch())) {
                Exporting.grant(now, draft, pool, leg, owner, "the owner's access is not in force");
            } else if (now.session(owner, leg.lun())
                    .filter(SessionReport::rejected)
                    .isPresent()) {
                Exporting.renew(now, draft, pool, leg, owner, "the owner's session is rejected");
            }
        }
    }

    private static void mount(PoolRecord pool, NodeName owner, PoolReport there, Draft draft) {
        if (!there.mounted()) {
            draft.act(new Action.MountPool(owner, pool.name()), owner + " owns the pool");
        }
    }

    private static boolean stamp(PoolRecord pool, NodeName owner, PoolReport there, Draft draft) {
        if (there.stamp().equals(Optional.of(pool.epoch()))) {
            return false;
        }
        draft.act(new Action.StampEpoch(owner, pool.name(), pool.epoch()), "R14: the pool carries another epoch");
        return true;
    }
}
