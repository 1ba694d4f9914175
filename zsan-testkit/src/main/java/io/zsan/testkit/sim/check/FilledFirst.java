package io.zsan.testkit.sim.check;

import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Guid;
import io.zsan.testkit.world.WorldEvent;
import java.util.Optional;
import java.util.TreeSet;

/**
 * I11: a fresh leg counts only when it was filled: some resilver of its pool has ended with nothing missing on it (R8).
 * That it may have failed again since is another matter.
 */
final class FilledFirst implements Invariant {
    private final Truth truth;
    private final TreeSet<Guid> filled = new TreeSet<>();
    private LedgerState last = LedgerState.empty();

    FilledFirst(Truth truth) {
        this.truth = truth;
    }

    @Override
    public String name() {
        return "I11 a fresh leg counts when it is filled";
    }

    @Override
    public void happened(WorldEvent event, Breach breach) {
        if (event.kind() == WorldEvent.Kind.RESILVER_ENDED) {
            truth.world().database(event.node()).pools().stream()
                    .flatMap(pool -> pool.leaves().stream())
                    .filter(leaf -> !leaf.behind())
                    .forEach(leaf -> filled.add(leaf.guid()));
        }
    }

    @Override
    public void settled(Breach breach) {
        LedgerState now = truth.ledger().get();
        if (now.equals(last)) {
            return;
        }
        for (PoolRecord pool : now.pools()) {
            Optional<PoolRecord> before = last.findPool(pool.name());
            for (Leg leg : pool.legs()) {
                boolean fresh = before.flatMap(p -> p.findLeg(leg.lun()))
                        .filter(l -> l.state() == LegState.SYNCING)
                        .isPresent();
                if (fresh && leg.isInSync() && !filled.contains(leg.guid().orElseThrow())) {
                    breach.report(this, leg.lun() + " counts for pool " + pool.name() + ", and was never filled");
                }
            }
        }
        last = now;
    }
}
