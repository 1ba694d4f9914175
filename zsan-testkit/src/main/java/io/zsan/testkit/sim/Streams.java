package io.zsan.testkit.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Randomness of one seed. Each part of a simulation forks a stream of its own by name, so that one part drawing more or
 * less does not change what another one draws: a shrunk schedule of faults still meets the same world.
 */
public final class Streams {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;

    public Streams(long seed) {
        this.seed = seed;
    }

    /** The stream of that name; each call begins it anew. */
    public SplittableRandom fork(String name) {
        return new SplittableRandom(seed * GOLDEN + name.hashCode());
    }

    /** The streams of a part that forks further ones. */
    public Streams part(String name) {
        return new Streams(seed * GOLDEN + name.hashCode());
    }

    /** A time from {@code least} to {@code most}, in whole milliseconds. */
    public static Duration between(SplittableRandom random, Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }
}
