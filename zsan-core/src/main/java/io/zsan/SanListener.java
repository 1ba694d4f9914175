package io.zsan;

import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.Note;
import io.zsan.decide.PlannedAction;
import java.time.Duration;

/**
 * Hears what zsan does. Called on zsan's threads, one call at a time for each {@link San}; must not block and must not
 * throw.
 */
public interface SanListener {
    /** A change of the ledger is durable. */
    default void recorded(String what) {}

    /** An action was started. */
    default void started(PlannedAction action) {}

    /** An action ended. */
    default void ended(Action action, Outcome outcome, Duration took) {}

    /** A decision had something to say that it did not say in the round before. */
    default void noted(Note note) {}

    /** A resilver has got on, or has ended. */
    default void resilvering(ResilverProgress progress) {}

    /** Hears nothing. */
    static SanListener none() {
        return new SanListener() {};
    }
}
