package io.zsan.decide;

import io.zsan.error.InvalidInput;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.Leg;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.VdevState;
import java.util.Optional;

/** Requests that take another one back. */
final class Cancellations {
    private Cancellations() {}

    /**
     * A creation that is given up. Its LUNs go the way of all that leave a pool (R7), so that labels that were written are
     * wiped; its record stays as the end of that name's epoch, so that nothing that comes late is taken for a new pool.
     */
    static LedgerChange create(Situation now, PoolName name) {
        PoolRecord pool = now.ledger().pool(name);
        if (pool.ownership() instanceof Ownership.Abandoned) {
            return LedgerChange.none();
        }
        if (!(pool.ownership() instanceof Ownership.Creating creating)) {
            throw new InvalidInput("pool " + name + " has been created; its creation can no longer be given up");
        }
        boolean finished = now.database(creating.target())
                .flatMap(node -> node.pool(name))
                .filter(there -> CreatingPool.ours(pool, there) && CreatingPool.usable(now, pool, there))
                .isPresent();
        if (finished) {
            throw new InvalidInput("pool " + name + " has been created on " + creating.target()
                    + " by now; its creation can no longer be given up");
        }
        Draft draft = new Draft(now.ledger());
        PoolRecord empty = pool;
        for (Leg leg : pool.legs()) {
            draft.retire(leg.lun());
            empty = empty.mapMirrors(m -> m.without(leg));
        }
        draft.put(empty.withOwnership(new Ownership.Abandoned(creating.target())));
        return draft.decision().change();
    }

    /** The epoch in which a pool of that name may be created: after every one that the name has had. */
    static Epoch epochOfNew(Situation now, PoolName name) {
        Optional<PoolRecord> before = now.ledger().findPool(name);
        if (before.isEmpty()) {
            return Epoch.FIRST;
        }
        if (!(before.get().ownership() instanceof Ownership.Abandoned)) {
            throw new InvalidInput("there is a pool " + name + " already; choose another name");
        }
        if (!now.left(before.get()).isEmpty()) {
            throw new InvalidInput("the LUNs of pool " + name
                    + ", whose creation was given up, are not all wiped yet; wait, or choose another name");
        }
        return before.get().epoch().next();
    }

    /** A switchover that is taken back, as long as the owner has not let go of anything. */
    static LedgerChange switchover(Situation now, PoolName name) {
        PoolRecord pool = now.ledger().pool(name);
        if (pool.ownership() instanceof Ownership.Owned) {
            return LedgerChange.none();
        }
        if (!(pool.ownership() instanceof Ownership.Releasing releasing)) {
            throw new InvalidInput("pool " + name + " is not being switched over; there is nothing to take back");
        }
        NodeName from = releasing.from();
        boolean held = now.database(from)
                .flatMap(node -> node.pool(name))
                .filter(p -> pool.guid().equals(Optional.of(p.guid()))
                        && p.state() != VdevState.SUSPENDED
                        && p.mounted()
                        && p.stamp().equals(Optional.of(pool.epoch())))
                .isPresent();
        if (!held) {
            throw new InvalidInput("pool " + name + " is not imported and mounted on " + from
                    + " any more; let the switchover go on, or fail over");
        }
        return LedgerChange.of(now.ledger(), pool.withOwnership(new Ownership.Owned(from)));
    }
}
