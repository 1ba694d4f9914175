package io.zsan.testkit.sim.check;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The invariants of the design. */
public final class Invariants {
    private Invariants() {}

    /**
     * All of them.
     *
     * @param brake the policy's
     */
    public static List<Invariant> of(Truth truth, EndsWhole endsWhole, double brake) {
        return ImmutableList.of(
                new OneWriter(truth),
                new NothingLost(truth),
                new LiveLunsKept(truth),
                endsWhole,
                new RecycledBlank(truth),
                new NoLeak(truth),
                new LegsAnswer(truth),
                new Restraint(truth, brake));
    }

    public static EndsWhole endsWhole(Truth truth) {
        return new EndsWhole(truth);
    }
}
