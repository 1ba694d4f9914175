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
 * Jazzer on all parsers. Every build tries the same {@value #SHORT} texts, and {@value #SHORT_DAMAGES} damages to several
 * captures each. With
 * {@code -Dzsan.fuzz.runs=N} it is N in all, with {@code -Dzsan.fuzz.only=NAME} one parser gets them, and with
 * {@code -Dzsan.fuzz.seconds=N} it ends then, however many it were.
 */
class FuzzTest {
    private static final int SHORT = 10_000;
    private static final int SHORT_DAMAGES = 2_500;
    /** What chooses the capture, and four damages. */
    private static final int LONGEST_PROGRAM = 23;

    private static final long RUNS = Long.getLong("zsan.fuzz.runs", 0);
    private static final long SECONDS = Long.getLong("zsan.fuzz.seconds", 0);
    private static final Optional<String> ONLY =
            Optional.ofNullable(System.getProperty("zsan.fuzz.only")).filter(name -> !name.isBlank());

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
        List<FuzzRun> runs = runs();
        ExecutorService jobs = Executors.newFixedThreadPool(runs.size());
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
        if (SECONDS == 0) {
            // A few calls are too short to be an input.
            assertThat(outcomes.stream().mapToLong(Outcome::calls).sum())
                    .isGreaterThanOrEqualTo(Math.max(RUNS, SHORT + SHORT_DAMAGES));
        }
    }

    private static Outcome finished(Future<Outcome> run) throws InterruptedException {
        try {
            return run.get();
        } catch (ExecutionException e) {
            throw new AssertionError("Jazzer could not be run", e);
        }
    }

    /** Half of the calls are for texts, half for damages. */
    private static List<FuzzRun> runs() {
        long texts = RUNS == 0 ? SHORT : (RUNS + 1) / 2;
        long damages = RUNS == 0 ? SHORT_DAMAGES : (RUNS + 1) / 2;
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < Targets.ALL.size(); i++) {
            String choice = ONLY.isPresent() ? "" : Character.toString(i);
            if (ONLY.isEmpty() || ONLY.get().equals(Targets.ALL.get(i).name())) {
                Targets.ALL.get(i).seeds().forEach(seed -> seeds.add((choice + seed).getBytes(StandardCharsets.UTF_8)));
            }
        }
        List<byte[]> programs = new ArrayList<>();
        for (int i = 0; i < Targets.ALL.size(); i++) {
            byte[] program = new byte[LONGEST_PROGRAM];
            program[0] = (byte) i;
            programs.add(program);
        }
        return List.of(
                new FuzzRun(TextFuzz.class, ONLY, seeds, texts, SECONDS),
                new FuzzRun(DamageFuzz.class, ONLY, programs, damages, SECONDS));
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
