package io.zsan.testkit.sim.recording;

/** How a pool is on a node that has it imported. */
public enum PoolCondition {
    /** Writes are acknowledged. */
    SERVES,
    /** A leg that ZFS believes in does not answer, so that writes wait (R1). */
    FROZEN,
    /** A mirror has lost its last leg. */
    SUSPENDED
}
