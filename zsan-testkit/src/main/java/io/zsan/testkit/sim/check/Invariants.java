package io.zsan.testkit.sim.check;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The invariants of the design. */
public final class Invariants {
    private Invariants() {}

    /** All of them. */
    public static List<Invariant> of(Truth truth, EndsWhole endsWhole) {
        return ImmutableList.of(
                new OneWriter(truth),
                new NothingLost(truth),
                new LiveLunsKept(truth),
                endsWhole,
                new RecycledBlank(truth),
                new NoLeak(truth),
                new LegsAnswer(truth),
                new Restraint(truth),
                new TokensRise(truth),
                new FilledFirst(truth));
    }

    public static EndsWhole endsWhole(Truth truth) {
        return new EndsWhole(truth);
    }
}
