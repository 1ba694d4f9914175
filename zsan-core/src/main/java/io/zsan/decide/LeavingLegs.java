package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import io.zsan.observe.LeafKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * R1: drop and offline. A leg that no longer counts loses its session, so that ZFS goes on without it; then it leaves the
 * pool's own configuration, which ZFS refuses where the others lack what it holds; then it leaves the record, and its LUN
 * is recycled.
 */
final class LeavingLegs {
    private LeavingLegs() {}

    /**
     * Drop: removes the owner's sessions to LUNs that are recorded as out, so that ZFS goes on without them. Returns whether
     * there were any: until they are gone, ZFS is not spoken to (R11). One that is down it hangs on; one that is up may be
     * ended by the seal of its LUN at any moment.
     */
    static boolean letGo(Situation now, PoolRecord pool, Survivors left, Draft draft) {
        List<LunRef> out = new ArrayList<>();
        for (Leg leg : pool.legs()) {
            if (!leg.isOnItsWayOut() || now.session(left.owner(), leg.lun()).isEmpty()) {
                continue;
            }
            if (leg.state() == LegState.GIVEN_UP && !spared(pool, leg, left)) {
                // Since it was recorded the others have failed as well: what it took, it may have taken alone (R5).
                kept(pool, leg, left, draft);
            } else if (!needed(now, leg, left)) {
                out.add(leg.lun());
            }
        }
        out.forEach(lun -> draft.act(
                new Action.Logout(left.owner(), lun, now.target(lun)),
                "R1: its loss is recorded, writes may go on without it"));
        return letGoOfLeft(now, pool, left.owner(), draft) || !out.isEmpty();
    }

    /**
     * Whether another leg holds what a leg took. A resilver that ended with errors leaves doubt, unless the errors may be
     * those of the leg that it was to fill; and errors that were just cleared show again only when ZFS has looked.
     */
    private static boolean spared(PoolRecord pool, Leg leg, Survivors left) {
        return left.tookNothing(leg)
                || (settled(pool, leg, left) && (leg.replaces().isPresent() || !left.inDoubt()));
    }

    /** While a session is down, nothing is acknowledged and nobody can have cleared anything. */
    private static boolean settled(PoolRecord pool, Leg leg, Survivors left) {
        return left.alive(pool, leg).stream().anyMatch(l -> left.isDown(leg) || !left.settling(l));
    }

    /**
     * Whether ZFS cannot do without a leg; somebody may have brought it back so that the others are filled from it. With its
     * session down that ends: the pool would wait for it.
     */
    private static boolean needed(Situation now, Leg leg, Survivors left) {
        return leg.state() == LegState.GIVEN_UP
                && !left.isDown(leg)
                && left.vdev(leg)
                        .filter(vdev -> refusedForLong(now, left.owner(), vdev))
                        .isPresent();
    }

    /** Whether ZFS has been asked for long enough to let go of a vdev, and has not. */
    static boolean refusedForLong(Situation now, NodeName owner, Guid vdev) {
        return refusedFor(now, owner, vdev).compareTo(now.policy().fenceWait()) >= 0;
    }

    /**
     * LUNs that left this pool for good: its owner, and nobody else (R16), is rid of their sessions. Returns whether there
     * were any.
     */
    static boolean letGoOfLeft(Situation now, PoolRecord pool, NodeName owner, Draft draft) {
        List<LunRef> held = now.left(pool).stream()
                .filter(lun -> now.session(owner, lun).isPresent())
                .toList();
        held.forEach(
                lun -> draft.act(new Action.Logout(owner, lun, now.target(lun)), "the LUN has left " + pool.name()));
        return !held.isEmpty();
    }

    /**
     * Offline: the loss goes into the pool's own configuration; then the LUN leaves the record. Returns whether something
     * is recorded or said to ZFS. What ZFS has long refused does not keep the pool from anything else: see {@link
     * #askAgain}.
     */
    static boolean takeOut(Situation now, PoolRecord pool, PoolReport there, Survivors left, Draft draft) {
        for (Leg leg : pool.legs()) {
            if (!ready(now, leg, left) || stays(pool, leg, there, draft)) {
                continue;
            }
            Optional<LegReport> leaf = Situation.leaf(there, leg);
            if (leaf.isPresent() && leg.guid().isEmpty()) {
                draft.put(
                        pool.mapLegs(l -> l.equals(leg) ? l.givenUp(left.vdev(leg)) : l),
                        "leg " + leg.lun() + " of " + pool.name() + " is vdev "
                                + leaf.get().guid());
                return true;
            }
            if (leg.guid().isEmpty() && !left.tookNothing(leg) && (left.inDoubt() || !settled(pool, leg, left))) {
                // ZFS cannot be asked about a vdev that nobody knows.
                kept(pool, leg, left, draft);
                continue;
            }
            if (leaf.isEmpty() || leaf.get().state() == VdevState.OFFLINE) {
                draft.retire(leg.lun());
                draft.put(
                        pool.mapMirrors(m -> m.without(leg)),
                        "leg " + leg.lun() + " is out of " + pool.name() + "; its LUN is retired");
                return true;
            }
            if (refusedForLong(now, left.owner(), leaf.get().guid())) {
                refused(now, pool, leg, leaf.get(), left.owner(), draft);
                continue;
            }
            draft.act(
                    leave(pool, leg, leaf.get(), left.owner()),
                    "R1: the loss belongs into the pool's own configuration");
            return true;
        }
        return false;
    }

    /** Asks ZFS once more for what it has long refused, where there is nothing else to do to the pool (R11). */
    static void askAgain(Situation now, PoolRecord pool, PoolReport there, Survivors left, Draft draft) {
        for (Leg leg : pool.legs()) {
            Optional<LegReport> leaf =
                    Situation.leaf(there, leg).filter(l -> refusedForLong(now, left.owner(), l.guid()));
            if (leaf.isPresent() && ready(now, leg, left)) {
                draft.act(
                        leave(pool, leg, leaf.get(), left.owner()),
                        "R1: the loss belongs into the pool's own configuration, though ZFS has refused it so far");
                return;
            }
        }
    }

    /** Whether it has no session any more, or has one since ZFS cannot do without it. */
    private static boolean ready(Situation now, Leg leg, Survivors left) {
        return leg.isOnItsWayOut() && (now.session(left.owner(), leg.lun()).isEmpty() || needed(now, leg, left));
    }

    /** Whether ZFS would not let a leg go, for a reason that shows. */
    private static boolean stays(PoolRecord pool, Leg leg, PoolReport there, Draft draft) {
        List<Leg> others = Survivors.others(pool, leg);
        if (others.isEmpty()) {
            // ZFS does not put the last one offline that holds what it holds.
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "no leg beside " + leg.lun()
                            + " holds everything: the others were lost while a fresh one was being"
                            + " filled; fail over, and accept the loss of what only a leg has that does not count");
            return true;
        }
        if (others.stream().noneMatch(l -> used(l, there))) {
            // ZFS refuses that as well. A log that has lost every leg is like this while the pool itself goes on.
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "ZFS has dropped every other leg of the mirror of " + leg.lun()
                            + "; fail over, so that it is imported with the legs that are recorded");
            return true;
        }
        return false;
    }

    private static boolean used(Leg leg, PoolReport there) {
        return Situation.leaf(there, leg)
                .filter(l -> l.state() == VdevState.ONLINE)
                .isPresent();
    }

    /** A fresh leg beside what it was to replace is detached, so that nothing of the replacement stays behind. */
    private static Action leave(PoolRecord pool, Leg leg, LegReport leaf, NodeName owner) {
        return leg.replaces().isPresent() && leaf.replacing().isPresent()
                ? new Action.DetachLeg(owner, pool.name(), leaf.guid())
                : new Action.OfflineLeg(owner, pool.name(), leaf.guid());
    }

    private static Duration refusedFor(Situation now, NodeName owner, Guid vdev) {
        return now.observation().history().leavingTrouble().getOrDefault(new LeafKey(owner, vdev), Duration.ZERO);
    }

    /**
     * ZFS refuses where the others lack data that only this leg has. The LUN is kept as it is then, whatever the record
     * says of the others.
     */
    private static void refused(Situation now, PoolRecord pool, Leg leg, LegReport leaf, NodeName owner, Draft draft) {
        Duration tried = refusedFor(now, owner, leaf.guid());
        String then = leg.state() == LegState.GIVEN_UP
                ? "; log in to it again, run zpool online, then zpool scrub, or fail over and accept the loss by name"
                : ", and fail over so that it is imported with the legs that are recorded";
        draft.note(
                Note.Kind.ATTENTION,
                pool.name(),
                "ZFS has not let go of leg " + leg.lun() + " for " + tried.toSeconds() / 60 * 60
                        + " s or more: the others may lack what it holds; look at zpool status -v on " + owner + then);
    }

    private static void kept(PoolRecord pool, Leg leg, Survivors left, Draft draft) {
        String what = "leg " + leg.lun() + " was given up, and is kept";
        if (!left.inDoubt() && !left.alive(pool, leg).isEmpty()) {
            draft.waiting(pool.name(), what + " until ZFS has had time to look at the others of its mirror");
            return;
        }
        // With its session down the pool is frozen, and zpool would hang (R11).
        draft.note(
                Note.Kind.ATTENTION,
                pool.name(),
                what + ": no other leg of its mirror is known to hold what was written meanwhile; "
                        + (left.isDown(leg) ? "bring its storage node back, and when its session is up " : "")
                        + "run zpool clear, then zpool scrub, or fail over and accept the loss by name");
    }
}
