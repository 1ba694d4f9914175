package io.zsan.ledger;

/** What the ledger holds of a leg's data. */
public enum LegState {
    /** Part of a pool that is being created; holds nothing yet. */
    NEW,
    /** Holds every acknowledged write: a member of the in-sync set. */
    IN_SYNC,
    /** Put in and being resilvered; counts for nothing until it is {@link #IN_SYNC} (R8). */
    SYNCING,
    /**
     * Given up while the pool may still write to it: on its way out like a {@link #LOST} leg, counts for nothing, and yet,
     * until it is out, may be what the last write is on alone, should every other leg have failed unseen (R5).
     */
    GIVEN_UP,
    /** Out of the in-sync set, recorded before ZFS was let go on without it (R1); comes back only wiped (R7). */
    LOST
}
