package io.zsan.testkit;

import io.zsan.error.InvalidInput;
import io.zsan.error.ZsanException;
import io.zsan.testkit.campaign.BrokenRule;
import io.zsan.testkit.campaign.Campaign;
import io.zsan.testkit.campaign.Diagnosis;
import io.zsan.testkit.campaign.Experiment;
import io.zsan.testkit.campaign.JsonReport;
import io.zsan.testkit.campaign.Progress;
import io.zsan.testkit.campaign.Report;
import io.zsan.testkit.campaign.Seeds;
import io.zsan.testkit.campaign.Statistics;
import io.zsan.testkit.campaign.TextReport;
import io.zsan.testkit.campaign.Timelines;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.Simulation;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.sim.schedule.Profile;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The simulator as a program: {@code mvn -q -Psimulate -Dzsan.args="--seeds 1000"}. Needs picocli on the class path.
 *
 * <p>Exit status: 0 if all went as it should (no promise was broken; with {@code --break}, one was, for each rule), 1 if
 * not, 2 for wrong input, 3 for anything unforeseen.
 */
@CommandLine.Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs whole services that embed zsan in a simulated world where everything goes wrong, "
                + "one schedule of faults for each seed, and looks for broken promises.")
public final class Simulate implements Callable<Integer> {
    private static final int NOT_AS_IT_SHOULD_BE = 1;
    private static final int REFUSED = 2;
    private static final int UNFORESEEN = 3;
    private static final long SEEDS = 1000;
    private static final long SEEDS_FOR_A_BREAK = 2000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds; default: 1000, with --break 2000.")
    private @Nullable Long count;

    @Option(names = "--first", paramLabel = "SEED", description = "The first seed; default: ${DEFAULT-VALUE}.")
    private long first = 1;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Begin no further seed after this time, such as 90s, 5m or 2h.")
    private @Nullable Duration limit;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            converter = ProfileConverter.class,
            description = "How schedules are drawn: default, wide (up to 20 storage nodes and 10 pools) or rough "
                    + "(unlike hardware, odd requests, people's mistakes); default: default.")
    private Profile profile = Profile.DEFAULT;

    @Option(
            names = "--break",
            paramLabel = "RULE|all",
            description = "Break a rule of the design (R1, R2 ...) and show that it is noticed.")
    private @Nullable String broken;

    @Option(names = "--replay", paramLabel = "SEED", description = "Run one seed, and print all that happens.")
    private @Nullable Long replay;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(names = "--threads", paramLabel = "N", description = "Seeds at the same time; default: all processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description = "With --replay: write the run as an HTML page. "
                    + "Violations write target/zsan-seed-<seed>.html anyway.")
    private @Nullable Path timeline;

    private final PrintStream out;
    private final PrintStream err;
    private final LongSupplier nanos;
    private final Experiment.Simulator simulator;

    private Simulate(PrintStream out, PrintStream err, LongSupplier nanos, Experiment.Simulator simulator) {
        this.out = out;
        this.err = err;
        this.nanos = nanos;
        this.simulator = simulator;
    }

    public static void main(String[] args) {
        // A simulated service logs what production code logs. Without a provider SLF4J would complain of that; with
        // one,
        // somebody wants to see it.
        System.setProperty("slf4j.internal.verbosity", System.getProperty("slf4j.internal.verbosity", "ERROR"));
        System.exit(run(System.out, System.err, System::nanoTime, Simulation::run, args));
    }

    /**
     * The program with its output and errors elsewhere; returns its exit status.
     *
     * @param nanos monotonic wall time in nanoseconds, for rates and limits
     */
    static int run(
            PrintStream out, PrintStream err, LongSupplier nanos, Experiment.Simulator simulator, String... args) {
        return new CommandLine(new Simulate(out, err, nanos, simulator))
                .setOut(new PrintWriter(out, true, Charset.defaultCharset()))
                .setErr(new PrintWriter(err, true, Charset.defaultCharset()))
                .setParameterExceptionHandler((wrong, arguments) -> {
                    err.println("simulate: " + wrong.getMessage());
                    wrong.getCommandLine().usage(err);
                    return REFUSED;
                })
                .setExecutionExceptionHandler((failure, line, result) -> report(failure, err))
                .execute(args);
    }

    private static int report(Exception failure, PrintStream err) {
        if (failure instanceof ZsanException known) {
            err.println("simulate: " + known.getMessage());
            return REFUSED;
        }
        err.println("simulate: unforeseen: " + failure);
        failure.printStackTrace(err);
        return UNFORESEEN;
    }

    @Override
    public Integer call() {
        List<Rule> rules = rules();
        check(rules);
        Report report = json ? new JsonReport(out) : new TextReport(out);
        Experiment experiment = new Experiment(profile, Set.of(), simulator);
        boolean good;
        if (replay != null) {
            good = replay(rules.isEmpty() ? experiment : experiment.breaking(rules.get(0)), replay, report);
        } else if (rules.isEmpty()) {
            good = campaign(experiment, report);
        } else {
            good = breakRules(experiment, rules, report);
        }
        return good ? 0 : NOT_AS_IT_SHOULD_BE;
    }

    private void check(List<Rule> rules) {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        if (count != null && count < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds must be at least 1, not " + count);
        }
        if (replay != null && (count != null || limit != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--replay runs one seed: --seeds and --time-limit do not go with it");
        }
        if (replay != null && rules.size() > 1) {
            throw new ParameterException(spec.commandLine(), "--replay takes one broken rule, not all");
        }
        if (replay == null && timeline != null) {
            throw new ParameterException(spec.commandLine(), "--timeline goes with --replay");
        }
    }

    private List<Rule> rules() {
        if (broken == null) {
            return List.of();
        }
        List<Rule> all = List.of(Rule.values());
        if (broken.equalsIgnoreCase("all")) {
            return all;
        }
        List<Rule> named = all.stream()
                .filter(rule -> rule.name().equalsIgnoreCase(broken))
                .toList();
        if (named.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "there is no rule '" + broken + "'; there are " + all + ", and all");
        }
        return named;
    }

    private boolean campaign(Experiment experiment, Report report) {
        Seeds seeds = seeds(SEEDS);
        Progress progress = progress("simulating", seeds);
        Statistics met = new Campaign(threads, timeLeft(), progress).run(experiment, seeds);
        progress.end();
        Duration took = progress.elapsed();
        if (!met.failures().isEmpty()) {
            err.println(met.failures().size() + " violations; shrinking");
        }
        report.campaign(experiment, seeds, met, took, Diagnosis.of(experiment, met.failures(), threads));
        return met.failures().isEmpty();
    }

    private boolean breakRules(Experiment experiment, List<Rule> rules, Report report) {
        Seeds seeds = seeds(SEEDS_FOR_A_BREAK);
        BooleanSupplier timeLeft = timeLeft();
        List<BrokenRule> results = new ArrayList<>();
        for (Rule rule : rules) {
            Progress progress = progress("breaking " + rule, seeds);
            results.add(new BrokenRule(
                    rule, new Campaign(threads, timeLeft, progress).hunt(experiment.breaking(rule), seeds)));
            progress.end();
        }
        // A table of all rules is for reading across; what one rule prevents is shown in full.
        List<Diagnosis> diagnoses = rules.size() == 1
                ? Diagnosis.of(
                        experiment.breaking(rules.get(0)),
                        results.get(0).hunt().caught().stream().toList(),
                        threads)
                : List.of();
        report.brokenRules(results, diagnoses);
        return results.stream().allMatch(BrokenRule::caught);
    }

    private boolean replay(Experiment experiment, long seed, Report report) {
        Run run = experiment.runWhole(experiment.draw(seed));
        report.replay(experiment, run);
        Optional<Path> page = Optional.ofNullable(timeline)
                .or(() -> run.clean() ? Optional.empty() : Optional.of(Diagnosis.timelineOf(seed)));
        page.ifPresent(file -> {
            Timelines.write(file, run);
            err.println("timeline: " + file);
        });
        return run.clean() == experiment.broken().isEmpty();
    }

    private Seeds seeds(long unlessSaid) {
        return new Seeds(first, count == null ? unlessSaid : count);
    }

    private Progress progress(String what, Seeds seeds) {
        return new Progress(err, nanos, CommandLine.Help.Ansi.AUTO.enabled(), what, seeds.count());
    }

    private BooleanSupplier timeLeft() {
        Duration most = limit;
        if (most == null) {
            return () -> true;
        }
        long from = nanos.getAsLong();
        return () -> nanos.getAsLong() - from < most.toNanos();
    }

    /** {@code 90s}, {@code 5m}, {@code 2h}. */
    private static final class TimeConverter implements CommandLine.ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(s|m|h)");

        @Override
        public Duration convert(String value) {
            Matcher time = TIME.matcher(value);
            if (!time.matches()) {
                throw new TypeConversionException("'" + value + "' is not a time such as 90s, 5m or 2h");
            }
            long number = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }
    }

    private static final class ProfileConverter implements CommandLine.ITypeConverter<Profile> {
        @Override
        public Profile convert(String value) {
            try {
                return Profile.named(value);
            } catch (InvalidInput e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
