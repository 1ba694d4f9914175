package io.zsan.freebsd.geom;

import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.text.Lines;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code sysctl NAME…} printed.
 *
 * @param values by name; a value can have several lines
 */
public record Sysctl(Map<String, String> values) {
    private static final Pattern LINE = Pattern.compile("([a-z][A-Za-z0-9_.%-]*): ?(.*)");

    public Sysctl {
        values = ImmutableMap.copyOf(values);
    }

    /** Parses the output for these names, none of which is that of a subtree; each must be there. */
    public static Sysctl parse(List<String> names, String out) {
        return parse(names, List.of(), out);
    }

    /**
     * Parses the output for names of which some need not exist on every release; {@code sysctl} then ends with 1.
     *
     * @param names all that were asked for, in their order
     * @param optional those that may be absent
     */
    public static Sysctl parse(List<String> names, List<String> optional, String out) {
        Lines lines = new Lines("'sysctl'", out);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!lines.at(name + ":")) {
                if (optional.contains(name)) {
                    continue;
                }
                throw lines.unexpected("'" + name + "' is missing");
            }
            List<String> rest = names.subList(i + 1, names.size());
            StringBuilder value = new StringBuilder(value(lines, name));
            while (!lines.done() && rest.stream().noneMatch(next -> lines.at(next + ":"))) {
                if (lines.at(name + ":")) {
                    throw lines.unexpected("'" + name + "' is there twice");
                }
                value.append('\n').append(lines.take());
            }
            values.put(name, value.toString());
        }
        if (!lines.done()) {
            throw lines.unexpected("nobody asked for this");
        }
        return new Sysctl(values);
    }

    /** Parses the output for a subtree, in which each value has one line. */
    public static Sysctl parseTree(String root, String out) {
        Lines lines = new Lines("'sysctl " + root + "'", out);
        Map<String, String> values = new LinkedHashMap<>();
        while (!lines.done()) {
            Matcher line = lines.take(LINE);
            if (!line.group(1).startsWith(root + ".")) {
                throw lines.unexpected("'" + line.group(1) + "' is not in " + root);
            }
            if (values.put(line.group(1), line.group(2)) != null) {
                throw lines.unexpected("'" + line.group(1) + "' is there twice");
            }
        }
        return new Sysctl(values);
    }

    /** The value of a name; empty if it is not there. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static String value(Lines lines, String name) {
        String rest = lines.take().substring(name.length() + 1);
        if (!rest.isEmpty() && !rest.startsWith(" ")) {
            throw lines.unexpected("'" + name + "' has no value");
        }
        return rest.isEmpty() ? "" : rest.substring(1);
    }
}
