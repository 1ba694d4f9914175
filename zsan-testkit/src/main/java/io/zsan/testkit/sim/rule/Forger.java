package io.zsan.testkit.sim.rule;

import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** R3: the epoch of a pool stays what it was, whoever takes it over. */
public final class Forger {
    private Forger() {}

    /** What becomes of a change on its way into the ledger. */
    public static UnaryOperator<LedgerChange> of(Set<Rule> broken, Supplier<LedgerState> ledger) {
        return broken.contains(Rule.R3) ? change -> keepEpochs(change, ledger.get()) : change -> change;
    }

    private static LedgerChange keepEpochs(LedgerChange change, LedgerState ledger) {
        return new LedgerChange(change.puts().stream()
                .map(put -> new LedgerChange.Put(put.expectedVersion(), keepEpoch(put.record(), ledger)))
                .toList());
    }

    private static LedgerRecord keepEpoch(LedgerRecord record, LedgerState ledger) {
        if (!(record instanceof PoolRecord pool)) {
            return record;
        }
        Optional<Epoch> before = ledger.findPool(pool.name()).map(PoolRecord::epoch);
        return before.map(epoch -> (LedgerRecord)
                        new PoolRecord(pool.name(), pool.guid(), epoch, pool.ownership(), pool.mirrors()))
                .orElse(record);
    }
}
