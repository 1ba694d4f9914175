package io.zsan.freebsd.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of Jazzer, in a JVM of its own: it instruments classes as they are loaded, and ends the JVM when it is done.
 *
 * @param entry has {@code fuzzerTestOneInput}
 * @param target what {@link TextFuzz#TARGET} is to be; empty: all targets
 * @param runs how often to call it; the same each time, as far as threads and time play no part
 * @param seconds when to end though it was called less often; 0: never
 */
record FuzzRun(Class<?> entry, Optional<String> target, List<byte[]> seeds, long runs, long seconds) {
    /** How the line begins that the targets print in the end. */
    static final String SPREAD = "inputs by parser: ";

    private static final Pattern UNITS = Pattern.compile("stat::number_of_executed_units: *([0-9]+)");
    private static final Pattern COUNT = Pattern.compile("=([0-9]+)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z_-]{2,30}");
    private static final int MOST_WORDS = 300;
    private static final int NUMBER_OF_LINES = 60;

    /** An input that takes longer than this many seconds hangs: all take milliseconds, on a machine that does nothing else. */
    private static final int HANG_SECONDS = 60;

    /**
     * What became of it.
     *
     * @param calls of the entry
     * @param inputs how many were tried; a call can try several
     * @param spread how many for each parser, in words
     * @param finding what was found; empty: nothing
     */
    record Outcome(String name, long calls, long inputs, long seconds, String spread, Optional<String> finding) {
        @Override
        public String toString() {
            return name + ": " + calls + " calls, " + inputs + " inputs in " + seconds + " s: "
                    + finding.map(f -> "FOUND\n" + f).orElse("nothing found") + "\n  " + spread;
        }
    }

    String name() {
        return entry.getSimpleName() + " " + target.orElse("all");
    }

    /** Runs it, with all files in a directory that is its own. */
    Outcome in(Path directory) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        Path given = Files.createDirectories(directory.resolve("seeds"));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(given.resolve("seed-" + i), seeds.get(i));
        }
        Path words = Files.write(directory.resolve("words"), dictionary());
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        target.ifPresent(name -> command.add("-D" + TextFuzz.TARGET + "=" + name));
        command.addAll(List.of(
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + entry.getName(),
                "--instrumentation_includes=io.zsan.**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-dict=" + words,
                "-timeout=" + HANG_SECONDS,
                "-print_final_stats=1",
                "-seed=1",
                "-runs=" + runs,
                "-max_total_time=" + seconds,
                corpus.toString(),
                given.toString()));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int exit = process.waitFor();
            return outcome(exit, Files.readAllLines(log), (System.nanoTime() - start) / 1_000_000_000);
        } finally {
            process.destroyForcibly();
        }
    }

    private Outcome outcome(int exit, List<String> log, long took) {
        long units = log.stream()
                .map(UNITS::matcher)
                .filter(Matcher::matches)
                .mapToLong(m -> Long.parseLong(m.group(1)))
                .sum();
        String spread =
                log.stream().filter(line -> line.startsWith(SPREAD)).findFirst().orElse("not known for which parsers");
        long inputs = COUNT.matcher(spread)
                .results()
                .mapToLong(m -> Long.parseLong(m.group(1)))
                .sum();
        if (exit == 0 && (units >= runs || seconds > 0)) {
            return new Outcome(name(), units, inputs, took, spread, Optional.empty());
        }
        int from = Math.max(0, log.size() - NUMBER_OF_LINES);
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).startsWith("== Java ") || log.get(i).startsWith("== libFuzzer ")) {
                from = i;
                break;
            }
        }
        List<String> said = log.subList(from, Math.min(log.size(), from + NUMBER_OF_LINES));
        String found = "Jazzer ended with " + exit + ":\n" + String.join("\n", said);
        return new Outcome(name(), units, inputs, took, spread, Optional.of(found));
    }

    /** The words of the seeds: without them it would take long to find that a keyword is one. */
    private List<String> dictionary() {
        TreeSet<String> words = new TreeSet<>();
        for (Target<?> aim : Targets.ALL) {
            if (target.isEmpty() || target.get().equals(aim.name())) {
                aim.seeds().forEach(seed -> WORD.matcher(seed).results().forEach(word -> words.add(word.group())));
            }
        }
        return words.stream().limit(MOST_WORDS).map(word -> '"' + word + '"').toList();
    }
}
