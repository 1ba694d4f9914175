package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.text.Lines;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code zpool list -Hp -o name,…} or {@code zfs list -Hp -o name,…} printed, without {@code -v}.
 *
 * @param rows one for each pool; empty where there is none. The exit status does not tell: a list of a pool that is
 *     there and one that is not ends with 0
 */
public record ZpoolListing(List<Row> rows) {
    private static final String NO_POOLS = "no pools available";

    /** The columns of one pool, as they were asked for. */
    public record Row(Map<String, String> columns) {
        public Row {
            columns = ImmutableMap.copyOf(columns);
        }

        /** The value of a column that was asked for; empty where {@code zpool} knows none and prints a dash. */
        public Optional<String> get(String column) {
            String value = columns.get(column);
            if (value == null) {
                throw new IllegalArgumentException("column '" + column + "' was not asked for");
            }
            return value.equals("-") ? Optional.empty() : Optional.of(value);
        }

        public String name() {
            return get("name").orElseThrow();
        }
    }

    public ZpoolListing {
        rows = ImmutableList.copyOf(rows);
    }

    /**
     * Parses standard output.
     *
     * @param columns those given to {@code -o}; the first is {@code name}
     */
    public static ZpoolListing parse(List<String> columns, String out) {
        if (columns.isEmpty() || !columns.get(0).equals("name")) {
            throw new IllegalArgumentException("the first column is to be 'name'");
        }
        Lines lines = new Lines("'zpool list'", out);
        if (out.equals(NO_POOLS + "\n")) {
            return new ZpoolListing(List.of());
        }
        ImmutableList.Builder<Row> rows = ImmutableList.builder();
        Set<String> names = new HashSet<>();
        while (!lines.done()) {
            String[] cells = lines.take().split("\t", -1);
            if (cells.length != columns.size()) {
                throw lines.unexpected("a line has " + cells.length + " columns instead of " + columns.size());
            }
            ImmutableMap.Builder<String, String> row = ImmutableMap.builder();
            for (int i = 0; i < cells.length; i++) {
                if (cells[i].isBlank()) {
                    throw lines.unexpected("column '" + columns.get(i) + "' is empty");
                }
                row.put(columns.get(i), cells[i]);
            }
            if (cells[0].equals("-") || !names.add(cells[0])) {
                throw lines.unexpected("pool '" + cells[0] + "' is there twice");
            }
            rows.add(new Row(row.buildOrThrow()));
        }
        return new ZpoolListing(rows.build());
    }

    public Optional<Row> pool(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst();
    }
}
