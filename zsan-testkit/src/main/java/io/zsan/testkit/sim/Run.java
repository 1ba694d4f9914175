package io.zsan.testkit.sim;

import com.google.common.collect.ImmutableList;
import io.zsan.testkit.sim.schedule.Schedule;
import java.time.Duration;
import java.util.List;

/**
 * How one simulation went.
 *
 * @param breaches broken promises, the first one first; a simulation ends at the first
 * @param tally what was done and met: faults by kind, actions by kind and outcome, notes, takeovers …
 * @param simulated virtual time
 */
public record Run(Schedule schedule, List<Breach> breaches, Tally tally, Duration simulated, Trace trace) {
    public Run {
        breaches = ImmutableList.copyOf(breaches);
    }

    public boolean clean() {
        return breaches.isEmpty();
    }
}
