package io.zsan.testkit.world;

import io.zsan.model.NodeName;

/**
 * Something that happened in the world, for those who look on.
 *
 * @param nanos when, in nanoseconds since the world began
 * @param node where
 * @param subject the target, pool, leaf or disk that it is about; empty: the node itself
 * @param detail a few words more, or nothing
 */
public record WorldEvent(long nanos, Kind kind, NodeName node, String subject, String detail) {
    /** What happened. */
    public enum Kind {
        /** A node stopped answering anybody. */
        SILENT,
        /** A node answers again. */
        AWAKE,
        /** A node lost its power. */
        POWER_OFF,
        /** A node has booted. */
        BOOTED,
        /** An initiator's session came up; {@code subject} is the target. */
        SESSION_UP,
        /** An initiator noticed that a session is gone. */
        SESSION_DOWN,
        /** A session was removed on its own node. */
        SESSION_REMOVED,
        /** A storage node ended a session. */
        SESSION_ENDED,
        /** A pool was created. */
        POOL_CREATED,
        /** A pool was imported. */
        POOL_IMPORTED,
        /** A pool was exported. */
        POOL_EXPORTED,
        /** A pool has stopped writing; {@code detail} says {@code multihost} if that was the reason. */
        POOL_SUSPENDED,
        /** A leaf changed its state; {@code subject} is its path, {@code detail} the new state. */
        LEG_STATE,
        /** A resilver began. */
        RESILVER_STARTED,
        /** A resilver ended; {@code detail} says with how many errors. */
        RESILVER_ENDED,
        /** A writer was told that a record is durable. */
        ACKNOWLEDGED,
        /** ZFS of a database node hangs until its next boot. */
        WEDGED,
        /** A disk was wiped; {@code subject} is its serial. */
        WIPED,
        /** A disk appeared on its initiator; {@code subject} is its name, {@code detail} its serial number. Watchers only. */
        DISK_CREATED,
        /** A disk has gone from its initiator. Watchers only. */
        DISK_DESTROYED,
        /** A disk that was kept has its session again, and says that it had been lost. Watchers only. */
        DISK_RECONNECTED,
        /** Something that must not happen did. */
        VIOLATION
    }

    @Override
    public String toString() {
        return kind + " " + node + (subject.isEmpty() ? "" : " " + subject) + (detail.isEmpty() ? "" : " " + detail);
    }
}
