package io.zsan;

import com.google.common.collect.ImmutableList;
import io.zsan.decide.Decision;
import io.zsan.ledger.LedgerState;
import io.zsan.observe.Observation;
import java.util.List;

/**
 * One turn of the loop.
 *
 * @param observation what was seen
 * @param ledger the ledger after the decisions of this round
 * @param decisions what was decided, in order: changes of the ledger, then actions, then what their proofs changed
 * @param interrupted whether the round ended early because the ledger had moved on, or its answer was lost
 */
public record Round(Observation observation, LedgerState ledger, List<Decision> decisions, boolean interrupted) {
    public Round {
        decisions = ImmutableList.copyOf(decisions);
    }
}
