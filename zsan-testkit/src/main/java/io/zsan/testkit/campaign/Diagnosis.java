package io.zsan.testkit.campaign;

import com.google.common.collect.ImmutableList;
import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.TraceLine;
import io.zsan.testkit.sim.schedule.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a person needs to understand a violation.
 *
 * @param replay the command that plays the seed again
 * @param schedule what the seed goes through
 * @param breach the promise that it breaks
 * @param shrunk what is left of the schedule, and what it breaks
 * @param last the last lines of the shrunk schedule's trace
 * @param timeline a page that shows the run of the shrunk schedule
 */
public record Diagnosis(
        String replay, Schedule schedule, Breach breach, Shrinker.Shrunk shrunk, List<TraceLine> last, Path timeline) {
    private static final int MOST_RUNS = 300;
    private static final int LAST_LINES = 25;

    /** A violation of each invariant, and no more than so many. */
    private static final int MOST = 4;

    public Diagnosis {
        last = ImmutableList.copyOf(last);
    }

    /** Where the timeline of a seed goes if nobody says otherwise. */
    public static Path timelineOf(long seed) {
        return Path.of("target", "zsan-seed-" + seed + ".html");
    }

    /** Shrinks a failure, and writes its timeline. */
    public static Diagnosis of(Experiment experiment, Failure failure, Path timeline) {
        Schedule schedule = experiment.draw(failure.seed());
        Shrinker.Shrunk shrunk = new Shrinker(experiment::run, MOST_RUNS).shrink(schedule, failure.breach());
        Run run = experiment.runWhole(shrunk.schedule());
        Timelines.write(timeline, run);
        List<TraceLine> lines = run.trace().lines();
        return new Diagnosis(
                experiment.replay(failure.seed()),
                schedule,
                failure.breach(),
                shrunk,
                lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()),
                timeline);
    }

    /** Of the lowest seed of each broken promise, the lowest seed first. */
    public static List<Diagnosis> of(Experiment experiment, List<Failure> failures, int threads) {
        List<Failure> firsts = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Failure failure : failures) {
            if (firsts.size() < MOST && seen.add(failure.breach().invariant())) {
                firsts.add(failure);
            }
        }
        TreeMap<Long, Diagnosis> diagnoses = new TreeMap<>();
        if (!firsts.isEmpty()) {
            new Workers(threads).each(new Seeds(0, firsts.size()), any -> true, index -> {
                Failure failure = firsts.get((int) index);
                Diagnosis diagnosis = of(experiment, failure, timelineOf(failure.seed()));
                synchronized (diagnoses) {
                    diagnoses.put(index, diagnosis);
                }
            });
        }
        return ImmutableList.copyOf(diagnoses.values());
    }
}
