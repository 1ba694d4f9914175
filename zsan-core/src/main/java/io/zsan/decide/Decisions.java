package io.zsan.decide;

import io.zsan.ledger.LedgerState;
import io.zsan.observe.Observation;

/** What follows from what is seen and what is recorded. Pure; {@link Decider} is the one that zsan works with. */
public interface Decisions {
    /** What follows. */
    Decision decide(Observation observation, LedgerState ledger);

    /** How bold they are. */
    Policy policy();
}
