package io.zsan.freebsd.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.error.UnexpectedOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ways to damage a text, exhaustively: what a broken connection, a full buffer or two writers do to an output.
 *
 * <p>Garbling puts in no digits and no blanks: a number that becomes another number cannot be seen by any parser.
 */
public final class Damage {
    private static final String GARBAGE = "\0?~x\n\t\u00e9\ufffd";

    private Damage() {}

    /** Cut at every character; the whole text is not among them. */
    public static Stream<String> cut(String text) {
        return IntStream.range(0, text.length()).mapToObj(end -> text.substring(0, end));
    }

    /** The beginning lost, up to every character. */
    public static Stream<String> beheaded(String text) {
        return IntStream.rangeClosed(1, text.length()).mapToObj(text::substring);
    }

    /** Without each piece of a length, but for those of which a number would be left, and another one. */
    public static Stream<String> withoutPiece(String text, int length) {
        return IntStream.rangeClosed(0, text.length() - length)
                .filter(i -> !hasDigits(text.substring(i, i + length)))
                .mapToObj(i -> withoutPiece(text, i, length));
    }

    /** Without one piece; whole if a digit is in it. */
    public static String withoutPiece(String text, int from, int length) {
        int end = Math.min(text.length(), from + length);
        return hasDigits(text.substring(from, end)) ? text : text.substring(0, from) + text.substring(end);
    }

    /** Without each of its lines. */
    public static Stream<String> withoutLine(String text) {
        return IntStream.range(0, lines(text).size()).mapToObj(i -> withoutLine(text, i));
    }

    public static String withoutLine(String text, int line) {
        List<String> changed = new ArrayList<>(lines(text));
        changed.remove(line);
        return join(changed);
    }

    /** Each line twice. */
    public static Stream<String> withLineTwice(String text) {
        return IntStream.range(0, lines(text).size()).mapToObj(i -> withLineTwice(text, i));
    }

    public static String withLineTwice(String text, int line) {
        List<String> changed = new ArrayList<>(lines(text));
        changed.add(line, changed.get(line));
        return join(changed);
    }

    /** All of it twice. */
    public static Stream<String> twice(String text) {
        return Stream.of(text + text, text + "\n" + text);
    }

    /** Any two lines swapped that stand at most so far apart. */
    public static Stream<String> withLinesSwapped(String text, int distance) {
        int lines = lines(text).size();
        return IntStream.range(0, lines)
                .boxed()
                .flatMap(i -> IntStream.range(i + 1, Math.min(lines, i + 1 + distance))
                        .mapToObj(j -> swapped(text, i, j)));
    }

    public static String swapped(String text, int line, int other) {
        List<String> changed = new ArrayList<>(lines(text));
        changed.set(line, changed.set(other, changed.get(line)));
        return join(changed);
    }

    /** Each character garbled, or lost. */
    public static Stream<String> garbled(String text) {
        return IntStream.range(0, text.length()).boxed().flatMap(i -> {
            Stream<String> lost =
                    " 0123456789".indexOf(text.charAt(i)) < 0 ? Stream.of(withoutPiece(text, i, 1)) : Stream.empty();
            return Stream.concat(
                    lost,
                    IntStream.range(0, GARBAGE.length())
                            .filter(g -> GARBAGE.charAt(g) != text.charAt(i))
                            .mapToObj(g -> garbled(text, i, g)));
        });
    }

    /** One character garbled, with any of some others. */
    public static String garbled(String text, int at, int garbage) {
        char other = GARBAGE.charAt(garbage % GARBAGE.length());
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private static boolean hasDigits(String text) {
        return text.chars().anyMatch(c -> c >= '0' && c <= '9');
    }

    /** How many lines a text has, the last one counted even if it has no end. */
    public static int lineCount(String text) {
        return lines(text).size();
    }

    /** All of the above, with lines swapped at any distance. */
    public static Stream<String> all(String text) {
        return all(text, Integer.MAX_VALUE / 2);
    }

    /** All of the above, with lines swapped that stand at most so far apart. */
    public static Stream<String> all(String text, int distance) {
        return Stream.of(
                        cut(text),
                        beheaded(text),
                        withoutLine(text),
                        withLineTwice(text),
                        twice(text),
                        withLinesSwapped(text, distance),
                        garbled(text))
                .flatMap(Function.identity());
    }

    /** What the parser makes of a text; empty where it refuses, and whatever else it throws comes through. */
    public static <T> Optional<T> parsed(Function<String, T> parser, String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (UnexpectedOutput refused) {
            return Optional.empty();
        }
    }

    /** Checks what the parser makes of damaged texts that it does not refuse. */
    public static <T> void check(Stream<String> damaged, Function<String, T> parser, Consumer<T> check) {
        damaged.forEach(text -> parsed(parser, text).ifPresent(value -> {
            try {
                check.accept(value);
            } catch (AssertionError e) {
                throw new AssertionError("of the damaged text\n" + text + "\n" + e.getMessage(), e);
            }
        }));
    }

    /** That nothing but a refusal is made of these texts. */
    public static void refused(Stream<String> damaged, Function<String, ?> parser) {
        List<String> accepted =
                damaged.filter(text -> parsed(parser, text).isPresent()).toList();
        assertThat(accepted).isEmpty();
    }

    /** Each with its end; a text that ends with one has no empty line after it. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n') + 1; end > 0; end = text.indexOf('\n', from) + 1) {
            lines.add(text.substring(from, end));
            from = end;
        }
        if (from < text.length() || lines.isEmpty()) {
            lines.add(text.substring(from));
        }
        return lines;
    }

    private static String join(List<String> lines) {
        return String.join("", lines);
    }
}
