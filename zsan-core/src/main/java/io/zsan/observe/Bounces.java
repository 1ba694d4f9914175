package io.zsan.observe;

import io.zsan.error.InvalidInput;
import java.time.Duration;

/**
 * How a storage node has come and gone (S13).
 *
 * @param count how many times it fell silent for a while, or restarted, and came back; those before a long calm are
 *     forgotten
 * @param calmFor for how long it has answered without a break since the last time
 */
public record Bounces(int count, Duration calmFor) {
    public Bounces {
        if (count < 1) {
            throw new InvalidInput("a node that has not bounced has no bounces; not " + count);
        }
    }
}
