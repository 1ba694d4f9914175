package io.zsan.ledger;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the lines of a record's text form: pure ASCII, one {@code key=value} a line. */
final class RecordWriter {
    private final StringBuilder text = new StringBuilder(256);

    RecordWriter(String header) {
        text.append(header).append('\n');
    }

    RecordWriter line(String key, Object value) {
        text.append(key).append('=').append(value).append('\n');
        return this;
    }

    /** Nothing stands after the sign where there is no value: no value that is written so is empty itself. */
    RecordWriter line(String key, Optional<?> value) {
        return line(key, value.map(Object::toString).orElse(""));
    }

    RecordWriter line(String key, List<?> values) {
        return line(key, values.stream().map(Object::toString).collect(Collectors.joining(",")));
    }

    String end(String footer) {
        return text.append(footer).append('\n').toString();
    }

    /**
     * Free text in quotes. All that is not printable ASCII is written as four hexadecimal digits, so that no text can look
     * like a line of its own, and half a surrogate pair survives UTF-8.
     */
    static String quoted(String free) {
        StringBuilder quoted = new StringBuilder(free.length() + 2).append('"');
        for (int i = 0; i < free.length(); i++) {
            char c = free.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
