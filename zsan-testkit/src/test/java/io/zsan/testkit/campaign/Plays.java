package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.Tally;
import io.zsan.testkit.sim.Trace;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.FaultKind;
import io.zsan.testkit.sim.schedule.Hardware;
import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Profile;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.sim.schedule.Setup;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Simulations whose end is known beforehand: for tests of what is made of runs, not of the runs. */
public final class Plays {
    private Plays() {}

    /** Ends with this promise broken, for those schedules. */
    public static Function<Schedule, Run> breaking(String invariant, Predicate<Schedule> when) {
        return schedule -> when.test(schedule) ? broken(schedule, invariant) : kept(schedule);
    }

    public static Run kept(Schedule schedule) {
        return new Run(schedule, List.of(), tally(), Duration.ofMinutes(5), new Trace(false));
    }

    public static Run broken(Schedule schedule, String invariant) {
        Breach breach = new Breach(invariant, 7, "with " + schedule.faults().size() + " faults");
        return new Run(schedule, List.of(breach), tally(), Duration.ofMinutes(5), new Trace(false));
    }

    private static Tally tally() {
        Tally tally = new Tally();
        tally.add("fault LINK_CUT", 2);
        tally.add("action Fence done");
        tally.add("note BRAKE");
        tally.add("done takeover");
        return tally;
    }

    static Fault fault(int second, FaultKind kind, String on, Duration lasts) {
        return new Fault(Duration.ofSeconds(second), kind, on, "", lasts);
    }

    /** With these faults, two pools and two controllers. */
    static Schedule schedule(List<Fault> faults) {
        Setup any = Profile.DEFAULT.draw(1).setup();
        Setup setup = new Setup(
                4,
                2,
                2,
                List.of(new PoolSetup("p1", 1, 3, false), new PoolSetup("p2", 1, 2, false)),
                2,
                any.policy(),
                any.interval(),
                any.suspicion(),
                any.boot(),
                any.resilver(),
                Duration.ofSeconds(500),
                Hardware.alike(),
                false);
        return new Schedule(1, setup, faults);
    }
}
