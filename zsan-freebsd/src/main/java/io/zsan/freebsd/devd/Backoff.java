package io.zsan.freebsd.devd;

import io.zsan.error.InvalidInput;
import java.time.Duration;

/**
 * How long to wait before listening is tried again: doubling from the first time to the longest, and the first again after
 * a connection that lasted.
 *
 * @param first default 1 s
 * @param longest default 30 s; a connection that lasted at least as long counts as a good one
 */
public record Backoff(Duration first, Duration longest) {
    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new InvalidInput("not a backoff: " + first + " to " + longest);
        }
    }

    public static Backoff defaults() {
        return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /** The wait after one that was followed by another failure. */
    Duration after(Duration last) {
        Duration doubled = last.multipliedBy(2);
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
