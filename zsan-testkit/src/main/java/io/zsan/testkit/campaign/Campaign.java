package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.Run;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Runs an experiment on many seeds. */
public final class Campaign {
    private final Workers workers;
    private final BooleanSupplier timeLeft;
    private final Watcher watcher;

    /** Hears of each seed that is done, in no order, from several threads. */
    @FunctionalInterface
    public interface Watcher {
        void done(long seed, Optional<Failure> failure);
    }

    /**
     * @param threads how many seeds are run at the same time
     * @param timeLeft whether further seeds may be begun
     */
    public Campaign(int threads, BooleanSupplier timeLeft, Watcher watcher) {
        this.workers = new Workers(threads);
        this.timeLeft = timeLeft;
        this.watcher = watcher;
    }

    /** All seeds, as long as there is time. */
    public Statistics run(Experiment experiment, Seeds seeds) {
        Statistics statistics = new Statistics(experiment.profile().kinds());
        workers.each(seeds, seed -> timeLeft.getAsBoolean(), seed -> {
            Run run = experiment.run(experiment.draw(seed));
            Optional<Failure> failure = run.breaches().stream().findFirst().map(breach -> new Failure(seed, breach));
            statistics.add(run, failure);
            watcher.done(seed, failure);
        });
        return statistics;
    }

    /**
     * The first seed that breaks a promise because of what the experiment breaks: one that does so with all rules kept as
     * well shows nothing, and is passed over.
     */
    public Hunt hunt(Experiment experiment, Seeds seeds) {
        TreeMap<Long, Failure> found = new TreeMap<>();
        TreeMap<Long, Failure> anyway = new TreeMap<>();
        Statistics statistics = new Statistics(experiment.profile().kinds());
        workers.each(
                seeds,
                seed -> {
                    synchronized (found) {
                        return timeLeft.getAsBoolean() && (found.isEmpty() || seed < found.firstKey());
                    }
                },
                seed -> {
                    Run run = experiment.run(experiment.draw(seed));
                    Optional<Failure> failure =
                            run.breaches().stream().findFirst().map(breach -> new Failure(seed, breach));
                    boolean shown = failure.isPresent()
                            && experiment.unbroken().breach(seed).isEmpty();
                    synchronized (found) {
                        statistics.add(run, failure);
                        failure.ifPresent(f -> (shown ? found : anyway).put(seed, f));
                    }
                    watcher.done(seed, failure);
                });
        if (found.isEmpty()) {
            return new Hunt(Optional.empty(), statistics.seeds(), anyway.size());
        }
        // Seeds beyond the first find may have been begun or not, as the threads had it.
        Failure first = found.firstEntry().getValue();
        return new Hunt(
                Optional.of(first),
                first.seed() - seeds.first() + 1,
                anyway.headMap(first.seed()).size());
    }

    /**
     * How a search for a violation went.
     *
     * @param seeds how many it took, or how many were tried in vain
     * @param anyway how many of them break a promise with all rules kept too
     */
    public record Hunt(Optional<Failure> caught, long seeds, long anyway) {}
}
