package io.zsan.testkit.fake;

import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Files;
import io.zsan.testkit.world.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Programs on files: those of the node itself, and those of mounted pools. */
final class FilePrograms {
    private FilePrograms() {}

    static int cat(Execution execution, List<String> words) {
        if (words.size() == 1) {
            execution.out(execution.readAll());
            return 0;
        }
        int status = 0;
        for (String path : words.subList(1, words.size())) {
            Optional<String> content = read(execution, path);
            if (content.isPresent()) {
                execution.out(content.get());
            } else {
                status = execution.fail(1, "cat: " + path + ": No such file or directory");
            }
        }
        return status;
    }

    private static Optional<Pool> pool(Execution execution, String path) {
        return execution.database().flatMap((DatabaseHost host) -> host.poolAt(path));
    }

    private static Optional<String> read(Execution execution, String path) {
        Optional<Pool> pool = pool(execution, path);
        return pool.isPresent()
                ? pool.get().files().read(path)
                : execution.host().files().read(path);
    }

    /** {@code tee -a FILE}: what it writes is in memory only. */
    static int tee(Execution execution, List<String> words) {
        boolean append = words.contains("-a");
        String text = execution.readAll();
        execution.out(text);
        int status = 0;
        for (String path : words.subList(append ? 2 : 1, words.size())) {
            Optional<Pool> pool = pool(execution, path);
            Files files = execution.host().files();
            if (pool.isPresent()) {
                pool.get().files().append(path, text);
            } else if (files.hasParent(path)) {
                // Also where a file system is not mounted: then it lands in the directory underneath.
                files.write(path, (append ? files.read(path).orElse("") : "") + text);
            } else {
                status = execution.fail(1, "tee: " + path + ": No such file or directory");
            }
        }
        return status;
    }

    static int fsync(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        int status = 0;
        for (String path : words.subList(1, words.size())) {
            Optional<Pool> pool = pool(execution, path);
            if (read(execution, path).isEmpty()) {
                status = execution.fail(1, "fsync: open " + path + ": No such file or directory");
            } else if (pool.isPresent()) {
                status = Math.max(status, execution.finish(pool.get().files().flush(path)));
            }
        }
        return status;
    }

    /** {@code grep -rhs PATTERN DIRECTORY}, and {@code -rs}, which puts the file's name before each line. */
    static int grep(Execution execution, List<String> words) {
        boolean named = words.size() == 4 && words.get(1).equals("-rs");
        if (!named && (words.size() != 4 || !words.get(1).equals("-rhs"))) {
            return execution.fail(
                    2,
                    "usage: grep [-abcdDEFGHhIiLlmnOopqRSsUVvwxz] [-A num] [-B num] [-C[num]]"
                            + " [-e pattern] [-f file] [pattern] [file ...]");
        }
        Files files = execution.host().files();
        if (!files.exists(words.get(3))) {
            return 2;
        }
        Pattern pattern = Pattern.compile(words.get(2));
        List<String> found = new ArrayList<>();
        for (String path : files.below(words.get(3))) {
            String name = named ? path + ":" : "";
            files.read(path).orElse("").lines().filter(pattern.asPredicate()).forEach(line -> found.add(name + line));
        }
        found.forEach(line -> execution.out(line + "\n"));
        return found.isEmpty() ? 1 : 0;
    }

    /** {@code mkdir [-p] [-m MODE] DIRECTORY…}. */
    static int mkdir(Execution execution, List<String> words) {
        boolean parents = false;
        int at = 1;
        while (at < words.size() && words.get(at).startsWith("-")) {
            parents |= words.get(at).equals("-p");
            at += words.get(at).equals("-m") ? 2 : 1;
        }
        Files files = execution.host().files();
        int status = 0;
        for (String path : words.subList(Math.min(at, words.size()), words.size())) {
            if (!parents && files.exists(path)) {
                status = execution.fail(1, "mkdir: " + path + ": File exists");
            } else if (!parents && !files.hasParent(path)) {
                status = execution.fail(1, "mkdir: " + path + ": No such file or directory");
            } else {
                files.makeDirectories(path);
            }
        }
        return status;
    }

    static int readlink(Execution execution, List<String> words) {
        if (words.size() != 2) {
            return execution.fail(1, "usage: readlink [-fn] [file ...]");
        }
        Optional<String> target = execution.host().files().readLink(words.get(1));
        target.ifPresent(text -> execution.out(text + "\n"));
        return target.isPresent() ? 0 : 1;
    }
}
