package io.zsan.testkit.sim.rule;

import io.zsan.decide.Decider;
import io.zsan.decide.Decisions;
import io.zsan.decide.Policy;
import io.zsan.model.Fleet;
import java.util.Set;

/** The decisions of production code, or the same with a rule taken out. */
public final class BrokenDecisions {
    private BrokenDecisions() {}

    /** What a controller decides by. */
    public static Decisions with(Set<Rule> broken, Fleet fleet, Policy policy) {
        return new Decider(fleet, policy);
    }
}
