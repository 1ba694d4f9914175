package io.zsan.freebsd.host;

import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.text.Lines;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code sysrc -i NAME…} printed: a line for each variable of rc.conf that is set, if only by its default.
 *
 * @param values by name
 */
public record RcConf(Map<String, String> values) {
    private static final Pattern LINE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*): (.*)");

    public RcConf {
        values = ImmutableMap.copyOf(values);
    }

    /** Parses the output for these names; each is there once at most. */
    public static RcConf parse(List<String> names, String out) {
        Lines lines = new Lines("'sysrc'", out);
        Map<String, String> values = new LinkedHashMap<>();
        while (!lines.done()) {
            Matcher line = lines.take(LINE);
            if (!names.contains(line.group(1))) {
                throw lines.unexpected("nobody asked for '" + line.group(1) + "'");
            }
            if (values.put(line.group(1), line.group(2)) != null) {
                throw lines.unexpected("'" + line.group(1) + "' is there twice");
            }
        }
        return new RcConf(values);
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Whether a switch is on, by the words of rc.subr(8): YES, TRUE, ON and 1. One that is not set is off. */
    public boolean on(String name) {
        return get(name).map(value -> value.toLowerCase(Locale.ROOT)).stream()
                .anyMatch(List.of("yes", "true", "on", "1")::contains);
    }
}
