package io.zsan.decide;

import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.observe.Observation;
import java.util.ArrayList;
import java.util.List;

/** Runs {@link Decider} ahead on a {@link Projection} of the fleet, and writes down what it decides. Pure. */
public final class Planner {
    /** More decisions than any request takes; a plan that is longer has gone in circles. */
    private static final int LONGEST = 200;

    private final Decisions decider;
    private final Projection projection;

    public Planner(Decisions decider, Projection projection) {
        this.decider = decider;
        this.projection = projection;
    }

    /**
     * The plan from here.
     *
     * @param request what is asked for, in words
     * @param change how the request changes the ledger
     */
    public Outlook plan(String request, Observation observation, LedgerState ledger, LedgerChange change) {
        List<Plan.Step> steps = new ArrayList<>();
        Observation seen = observation;
        LedgerState state = ledger;
        if (!change.isEmpty()) {
            steps.add(new Plan.Step(Plan.Kind.RECORD, request));
            state = state.apply(change);
        }
        for (int i = 0; i < LONGEST; i++) {
            Decision decision = decider.decide(seen, state);
            if (!decision.change().isEmpty()) {
                decision.because().forEach(why -> steps.add(new Plan.Step(Plan.Kind.RECORD, why)));
                state = state.apply(decision.change());
            } else if (!decision.actions().isEmpty()) {
                for (PlannedAction action : decision.actions()) {
                    steps.add(new Plan.Step(Plan.Kind.ACT, action.toString()));
                    seen = projection.after(seen, state, action.action());
                }
            } else {
                decision.notes().forEach(note -> steps.add(new Plan.Step(Plan.Kind.WAIT, note.toString())));
                return new Outlook(new Plan(request, steps, decision.notes().isEmpty()), seen, state);
            }
        }
        return new Outlook(new Plan(request, steps, false), seen, state);
    }

    /**
     * A plan, and where it leads.
     *
     * @param observation what would be seen after it
     * @param ledger what the ledger would say after it
     */
    public record Outlook(Plan plan, Observation observation, LedgerState ledger) {}
}
