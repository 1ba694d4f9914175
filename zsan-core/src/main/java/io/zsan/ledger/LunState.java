package io.zsan.ledger;

/**
 * Where a LUN stands in its life. The order of the steps back to {@link #FREE} is the rule R7: there is no way around
 * {@link #FENCED}, {@link #WIPING} and {@link #VERIFIED}.
 */
public enum LunState {
    /** Blank, verified, exported to nobody, free for any pool. */
    FREE,
    /** A leg of a pool, or being made one. */
    IN_POOL,
    /** Left its pool; still carries old data, and somebody may still hold a session. */
    RETIRED,
    /** Nobody has a session or can get one; this was read back. */
    FENCED,
    /** May be wiped from now on. */
    WIPING,
    /** Wiped, and its label areas were read back as zero. */
    VERIFIED
}
