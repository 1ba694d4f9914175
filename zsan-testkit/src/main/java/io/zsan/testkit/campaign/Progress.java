package io.zsan.testkit.campaign;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How far a campaign is, on one line: on a terminal at most once a second and in place, elsewhere every 10 s. Thread-safe.
 */
public final class Progress implements Campaign.Watcher {
    private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
    private static final Duration IN_FILE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final LongSupplier nanos;
    private final boolean terminal;
    private final String what;
    private final long seeds;
    private final long began;
    private long told;
    private long done;
    private long violations;
    private int longest;

    /**
     * @param nanos monotonic time in nanoseconds
     * @param what stands at the beginning of the line
     * @param seeds how many there will be
     */
    public Progress(PrintStream out, LongSupplier nanos, boolean terminal, String what, long seeds) {
        this.out = out;
        this.nanos = nanos;
        this.terminal = terminal;
        this.what = what;
        this.seeds = seeds;
        this.began = nanos.getAsLong();
        this.told = began;
    }

    @Override
    public synchronized void done(long seed, Optional<Failure> failure) {
        done++;
        violations += failure.isPresent() ? 1 : 0;
        long now = nanos.getAsLong();
        if (now - told < (terminal ? ON_TERMINAL : IN_FILE).toNanos()) {
            return;
        }
        told = now;
        double rate = done / ((now - began) / 1e9);
        String line = String.format(
                Locale.ROOT,
                "%s: %d of %d seeds, %.1f seeds/s, %d violations, %.0f s left",
                what,
                done,
                seeds,
                rate,
                violations,
                (seeds - done) / rate);
        longest = Math.max(longest, line.length());
        if (terminal) {
            out.print("\r" + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Clears the line for what is printed next. */
    public synchronized void end() {
        if (terminal && longest > 0) {
            out.print("\r" + " ".repeat(longest) + "\r");
            out.flush();
        }
    }

    /** Since the beginning. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos.getAsLong() - began);
    }
}
