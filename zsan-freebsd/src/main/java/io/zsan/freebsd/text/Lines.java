package io.zsan.freebsd.text;

import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of an output, read one by one. Whatever does not fit is refused with {@link UnexpectedOutput}, which carries
 * the whole output. Not thread-safe.
 */
public final class Lines {
    private static final Pattern UNSIGNED = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** Longer than any line that is read here, and short enough for any pattern. */
    private static final int MAX_LINE = 8192;

    private final String what;
    private final String text;
    private final List<String> lines;
    private int next;

    /**
     * The lines of a text that ends with a line feed, or is empty.
     *
     * @param what the command, for messages
     */
    public Lines(String what, String text) {
        this.what = what;
        this.text = text;
        this.lines = split(text);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw unexpected("the last line has no end");
        }
        if (text.chars().anyMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c) || c == 0xfffd)) {
            throw unexpected("there are bytes that are no text");
        }
        if (lines.stream().anyMatch(line -> line.length() > MAX_LINE)) {
            throw unexpected("a line is too long");
        }
    }

    // Not String.lines(), which knows more line ends than the line feed.
    private static List<String> split(String text) {
        String all = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty() ? List.of() : List.of(all.split("\n", -1));
    }

    /** Whether all lines are read. */
    public boolean done() {
        return next == lines.size();
    }

    /** The next line, unread; empty at the end. */
    public Optional<String> peek() {
        return done() ? Optional.empty() : Optional.of(lines.get(next));
    }

    /** Whether the next line begins so. */
    public boolean at(String beginning) {
        return !done() && lines.get(next).startsWith(beginning);
    }

    /** The next line; refused at the end. */
    public String take() {
        if (done()) {
            throw unexpected("it ends too early");
        }
        return lines.get(next++);
    }

    /** Takes the next line, which must be this one. */
    public void take(String line) {
        if (!take().equals(line)) {
            next--;
            throw unexpected("'" + line + "' is missing");
        }
    }

    /** Takes the next line, which must match. */
    public Matcher take(Pattern pattern) {
        Matcher matcher = pattern.matcher(take());
        if (!matcher.matches()) {
            next--;
            throw unexpected("it has an unknown form");
        }
        return matcher;
    }

    /** Takes the next line if it matches. */
    public Optional<Matcher> takeIf(Pattern pattern) {
        if (done()) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(lines.get(next));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        next++;
        return Optional.of(matcher);
    }

    /** Whether the next line matches. */
    public boolean at(Pattern pattern) {
        return !done() && pattern.matcher(lines.get(next)).matches();
    }

    /** Whether the next line is this one, and the one after it matches. */
    public boolean follows(String line, Pattern pattern) {
        return next + 1 < lines.size()
                && lines.get(next).equals(line)
                && pattern.matcher(lines.get(next + 1)).matches();
    }

    /** A whole number without sign and leading zeros. */
    public long number(String digits) {
        if (!UNSIGNED.matcher(digits).matches()) {
            throw unexpected("'" + digits + "' is not a number");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            throw unexpected("the number " + digits + " is too large");
        }
    }

    public int smallNumber(String digits) {
        long number = number(digits);
        if (number > Integer.MAX_VALUE) {
            throw unexpected("the number " + digits + " is too large");
        }
        return (int) number;
    }

    public Guid guid(String digits) {
        if (digits.length() > 1 && digits.startsWith("0")) {
            throw unexpected("'" + digits + "' is not a GUID");
        }
        try {
            return Guid.parse(digits);
        } catch (InvalidInput e) {
            throw unexpected("'" + digits + "' is not a GUID");
        }
    }

    /** A refusal of the output, with the number of the line that is next or was last read. */
    public UnexpectedOutput unexpected(String why) {
        String where = lines.isEmpty() ? "" : " near line " + Math.min(next + 1, lines.size());
        return new UnexpectedOutput("cannot understand " + what + where + ": " + why, text);
    }
}
