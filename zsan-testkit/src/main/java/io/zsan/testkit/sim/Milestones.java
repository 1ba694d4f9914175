package io.zsan.testkit.sim;

import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.PoolName;
import java.util.Optional;
import java.util.TreeSet;

/** Counts what was achieved, by what the ledger says before and after each commit: commands may be repeated, records not. */
final class Milestones {
    private final Tally tally;
    private final TreeSet<PoolName> takenOver = new TreeSet<>();

    Milestones(Tally tally) {
        this.tally = tally;
    }

    void changed(LedgerState before, LedgerState now) {
        for (PoolRecord pool : now.pools()) {
            before.findPool(pool.name()).filter(old -> !old.equals(pool)).ifPresent(old -> {
                moved(old, pool);
                legs(old, pool);
            });
        }
        for (LunRecord lun : now.luns()) {
            Optional<LunRecord> old = before.findLun(lun.id());
            if (lun.state() == LunState.FREE
                    && old.filter(o -> o.state() != LunState.FREE).isPresent()) {
                tally.add("done LUN recycled");
            }
        }
    }

    private void moved(PoolRecord old, PoolRecord pool) {
        if (old.ownership() instanceof Ownership.Creating && pool.ownership() instanceof Ownership.Owned) {
            tally.add("done pool created");
        } else if (old.ownership() instanceof Ownership.TakingOver) {
            takenOver.add(pool.name());
        } else if (old.ownership() instanceof Ownership.Releasing) {
            takenOver.remove(pool.name());
        } else if (old.ownership() instanceof Ownership.Importing && pool.ownership() instanceof Ownership.Owned) {
            tally.add(takenOver.remove(pool.name()) ? "done takeover" : "done switchover");
        }
    }

    private void legs(PoolRecord old, PoolRecord pool) {
        for (Leg leg : old.legs()) {
            Optional<Leg> after = pool.findLeg(leg.lun());
            if (leg.isInSync() && after.filter(Leg::isInSync).isEmpty()) {
                tally.add("done loss of a leg recorded");
            } else if (leg.state() == LegState.SYNCING
                    && after.filter(Leg::isInSync).isPresent()) {
                tally.add("done leg replaced");
            }
        }
    }
}
