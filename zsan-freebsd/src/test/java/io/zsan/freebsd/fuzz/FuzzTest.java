package io.zsan.freebsd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.fuzz.FuzzRun.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer on all parsers. Every build tries the same {@value #SHORT} texts and as many damages. With
 * {@code -Dzsan.fuzz.runs=N} each parser gets its share of N inputs in a run of its own, {@code -Dzsan.fuzz.jobs=J} at a time;
 * with {@code -Dzsan.fuzz.only=NAME} that parser gets all.
 */
class FuzzTest {
    private static final int SHORT = 10_000;
    private static final long RUNS = Long.getLong("zsan.fuzz.runs", 0);
    private static final String ONLY = System.getProperty("zsan.fuzz.only", "");
    private static final int JOBS = Integer.getInteger("zsan.fuzz.jobs", 2);

    static Stream<Target<?>> targets() {
        return Targets.ALL.stream();
    }

    /** What is not understood as it is cannot be damaged either. */
    @ParameterizedTest
    @MethodSource("targets")
    void eachSeedIsUnderstood(Target<?> target) {
        assertThat(target.seeds())
                .isNotEmpty()
                .allMatch(seed -> target.read(seed).isPresent());
    }

    /** Jazzer brings its native part for these only. */
    @Test
    @EnabledOnOs(
            value = {OS.LINUX, OS.MAC},
            architectures = {"amd64", "x86_64", "aarch64"})
    void nothingIsFound() throws Exception {
        List<FuzzRun> runs = RUNS == 0 ? shortRuns() : longRuns();
        ExecutorService jobs = Executors.newFixedThreadPool(JOBS);
        List<Outcome> outcomes = new ArrayList<>();
        try {
            Path home = Path.of("target", "fuzz").toAbsolutePath();
            List<Future<Outcome>> all = runs.stream()
                    .map(run -> jobs.submit(
                            () -> run.in(fresh(home.resolve(run.name().replace(' ', '-'))))))
                    .toList();
            for (Future<Outcome> one : all) {
                outcomes.add(finished(one));
            }
        } finally {
            jobs.shutdownNow();
        }
        long inputs = outcomes.stream().mapToLong(Outcome::inputs).sum();
        outcomes.forEach(System.out::println);
        System.out.println("fuzzed: " + inputs + " inputs");
        assertThat(outcomes).allMatch(outcome -> outcome.finding().isEmpty());
        assertThat(inputs).isGreaterThanOrEqualTo(Math.max(RUNS, 2 * SHORT));
    }

    private static Outcome finished(Future<Outcome> run) throws InterruptedException {
        try {
            Outcome outcome = run.get();
            if (RUNS != 0) {
                System.out.println(outcome);
            }
            return outcome;
        } catch (ExecutionException e) {
            throw new AssertionError("Jazzer could not be run", e);
        }
    }

    private static List<FuzzRun> shortRuns() {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < Targets.ALL.size(); i++) {
            String name = Character.toString(i);
            Targets.ALL.get(i).seeds().forEach(seed -> seeds.add((name + seed).getBytes(StandardCharsets.UTF_8)));
        }
        return List.of(
                new FuzzRun(TextFuzz.class, Optional.empty(), seeds, SHORT),
                new FuzzRun(DamageFuzz.class, Optional.empty(), List.of(new byte[22]), SHORT));
    }

    private static List<FuzzRun> longRuns() {
        List<FuzzRun> runs = new ArrayList<>();
        for (Target<?> target : Targets.ALL) {
            if (!ONLY.isEmpty() && !ONLY.equals(target.name())) {
                continue;
            }
            List<byte[]> seeds = target.seeds().stream()
                    .map(seed -> seed.getBytes(StandardCharsets.UTF_8))
                    .toList();
            runs.add(new FuzzRun(TextFuzz.class, Optional.of(target.name()), seeds, 0));
            if (target.health().isPresent()) {
                runs.add(new FuzzRun(DamageFuzz.class, Optional.of(target.name()), List.of(new byte[22]), 0));
            }
        }
        long share = (RUNS + runs.size() - 1) / runs.size();
        return runs.stream()
                .map(run -> new FuzzRun(run.entry(), run.target(), run.seeds(), share))
                .toList();
    }

    private static Path fresh(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory);
    }
}
