package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.chap.Secret;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One program to run, with its arguments exactly as it shall receive them; no shell stands in between.
 *
 * @param program absolute path
 * @param arguments ASCII without NUL: what a JVM makes of other characters depends on its locale, so those go on stdin
 * @param stdin what the program can read; empty: end of file at once
 * @param deadline how long the program may take, connecting included; see {@link CommandRunner#run}
 * @param modifies whether the program changes something: then a lost reply means that something may have changed
 * @param startsDaemon whether the program may leave a daemon behind that must live on after it
 */
public record Command(
        String program,
        List<String> arguments,
        Optional<Stdin> stdin,
        Duration deadline,
        boolean modifies,
        boolean startsDaemon) {
    /** The deadline where none is given: all reads that zsan makes end within a fraction of it on a well node. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    private static final Pattern PROGRAM = Pattern.compile("(/[A-Za-z0-9_@%+=:,.-]+)+");

    public Command {
        arguments = ImmutableList.copyOf(arguments);
        if (!PROGRAM.matcher(program).matches()) {
            throw new InvalidInput("not an absolute path of a program: '" + program + "'");
        }
        for (String word : words(program, arguments)) {
            if (!word.chars().allMatch(c -> c > 0 && c < 128)) {
                throw new InvalidInput("not an argument of " + program
                        + ": it holds NUL or a character outside ASCII; give such text on stdin");
            }
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new InvalidInput("not a deadline: " + deadline + "; use a time greater than zero");
        }
    }

    /** A command that only looks. */
    public static Command reading(String program, String... arguments) {
        return reading(program, ImmutableList.copyOf(arguments));
    }

    /** A command that only looks. */
    public static Command reading(String program, List<String> arguments) {
        return new Command(program, arguments, Optional.empty(), DEFAULT_DEADLINE, false, false);
    }

    /** A command that changes something. */
    public static Command modifying(String program, String... arguments) {
        return modifying(program, ImmutableList.copyOf(arguments));
    }

    /** A command that changes something. */
    public static Command modifying(String program, List<String> arguments) {
        return new Command(program, arguments, Optional.empty(), DEFAULT_DEADLINE, true, false);
    }

    public Command within(Duration time) {
        return new Command(program, arguments, stdin, time, modifies, startsDaemon);
    }

    public Command withStdin(String text) {
        return withStdin(text, ImmutableList.of());
    }

    /**
     * The same with a text that holds secrets: no listener is told of them, and they are taken out of what the program
     * prints.
     */
    public Command withStdin(String text, Collection<Secret> secrets) {
        return with(Optional.of(new Stdin(text, ImmutableList.copyOf(secrets))));
    }

    private Command with(Optional<Stdin> input) {
        return new Command(program, arguments, input, deadline, modifies, startsDaemon);
    }

    /** The same, but what it leaves running is not ended with it. */
    public Command startingDaemon() {
        return new Command(program, arguments, stdin, deadline, modifies, true);
    }

    /**
     * Takes the secrets of the standard input out of what the program printed. Every {@link CommandRunner} does so before
     * it gives a result or says anything.
     */
    public String redact(String printed) {
        return stdin.map(input -> input.redact(printed)).orElse(printed);
    }

    /** The same without the secrets of its standard input, for those who are told of it. */
    Command redacted() {
        return stdin.isPresent() ? with(stdin.map(Stdin::redacted)) : this;
    }

    /** Program and arguments. */
    public List<String> words() {
        return words(program, arguments);
    }

    /** The command on one line, as one would type it; what is on stdin is left out, since it may be a secret. */
    public String describe() {
        String line = words().stream()
                .map(ShellQuote::quote)
                .map(word -> word.replace("\n", "\\n"))
                .collect(Collectors.joining(" "));
        return stdin.isPresent() ? line + " <stdin" : line;
    }

    @Override
    public String toString() {
        return describe();
    }

    private static List<String> words(String program, List<String> arguments) {
        return Stream.concat(Stream.of(program), arguments.stream()).toList();
    }
}
