package io.zsan.freebsd.fleet;

import com.google.common.collect.ImmutableMap;
import io.zsan.error.InvalidInput;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them. */
final class ByteSize {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(?: ?([A-Za-z]+))?");
    private static final Map<String, Integer> SHIFTS =
            ImmutableMap.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

    private ByteSize() {}

    /** Bytes of a text such as {@code 268435456} or {@code 256 MiB}. */
    static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        Integer shift = matcher.matches() ? SHIFTS.get(matcher.group(2) == null ? "B" : matcher.group(2)) : null;
        if (shift == null) {
            throw new InvalidInput("not a size: '" + text + "'; give bytes, or a whole number of KiB, MiB, GiB or TiB");
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
        } catch (ArithmeticException tooLarge) {
            throw new InvalidInput("not a size: '" + text + "' does not fit 64 bits", tooLarge);
        }
    }
}
