package io.zsan.testkit.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Sizes and times as ZFS and the C library write them. */
final class Wording {
    private static final DateTimeFormatter CTIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Wording() {}

    /** Such as {@code Sun Nov 22 18:09:12 2026}. */
    static String ctime(Instant time) {
        return CTIME.format(time);
    }

    /** Such as {@code 00:00:03}. */
    static String duration(Duration time) {
        long seconds = time.toSeconds();
        String clock =
                String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        return seconds >= 86_400 ? seconds / 86_400 + " days " + clock : clock;
    }

    /** As {@code zfs_nicebytes} does: five characters at most, such as {@code 0B}, {@code 100M}, {@code 19.3M}. */
    static String size(long bytes) {
        int index = 0;
        long whole = bytes;
        while (whole >= 1024 && index < 6) {
            whole /= 1024;
            index++;
        }
        String unit = String.valueOf("BKMGTPE".charAt(index));
        double scale = Math.pow(1024, index);
        if (index == 0 || bytes % (long) scale == 0) {
            return whole + unit;
        }
        for (int digits = 2; digits > 0; digits--) {
            String text = String.format(Locale.ROOT, "%." + digits + "f", bytes / scale) + unit;
            if (text.length() <= 5) {
                return text;
            }
        }
        return String.format(Locale.ROOT, "%.0f", bytes / scale) + unit;
    }

    /** As {@code humanize_number} does for geom: {@code 256M}, {@code 1.0G}. */
    static String media(long bytes) {
        int index = 0;
        double value = bytes;
        while (value >= 999.5 && index < 6) {
            value /= 1024;
            index++;
        }
        String unit = String.valueOf("BKMGTPE".charAt(index));
        return index > 0 && value < 9.95
                ? String.format(Locale.ROOT, "%.1f%s", value, unit)
                : String.format(Locale.ROOT, "%.0f%s", value, unit);
    }
}
