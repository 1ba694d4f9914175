package io.zsan.decide;

/** What a database node's initiator does with I/O to a LUN whose session is lost. */
public enum DisconnectMode {
    /**
     * It waits until the session is back or is removed ({@code kern.iscsi.fail_on_disconnection=0}). ZFS waits with it,
     * which gives zsan the time to record the loss before any write is acknowledged without the leg (R1).
     */
    FREEZE,
    /**
     * It fails at once ({@code kern.iscsi.fail_on_disconnection=1}). ZFS may go on without a leg before anybody recorded
     * it, so a takeover needs every leg of the recorded set (R2).
     */
    FAIL
}
