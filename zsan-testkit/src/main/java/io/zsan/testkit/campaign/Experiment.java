package io.zsan.testkit.campaign;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.Simulation;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.sim.schedule.Profile;
import io.zsan.testkit.sim.schedule.Schedule;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is done with each seed. Thread-safe: each simulation is a world of its own.
 *
 * @param broken rules that are broken on purpose
 */
public record Experiment(Profile profile, Set<Rule> broken, Simulator simulator) {
    public Experiment {
        broken = ImmutableSortedSet.copyOf(broken);
    }

    /** What runs a schedule; the same schedule has to give the same run, on any thread. */
    @FunctionalInterface
    public interface Simulator {
        /**
         * Runs it.
         *
         * @param wholeTrace whether all that happened is kept
         */
        Run run(Schedule schedule, Set<Rule> broken, boolean wholeTrace);
    }

    /** Seeds of a profile in the simulator, with all rules kept. */
    public static Experiment of(Profile profile) {
        return new Experiment(profile, ImmutableSortedSet.of(), Simulation::run);
    }

    /** The same with one rule broken. */
    public Experiment breaking(Rule rule) {
        return new Experiment(profile, ImmutableSortedSet.of(rule), simulator);
    }

    /** The same with all rules kept. */
    Experiment unbroken() {
        return new Experiment(profile, ImmutableSortedSet.of(), simulator);
    }

    public Schedule draw(long seed) {
        return profile.draw(seed);
    }

    /** Runs a schedule and keeps the last lines of its trace. */
    public Run run(Schedule schedule) {
        return simulator.run(schedule, broken, false);
    }

    /** Runs a schedule and keeps its whole trace. */
    public Run runWhole(Schedule schedule) {
        return simulator.run(schedule, broken, true);
    }

    /** Runs a seed; empty where no promise was broken. */
    Optional<Breach> breach(long seed) {
        return run(draw(seed)).breaches().stream().findFirst();
    }

    /** The command that plays a seed again. */
    public String replay(long seed) {
        String options =
                profile == Profile.DEFAULT ? "" : " --profile " + profile.name().toLowerCase(Locale.ROOT);
        String rules = broken.isEmpty()
                ? ""
                : broken.stream().map(Rule::name).collect(Collectors.joining(",", " --break ", ""));
        return "mvn -q -Psimulate -Dzsan.args=\"--replay " + seed + options + rules + "\"";
    }
}
