package io.zsan.testkit.world;

/** Looks on. Called with the world's lock held, in the order in which things happen; must not change anything. */
public interface WorldListener {
    /** Something happened. */
    default void happened(WorldEvent event) {}

    /** An event and all that followed from it at once is over: a moment at which invariants hold. */
    default void settled() {}
}
