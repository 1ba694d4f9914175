package io.zsan.paper;

import io.zsan.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Time that passes only when somebody waits for it. */
public final class ManualTime implements TimeSource {
    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

    private long nanos;
    private Duration wallAhead = Duration.ZERO;
    private Runnable onTick = () -> {};

    public void onTick(Runnable work) {
        onTick = work;
    }

    public void advance(Duration by) {
        nanos += by.toNanos();
        onTick.run();
    }

    /** The wall clock jumps; monotonic time does not (S18). */
    public void jumpWall(Duration by) {
        wallAhead = wallAhead.plus(by);
    }

    @Override
    public Instant wall() {
        return START.plusNanos(nanos).plus(wallAhead);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        advance(delay);
        return CompletableFuture.completedFuture(null);
    }
}
