package io.zsan.freebsd.istgt;

import com.google.common.collect.ImmutableList;
import io.zsan.error.UnexpectedOutput;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code istgtcontrol} prints of a running {@code istgt}. */
public final class IstgtControl {
    private static final Pattern TARGET = Pattern.compile("[^\\s\"]+");
    private static final Pattern LOGIN = Pattern.compile("Login from (\\S+) \\(([^ ()]+)\\) on (\\S+) LU[0-9]+"
            + " \\([^ ()]+:[0-9]+,[0-9]+\\), ISID=[0-9a-f]+, TSIH=([0-9]+), CID=[0-9]+"
            + "(?:, [A-Za-z0-9]+=[A-Za-z0-9]+)+");

    private IstgtControl() {}

    /**
     * A session, or one of several connections of one.
     *
     * @param address where it comes from, without port
     * @param tsih istgt's number of it, among those of its target
     */
    public record Login(String initiator, String address, String target, int tsih) {}

    /** The targets of {@code istgtcontrol list}. */
    public static List<String> targets(String out) {
        List<String> lines = done("list", "LIST", out);
        for (String line : lines) {
            if (!TARGET.matcher(line).matches()) {
                throw unexpected("list", out);
            }
        }
        return lines;
    }

    /** The logins of {@code istgtcontrol info}. */
    public static List<Login> logins(String out) {
        List<String> lines = done("info", "INFO", out);
        if (lines.equals(List.of("no login"))) {
            return List.of();
        }
        if (lines.isEmpty()) {
            throw unexpected("info", out);
        }
        ImmutableList.Builder<Login> logins = ImmutableList.builder();
        for (String line : lines) {
            Matcher login = LOGIN.matcher(line);
            if (!login.matches()) {
                throw unexpected("info", out);
            }
            try {
                logins.add(new Login(login.group(1), login.group(2), login.group(3), Integer.parseInt(login.group(4))));
            } catch (NumberFormatException e) {
                throw unexpected("info", out);
            }
        }
        return logins.build();
    }

    /** All lines but the last, which says that there are no more. */
    private static List<String> done(String command, String name, String out) {
        List<String> lines = out.lines().toList();
        if (!out.endsWith("\n") || !lines.get(lines.size() - 1).equals("DONE " + name + " command")) {
            throw unexpected(command, out);
        }
        return lines.subList(0, lines.size() - 1);
    }

    private static UnexpectedOutput unexpected(String command, String out) {
        return new UnexpectedOutput("cannot understand 'istgtcontrol " + command + "'", out);
    }
}
