package io.zsan.decide;

import io.zsan.ledger.Leg;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.observe.LeafKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a mirror is left with when it loses a leg: whether the others answer, and hold every acknowledged write (R1, R2).
 *
 * @param there the pool as its owner reports it; empty while ZFS there does not answer, or has exported it
 */
record Survivors(Situation now, NodeName owner, Optional<PoolReport> there) {
    /** The recorded legs of the same mirror. */
    static List<Leg> others(PoolRecord pool, Leg leg) {
        return pool.mirrors().stream()
                .filter(m -> m.legs().stream().anyMatch(l -> l.lun().equals(leg.lun())))
                .flatMap(m -> m.inSync().stream())
                .filter(l -> !l.lun().equals(leg.lun()))
                .toList();
    }

    /** Whether at least so many legs would be left, all of which can be counted on. */
    boolean suffice(PoolRecord pool, Leg leg, int least) {
        if (inDoubt()) {
            return false;
        }
        List<Leg> left = alive(pool, leg);
        if (there.isPresent()) {
            return left.size() >= least;
        }
        // R1, R11: while ZFS does not answer, a disk error may have dropped one of them unseen. As for an import (R5),
        // a
        // sound look from shortly before the freeze will do, or one leg more.
        long evident = left.stream().filter(l -> seenSound(l, leg)).count();
        return evident >= least || left.size() > least;
    }

    /** The others that answer and, as far as anybody knows, hold everything. */
    List<Leg> alive(PoolRecord pool, Leg leg) {
        return others(pool, leg).stream().filter(this::alive).toList();
    }

    /**
     * Whether a leg that is being filled may be given up (R5): it takes every new write, too, and where the others failed
     * ZFS went on with it alone.
     */
    boolean canSpare(PoolRecord pool, Leg leg) {
        return tookNothing(leg) || othersHold(pool, leg);
    }

    /**
     * Whether a fresh leg was never put in: the pool does not have it, and has what it was to replace as it was before. One
     * that was put in and has no session any more shows no serial to be known by.
     */
    boolean tookNothing(Leg leg) {
        return there.filter(p -> Situation.leaf(p, leg).isEmpty()
                        && p.legs().stream()
                                .anyMatch(l -> leg.replaces().equals(Optional.of(l.guid()))
                                        && l.replacing().isEmpty()))
                .isPresent();
    }

    /** Whether a leg may take writes now: it is connected, and as far as ZFS answers, it writes to it. */
    boolean takesWrites(Leg leg) {
        boolean without = there.filter(p -> Situation.leaf(p, leg)
                        .filter(l -> l.state() == VdevState.ONLINE || l.state() == VdevState.DEGRADED)
                        .isEmpty())
                .isPresent();
        return connected(leg) && !without;
    }

    /** Whether another leg of the mirror answers and, as far as anybody knows, holds everything. */
    boolean othersHold(PoolRecord pool, Leg leg) {
        return !inDoubt() && !alive(pool, leg).isEmpty();
    }

    /** Which vdev of the pool a leg is, as far as ZFS says so. */
    Optional<Guid> vdev(Leg leg) {
        return there.flatMap(p -> Situation.leaf(p, leg)).map(LegReport::guid);
    }

    /** Whether a leg has a session that is down: in FREEZE mode the pool waits for it. */
    boolean isDown(Leg leg) {
        return now.session(owner, leg.lun())
                .filter(session -> !session.connected())
                .isPresent();
    }

    private boolean connected(Leg leg) {
        return now.connected(owner, leg.lun());
    }

    /** Whether each of the others is out of the pool or has errors, which do not go away by waiting. */
    boolean noneRecovers(PoolRecord pool, Leg leg) {
        return there.filter(p -> others(pool, leg).stream()
                        .allMatch(l -> Situation.leaf(p, l)
                                .filter(leaf -> leaf.state() == VdevState.ONLINE && leaf.errors() == 0)
                                .isEmpty()))
                .isPresent();
    }

    private boolean alive(Leg leg) {
        return connected(leg) && !now.restartedUnder(leg) && holds(leg);
    }

    /**
     * Whether ZFS, as far as it answers, has all data on the leg: a leg that it resilvers lacks some, and one with errors
     * may lack a write that the others took. Where legs are dropped before that is recorded (R2), those that are imported
     * together may differ, and it takes a while until that shows.
     */
    boolean holds(Leg leg) {
        boolean alike = now.policy().disconnectMode() == DisconnectMode.FREEZE;
        return there.map(p -> Situation.leaf(p, leg)
                        .filter(l -> l.state() == VdevState.ONLINE && !l.resilvering() && l.errors() == 0)
                        .filter(l -> alike || !settling(leg))
                        .isPresent())
                .orElseGet(() -> alike && !lastSeenUnsound(leg));
    }

    /** Whether a resilver of a leg may be about to begin. */
    boolean settling(Leg leg) {
        return vdev(leg)
                .filter(leaf -> now.observation().history().settling().contains(new LeafKey(owner, leaf)))
                .isPresent();
    }

    /**
     * A resilver that ended with errors could not read everything: an imported leg that lagged behind, and was to be
     * brought up to date by it, may lack writes although it is ONLINE and nothing is being resilvered any more.
     */
    boolean inDoubt() {
        return there.flatMap(PoolReport::scan).filter(ScanReport::leavesDoubt).isPresent();
    }

    /** Nothing is acknowledged while the lost one is frozen, so that time does not count. */
    private boolean seenSound(Leg leg, Leg lost) {
        Duration frozen = now.observation().downFor(owner, now.target(lost.lun()));
        return leg.guid()
                .flatMap(leaf -> now.observation().soundAge(owner, List.of(leaf)))
                .filter(age -> age.minus(frozen).compareTo(now.policy().evidenceMaxAge()) <= 0)
                .isPresent();
    }

    private boolean lastSeenUnsound(Leg leg) {
        return leg.guid()
                .filter(leaf -> now.observation().history().unsound().contains(new LeafKey(owner, leaf)))
                .isPresent();
    }
}
