package io.zsan.freebsd;

import io.zsan.error.OutcomeUnknown;
import java.time.Duration;

/** Lets time pass between two looks. */
@FunctionalInterface
public interface Pause {
    /**
     * Returns when at least this time has passed: a fence counts on it (R4).
     *
     * @throws OutcomeUnknown if the thread was interrupted; it keeps its interrupted status
     */
    void pause(Duration time);

    /** Sleeps. */
    static Pause sleeping() {
        return time -> {
            long end = System.nanoTime() + time.toNanos();
            try {
                for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                    Thread.sleep(left / 1_000_000 + 1);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new OutcomeUnknown("interrupted while waiting for an effect to show; look before going on", e);
            }
        };
    }
}
