package io.zsan.freebsd.zpool;

import io.zsan.freebsd.text.Lines;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as ZFS rounds them for people: {@code 1.2K} is 1024-based. */
final class NiceNumber {
    static final String COUNT = "[0-9]+(?:\\.[0-9]+)?[KMGTPEZ]?";
    static final String SIZE = "(?:[0-9]+B?|[0-9]+(?:\\.[0-9]+)?[KMGTPEZ])";
    /** With seconds; up to FreeBSD 11 without. */
    static final String DURATION = "(?:(?:[0-9]+ days )?[0-9]{2}:[0-9]{2}:[0-9]{2}|[0-9]+h[0-9]{1,2}m)";

    /** Nothing that lasts so long is waited for. */
    private static final long MOST_DAYS = 100_000;

    private static final long MOST_HOURS = 24 * MOST_DAYS;
    private static final String UNITS = "BKMGTPEZ";
    private static final Pattern PARTS = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([A-Z]?)");
    private static final Pattern MINUTES = Pattern.compile("([0-9]+)h([0-9]|[1-5][0-9])m");
    private static final Pattern CLOCK = Pattern.compile("(?:([0-9]+) days )?([0-9]{2}):([0-5][0-9]):([0-5][0-9])");

    private NiceNumber() {}

    /** The number, as near as it is printed. */
    static long parse(Lines lines, String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches() || text.matches("0[0-9].*")) {
            throw lines.unexpected("'" + text + "' is not a number");
        }
        int power = parts.group(2).isEmpty() ? 0 : UNITS.indexOf(parts.group(2));
        if (power < 0) {
            throw lines.unexpected("'" + text + "' has an unknown unit");
        }
        BigInteger value = new BigDecimal(parts.group(1))
                .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(10 * power)))
                .setScale(0, RoundingMode.HALF_UP)
                .toBigInteger();
        return value.bitLength() < Long.SIZE ? value.longValue() : Long.MAX_VALUE;
    }

    static Duration duration(Lines lines, String text) {
        Matcher minutes = MINUTES.matcher(text);
        if (minutes.matches()) {
            return Duration.ofHours(Math.min(lines.number(minutes.group(1)), MOST_HOURS))
                    .plusMinutes(Long.parseLong(minutes.group(2)));
        }
        Matcher clock = CLOCK.matcher(text);
        if (!clock.matches()) {
            throw lines.unexpected("'" + text + "' is not a duration");
        }
        long days = clock.group(1) == null ? 0 : lines.number(clock.group(1));
        return Duration.ofDays(Math.min(days, MOST_DAYS))
                .plusHours(Long.parseLong(clock.group(2)))
                .plusMinutes(Long.parseLong(clock.group(3)))
                .plusSeconds(Long.parseLong(clock.group(4)));
    }
}
