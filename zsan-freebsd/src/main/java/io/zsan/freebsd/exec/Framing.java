package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableList;
import io.zsan.error.UnexpectedOutput;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Several commands as one script for {@code sh}, and their outputs taken apart again.
 *
 * <p>After each command the script prints a mark on both streams, with the exit status on standard output. Where a mark
 * is missing the command's end was not seen: that is how a connection that broke is told from a command that ended with
 * 255, as {@code zpool attach} does.
 */
final class Framing {
    static final String MARK = "--zsan-end--";

    private static final Pattern OUT_MARK = Pattern.compile("\n" + MARK + " ([0-9]{1,3})\n");
    private static final Pattern ERR_MARK = Pattern.compile("\n" + MARK + "\n");

    /** A line feed for arguments that hold one: csh allows none within quotes, even for another shell's script. */
    private static final String LINE_FEED = "n=$(printf '\\nx'); n=${n%x}; ";

    /** What one command printed, and its exit status. */
    record Part(int exit, String out, String err) {}

    private Framing() {}

    static String script(List<Command> commands) {
        String script = commands.stream()
                .map(command -> command.words().stream().map(Framing::word).collect(Collectors.joining(" "))
                        + "; s=$?; printf '\\n%s %s\\n' '" + MARK + "' \"$s\"; printf '\\n%s\\n' '" + MARK + "' >&2;")
                .collect(Collectors.joining(" "));
        boolean lineFeeds = commands.stream().flatMap(c -> c.words().stream()).anyMatch(w -> w.contains("\n"));
        return lineFeeds ? LINE_FEED + script : script;
    }

    /**
     * The parts whose marks are there, in order: all of them, or the first few where the run died.
     *
     * @throws UnexpectedOutput if the streams hold more than the script can have printed
     */
    static List<Part> split(int commands, String out, String err) {
        ImmutableList.Builder<Part> parts = ImmutableList.builder();
        Matcher outMark = OUT_MARK.matcher(out);
        Matcher errMark = ERR_MARK.matcher(err);
        int outFrom = 0;
        int errFrom = 0;
        for (int i = 0; i < commands; i++) {
            if (!outMark.find(outFrom) || !errMark.find(errFrom)) {
                return parts.build();
            }
            parts.add(new Part(
                    Integer.parseInt(outMark.group(1)),
                    out.substring(outFrom, outMark.start()),
                    err.substring(errFrom, errMark.start())));
            outFrom = outMark.end();
            errFrom = errMark.end();
        }
        if (outFrom != out.length() || errMark.find(errFrom)) {
            throw new UnexpectedOutput("a command printed zsan's own end mark, so outputs cannot be told apart", out);
        }
        return parts.build();
    }

    private static String word(String text) {
        return ShellQuote.quote(text).replace("\n", "'\"$n\"'");
    }
}
