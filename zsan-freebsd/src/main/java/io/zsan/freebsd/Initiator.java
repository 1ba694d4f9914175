package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import io.zsan.node.SessionReport;
import java.util.List;
import java.util.Set;

/** The iSCSI initiator of a database node. Nothing here waits for a session that hangs. Thread-safe. */
public interface Initiator {
    /** All its sessions, one report for each target: up only where every path to the target is. */
    Look<List<SessionReport>> sessions();

    /** The names of the disks whose sessions are up just now, without {@code /dev/}, as {@link Machine#disks} has them. */
    Set<String> answering();

    /**
     * Adds a session; nothing where there is one to that target through that portal. It may come up later, or never.
     *
     * @throws CommandRefused if there is one through another portal
     */
    void login(Iqn target, Portal portal);

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
