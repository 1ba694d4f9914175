package io.zsan;

import io.zsan.decide.Plan;
import io.zsan.decide.Planner;
import io.zsan.decide.PoolSpec;
import io.zsan.decide.Requests;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.observe.Observation;

/**
 * Requests on paper, each from where the one before it would lead. Starts from what was seen when it was made, and grows
 * stale with it. Not thread-safe.
 */
public final class Rehearsal {
    private final Requests requests;
    private final Planner planner;
    private Observation seen;
    private LedgerState ledger;

    Rehearsal(Requests requests, Planner planner, Observation seen, LedgerState ledger) {
        this.requests = requests;
        this.planner = planner;
        this.seen = seen;
        this.ledger = ledger;
    }

    /** What creating a pool would do. */
    public Plan createPool(PoolSpec spec) {
        return plan("create pool " + spec.name() + " on " + spec.owner(), requests.createPool(ledger, seen, spec));
    }

    /** What a takeover would do. */
    public Plan failover(PoolName pool, NodeName to) {
        return plan("fail over " + pool + " to " + to, requests.failover(ledger, seen, pool, to));
    }

    /** What a switchover would do. */
    public Plan switchover(PoolName pool, NodeName to) {
        return plan("switch " + pool + " over to " + to, requests.switchover(ledger, seen, pool, to));
    }

    /** What restarting a database node would do. */
    public Plan recycle(NodeName databaseNode) {
        return plan("recycle " + databaseNode, requests.recycle(ledger, seen, databaseNode));
    }

    private Plan plan(String words, LedgerChange change) {
        Planner.Outlook outlook = planner.plan(words, seen, ledger, change);
        seen = outlook.observation();
        ledger = outlook.ledger();
        return outlook.plan();
    }
}
