package io.zsan.testkit.commands;

import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.NodeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that docs/commands.md lists, and those of them that were run. Thread-safe. */
public final class CommandList {
    /** The kinds of node, as the headings of the list name them. */
    public enum Kind {
        STORAGE(List.of("## Storage nodes", "## Storage nodes with FreeBSD 9")),
        DATABASE(List.of("## Database nodes"));

        private final List<String> headings;

        Kind(List<String> headings) {
            this.headings = headings;
        }

        /** By the names that the fakes have: {@code s1}, {@code d1}. */
        static Kind of(NodeName node) {
            return node.text().startsWith("s") ? STORAGE : DATABASE;
        }
    }

    public static final ImmutableMap<String, String> SCRIPTS = ImmutableMap.of(
            "prepare.sh", Scripts.prepare(),
            "access.sh", Scripts.access(),
            "istgt.prepare.sh", Scripts.istgtPrepare(),
            "istgt.access.sh", Scripts.istgtAccess(),
            "wipe.sh", Scripts.wipe(),
            "login.sh", Scripts.login(),
            "nudge.sh", Scripts.nudge(),
            "tune.sh", Scripts.tune());

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern WORD = Pattern.compile("<([a-z.]+)>");
    private static final CommandList SHARED = new CommandList();

    private final List<String> document = read();
    private final Map<String, String> words = words();
    private final Map<Kind, Map<String, Pattern>> patterns = new TreeMap<>();
    private final Map<Kind, ConcurrentSkipListSet<String>> seen = new TreeMap<>();
    private final ConcurrentSkipListSet<String> unlisted = new ConcurrentSkipListSet<>();

    public CommandList() {
        for (Kind kind : Kind.values()) {
            TreeMap<String, Pattern> listed = new TreeMap<>();
            for (List<String> row : kind.headings.stream()
                    .flatMap(heading -> table(heading).stream())
                    .toList()) {
                String command = row.get(0);
                if (listed.put(command, Pattern.compile(regex(command), Pattern.DOTALL)) != null) {
                    throw new AssertionError("listed twice: " + command);
                }
            }
            patterns.put(kind, listed);
            seen.put(kind, new ConcurrentSkipListSet<>());
        }
    }

    /** Refuses what is not listed. */
    public static CommandRunner held(CommandRunner runner) {
        return SHARED.audited(runner);
    }

    /** Notes what is run through a runner, and refuses what is not listed. */
    public CommandRunner audited(CommandRunner runner) {
        return new Audited(runner);
    }

    /** What is listed and was not run. */
    public Collection<String> neverRun(Kind kind) {
        TreeSet<String> left =
                new TreeSet<>(patterns.getOrDefault(kind, Map.of()).keySet());
        left.removeAll(seen.getOrDefault(kind, new ConcurrentSkipListSet<>()));
        return left;
    }

    /** What was run through {@link #held} runners and is not listed: a driver's caller may swallow the refusal. */
    public static Collection<String> unlisted() {
        return SHARED.unlisted;
    }

    void check(NodeName node, Command command) {
        Kind kind = Kind.of(node);
        // Words hold blanks and line feeds; none holds this.
        String line = String.join("\u0001", command.words());
        List<String> fitting = patterns.getOrDefault(kind, Map.of()).entrySet().stream()
                .filter(listed -> listed.getValue().matcher(line).matches())
                .map(Map.Entry::getKey)
                .toList();
        if (fitting.isEmpty()) {
            unlisted.add(kind + ": " + command);
            throw new AssertionError("not in docs/commands.md for " + kind + ": " + command);
        }
        seen.getOrDefault(kind, new ConcurrentSkipListSet<>()).addAll(fitting);
    }

    /** The programs that the list names for a script. */
    public Collection<String> programs(String script) {
        return table("## What the scripts run").stream()
                .filter(row -> row.get(0).equals("<" + script + ">"))
                .findFirst()
                .map(row -> row.subList(1, row.size()))
                .orElse(List.of());
    }

    /** The code spans of each row of the table under a heading. */
    private List<List<String>> table(String heading) {
        return document.stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line ->
                        all(CODE, line.replace("\\|", "\u0002"), m -> m.group(1).replace('\u0002', '|')))
                .toList();
    }

    private Map<String, String> words() {
        Map<String, String> byName = new TreeMap<>();
        for (List<String> row : table("## Words")) {
            row.subList(0, row.size() - 1).forEach(name -> byName.put(name, row.get(row.size() - 1)));
        }
        SCRIPTS.forEach((name, text) -> byName.put("<" + name + ">", Pattern.quote(text)));
        return byName;
    }

    private String regex(String command) {
        List<String> parts = new ArrayList<>();
        for (String word : command.split(" ")) {
            boolean repeated = word.endsWith("...");
            String one = oneWord(repeated ? word.substring(0, word.length() - 3) : word);
            parts.add(repeated ? one + "(?:\u0001" + one + ")*" : one);
        }
        return String.join("\u0001", parts);
    }

    private String oneWord(String word) {
        StringBuilder regex = new StringBuilder();
        Matcher matcher = WORD.matcher(word);
        int from = 0;
        while (matcher.find()) {
            String form = words.get(matcher.group());
            if (form == null) {
                throw new AssertionError("docs/commands.md does not say what " + matcher.group() + " is");
            }
            regex.append(Pattern.quote(word.substring(from, matcher.start()))).append("(?:" + form + ")");
            from = matcher.end();
        }
        return regex.append(Pattern.quote(word.substring(from))).toString();
    }

    private static List<String> all(Pattern pattern, String line, Function<Matcher, String> part) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(line);
        while (matcher.find()) {
            found.add(part.apply(matcher));
        }
        return found;
    }

    private static List<String> read() {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        try {
            return Files.readAllLines(module.resolveSibling("docs").resolve("commands.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Audited implements CommandRunner {
        private final CommandRunner runner;

        Audited(CommandRunner runner) {
            this.runner = runner;
        }

        @Override
        public NodeName node() {
            return runner.node();
        }

        @Override
        public CommandResult run(Command command) {
            check(node(), command);
            return runner.run(command);
        }

        @Override
        public List<Attempt> runAll(List<Command> commands) {
            commands.forEach(command -> check(node(), command));
            return runner.runAll(commands);
        }
    }
}
