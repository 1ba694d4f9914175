package io.zsan;

import io.zsan.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * When the next round is due: after the pause, or sooner where somebody said that something happened. A hint is taken by
 * the round that begins after it; one that comes during a round makes another one due. Thread-safe.
 */
final class Hints {
    /** However many hints come, this share of the pause lies between the beginnings of two rounds. */
    private static final int MOST_ROUNDS_IN_A_PAUSE = 5;

    private final TimeSource time;
    private final Duration pause;

    // Guarded by this.
    private CompletableFuture<Void> hinted = new CompletableFuture<>();
    private boolean begun;
    private long lastBegan;

    Hints(TimeSource time, Duration pause) {
        this.time = time;
        this.pause = pause;
    }

    void hint() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            waiting = hinted;
        }
        waiting.complete(null);
    }

    /** A round begins: it sees all that was hinted at before. */
    synchronized void roundBegins() {
        begun = true;
        lastBegan = time.nanos();
        if (hinted.isDone()) {
            hinted = new CompletableFuture<>();
        }
    }

    /** Ends when the next round is due. */
    CompletableFuture<Void> due() {
        CompletableFuture<Void> hint;
        synchronized (this) {
            hint = hinted;
        }
        return CompletableFuture.anyOf(hint.thenCompose(nothing -> spacing()), time.after(pause))
                .thenApply(nothing -> null);
    }

    private CompletableFuture<Void> spacing() {
        long left;
        synchronized (this) {
            left = begun ? lastBegan + pause.toNanos() / MOST_ROUNDS_IN_A_PAUSE - time.nanos() : 0;
        }
        return left > 0 ? time.after(Duration.ofNanos(left)) : CompletableFuture.completedFuture(null);
    }
}
