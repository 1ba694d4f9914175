package io.zsan.testkit.campaign;

import io.zsan.error.InvalidInput;

/**
 * Seeds in a row.
 *
 * @param count how many, at least one
 */
public record Seeds(long first, long count) {
    public Seeds {
        if (count < 1) {
            throw new InvalidInput("there must be at least one seed, not " + count);
        }
        if (first > Long.MAX_VALUE - count) {
            throw new InvalidInput("there are no " + count + " seeds from " + first + " on");
        }
    }

    /** The first seed that is not among them. */
    public long end() {
        return first + count;
    }
}
