package io.zsan.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Where time comes from. Wall time and monotonic time are kept apart: the first jumps, and nothing is measured with it. */
public interface TimeSource {
    /** Wall time, for display only. */
    Instant wall();

    /** Monotonic time in nanoseconds, from an arbitrary start. */
    long nanos();

    /** A future that ends after a time. Its dependents run on a thread of the source and must not block. */
    CompletableFuture<Void> after(Duration delay);

    /** The clocks of this machine, and one daemon thread for the timers. */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }
}
