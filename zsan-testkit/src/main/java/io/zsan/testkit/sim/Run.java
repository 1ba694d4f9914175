package io.zsan.testkit.sim;

import com.google.common.collect.ImmutableList;
import io.zsan.ledger.LedgerState;
import io.zsan.testkit.sim.schedule.Schedule;
import java.time.Duration;
import java.util.List;

/**
 * How one simulation went.
 *
 * @param breaches broken promises, the first one first; a simulation ends at the first
 * @param tally what was done and met: faults by kind, actions by kind and outcome, notes, takeovers …
 * @param simulated virtual time
 * @param ledger what the ledger says in the end
 * @param lost acknowledged writes that the owners of their pools do not see in the end; not those of a pool that nobody
 *     has imported then
 */
public record Run(
        Schedule schedule,
        List<Breach> breaches,
        Tally tally,
        Duration simulated,
        Trace trace,
        LedgerState ledger,
        int lost) {
    public Run {
        breaches = ImmutableList.copyOf(breaches);
    }

    /** One of which only the course is told, and not how the ledger ends. */
    public Run(Schedule schedule, List<Breach> breaches, Tally tally, Duration simulated, Trace trace) {
        this(schedule, breaches, tally, simulated, trace, LedgerState.empty(), 0);
    }

    public boolean clean() {
        return breaches.isEmpty();
    }
}
