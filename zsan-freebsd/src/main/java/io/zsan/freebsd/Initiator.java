package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.chap.Credential;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import io.zsan.node.SessionReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The iSCSI initiator of a database node. Nothing here waits for a session that hangs. Thread-safe. */
public interface Initiator {
    /** All its sessions, one report for each target: up only where every path to the target is. */
    Look<List<SessionReport>> sessions();

    /** The names of the disks whose sessions are up just now, without {@code /dev/}, as {@link Machine#disks} has them. */
    Set<String> answering();

    /**
     * Adds a session; it may come up later, or never. One to that target through that portal stays as it is; only where
     * the target rejects it ({@link SessionReport#rejected}) it shows this credential from now on, and is not removed.
     *
     * @param credential what it shows to the target if that asks for CHAP; kept by the initiator for each login to come
     * @throws CommandRefused if there is one through another portal
     */
    void login(Iqn target, Portal portal, Optional<Credential> credential);

    /**
     * Removes all sessions to a target, whatever their state; nothing where there is none. What hangs on them fails.
     *
     * @throws OutcomeUnknown if one is still there at the end
     */
    void logout(Iqn target);

    /**
     * The disk behind a target's session, waited for if the session has only just come up.
     *
     * @return its name without {@code /dev/}, as {@link Machine#disks} has it
     * @throws CommandRefused if there is no session, or it is not up, or it has not exactly one disk
     */
    String device(Iqn target);
}
