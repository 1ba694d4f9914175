package io.zsan.decide;

import io.zsan.ledger.Leg;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.observe.LeafKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** S20: slow, not dead. One leg that answers in seconds stalls every transaction group, and nothing says an error. */
final class SlowLeg {
    /** What must stay: with one good leg left the next fault would end what the slow leg only delays. */
    private static final int FEWEST_LEFT = 2;

    private SlowLeg() {}

    /**
     * Gives up a leg that has been an outlier for too long. Returns whether it did. From there it goes the way of
     * every leg that no longer counts (R1): its session is removed, it is put offline, and another LUN takes its place.
     */
    static boolean giveUp(Situation now, PoolRecord pool, NodeName owner, PoolReport there, Draft draft) {
        for (Leg leg : pool.legs()) {
            Duration slow = slowness(now, leg, owner, there);
            if (!leg.isInSync() || slow.compareTo(now.policy().slowFor()) < 0) {
                continue;
            }
            Survivors left = new Survivors(now, owner, Optional.of(there));
            Optional<String> kept = reasonToKeep(now, pool, leg, left, there);
            if (kept.isEmpty()) {
                draft.put(
                        pool.mapLegs(l -> l.equals(leg) ? LegLoss.out(leg, left) : l),
                        "R1: leg " + leg.lun() + " of " + pool.name() + " is given up: it has been "
                                + "much slower than the others of its mirror for " + slow.toSeconds() + " s (S20)");
                return true;
            }
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "leg " + leg.lun() + " is much slower than the others of its mirror, and is kept: " + kept.get());
        }
        return false;
    }

    private static Duration slowness(Situation now, Leg leg, NodeName owner, PoolReport there) {
        return Situation.leaf(there, leg)
                .map(LegReport::guid)
                .map(guid -> now.observation().history().slow().get(new LeafKey(owner, guid)))
                .orElse(Duration.ZERO);
    }

    private static Optional<String> reasonToKeep(
            Situation now, PoolRecord pool, Leg leg, Survivors left, PoolReport there) {
        if (!pool.isWhole()) {
            return Optional.of("one leg of a pool at a time, and another one is being replaced");
        }
        if (Brake.holds(now)) {
            return Optional.of(Brake.TEXT);
        }
        if (left.inDoubt()) {
            return Optional.of("the last resilver ended with errors, so others may lack writes that it has");
        }
        List<Leg> good = left.alive(pool, leg).stream()
                .filter(l -> !left.settling(l))
                .filter(l -> slowness(now, l, left.owner(), there).isZero())
                .toList();
        int least = Math.max(FEWEST_LEFT, now.policy().minInSync());
        return good.size() < least
                ? Optional.of("only " + good.size() + " good legs would stay, and " + least + " must")
                : Optional.empty();
    }
}
