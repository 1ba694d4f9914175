package io.zsan.lab.host;

import io.zsan.error.OutcomeUnknown;
import io.zsan.lab.process.LabProcess;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a daemon of the lab to come up. */
final class Pauses {
    /** Half a second is the rule; a machine that has much else to do is given time. */
    private static final Duration START = Duration.ofSeconds(30);

    private Pauses() {}

    /** Whether a process is ready in good time, and has not ended. Not to get an answer is not to be ready yet. */
    static boolean await(LabProcess process, BooleanSupplier ready) {
        long end = System.nanoTime() + START.toNanos();
        while (process.alive() && System.nanoTime() < end) {
            try {
                if (ready.getAsBoolean()) {
                    return true;
                }
            } catch (OutcomeUnknown slow) {
                // Asked again.
            }
            sleep(Duration.ofMillis(25));
        }
        return false;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
