package io.zsan.lab.writer;

import com.google.common.collect.ImmutableList;
import io.zsan.error.CommandRefused;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.lab.process.LabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What all writers to one pool were told has been written, and what of it can be read back. Not thread-safe. */
public final class Journal {
    private final String pool;
    private final Path directory;
    private final List<Path> logs = new ArrayList<>();

    /**
     * A journal of a pool of the lab.
     *
     * @param directory outside of the pool, where the logs are kept
     */
    public Journal(String pool, Path directory) {
        this.pool = pool;
        this.directory = directory;
    }

    /** Starts a further writer on a node that has the pool mounted, with a millisecond or more between its records. */
    public LabProcess start(DatabaseHost host, Duration pause) {
        String name = "w" + (logs.size() + 1);
        Path log = directory.resolve(name + ".acknowledged");
        logs.add(log);
        return host.start(
                "writer-" + name,
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        name,
                        file(),
                        log.toString(),
                        Long.toString(pause.toMillis())));
    }

    private String file() {
        return "/mnt/" + pool + "/journal";
    }

    /** How many records were acknowledged so far. */
    public int acknowledged() {
        return counts().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many records of the latest writer were acknowledged so far. */
    public int acknowledgedToLatest() {
        return count(logs.get(logs.size() - 1));
    }

    /** How many records of a writer, the first being 1, were acknowledged so far. */
    public int acknowledgedTo(int writer) {
        return count(logs.get(writer - 1));
    }

    /** The longest time that a write and its sync took, of those that ended. */
    public Duration longestStall() {
        long micros = logs.stream()
                .flatMap(log -> lines(log).stream())
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .max()
                .orElse(0);
        return Duration.ofNanos(micros * 1000);
    }

    /** What was acknowledged and is not in the file, as a node reads it. */
    public List<String> lost(DatabaseHost host) {
        // The logs before the file: a writer may be at work.
        List<String> acknowledged = logs.stream()
                .flatMap(log -> lines(log).stream())
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
        Set<String> there = new HashSet<>();
        read(host).forEach(record -> there.add(record.toString()));
        return acknowledged.stream().filter(record -> !there.contains(record)).toList();
    }

    /**
     * Everything that is wrong with the file, as a node reads it; empty: it holds what was acknowledged and nothing else, in
     * order. Only the latest writer may be at work.
     */
    public List<String> mistakes(DatabaseHost host) {
        // The logs before the file and after it: a writer may be at work.
        List<Integer> before = counts();
        byte[] file = bytes(host);
        return Audit.of(file, before, counts());
    }

    private List<Integer> counts() {
        return logs.stream().map(Journal::count).toList();
    }

    /** The whole records in the file, as a node reads them. */
    public List<JournalRecord> read(DatabaseHost host) {
        byte[] bytes = bytes(host);
        ImmutableList.Builder<JournalRecord> records = ImmutableList.builder();
        for (int at = 0; at + JournalRecord.SIZE <= bytes.length; at += JournalRecord.SIZE) {
            Optional<JournalRecord> record =
                    JournalRecord.parse(Arrays.copyOfRange(bytes, at, at + JournalRecord.SIZE));
            record.ifPresent(records::add);
        }
        return records.build();
    }

    private byte[] bytes(DatabaseHost host) {
        // A process of the node reads it: one that hangs can be killed, and a thread of this JVM could not.
        Path copy = directory.resolve("journal.copy");
        CommandResult result = host.run(
                Command.modifying("/bin/cp", List.of(file(), copy.toString())).within(Duration.ofSeconds(20)));
        if (!result.succeeded()) {
            throw new CommandRefused(host.node().name() + ": cannot read " + file() + ": " + result.err());
        }
        try {
            return Files.readAllBytes(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many whole lines a log has. */
    private static int count(Path log) {
        try {
            int lines = 0;
            if (Files.exists(log)) {
                for (byte b : Files.readAllBytes(log)) {
                    lines += b == '\n' ? 1 : 0;
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path log) {
        try {
            if (!Files.exists(log)) {
                return List.of();
            }
            String text = Files.readString(log);
            // The last line may be being written.
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
