package io.zsan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that a shell, a file system, a configuration file or ZFS could take for something else becomes a name. */
class NamesTest {
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "a b",
            "a;b",
            "a$(id)",
            "a`id`",
            "a|b",
            "a&b",
            "a>b",
            "a\nb",
            "a\n",
            "\na",
            "a\0",
            "a'b",
            "a\"b",
            "a\\b",
            "a/../b",
            "..",
            "../x",
            "-rf",
            "--",
            "*",
            "a*",
            "a?",
            "{a}",
            "ä",
            "é",
            "ａ",
            "a\u202eb",
            "a\u00a0b",
            "a\u0000",
            "日本",
            "\ud83d\ude00",
            "a,b",
            "a=b",
            "#a",
            "~",
            "a%20b",
            "x".repeat(300));

    /** What is nasty elsewhere and harmless here: a boot id is only compared, a failure domain is no path. */
    private record Kind(String name, Function<String, Object> parse, List<String> good, List<String> bad) {
        List<String> harmless() {
            return switch (name) {
                case "boot id" -> List.of("-rf", "--");
                case "failure domain" -> List.of("a/../b");
                default -> List.of();
            };
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "node name",
                    NodeName::new,
                    List.of("a", "d1", "s-1", "x".repeat(32)),
                    List.of("A", "-a", "a-", "a.b", "a_b", "x".repeat(33))),
            new Kind(
                    "pool name",
                    PoolName::new,
                    List.of("p", "tank", "a-b_c1", "x".repeat(63)),
                    List.of(
                            "1a",
                            "A",
                            "_a",
                            "a.b",
                            "a:b",
                            "x".repeat(64),
                            "mirror",
                            "mirror-1",
                            "raidz1",
                            "draid",
                            "spare",
                            "spares",
                            "log",
                            "logs",
                            "cache",
                            "special",
                            "dedup",
                            "replacing-0",
                            "zsan",
                            "12345")),
            new Kind(
                    "disk serial",
                    DiskSerial::new,
                    List.of("S1", "WD-123_4.5", "x".repeat(63)),
                    List.of(
                            "-a",
                            ".a",
                            "_a",
                            "x".repeat(64),
                            "0",
                            "0000",
                            "MYSERIAL0001",
                            "myserial",
                            "null",
                            "None",
                            "UNKNOWN",
                            "default",
                            "n-a",
                            "NA",
                            "na")),
            new Kind(
                    "iSCSI name",
                    Iqn::new,
                    List.of("iqn.2026-11.com.example", "iqn.2026-11.com.example:a.b:c_d-e"),
                    List.of(
                            "iqn.2026-11.Com",
                            "iqn.26-11.com",
                            "eui.0123",
                            "iqn.2026-11.com:",
                            "iqn.2026-11.com:A",
                            "iqn.2026-11.com:" + "x".repeat(223),
                            "iqn.2026-11.com\n")),
            new Kind(
                    "boot id",
                    BootId::new,
                    List.of("a", "0f-9", "x".repeat(64)),
                    List.of("a_b", "a.b", "x".repeat(65))),
            new Kind(
                    "failure domain",
                    FailureDomain::new,
                    List.of("rack1", "room/rack.1"),
                    List.of("/a", "x".repeat(64))));

    static Stream<Arguments> good() {
        return KINDS.stream().flatMap(k -> k.good().stream().map(text -> Arguments.of(k.name(), k.parse(), text)));
    }

    static Stream<Arguments> bad() {
        return KINDS.stream().flatMap(k -> {
            List<String> all = new ArrayList<>(k.bad());
            NASTY.stream().filter(n -> !k.harmless().contains(n)).forEach(all::add);
            return all.stream().map(text -> Arguments.of(k.name(), k.parse(), text));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void good(String kind, Function<String, Object> parse, String text) {
        assertThat(parse.apply(text)).hasToString(text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void bad(String kind, Function<String, Object> parse, String text) {
        assertThatThrownBy(() -> parse.apply(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(kind)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContainPattern("\\p{Cntrl}"));
    }
}
