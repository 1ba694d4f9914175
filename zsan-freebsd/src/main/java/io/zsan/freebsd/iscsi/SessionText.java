package io.zsan.freebsd.iscsi;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.text.Lines;
import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code iscsictl -L}: longer values push the columns to the right. */
final class SessionText {
    private static final int TARGET_WIDTH = 36;
    private static final int PORTAL_WIDTH = 16;
    private static final String HEADER = "Target name                          Target portal    State";
    private static final Pattern UP = Pattern.compile("Connected:(?: [a-z]+[0-9]+){0,64} ?");

    private final Lines lines;
    private final String line;
    private int at;

    private SessionText(Lines lines, String line) {
        this.lines = lines;
        this.line = line;
    }

    static List<IscsiSession> parse(String out) {
        Lines lines = new Lines("'iscsictl -L'", out);
        lines.take(HEADER);
        ImmutableList.Builder<IscsiSession> sessions = ImmutableList.builder();
        while (!lines.done()) {
            sessions.add(new SessionText(lines, lines.take()).session());
        }
        return sessions.build();
    }

    private IscsiSession session() {
        String target = cell(TARGET_WIDTH);
        String portal = cell(PORTAL_WIDTH);
        String state = line.substring(at);
        if (portal.isEmpty() || state.isBlank() || state.startsWith(" ")) {
            throw lines.unexpected("a session has no portal or no state");
        }
        if (!state.startsWith(IscsictlSessions.CONNECTED)) {
            return new IscsiSession(target, portal, state.stripTrailing(), false, List.of());
        }
        if (!UP.matcher(state).matches()) {
            throw lines.unexpected("the state '" + state + "' is unknown");
        }
        String devices =
                state.substring(IscsictlSessions.CONNECTED.length() + 1).strip();
        List<String> names = devices.isEmpty() ? List.of() : List.of(devices.split(" ", -1));
        return new IscsiSession(target, portal, IscsictlSessions.CONNECTED, true, names);
    }

    /** A value without blanks, padded to a width, and the blank after it. */
    private String cell(int width) {
        int end = line.indexOf(' ', at);
        if (end < 0) {
            throw lines.unexpected("a line has too few columns");
        }
        String value = line.substring(at, end);
        int next = Math.max(end, at + width) + 1;
        if (next > line.length() || !line.substring(end, next).isBlank()) {
            throw lines.unexpected("a column is out of place");
        }
        at = next;
        return value;
    }
}
