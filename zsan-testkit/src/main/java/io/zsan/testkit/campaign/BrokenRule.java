package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.rule.Rule;

/** How the breaking of a rule was noticed, or that it was not. */
public record BrokenRule(Rule rule, Campaign.Hunt hunt) {
    public boolean caught() {
        return hunt.caught().isPresent();
    }
}
