package io.zsan.freebsd.iscsi;

import com.google.common.collect.ImmutableList;
import io.zsan.error.UnexpectedOutput;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code iscsictl -L} printed.
 *
 * <p>The text form has no mark at its end, so rely on it only where the command's end was seen; prefer JSON.
 */
public record IscsictlSessions(List<IscsiSession> sessions) {
    static final String CONNECTED = "Connected";

    public IscsictlSessions {
        sessions = ImmutableList.copyOf(sessions);
    }

    /** Parses the output of {@code iscsictl --libxo json -L}, FreeBSD 11 and later. */
    public static IscsictlSessions parseJson(String out) {
        return unique(SessionJson.parse(out), out);
    }

    /** Parses the output of {@code iscsictl -L}. */
    public static IscsictlSessions parseText(String out) {
        return unique(SessionText.parse(out), out);
    }

    public Optional<IscsiSession> to(String target, String portal) {
        return sessions.stream()
                .filter(s -> s.target().equals(target) && s.portal().equals(portal))
                .findFirst();
    }

    /** All sessions to a target, whatever the portal. */
    public List<IscsiSession> to(String target) {
        return sessions.stream().filter(s -> s.target().equals(target)).toList();
    }

    /** The kernel refuses a second session to the same target and portal. */
    private static IscsictlSessions unique(List<IscsiSession> sessions, String out) {
        Set<String> seen = new HashSet<>();
        for (IscsiSession session : sessions) {
            if (!seen.add(session.target() + " " + session.portal())) {
                throw new UnexpectedOutput(
                        "cannot understand 'iscsictl -L': a session to " + session.target() + " is there twice", out);
            }
        }
        return new IscsictlSessions(sessions);
    }
}
