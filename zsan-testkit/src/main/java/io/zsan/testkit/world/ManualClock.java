package io.zsan.testkit.world;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/**
 * A clock that a test moves. Thread-safe.
 *
 * <p>A {@link #still()} one stands until {@link #advance} is called: a command that hangs waits for another thread to do
 * so. A {@link #jumping()} one is moved by the waiting command itself, straight to the next thing that happens, so that
 * one thread can run commands that wait, and nobody waits in earnest.
 */
public final class ManualClock implements WorldClock {
    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(5);

    /** In a world that jumps through time, a wait longer than this is for ever. */
    private static final long FOR_EVER = TimeUnit.HOURS.toNanos(1);

    private final AtomicLong nanos = new AtomicLong();
    private final boolean jumping;

    private ManualClock(boolean jumping) {
        this.jumping = jumping;
    }

    public static ManualClock still() {
        return new ManualClock(false);
    }

    public static ManualClock jumping() {
        return new ManualClock(true);
    }

    /** Moves the time. The world follows at its next access; {@link World#settle} makes it follow now. */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + time);
        }
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long patience() {
        return jumping ? FOR_EVER : Long.MAX_VALUE;
    }

    @SuppressWarnings("WaitNotInLoop") // The loop is the world's: it looks at its events after each step.
    @Override
    public void pass(Condition changed, long wanted) throws InterruptedException {
        if (jumping) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            nanos.addAndGet(Math.max(1, wanted));
        } else {
            long unused = changed.awaitNanos(POLL);
        }
    }
}
