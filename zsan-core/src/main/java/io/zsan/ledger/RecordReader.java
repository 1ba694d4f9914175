package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import io.zsan.error.LedgerUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the lines that {@link RecordWriter} wrote, in their order; anything else is refused with the line's number. */
final class RecordReader {
    /** Longest piece of a refused line that is repeated in the message. */
    private static final int SHOWN = 80;

    private final List<String> lines;
    private int next;

    RecordReader(String text) {
        lines = List.of(text.split("\n", -1));
    }

    /** The next line, whole. */
    String line() {
        return next < lines.size() ? lines.get(next++) : "";
    }

    /** Whether the next line has that key. */
    boolean at(String key) {
        return next < lines.size() && lines.get(next).startsWith(key + "=");
    }

    String value(String key) {
        if (!at(key)) {
            String found = line();
            throw broken("expected '" + key.strip() + "=', found '" + found + "'", null);
        }
        return line().substring(key.length() + 1);
    }

    <T> T value(String key, Function<String, T> parse) {
        return parse.apply(value(key));
    }

    <T> Optional<T> optional(String key, Function<String, T> parse) {
        return Optional.of(value(key)).filter(v -> !v.isEmpty()).map(parse);
    }

    <T> List<T> list(String key, Function<String, T> parse) {
        String joined = value(key);
        return joined.isEmpty() ? List.of() : parseAll(joined, parse);
    }

    static <T> List<T> parseAll(String joined, Function<String, T> parse) {
        ImmutableList.Builder<T> values = ImmutableList.builder();
        for (String value : joined.split(",", -1)) {
            values.add(parse.apply(value));
        }
        return values.build();
    }

    /** The last line, and nothing after it. */
    void end(String footer) {
        String found = line();
        if (!found.equals(footer)) {
            throw broken("expected '" + footer + "', found '" + found + "'", null);
        }
        if (next != lines.size() - 1 || !lines.get(next).isEmpty()) {
            next++;
            throw broken("the record ends on the line before, and yet more follows", null);
        }
    }

    LedgerUnavailable broken(@Nullable String why, @Nullable Throwable cause) {
        String message = "line " + next + " of a ledger record: " + printable(String.valueOf(why))
                + "; the record is damaged, or another version of zsan wrote it";
        return cause == null ? new LedgerUnavailable(message) : new LedgerUnavailable(message, cause);
    }

    /** The text that {@link RecordWriter#quoted} put in quotes. */
    static String unquoted(String quoted) {
        int end = quoted.length() - 1;
        if (end < 1 || quoted.charAt(0) != '"' || quoted.charAt(end) != '"') {
            throw new IllegalArgumentException("not a text in quotes: " + quoted);
        }
        StringBuilder free = new StringBuilder(end);
        for (int i = 1; i < end; i++) {
            char c = quoted.charAt(i);
            if (c == '\\' && quoted.startsWith("u", i + 1) && i + 6 <= end) {
                free.append((char) Integer.parseInt(quoted.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                free.append(c == '\\' ? quoted.charAt(++i) : c);
            }
        }
        return free.toString();
    }

    /** Fit for a message of one line: a record can hold anything, above all a damaged one. */
    static String printable(String text) {
        String clean = text.replaceAll("[^ -~]", "?");
        return clean.length() <= 2 * SHOWN ? clean : clean.substring(0, SHOWN) + "...";
    }
}
