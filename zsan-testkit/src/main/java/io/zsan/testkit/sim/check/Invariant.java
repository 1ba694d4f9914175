package io.zsan.testkit.sim.check;

import io.zsan.act.Action;
import io.zsan.testkit.world.WorldEvent;

/** A promise, checked against the simulated world after every event. */
public interface Invariant {
    /** Its name and words, such as {@code I1 one writer}. */
    String name();

    /** Something happened. */
    default void happened(WorldEvent event, Breach breach) {}

    /** A controller sends an action on its way. */
    default void sent(Action action, Breach breach) {}

    /** An event and all that followed from it at once is over. */
    default void settled(Breach breach) {}

    /** The simulation is over: no fault has been under way for long. */
    default void atEnd(Breach breach) {}

    /** Where a broken promise is reported. */
    @FunctionalInterface
    interface Breach {
        /** Reports it. */
        void report(Invariant invariant, String what);
    }
}
