package io.zsan.decide;

import io.zsan.act.Action;

/**
 * An action and why it is taken.
 *
 * @param because the reason, with the rule behind it
 */
public record PlannedAction(Action action, String because) {
    @Override
    public String toString() {
        return action.node() + ": " + action.describe() + " (" + because + ")";
    }
}
