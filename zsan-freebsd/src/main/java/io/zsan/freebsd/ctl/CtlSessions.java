package io.zsan.freebsd.ctl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;

/** What {@code ctladm islist -x} printed: the sessions that initiators have with this node's targets. */
public record CtlSessions(List<Session> sessions) {
    private static final String WHAT = "ctladm islist -x";
    private static final Set<String> NONE = ImmutableSet.of();

    /**
     * A session.
     *
     * @param id the number that {@code ctladm isterminate -c} takes; never used again
     * @param initiatorAddress where it comes from, without port
     */
    public record Session(int id, String initiator, String initiatorAddress, String target) {}

    public CtlSessions {
        sessions = ImmutableList.copyOf(sessions);
    }

    public static CtlSessions parse(String out) {
        return new CtlSessions(Entry.list(WHAT, "ctlislist", "connection", NONE, out).stream()
                .map(e -> new Session(e.id(), e.text("initiator"), e.text("initiator_addr"), e.text("target")))
                .toList());
    }

    public List<Session> of(String target) {
        return sessions.stream().filter(s -> s.target().equals(target)).toList();
    }
}
