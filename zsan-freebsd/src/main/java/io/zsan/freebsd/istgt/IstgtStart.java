package io.zsan.freebsd.istgt;

import com.google.common.hash.Hashing;
import io.zsan.error.UnexpectedOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * With what {@code istgt} was started. It reads its configuration once, so that this is what is in force as long as the
 * process lives; the file's name is the SHA-256 of its text, so that no other text can stand for it.
 *
 * @param process its number
 * @param hash which names the file
 */
public record IstgtStart(long process, String hash) {
    /** Where the node keeps the configurations; what was not put in force is taken away again. */
    public static final String DIRECTORY = "/var/run/zsan/istgt";

    /** The program. */
    public static final String PROGRAM = "/usr/local/bin/istgt";

    private static final Pattern LINE = Pattern.compile(" *([0-9]{1,18}) (.*)");
    private static final Pattern OURS =
            Pattern.compile(Pattern.quote(PROGRAM + " -c " + DIRECTORY + "/") + "([0-9a-f]{64})\\.conf");
    private static final Pattern OTHER = Pattern.compile("[0-9]+ (?:\\S*/)?istgt(?: .*)?");
    private static final String ANY = PROGRAM + " -c " + DIRECTORY;

    /**
     * Finds the process that serves a node.
     *
     * @param processes of {@code ps -axww -o pid= -o command=}
     * @return empty: there is none
     * @throws UnexpectedOutput if there are several, or a line is not a process
     */
    public static Optional<IstgtStart> find(String processes) {
        List<String> lines = processes.lines().toList();
        if (lines.isEmpty() || !processes.endsWith("\n")) {
            throw unexpected(processes);
        }
        Optional<IstgtStart> found = Optional.empty();
        for (String line : lines) {
            Matcher process = LINE.matcher(line);
            if (!process.matches()) {
                throw unexpected(line);
            }
            if (process.group(2).startsWith(ANY)) {
                Matcher ours = OURS.matcher(process.group(2));
                if (!ours.matches() || found.isPresent()) {
                    throw unexpected(processes);
                }
                found = Optional.of(new IstgtStart(Long.parseLong(process.group(1)), ours.group(1)));
            }
        }
        return found;
    }

    /** Processes that are an istgt, too, and serve somebody else, as {@code ps} shows them. */
    public static List<String> others(String processes) {
        return processes
                .lines()
                .map(String::strip)
                .filter(line -> OTHER.matcher(line).matches() && !line.contains(" " + ANY + "/"))
                .toList();
    }

    /**
     * The text that it was started with.
     *
     * @param files of {@code grep -rs . } {@value #DIRECTORY}: each line with its file's name before it
     * @throws UnexpectedOutput if it is not there, or not whole
     */
    public String configuration(String files) {
        String prefix = DIRECTORY + "/" + hash + ".conf:";
        StringBuilder text = new StringBuilder();
        files.lines()
                .filter(line -> line.startsWith(prefix))
                .forEach(line -> text.append(line.substring(prefix.length())).append('\n'));
        String whole = text.toString();
        if (!Hashing.sha256()
                .hashString(whole, StandardCharsets.UTF_8)
                .toString()
                .equals(hash)) {
            throw new UnexpectedOutput("the configuration that istgt was started with is not there as it was", files);
        }
        return whole;
    }

    private static UnexpectedOutput unexpected(String out) {
        return new UnexpectedOutput("cannot understand 'ps', or several istgt serve this node", out);
    }
}
