package io.zsan.model;

/** What a top-level mirror of a pool is for. It makes no difference to how its legs are guarded (S16). */
public enum MirrorRole {
    /** Holds data, or what is needed to find it. */
    DATA,
    /**
     * A separate log. It holds acknowledged writes that no data mirror holds yet, so a pool that is imported without it, or
     * from a leg of it that is not current, has lost them.
     */
    LOG
}
