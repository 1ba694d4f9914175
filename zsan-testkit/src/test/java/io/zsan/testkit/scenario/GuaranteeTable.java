package io.zsan.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The table of guarantees, as the README has it. */
final class GuaranteeTable {
    private static final String SECTION = "## What is guaranteed";
    private static final int COLUMNS = 5;

    private GuaranteeTable() {}

    /**
     * A row.
     *
     * @param lost stated number of acknowledged writes that are lost in freeze mode
     * @param lostInFail the same in fail mode
     */
    record Row(String fault, int lost, int lostInFail) {}

    static List<Row> rows() {
        List<String> section = readme().stream()
                .dropWhile(line -> !line.equals(SECTION))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .toList();
        assertThat(section).as("a heading and a rule come first").hasSizeGreaterThan(2);
        return section.stream().skip(2).map(GuaranteeTable::row).toList();
    }

    private static Row row(String line) {
        List<String> cells =
                Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
        assertThat(cells).as(line).hasSize(COLUMNS);
        return new Row(cells.get(0), Integer.parseInt(cells.get(1)), Integer.parseInt(cells.get(3)));
    }

    private static List<String> readme() {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        try {
            return Files.readAllLines(module.resolveSibling("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
