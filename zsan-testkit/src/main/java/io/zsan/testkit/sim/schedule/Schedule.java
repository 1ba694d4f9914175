package io.zsan.testkit.sim.schedule;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What one simulation goes through: its seed, what it begins with, and what goes wrong. */
public record Schedule(long seed, Setup setup, List<Fault> faults) {
    public Schedule {
        faults = ImmutableList.sortedCopyOf(faults);
    }

    public Schedule with(List<Fault> others) {
        return new Schedule(seed, setup, others);
    }
}
