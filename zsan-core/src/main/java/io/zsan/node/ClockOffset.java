package io.zsan.node;

import io.zsan.error.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How far a node's clock is ahead of the clock of whoever asked it. Its answer took a while on its way and names whole
 * seconds only, so there are two bounds.
 *
 * @param least the node's clock is ahead by this or more; negative: it is behind
 * @param most it is ahead by less than this
 */
public record ClockOffset(Duration least, Duration most) {
    public ClockOffset {
        if (least.compareTo(most) > 0) {
            throw new InvalidInput("not an offset of a clock: between " + least + " and " + most
                    + "; the clock of this machine was set back meanwhile");
        }
    }

    /**
     * What a reading tells.
     *
     * @param before this side's clock before the question was sent
     * @param after this side's clock when the answer was there
     * @param read what the node said, in whole seconds since 1970
     */
    public static ClockOffset between(Instant before, Instant after, long read) {
        Instant shown = Instant.ofEpochSecond(read);
        return new ClockOffset(
                Duration.between(after, shown), Duration.between(before, shown).plusSeconds(1));
    }

    /** How far the node is ahead of another one whose clock was compared with the same clock. */
    public ClockOffset aheadOf(ClockOffset other) {
        return new ClockOffset(least.minus(other.most), most.minus(other.least));
    }

    /** How far the clocks are apart at the very least; zero where they may be equal. */
    public Duration apart() {
        if (least.compareTo(Duration.ZERO) > 0) {
            return least;
        }
        return most.isNegative() ? most.negated() : Duration.ZERO;
    }

    @Override
    public String toString() {
        return seconds(least) + " to " + seconds(most) + " s";
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
    }
}
