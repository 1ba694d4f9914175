package io.zsan.freebsd.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One table of a TOML file. Every key that is asked for is ticked off, so that {@link #end} can refuse the rest; each
 * message names the file, the table and the key. A hyphen and an underscore in a key are the same.
 */
final class TomlTable {
    private final String file;
    private final String name;
    private final Map<String, JsonNode> values = new HashMap<>();
    private final TreeSet<String> left = new TreeSet<>();

    TomlTable(String file, String name, JsonNode table) {
        this.file = file;
        this.name = name;
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            String key = canonical(entry.getKey());
            if (values.put(key, entry.getValue()) != null) {
                throw error(key, "stands twice, once with '_' and once with '-'");
            }
            left.add(key);
        }
    }

    private static String canonical(String key) {
        return key.replace('_', '-');
    }

    /** The text of a key that must be there, as a value of the model. */
    <T> T text(String key, Function<String, T> parser) {
        return optionalText(key, parser).orElseThrow(() -> error(key, "is missing"));
    }

    <T> Optional<T> optionalText(String key, Function<String, T> parser) {
        JsonNode value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw error(key, "is not a text in quotes");
        }
        return Optional.of(parsed(key, value.textValue(), parser));
    }

    Optional<Integer> integer(String key) {
        JsonNode value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw error(key, "is not a whole number");
        }
        return Optional.of(value.intValue());
    }

    /** A number of bytes, or a text with a unit. */
    long size(String key) {
        JsonNode value = take(key);
        if (value == null) {
            throw error(key, "is missing");
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw error(key, "is not a size; give bytes, or a text such as \"256 MiB\"");
        }
        return parsed(key, value.asText(), ByteSize::parse);
    }

    /** A program and its arguments; empty where the key is absent. */
    List<String> words(String key) {
        return texts(key, "a program and its arguments", text -> text);
    }

    /** A list of texts that name something, each as a value of the model; empty where the key is absent. */
    <T> List<T> texts(String key, String what, Function<String, T> parser) {
        JsonNode value = take(key);
        if (value == null) {
            return ImmutableList.of();
        }
        ImmutableList.Builder<T> texts = ImmutableList.builder();
        for (JsonNode word : value) {
            if (!word.isTextual()) {
                throw error(key, "is not a list of texts");
            }
            texts.add(parsed(key, word.textValue(), parser));
        }
        if (!value.isArray() || value.isEmpty()) {
            throw error(key, "is not a list of " + what);
        }
        return texts.build();
    }

    Optional<TomlTable> table(String key) {
        JsonNode value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw error(key, "is not a table");
        }
        return Optional.of(new TomlTable(file, inner(key), value));
    }

    /** The tables of an array of tables, each named by its number. */
    List<TomlTable> tables(String key) {
        JsonNode value = take(key);
        if (value == null) {
            return ImmutableList.of();
        }
        if (!value.isArray()) {
            throw error(key, "is not an array of tables; write [[" + key + "]]");
        }
        ImmutableList.Builder<TomlTable> tables = ImmutableList.builder();
        for (int i = 0; i < value.size(); i++) {
            if (!value.get(i).isObject()) {
                throw error(key, "is not an array of tables; write [[" + key + "]]");
            }
            tables.add(new TomlTable(file, inner(key) + "[" + (i + 1) + "]", value.get(i)));
        }
        return tables.build();
    }

    /** Refuses keys that were not asked for. */
    void end() {
        if (!left.isEmpty()) {
            throw error(left.first(), "is not known");
        }
    }

    /** What {@code make} makes; what it refuses is refused with the place in the file. */
    <T> T in(String key, Function<TomlTable, T> make) {
        try {
            return make.apply(this);
        } catch (InvalidInput e) {
            throw located(e) ? e : error(key, String.valueOf(e.getMessage()), e);
        }
    }

    private boolean located(InvalidInput e) {
        return String.valueOf(e.getMessage()).startsWith(file + ": ");
    }

    private <T> T parsed(String key, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (InvalidInput e) {
            throw error(key, String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable JsonNode take(String key) {
        left.remove(key);
        return values.get(key);
    }

    private String inner(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private InvalidInput error(String key, String what) {
        return new InvalidInput(place(key) + " " + what);
    }

    private InvalidInput error(String key, String what, InvalidInput cause) {
        return new InvalidInput(place(key) + ": " + what, cause);
    }

    private String place(String key) {
        return file + ": " + (name.isEmpty() ? "" : "table " + name + ", ") + "key '" + key + "'";
    }
}
