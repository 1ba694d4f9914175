package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.text.Lines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table below {@code config:} in a status. Names may hold blanks, so cells are found by the columns that the header
 * sets.
 */
final class StatusTable {
    private static final int STATE_WIDTH = 8;
    private static final int COUNTER_WIDTH = 5;
    private static final int FIRST_COUNTERS = 3;

    private static final Pattern HEADER =
            Pattern.compile("(\tNAME {2,})STATE     READ WRITE CKSUM((?:  SLOW)?(?: POWER)?(?:   DIO)?)");
    private static final Pattern SECTION = Pattern.compile("\t(dedup|special|logs|cache|spares)\t?");
    private static final Pattern WORD = Pattern.compile("([A-Z]+) *");
    private static final Pattern COUNTER = Pattern.compile(" *(-|" + NiceNumber.COUNT + ")");

    private final Lines lines;
    private final int stateColumn;
    private final int counters;

    private StatusTable(Lines lines, int stateColumn, int counters) {
        this.lines = lines;
        this.stateColumn = stateColumn;
        this.counters = counters;
    }

    record Parsed(Vdev root, Map<String, List<Vdev>> sections) {}

    static Parsed parse(Lines lines) {
        Matcher header = lines.take(HEADER);
        int further = header.group(2).length() / (COUNTER_WIDTH + 1);
        return new StatusTable(lines, header.group(1).length(), FIRST_COUNTERS + further).table();
    }

    private Parsed table() {
        List<Vdev> roots = rows(0, false);
        if (roots.size() != 1) {
            throw lines.unexpected("the table does not begin with one pool");
        }
        ImmutableMap.Builder<String, List<Vdev>> sections = ImmutableMap.builder();
        for (Optional<Matcher> section = lines.takeIf(SECTION); section.isPresent(); section = lines.takeIf(SECTION)) {
            String heading = section.get().group(1);
            List<Vdev> vdevs = rows(1, heading.equals("spares"));
            if (vdevs.isEmpty()) {
                throw lines.unexpected("nothing stands under '" + heading + "'");
            }
            sections.put(heading, vdevs);
        }
        try {
            return new Parsed(roots.get(0), sections.buildOrThrow());
        } catch (IllegalArgumentException e) {
            throw lines.unexpected("a heading is there twice");
        }
    }

    private List<Vdev> rows(int depth, boolean spares) {
        VdevRows rows = new VdevRows(lines);
        while (lines.at("\t") && !lines.at(SECTION)) {
            row(rows, lines.take(), spares);
        }
        return rows.trees(depth);
    }

    private void row(VdevRows rows, String line, boolean spare) {
        if (line.length() < stateColumn || !line.startsWith("  ", stateColumn - 2)) {
            throw lines.unexpected("a row has no state under STATE");
        }
        String name = line.substring(1, stateColumn).stripTrailing();
        int at = cellEnd(line, stateColumn, STATE_WIDTH);
        Matcher word = WORD.matcher(line.substring(stateColumn, at));
        if (!word.matches()) {
            throw lines.unexpected("a row has no state under STATE");
        }
        ZfsState state = ZfsState.of(word.group(1))
                .filter(s -> s != ZfsState.SUSPENDED)
                .filter(s -> spare || s != ZfsState.AVAIL && s != ZfsState.INUSE)
                .orElseThrow(() -> lines.unexpected("'" + word.group(1) + "' is no state of a vdev"));
        Optional<Vdev.Errors> errors = Optional.empty();
        if (!spare) {
            long[] values = new long[counters];
            for (int i = 0; i < counters; i++) {
                int end = counterEnd(line, at);
                values[i] = counter(line.substring(at, end), i);
                at = end;
            }
            errors = Optional.of(new Vdev.Errors(values[0], values[1], values[2]));
        }
        rows.add(name, Optional.of(state), errors, line.substring(at));
    }

    /** The end of a cell that is padded on the right to a width, or longer. */
    private int cellEnd(String line, int from, int width) {
        int end = from + width;
        while (end < line.length() && line.charAt(end) != ' ') {
            end++;
        }
        if (end > line.length()) {
            throw lines.unexpected("a row ends too early");
        }
        return end;
    }

    /** The end of a cell that is a blank and a number, padded on the left to a width, or longer. */
    private int counterEnd(String line, int from) {
        if (from + 1 + COUNTER_WIDTH > line.length() || line.charAt(from) != ' ') {
            throw lines.unexpected("a row lacks a counter");
        }
        int end = from + 1 + COUNTER_WIDTH;
        if (line.charAt(from + 1) != ' ') {
            while (end < line.length() && line.charAt(end) != ' ') {
                end++;
            }
        }
        return end;
    }

    private long counter(String cell, int column) {
        Matcher number = COUNTER.matcher(cell);
        // Only the columns after the first three have no value for vdevs that are no devices.
        if (!number.matches() || number.group(1).equals("-") && column < FIRST_COUNTERS) {
            throw lines.unexpected("'" + cell.strip() + "' is no counter");
        }
        return number.group(1).equals("-") ? 0 : NiceNumber.parse(lines, number.group(1));
    }
}
