package io.zsan.testkit.world;

import java.time.Instant;

/** Something that must not happen, and did. */
public record Violation(Kind kind, Instant at, String what) {
    /** Which promise was broken. */
    public enum Kind {
        /** A pool was imported while another node could still get writes acknowledged. */
        DOUBLE_IMPORT,
        /** A node wrote to a leg that another node had imported since. */
        FOREIGN_WRITE,
        /** A node was told that a write is durable after another node had imported the pool. */
        ACKNOWLEDGED_BY_OLD_OWNER,
        /** A disk was wiped that is a leg of a pool, at the node that imported it last. */
        LIVE_LEG_WIPED
    }
}
