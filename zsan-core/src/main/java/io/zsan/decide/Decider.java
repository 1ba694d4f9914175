package io.zsan.decide;

import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Fleet;
import io.zsan.model.StorageNode;
import io.zsan.observe.Observation;
import java.util.Comparator;

/**
 * The decision function: pure, total, level-triggered. The same fleet, policy, observation and ledger give the same
 * decision, whoever asks and whatever happened before. Thread-safe, because it holds nothing that changes.
 */
public final class Decider implements Decisions {
    private final Fleet fleet;
    private final Policy policy;

    public Decider(Fleet fleet, Policy policy) {
        this.fleet = fleet;
        this.policy = policy;
    }

    @Override
    public Policy policy() {
        return policy;
    }

    /** What follows. Order among pools: those with the fewest current legs first (R13), then by name. */
    @Override
    public Decision decide(Observation observation, LedgerState ledger) {
        Situation now = new Situation(fleet, policy, ledger, observation);
        Draft draft = new Draft(ledger);
        for (StorageNode node : fleet.storageNodes()) {
            NodeCare.prepare(now, node, draft);
        }
        ledger.pools().stream()
                .sorted(Comparator.comparingInt(Decider::currentLegs).thenComparing(PoolRecord::name))
                .forEach(pool -> decide(now, pool, draft));
        ledger.luns().forEach(lun -> LunRecycling.decide(now, lun, draft));
        ledger.databaseNodes().forEach(node -> NodeCare.recycle(now, node, draft));
        return draft.decision();
    }

    private static int currentLegs(PoolRecord pool) {
        return pool.mirrors().stream().mapToInt(m -> m.inSync().size()).min().orElse(0);
    }

    private static void decide(Situation now, PoolRecord pool, Draft draft) {
        if (Lineage.split(now, pool, draft)) {
            return;
        }
        pool.ownership()
                .match(new Ownership.Cases<Runnable>(
                        creating -> () -> CreatingPool.decide(now, pool, creating, draft),
                        owned -> () -> OwnedPool.decide(now, pool, owned, draft),
                        releasing -> () -> ReleasingPool.decide(now, pool, releasing, draft),
                        taking -> () -> TakingOverPool.decide(now, pool, taking, draft),
                        importing -> () -> ImportingPool.decide(now, pool, importing, draft),
                        abandoned -> () -> AbandonedPool.decide(now, pool, abandoned, draft)))
                .run();
    }
}
