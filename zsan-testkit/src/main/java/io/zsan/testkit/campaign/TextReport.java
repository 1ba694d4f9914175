package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A campaign for people. */
public final class TextReport implements Report {
    /** Failing seeds that are named, beside those that are shown in full. */
    private static final int MOST_NAMED = 30;

    private final PrintStream out;

    public TextReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void campaign(Experiment experiment, Seeds seeds, Statistics met, Duration took, List<Diagnosis> diagnoses) {
        double seconds = Math.max(1, took.toMillis()) / 1000.0;
        line(
                "seeds",
                "%d of %d from %d on, profile %s",
                met.seeds(),
                seeds.count(),
                seeds.first(),
                experiment.profile());
        line("took", "%.1f s, %.1f seeds/s", seconds, met.seeds() / seconds);
        line("simulated", "%.1f hours", met.simulated().toSeconds() / 3600.0);
        counts("faults injected", met.faults());
        actions(met.actions());
        counts("what came of it", met.deeds());
        counts("requests of host applications", met.requests());
        counts("refusals and waiting", met.notes());
        out.println("  " + met.acceptances() + " times a person accepted a loss of data");
        coverage(met.coverage());
        out.println();
        diagnoses.forEach(this::violation);
        List<Failure> failures = met.failures();
        if (failures.size() > diagnoses.size()) {
            out.println("all violations");
            failures.stream().limit(MOST_NAMED).forEach(f -> out.println("  seed " + f.seed() + "  " + f.breach()));
            if (failures.size() > MOST_NAMED) {
                out.println("  and " + (failures.size() - MOST_NAMED) + " more");
            }
            out.println();
        }
        out.println("violations=" + failures.size());
    }

    private void coverage(Statistics.Coverage coverage) {
        out.println();
        line(
                "coverage",
                "%d of %d kinds of faults, %d of %d kinds of actions, %d of %d kinds of notes",
                coverage.allFaults() - coverage.faults().size(),
                coverage.allFaults(),
                coverage.allActions() - coverage.actions().size(),
                coverage.allActions(),
                coverage.allNotes() - coverage.notes().size(),
                coverage.allNotes());
        if (!coverage.complete()) {
            line(
                    "never met",
                    "faults %s, actions %s, notes %s",
                    coverage.faults(),
                    coverage.actions(),
                    coverage.notes());
        }
    }

    private void counts(String title, Map<String, Long> counts) {
        out.println();
        out.println(title);
        counts.forEach((what, times) -> out.printf(Locale.ROOT, "  %-28s %9d%n", what, times));
    }

    private void actions(Map<String, Map<String, Long>> actions) {
        out.println();
        out.println("actions by outcome");
        actions.forEach((action, outcomes) -> {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-28s", action));
            outcomes.forEach((outcome, times) -> row.append(String.format(Locale.ROOT, " %9d %s", times, outcome)));
            out.println(row);
        });
    }

    private void violation(Diagnosis found) {
        out.println("seed " + found.schedule().seed() + " breaks a promise");
        out.println("  " + found.breach());
        out.println("  again: " + found.replay());
        out.printf(
                Locale.ROOT,
                "shrunk in %d runs from %d faults to %d%n",
                found.shrunk().runs(),
                found.schedule().faults().size(),
                found.shrunk().schedule().faults().size());
        out.print(ScheduleText.of(found.shrunk().schedule()));
        out.println("which breaks");
        out.println("  " + found.shrunk().breach());
        out.println("last events");
        found.last().forEach(line -> out.println("  " + line));
        out.println("timeline of the shrunk schedule: " + found.timeline());
        out.println();
    }

    @Override
    public void brokenRules(List<BrokenRule> rules, List<Diagnosis> diagnoses) {
        out.printf(Locale.ROOT, "%-4s %-52s %-50s %6s%n", "rule", "broken", "violated", "seeds");
        for (BrokenRule broken : rules) {
            Campaign.Hunt hunt = broken.hunt();
            out.printf(
                    Locale.ROOT,
                    "%-4s %-52s %-50s %6d%s%n",
                    broken.rule(),
                    broken.rule().words(),
                    hunt.caught().map(Failure::breach).map(Breach::invariant).orElse("NOT CAUGHT"),
                    hunt.seeds(),
                    hunt.anyway() == 0 ? "" : "  (" + hunt.anyway() + " fail with the rule kept too)");
        }
        out.println();
        diagnoses.forEach(this::violation);
        out.println("caught=" + rules.stream().filter(BrokenRule::caught).count() + " of " + rules.size());
    }

    @Override
    public void replay(Experiment experiment, Run run) {
        out.println("seed " + run.schedule().seed() + ", profile " + experiment.profile()
                + (experiment.broken().isEmpty() ? "" : ", broken: " + experiment.broken()));
        out.print(ScheduleText.of(run.schedule()));
        out.println("trace");
        run.trace().lines().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "%.3f s simulated, digest %016x%n",
                run.simulated().toMillis() / 1000.0,
                run.trace().digest());
        run.breaches().forEach(breach -> out.println("broken: " + breach));
        out.println("violations=" + (run.clean() ? 0 : 1));
    }

    private void line(String what, String format, Object... values) {
        out.println(String.format(Locale.ROOT, "%-10s ", what) + String.format(Locale.ROOT, format, values));
    }
}
