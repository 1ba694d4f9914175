package io.zsan.testkit.campaign;

import io.zsan.error.InvalidInput;
import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.sim.schedule.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Takes from a schedule what is not needed to break the same promise: faults (delta debugging, Zeller's ddmin), then
 * halves how long they last, then pools and controllers. A run that ends otherwise, or breaks another promise, is no
 * evidence.
 */
public final class Shrinker {
    /** Shorter than this nothing is noticed anyway. */
    private static final Duration SHORTEST = Duration.ofMillis(250);

    /** As in a profile: time after the last fault before anything counts as final. */
    private static final Duration AFTER = Duration.ofSeconds(5);

    private final Function<Schedule, Run> runs;
    private final int mostRuns;

    /**
     * @param mostRuns how many simulations it may take; when they are used up, what has been reached by then is the result
     */
    public Shrinker(Function<Schedule, Run> runs, int mostRuns) {
        if (mostRuns < 1) {
            throw new InvalidInput("a shrinker needs at least one run");
        }
        this.runs = runs;
        this.mostRuns = mostRuns;
    }

    /**
     * What is left of a schedule.
     *
     * @param breach the same promise as at first, broken by this schedule
     * @param runs how many simulations it took
     */
    public record Shrunk(Schedule schedule, Breach breach, int runs) {}

    /** The smallest schedule found that breaks the promise that {@code breach} names. */
    public Shrunk shrink(Schedule schedule, Breach breach) {
        Search search = new Search(schedule, breach);
        Schedule before;
        do {
            before = search.best;
            search.dropFaults();
            search.shortenFaults();
            search.dropPools();
            search.dropControllers();
            search.endSooner();
        } while (!search.best.equals(before) && search.used < mostRuns);
        return new Shrunk(search.best, search.breach, search.used);
    }

    private final class Search {
        private Schedule best;
        private Breach breach;
        private int used;

        Search(Schedule schedule, Breach breach) {
            this.best = schedule;
            this.breach = breach;
        }

        /** Takes a smaller schedule over if it breaks the same promise. */
        private boolean take(Schedule smaller) {
            if (used >= mostRuns || smaller.equals(best)) {
                return false;
            }
            used++;
            for (Breach seen : runs.apply(smaller).breaches()) {
                if (seen.invariant().equals(breach.invariant())) {
                    best = smaller;
                    breach = seen;
                    return true;
                }
            }
            return false;
        }

        /** ddmin: without ever smaller parts of the faults, until none of them can be missed. */
        void dropFaults() {
            int parts = 1;
            while (!best.faults().isEmpty() && used < mostRuns) {
                List<Fault> faults = best.faults();
                int size = (faults.size() + parts - 1) / parts;
                boolean dropped = false;
                for (int from = 0; from < faults.size() && !dropped; from += size) {
                    List<Fault> rest = new ArrayList<>(faults.subList(0, from));
                    rest.addAll(faults.subList(Math.min(from + size, faults.size()), faults.size()));
                    dropped = take(best.with(rest));
                }
                if (dropped) {
                    parts = Math.max(1, parts - 1);
                } else if (size == 1) {
                    return;
                } else {
                    parts = Math.min(2 * parts, faults.size());
                }
            }
        }

        void shortenFaults() {
            for (int i = 0; i < best.faults().size(); i++) {
                boolean shorter = true;
                while (shorter) {
                    Fault fault = best.faults().get(i);
                    Duration half = fault.lasts().dividedBy(2);
                    shorter = half.abs().compareTo(SHORTEST) >= 0
                            && take(withFault(i, new Fault(fault.at(), fault.kind(), fault.on(), fault.other(), half)));
                }
            }
        }

        /** In the place of another one that begins at the same time; shorter ones may then stand before it. */
        private Schedule withFault(int index, Fault fault) {
            List<Fault> faults = new ArrayList<>(best.faults());
            faults.set(index, fault);
            return best.with(faults);
        }

        void dropPools() {
            Setup setup = best.setup();
            for (PoolSetup pool : setup.pools()) {
                List<PoolSetup> rest = new ArrayList<>(best.setup().pools());
                rest.remove(pool);
                if (!rest.isEmpty() && !concerned(pool.name())) {
                    take(with(rest, best.setup().controllers()));
                }
            }
        }

        void dropControllers() {
            while (best.setup().controllers() > 1
                    && !concerned("c" + best.setup().controllers())
                    && take(with(best.setup().pools(), best.setup().controllers() - 1))) {
                // One less; perhaps yet one.
            }
        }

        /** Where the last faults are gone nothing has to wait for their end. */
        void endSooner() {
            Duration end = best.faults().stream()
                    .map(fault -> fault.at().plus(fault.lasts().isNegative() ? Duration.ZERO : fault.lasts()))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO)
                    .plus(AFTER);
            if (end.compareTo(best.setup().faultsUntil()) < 0) {
                take(new Schedule(best.seed(), best.setup().until(end), best.faults()));
            }
        }

        private boolean concerned(String name) {
            return best.faults().stream()
                    .anyMatch(fault -> fault.on().equals(name) || fault.other().equals(name));
        }

        private Schedule with(List<PoolSetup> pools, int controllers) {
            Setup smaller = best.setup().with(pools, controllers);
            return new Schedule(best.seed(), smaller, best.faults());
        }
    }
}
