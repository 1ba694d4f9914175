package io.zsan.lab.host;

import java.time.Duration;

/** Waiting for a daemon of the lab to come up. */
final class Pauses {
    private Pauses() {}

    static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
