package io.zsan.freebsd.exec;

import java.math.BigDecimal;
import java.time.Duration;

/** A duration in seconds, as people and {@code timeout(1)} write it: {@code 10}, {@code 0.5}. */
final class Seconds {
    private Seconds() {}

    static String text(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(Math.max(1, duration.toMillis()), 3);
        return seconds.stripTrailingZeros().toPlainString();
    }
}
