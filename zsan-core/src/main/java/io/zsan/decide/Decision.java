package io.zsan.decide;

import com.google.common.collect.ImmutableList;
import io.zsan.ledger.LedgerChange;
import java.util.List;

/**
 * What follows from an observation and the ledger: either a change of the ledger, or actions that the ledger already
 * allows, never both. After a change is committed, deciding again with the same observation gives what follows from it.
 *
 * @param change how the ledger should change; empty if it should not
 * @param because why, one line for each thing that changes
 * @param actions what to do; independent of each other
 * @param notes what is waited for, or refused
 */
public record Decision(LedgerChange change, List<String> because, List<PlannedAction> actions, List<Note> notes) {
    public Decision {
        because = ImmutableList.copyOf(because);
        actions = ImmutableList.copyOf(actions);
        notes = ImmutableList.copyOf(notes);
        if (!change.isEmpty() && !actions.isEmpty()) {
            throw new IllegalArgumentException("a decision changes the ledger or acts, not both");
        }
    }
}
