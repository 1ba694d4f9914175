package io.zsan.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All processes of one lab: those that carry its mark in their environment, whoever started them, and those that live in
 * one of its namespaces. A guard process does the same when this JVM dies without having closed the lab.
 */
public final class Census {
    static final String VARIABLE = "ZSAN_LAB_MARK";
    private static final Path PROC = Path.of("/proc");

    private final String mark;
    /** Each with the process that keeps it. */
    private final Map<String, Long> namespaces = new ConcurrentSkipListMap<>();

    /** The mark is the lab's directory. */
    public Census(Path directory) {
        mark = directory.toString();
    }

    String mark() {
        return mark;
    }

    /** Counts everything in the mount namespace of a process as part of the lab, for as long as the process lives. */
    public void adopt(long pid) {
        namespaces.put(namespace(PROC.resolve(Long.toString(pid))), pid);
    }

    /**
     * Kills what else is in the mount namespace of a process, and counts it no longer. To be called before the process ends:
     * then the kernel may give the namespace's number to one of another lab.
     */
    public void disown(long pid) {
        String namespace = namespace(PROC.resolve(Long.toString(pid)));
        Set<Long> unused = killUntilNone(() -> living().stream()
                .filter(other -> other != pid
                        && namespace(PROC.resolve(Long.toString(other))).equals(namespace))
                .collect(Collectors.toCollection(TreeSet::new)));
        namespaces.remove(namespace);
    }

    /** The living processes. */
    public Set<Long> living() {
        Set<Long> found = new TreeSet<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.chars().allMatch(Character::isDigit) && mine(entry)) {
                    found.add(Long.parseLong(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private boolean mine(Path process) {
        String namespace = namespace(process);
        return !namespace.isEmpty() && namespaces.containsKey(namespace)
                || environment(process).contains(VARIABLE + "=" + mark + "\0");
    }

    /** Empty where it cannot be read, as of one that has just ended. */
    private static String namespace(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/mnt")).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private static String environment(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Kills them all, and looks until none is left; those that are left after some seconds are returned. */
    public Set<Long> killAll() {
        List.copyOf(namespaces.values()).forEach(this::disown);
        return killUntilNone(this::living);
    }

    private static Set<Long> killUntilNone(Supplier<Set<Long>> living) {
        Set<Long> left = living.get();
        for (int i = 0; i < 200 && !left.isEmpty(); i++) {
            signal("KILL", left);
            pause();
            left = living.get();
        }
        return left;
    }

    private static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void signal(String signal, Iterable<Long> pids) {
        List<String> words = new ArrayList<>(List.of("/bin/kill", "-" + signal));
        pids.forEach(pid -> words.add(Long.toString(pid)));
        try {
            new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts the guard: when its standard input ends, which this JVM holds open, it kills what carries the mark, and with
     * it the namespaces and their mounts, and removes the directory. It has a session of its own, so that what kills the
     * JVM's process group spares it.
     */
    public Process guard() {
        String script = "cat > /dev/null\n"
                + "for i in 1 2 3; do for p in /proc/[0-9]*; do\n"
                + "  if tr '\\0' '\\n' < $p/environ 2> /dev/null | grep -q -x -F -e \"$1\"; then kill -KILL ${p#/proc/}; fi\n"
                + "done; sleep 0.2; done 2> /dev/null\n"
                + "rm -rf \"$2\"\n";
        ProcessBuilder builder = new ProcessBuilder(
                "/usr/bin/setsid", "/bin/sh", "-c", script, "zsan-lab-guard", VARIABLE + "=" + mark, mark);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
