package io.zsan.freebsd.zpool;

import io.zsan.freebsd.text.Lines;
import io.zsan.model.Guid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names and values as {@code zdb} prints them, four blanks deeper for each level. */
final class NvList {
    private static final int STEP = 4;
    private static final String NAME = "([A-Za-z_][^\\s']*?(?:\\[[0-9]+\\])?)";
    private static final Pattern NUMBER = Pattern.compile(NAME + ": ([0-9]+)");
    private static final Pattern TEXT = Pattern.compile(NAME + ": '(.*)'");
    private static final Pattern NESTED = Pattern.compile(NAME + ":");
    private static final Pattern FLAG = Pattern.compile("([A-Za-z_][^\\s']*[^\\s':])");

    private final Lines lines;
    private final Map<String, Value> values = new LinkedHashMap<>();

    private sealed interface Value {}

    private record Digits(String text) implements Value {}

    private record Text(String text) implements Value {}

    private record Nested(NvList list) implements Value {}

    private record Flag() implements Value {}

    private NvList(Lines lines) {
        this.lines = lines;
    }

    /** Takes the list whose lines are indented this deep; it ends before a line that is less deep, or at {@code end}. */
    static NvList take(Lines lines, int depth, String end) {
        NvList list = new NvList(lines);
        String indentation = " ".repeat(STEP * depth);
        while (lines.at(indentation) && !lines.at(end)) {
            String line = lines.take().substring(indentation.length());
            list.add(line, depth, end);
        }
        return list;
    }

    private void add(String line, int depth, String end) {
        Matcher number = NUMBER.matcher(line);
        Matcher text = TEXT.matcher(line);
        Matcher nested = NESTED.matcher(line);
        Matcher flag = FLAG.matcher(line);
        if (number.matches()) {
            put(number, new Digits(number.group(2)));
        } else if (text.matches()) {
            put(text, new Text(text.group(2)));
        } else if (nested.matches()) {
            put(nested, new Nested(take(lines, depth + 1, end)));
        } else if (flag.matches()) {
            put(flag, new Flag());
        } else {
            throw lines.unexpected("'" + line + "' is no name with a value");
        }
    }

    private void put(Matcher name, Value value) {
        if (values.put(name.group(1), value) != null) {
            throw lines.unexpected("'" + name.group(1) + "' is there twice");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String digits(String name) {
        return optionalDigits(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalDigits(String name) {
        @Nullable Value value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Digits digits) {
            return Optional.of(digits.text());
        }
        throw lines.unexpected("'" + name + "' is not a number");
    }

    long number(String name) {
        return lines.number(digits(name));
    }

    Guid guid(String name) {
        return lines.guid(digits(name));
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) {
        @Nullable Value value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Text text) {
            return Optional.of(text.text());
        }
        throw lines.unexpected("'" + name + "' is not a text");
    }

    Optional<NvList> nested(String name) {
        @Nullable Value value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Nested nested) {
            return Optional.of(nested.list());
        }
        throw lines.unexpected("'" + name + "' is not a list");
    }

    /** How many nested lists are named {@code name[n]}, with any n. */
    int count(String name) {
        return (int) values.keySet().stream()
                .filter(key -> key.startsWith(name + "["))
                .count();
    }

    RuntimeException missing(String name) {
        return lines.unexpected("'" + name + "' is missing");
    }
}
