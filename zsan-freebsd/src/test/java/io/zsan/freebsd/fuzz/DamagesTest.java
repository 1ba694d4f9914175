package io.zsan.freebsd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.captures.Captures;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** That damage keeps its promise: else what a parser makes of it proves nothing. */
class DamagesTest {
    /** Blanks, points and colons go, so that a number may come to stand beside another one. */
    private static final String NUMBERS = "id: 12756648\n\t1.5K 20 00:10:07\n34\n  5\n";

    private static final String IMPORT_LIST =
            Captures.freebsd("zpool-import-list-active-elsewhere-mh-off").out();

    /** Broken by a line feed, its second half lost with its line: Jazzer found that. */
    @Test
    void doesNotLoseTheSecondHalfOfANumber() {
        byte[] lineFeedInANumber = program(4, "id: 12".length(), 4);
        byte[] secondLineLost = program(2, 1, 0);

        assertThat(apply(NUMBERS, lineFeedInANumber)).startsWith("id: 12\n56648\n");
        assertThat(apply(NUMBERS, lineFeedInANumber, secondLineLost)).startsWith("id: 12\n56648\n");
    }

    @Test
    void makesNoNumberOfTwo() {
        int letter = NUMBERS.indexOf("K 20");

        assertThat(apply(NUMBERS, program(6, letter, 2))).isEqualTo(NUMBERS);
        assertThat(apply(NUMBERS, program(5, letter - 2, 0))).isEqualTo(NUMBERS);
        assertThat(apply(NUMBERS, program(6, letter, 1))).isEqualTo(NUMBERS.replace("K 20", " 20"));
    }

    /** What is no number of before stands at the end of the text, at its beginning, or beside garbage. */
    @Property(tries = 20_000, seed = "20261127")
    void aNumberThatIsBrokenCanBeSeen(@ForAll @Size(max = 23) byte[] program) {
        for (String text : List.of(NUMBERS, IMPORT_LIST)) {
            Set<String> before = numbers(text).map(MatchResult::group).collect(Collectors.toSet());
            String damaged = apply(text, program);
            assertThat(numbers(damaged).filter(number -> !before.contains(number.group())))
                    .as(damaged)
                    .hasSizeLessThanOrEqualTo(2)
                    .allMatch(number -> number.start() == 0
                            || number.end() == damaged.length()
                            || garbage(damaged.charAt(number.start() - 1))
                            || garbage(damaged.charAt(number.end())));
        }
    }

    private static boolean garbage(char c) {
        return "\0?~x\n\t\u00e9\ufffd".indexOf(c) >= 0;
    }

    private static Stream<MatchResult> numbers(String text) {
        return Pattern.compile("[0-9]+").matcher(text).results();
    }

    private static byte[] program(int kind, int a, int b) {
        return ByteBuffer.allocate(5)
                .put((byte) kind)
                .putChar((char) a)
                .putChar((char) b)
                .array();
    }

    private static String apply(String text, byte[]... programs) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(programs).mapToInt(p -> p.length).sum());
        Arrays.stream(programs).forEach(all::put);
        return Damages.apply(text, all.flip());
    }
}
