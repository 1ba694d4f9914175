package io.zsan.decide;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;

/**
 * What would be done, step by step, and why, if every action had its intended effect at once. For a person to read before
 * it is run; what is really done is decided anew in each round.
 *
 * @param complete whether the steps lead to the end; else the last notes say what they would wait for
 */
public record Plan(String request, List<Step> steps, boolean complete) {
    public Plan {
        steps = ImmutableList.copyOf(steps);
    }

    /**
     * One line of a plan.
     *
     * @param text what would be recorded, done or waited for
     */
    public record Step(Kind kind, String text) {}

    /** What a line of a plan is. */
    public enum Kind {
        /** A change of the ledger. */
        RECORD,
        /** An action on a node. */
        ACT,
        /** Something that is waited for, or refused. */
        WAIT
    }

    /** The plan as lines of text. */
    public String text() {
        StringBuilder out = new StringBuilder("plan: ").append(request).append('\n');
        int number = 1;
        for (Step step : steps) {
            out.append(String.format(Locale.ROOT, "%4d  %-7s %s%n", number++, word(step.kind()), step.text()));
        }
        if (!complete) {
            out.append("      stops here\n");
        }
        return out.toString();
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case RECORD -> "record";
            case ACT -> "do";
            case WAIT -> "wait";
        };
    }
}
