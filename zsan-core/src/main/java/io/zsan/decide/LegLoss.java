package io.zsan.decide;

import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** R1: freeze, record; {@link LeavingLegs} drop and offline. What ZFS dropped by itself is recorded too. */
final class LegLoss {
    private LegLoss() {}

    /**
     * Records legs that can no longer be counted on. Returns whether anything is to be recorded.
     *
     * @param there the pool as its owner reports it; empty while ZFS there does not answer
     */
    static boolean byAbsence(Situation now, PoolRecord pool, NodeName owner, Optional<PoolReport> there, Draft draft) {
        boolean changed = false;
        PoolRecord after = pool;
        Survivors left = new Survivors(now, owner, there);
        for (MirrorRecord mirror : pool.mirrors()) {
            for (Leg leg : mirror.legs()) {
                if (leg.state() == LegState.LOST && there.isPresent() && left.takesWrites(leg)) {
                    after = after.mapLegs(l -> l.equals(leg) ? l.givenUp(l.guid()) : l);
                    draft.put(
                            after, "lost leg " + leg.lun() + " of " + pool.name() + " is back before it was let go of");
                    changed = true;
                    continue;
                }
                Optional<String> why = reason(now, leg, left);
                if (why.isEmpty()) {
                    continue;
                }
                if (leg.state() == LegState.SYNCING && !left.canSpare(after, leg)) {
                    kept(pool, leg, why.get(), draft);
                } else if (leg.state() == LegState.SYNCING) {
                    // It never counted (R8), and the replacement starts anew; at once where the pool does not have it.
                    if (left.tookNothing(leg)) {
                        after = after.mapMirrors(m -> m.without(leg));
                        draft.retire(leg.lun());
                    } else {
                        after = after.mapLegs(l -> l.equals(leg) ? l.givenUp(left.vdev(leg)) : l);
                    }
                    draft.put(
                            after,
                            "leg " + leg.lun() + " of " + pool.name() + " is given up while resilvering: " + why.get());
                    changed = true;
                } else if (leg.isInSync()
                        && (mayLose(now, after, leg, left) || mayGoShort(now, after, mirror, leg, left, draft))) {
                    Leg out = out(leg, left);
                    after = after.mapLegs(l -> l.equals(leg) ? out : l);
                    draft.put(
                            after,
                            "R1: leg " + leg.lun() + " of " + pool.name()
                                    + (out.state() == LegState.LOST ? " is lost: " : " is given up: ") + why.get());
                    changed = true;
                } else if (leg.isInSync()) {
                    frozen(now, after, leg, left, why.get(), draft);
                }
            }
        }
        return changed;
    }

    /** A leg in sync that no longer counts. One that is connected goes on taking writes, until its session is removed. */
    static Leg out(Leg leg, Survivors left) {
        return left.takesWrites(leg) ? leg.givenUp(leg.guid()) : leg.lost();
    }

    /** Why a leg cannot be counted on any more, if so. */
    private static Optional<String> reason(Situation now, Leg leg, Survivors left) {
        NodeName owner = left.owner();
        Optional<PoolReport> there = left.there();
        if (now.restartedUnder(leg)) {
            return Optional.of("its storage node has restarted, and may have lost acknowledged writes (R9)");
        }
        if (now.observation()
                                .downFor(owner, now.target(leg.lun()))
                                .compareTo(now.policy().dropAfter())
                        >= 0
                && now.session(owner, leg.lun()).isPresent()) {
            return Optional.of("its session has been down for "
                    + now.observation().downFor(owner, now.target(leg.lun())).toSeconds()
                    + " s");
        }
        return there.flatMap(pool -> droppedByZfs(pool, leg))
                .or(() -> loggedOut(now, leg, left))
                .or(() -> there.flatMap(pool -> unsound(now, pool, leg, left)))
                .or(() -> unusable(now, leg, owner, there));
    }

    /**
     * Somebody removed the session, and ZFS goes on without the leg, though it does not answer and cannot say so. Where no
     * leg has a session the pool itself may be gone with a restart, and that says nothing about any of them.
     */
    private static Optional<String> loggedOut(Situation now, Leg leg, Survivors left) {
        boolean silent =
                now.database(left.owner()).filter(node -> !node.poolsKnown()).isPresent();
        boolean gone = silent
                && leg.state() == LegState.IN_SYNC
                && now.session(left.owner(), leg.lun()).isEmpty();
        return gone ? Optional.of("its session was removed") : Optional.empty();
    }

    /**
     * A leg that ZFS keeps although it has failed: a write that it did not take, the others took, and nobody brings it
     * that write. It is given up as soon as enough others are sound, before it is the last one.
     */
    private static Optional<String> unsound(Situation now, PoolReport there, Leg leg, Survivors left) {
        Optional<PoolRecord> pool = now.ledger().findPool(there.name());
        return Situation.leaf(there, leg)
                .filter(leaf -> leg.isInSync() && leaf.errors() > 0)
                .filter(leaf -> pool.filter(p -> mayLose(now, p, leg, left)).isPresent())
                .map(leaf -> "it has " + leaf.errors() + " errors, and may lack writes");
    }

    /** A fresh LUN that never gets as far as the pool: its storage node is silent, or it is refused again and again. */
    private static Optional<String> unusable(Situation now, Leg leg, NodeName owner, Optional<PoolReport> there) {
        if (leg.state() != LegState.SYNCING
                || there.isEmpty()
                || Situation.leaf(there.get(), leg).isPresent()) {
            return Optional.empty();
        }
        Duration most = now.policy().dropAfter();
        if (now.observation().useTrouble(leg.lun()).compareTo(most) >= 0) {
            return Optional.of("it cannot be granted or put in");
        }
        if (now.heldDown(leg.lun().id().node())) {
            // S13: putting it in is the point of no return; before it, a replacement is cancelled without a trace.
            return Optional.of("its storage node comes and goes, and it is not put in yet");
        }
        boolean silent = now.observation().silenceOf(leg.lun().id().node()).compareTo(most) >= 0;
        return silent && !now.connected(owner, leg.lun())
                ? Optional.of("its storage node does not answer")
                : Optional.empty();
    }

    /** ZFS went on without the leg: a disk error, a session removed by hand, or {@code DisconnectMode.FAIL}. */
    private static Optional<String> droppedByZfs(PoolReport pool, Leg leg) {
        if (leg.state() != LegState.IN_SYNC) {
            return Optional.empty();
        }
        Optional<LegReport> leaf = Situation.leaf(pool, leg);
        if (leaf.isEmpty()) {
            return Optional.of("the pool no longer has it");
        }
        return leaf.filter(l -> l.state() != VdevState.ONLINE).map(l -> "the pool says " + l.state());
    }

    /** The last legs are never given up: enough others must be in sync and alive (I/O freezes until then). */
    private static boolean mayLose(Situation now, PoolRecord pool, Leg leg, Survivors left) {
        if (left.there().flatMap(p -> droppedByZfs(p, leg)).isPresent()) {
            // It is stale already, whatever is recorded; the record must follow even while the others are frozen.
            return (!left.inDoubt()
                            && Survivors.others(pool, leg).stream()
                                    .anyMatch(l -> !now.restartedUnder(l) && left.holds(l)))
                    || filledBeside(pool, leg, left.there().orElseThrow());
        }
        return left.suffice(pool, leg, now.policy().minInSync());
    }

    /** Whether ZFS has a leg in the same mirror that is being filled or was given up: it writes on with that one alone. */
    private static boolean filledBeside(PoolRecord pool, Leg leg, PoolReport there) {
        return pool.mirrors().stream()
                .filter(m -> m.legs().stream().anyMatch(l -> l.lun().equals(leg.lun())))
                .flatMap(m -> m.legs().stream())
                .filter(l -> l.state() == LegState.SYNCING || l.state() == LegState.GIVEN_UP)
                .map(l -> Situation.leaf(there, l))
                .flatMap(Optional::stream)
                .anyMatch(l -> l.state() == VdevState.ONLINE);
    }

    /**
     * Whether a leg may be lost though fewer than {@code minInSync} others are left. One whose storage node has restarted
     * is stale for good (R9): waiting for it would be waiting for ever, and ZFS cannot be told to replace it as long as
     * its session is down (R11). So where a LUN is at hand that takes its place at once, the pool goes on with fewer legs
     * until that one is resilvered. Every new write goes to the fresh leg too as soon as it is put in.
     */
    private static boolean mayGoShort(
            Situation now, PoolRecord pool, MirrorRecord mirror, Leg leg, Survivors left, Draft draft) {
        return now.restartedUnder(leg) && left.suffice(pool, leg, 1) && LegReplacement.atHand(now, mirror, leg, draft);
    }

    private static void kept(PoolRecord pool, Leg leg, String why, Draft draft) {
        draft.note(
                Note.Kind.ATTENTION,
                pool.name(),
                "leg " + leg.lun() + " was being filled, and is gone (" + why
                        + "); it is kept, since no other leg of its"
                        + " mirror is known to hold what was written meanwhile; bring its storage node back and run zpool clear,"
                        + " then zpool scrub, or fail over and accept the loss by name");
    }

    private static void frozen(Situation now, PoolRecord pool, Leg leg, Survivors left, String why, Draft draft) {
        boolean gone = now.restartedUnder(leg);
        if (gone && left.inDoubt()) {
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "leg " + leg.lun() + " will not be current again (" + why
                            + "), and is kept: the last resilver ended"
                            + " with errors, and the others may lack what it holds; run zpool clear, then zpool scrub, and"
                            + " where that ends with errors too, fail over and accept the loss by name");
        } else if (gone && !left.alive(pool, leg).isEmpty()) {
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "frozen: leg " + leg.lun() + " will not be current again (" + why + "), fewer than minInSync="
                            + now.policy().minInSync()
                            + " others are known to be, and no free LUN can take its place now; add or free a LUN of its"
                            + " size in another failure domain, or run with a lower minInSync");
        } else if (left.there().flatMap(p -> droppedByZfs(p, leg)).isPresent()
                && now.connected(left.owner(), leg.lun())
                && left.noneRecovers(pool, leg)) {
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "ZFS has dropped leg " + leg.lun() + " (" + why
                            + "), and every other leg of its mirror has errors and may"
                            + " lack writes; fail over, so that it is imported with the legs that are recorded");
        } else {
            draft.waiting(
                    pool.name(), "leg " + leg.lun() + " is gone (" + why + ") but too few others are left; frozen");
        }
    }

    /** Those leaves that are no leg of the record; for a pool that has no fresh leg, which is known by its serial only. */
    static List<LegReport> strays(PoolRecord pool, List<LegReport> leaves) {
        List<LegReport> strays = new ArrayList<>(leaves);
        for (Leg leg : pool.legs()) {
            strays.removeIf(leaf -> leg.guid().equals(Optional.of(leaf.guid())));
        }
        return strays;
    }
}
