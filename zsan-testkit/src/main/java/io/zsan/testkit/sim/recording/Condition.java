package io.zsan.testkit.sim.recording;

/** How a node or a process is. */
public enum Condition {
    /** It works. */
    UP,
    /** A node that works, and that no operator gets an answer from. */
    UNREACHABLE,
    /** It stands still, and forgets nothing. */
    PAUSED,
    /** Without power, booting, or dead: it has forgotten what was in memory. */
    OFF
}
