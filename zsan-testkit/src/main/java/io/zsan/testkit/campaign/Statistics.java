package io.zsan.testkit.campaign;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.Note;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.Tally;
import io.zsan.testkit.sim.schedule.FaultKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the runs of a campaign met, in numbers. Sums and sorted lists only, so that the order of runs does not show. Thread-safe. */
public final class Statistics {
    private static final List<String> ACTIONS = cases(Action.class);
    private static final List<String> OUTCOMES = cases(Outcome.class).stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    private static final List<String> NOTES =
            Arrays.stream(Note.Kind.values()).map(Note.Kind::name).toList();

    private final List<String> faults;
    private final Tally tally = new Tally();
    private final TreeMap<Long, Failure> failures = new TreeMap<>();
    private long seeds;
    private Duration simulated = Duration.ZERO;

    /**
     * @param kinds of faults that could have been drawn
     */
    Statistics(List<FaultKind> kinds) {
        faults = kinds.stream().map(FaultKind::name).toList();
    }

    synchronized void add(Run run, Optional<Failure> failure) {
        seeds++;
        simulated = simulated.plus(run.simulated());
        tally.addAll(run.tally());
        failure.ifPresent(f -> failures.put(f.seed(), f));
    }

    /** How many seeds were run to their end. */
    public synchronized long seeds() {
        return seeds;
    }

    /** Virtual time of all runs together. */
    public synchronized Duration simulated() {
        return simulated;
    }

    /** Seeds that broke a promise, the lowest first. */
    public synchronized List<Failure> failures() {
        return ImmutableList.copyOf(failures.values());
    }

    /** Faults injected, by kind; 0 where there was none. */
    public Map<String, Long> faults() {
        return counted("fault ", faults);
    }

    /** Actions that ended, by kind and outcome; 0 where there was none. */
    public Map<String, Map<String, Long>> actions() {
        ImmutableMap.Builder<String, Map<String, Long>> all = ImmutableMap.builder();
        ACTIONS.forEach(action -> all.put(action, counted("action " + action + " ", OUTCOMES)));
        return all.buildOrThrow();
    }

    /** Notes, by kind: what was waited for, and why nothing was done. */
    public Map<String, Long> notes() {
        return counted("note ", NOTES);
    }

    /** What host applications asked for, and whether it was done. */
    public Map<String, Long> requests() {
        return met("request ");
    }

    /** What became of it all: takeovers, replacements, recycled LUNs, acknowledged writes … */
    public Map<String, Long> deeds() {
        return met("done ");
    }

    /** How often a person's word for a loss of data was given. */
    public synchronized long acceptances() {
        return tally.of("accepted loss of data");
    }

    public Coverage coverage() {
        Map<String, Long> actions = new TreeMap<>();
        actions()
                .forEach((action, outcomes) -> actions.put(
                        action,
                        outcomes.values().stream().mapToLong(Long::longValue).sum()));
        return new Coverage(
                never(faults, faults()),
                faults.size(),
                never(ACTIONS, actions),
                ACTIONS.size(),
                never(NOTES, notes()),
                NOTES.size());
    }

    /**
     * Which kinds of things never came up, and how many kinds there are.
     *
     * @param faults kinds of faults that were never injected
     * @param actions kinds of actions that never ended
     * @param notes kinds of notes that were never made
     */
    public record Coverage(
            List<String> faults,
            int allFaults,
            List<String> actions,
            int allActions,
            List<String> notes,
            int allNotes) {
        public boolean complete() {
            return faults.isEmpty() && actions.isEmpty() && notes.isEmpty();
        }
    }

    private static List<String> never(List<String> kinds, Map<String, Long> counts) {
        return kinds.stream().filter(kind -> counts.getOrDefault(kind, 0L) == 0).toList();
    }

    private synchronized Map<String, Long> counted(String prefix, List<String> kinds) {
        ImmutableMap.Builder<String, Long> counts = ImmutableMap.builder();
        kinds.forEach(kind -> counts.put(kind, tally.of(prefix + kind)));
        return counts.buildOrThrow();
    }

    private synchronized Map<String, Long> met(String prefix) {
        ImmutableMap.Builder<String, Long> counts = ImmutableMap.builder();
        tally.counts().forEach((what, times) -> {
            if (what.startsWith(prefix)) {
                counts.put(what.substring(prefix.length()), times);
            }
        });
        return counts.buildOrThrow();
    }

    /** The names of the cases of a closed set, sorted: a class file does not promise their order. */
    private static List<String> cases(Class<?> closed) {
        return Arrays.stream(closed.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .sorted()
                .toList();
    }
}
