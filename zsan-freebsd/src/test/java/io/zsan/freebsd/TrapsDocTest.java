package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/traps.md has each trap once, and names classes, scripts and tests that there are. */
class TrapsDocTest {
    private static final int TRAPS = 40;
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolve("..")
            .normalize();
    private static final List<String> MODULES = List.of("zsan-core", "zsan-freebsd", "zsan-testkit", "lab");
    private static final Pattern ROW = Pattern.compile("\\| ([0-9]+) \\|.*");
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]*)(?:\\.([a-z][A-Za-z0-9]*))?`");
    private static final Pattern SCRIPT = Pattern.compile("`([a-z.-]+\\.sh)`");

    private final List<List<String>> rows = read(ROOT.resolve("docs").resolve("traps.md"))
            .lines()
            .filter(line -> ROW.matcher(line).matches())
            .map(TrapsDocTest::cells)
            .toList();
    private final List<Path> sources = sources();

    @Test
    void hasEachTrapOnce() {
        assertThat(rows.stream().map(cells -> cells.get(0)))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, TRAPS)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void everyRowSaysWhatHappensWhatIsDoneAndWhatShowsIt() {
        for (List<String> cells : rows) {
            String row = "row " + cells.get(0);
            assertThat(cells).as(row).hasSize(4).noneMatch(String::isBlank);
            assertThat(named(cells.get(3))).as(row).isNotEmpty().allMatch(name -> name.group(2) != null);
        }
    }

    @Test
    void namesOnlyClassesAndMethodsThatThereAre() {
        for (List<String> cells : rows) {
            for (MatchResult name :
                    Stream.of(2, 3).flatMap(i -> named(cells.get(i)).stream()).toList()) {
                String as = "row " + cells.get(0) + ": " + name.group();
                List<Path> files = files(name.group(1) + ".java");
                assertThat(files).as(as).isNotEmpty();
                if (name.group(2) != null) {
                    Pattern method = Pattern.compile("\\bvoid " + name.group(2) + "\\(");
                    assertThat(files)
                            .as(as)
                            .anyMatch(file -> method.matcher(read(file)).find());
                }
            }
        }
    }

    @Test
    void namesOnlyScriptsThatThereAre() {
        assertThat(rows.stream().flatMap(cells -> SCRIPT.matcher(cells.get(2)).results()))
                .isNotEmpty()
                .allSatisfy(script -> assertThat(files(script.group(1))).isNotEmpty());
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList();
    }

    private static List<MatchResult> named(String cell) {
        return NAMED.matcher(cell).results().toList();
    }

    private List<Path> files(String name) {
        return sources.stream()
                .filter(path -> path.getFileName().toString().equals(name))
                .toList();
    }

    private static List<Path> sources() {
        return MODULES.stream()
                .flatMap(module -> Stream.of("main", "test")
                        .map(part -> ROOT.resolve(module).resolve("src").resolve(part)))
                .filter(Files::isDirectory)
                .flatMap(directory -> below(directory).stream())
                .toList();
    }

    private static List<Path> below(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
