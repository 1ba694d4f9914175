package io.zsan.ledger;

/** How a commit ended. */
public enum CommitResult {
    /** Written, durable, and visible to every reader. */
    COMMITTED,
    /** Not written: a record has moved on. Read again, and decide again. */
    CONFLICT,
    /**
     * The reply was lost: written or not, and perhaps still under way. Read again; a change that is sent a second time
     * with the same versions is taken at most once (S24).
     */
    UNKNOWN
}
