package io.zsan.testkit.world;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Where the world takes its time from, and how a command that hangs lets time pass. */
public interface WorldClock {
    /** Nanoseconds from any origin; never goes back. */
    long nanos();

    /**
     * Lets time pass for a command that waits, at most about {@code nanos}. Called with the lock of {@code changed} held.
     */
    void pass(Condition changed, long nanos) throws InterruptedException;

    /** The longest that a command may wait, in nanoseconds, before waiting on makes no sense. */
    default long patience() {
        return Long.MAX_VALUE;
    }

    /** The machine's own monotonic clock. */
    static WorldClock system() {
        return new WorldClock() {
            private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(50);

            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @SuppressWarnings("WaitNotInLoop") // The loop is the world's: it looks at its events after each step.
            @Override
            public void pass(Condition changed, long nanos) throws InterruptedException {
                long unused = changed.awaitNanos(Math.min(nanos, LONGEST));
            }
        };
    }
}
