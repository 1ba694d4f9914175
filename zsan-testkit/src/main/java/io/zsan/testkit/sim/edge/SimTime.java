package io.zsan.testkit.sim.edge;

import io.zsan.testkit.world.World;
import io.zsan.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The clocks of a controller's machine: monotonic time runs a little fast or slow, wall time jumps. */
public final class SimTime implements TimeSource {
    private final World world;
    private final Life life;
    private final double rate;
    private Duration offset = Duration.ZERO;

    /**
     * @param rate how fast the clock runs; 1: right
     */
    public SimTime(World world, Life life, double rate) {
        this.world = world;
        this.life = life;
        this.rate = rate;
    }

    /** Sets the wall clock forward, or back. */
    public void jump(Duration by) {
        offset = offset.plus(by);
    }

    @Override
    public Instant wall() {
        return world.now().plus(offset);
    }

    @Override
    public long nanos() {
        return (long) (world.nanos() * rate);
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        world.schedule(Duration.ofNanos((long) (delay.toNanos() / rate)), () -> life.run(() -> over.complete(null)));
        return over;
    }
}
