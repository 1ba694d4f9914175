package io.zsan.testkit.world;

/** One way through the storage network. */
public enum Direction {
    /** Requests and data to be written. */
    TO_STORAGE,
    /** Answers. */
    FROM_STORAGE
}
