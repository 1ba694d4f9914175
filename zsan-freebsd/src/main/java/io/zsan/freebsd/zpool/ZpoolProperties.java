package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableMap;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.text.Lines;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code zpool get -Hp PROPERTY,… POOL} (or {@code zfs get -Hp} of one dataset) printed.
 *
 * @param of the pool or dataset
 * @param properties by name, in the order in which they were printed
 */
public record ZpoolProperties(String of, Map<String, Property> properties) {
    private static final int COLUMNS = 4;

    /**
     * The value of a property, and where it comes from.
     *
     * @param source {@code local}, {@code default}, {@code temporary}, …; {@code -} of a property that cannot be set
     */
    public record Property(String value, String source) {}

    public ZpoolProperties {
        properties = ImmutableMap.copyOf(properties);
    }

    /**
     * Parses standard output.
     *
     * @param asked the properties that were asked for, each of which must be there; empty where {@code all} were
     */
    public static ZpoolProperties parse(String of, List<String> asked, String out) {
        Lines lines = new Lines("'zpool get' of " + of, out);
        Map<String, Property> properties = new LinkedHashMap<>();
        while (!lines.done()) {
            String[] cells = lines.take().split("\t", -1);
            if (cells.length != COLUMNS || cells[1].isBlank() || cells[3].isBlank()) {
                throw lines.unexpected("a line is not of a name, a property, a value and its source");
            }
            if (!cells[0].equals(of)) {
                throw lines.unexpected("it tells of '" + cells[0] + "'");
            }
            if (!asked.isEmpty() && !asked.contains(cells[1])) {
                throw lines.unexpected("nobody asked for '" + cells[1] + "'");
            }
            if (properties.put(cells[1], new Property(cells[2], cells[3])) != null) {
                throw lines.unexpected("'" + cells[1] + "' is there twice");
            }
        }
        for (String property : asked) {
            if (!properties.containsKey(property)) {
                throw lines.unexpected("'" + property + "' is missing");
            }
        }
        if (properties.isEmpty()) {
            throw new UnexpectedOutput("'zpool get' of " + of + " printed nothing", out);
        }
        return new ZpoolProperties(of, properties);
    }

    /** The value of a property; empty where there is none, and {@code zpool} prints a dash. */
    public Optional<String> get(String property) {
        return Optional.ofNullable(properties.get(property))
                .map(Property::value)
                .filter(v -> !v.equals("-"));
    }
}
