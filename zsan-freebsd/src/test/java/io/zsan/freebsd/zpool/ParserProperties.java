package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a parser is given, it ends, and throws nothing but a refusal. */
class ParserProperties {
    private static final List<String> TEXTS = List.of(
            Captures.freebsd("zpool-status-suspended").out(),
            Captures.freebsd("zpool-status-v-data-errors").out(),
            Captures.freebsd("zpool-status-after-scrub").out(),
            Captures.linux("45-replacing-1-P-s-i-t").out(),
            Captures.freebsd("zpool-import-list-stale-leg-only").out(),
            Captures.freebsd("zpool-import-already").err(),
            Captures.freebsd("zpool-get-Hp-all").out(),
            Captures.freebsd("zpool-list-Hp-degraded").out(),
            Captures.freebsd("zdb-l-leg").out(),
            Captures.freebsd("zdb-l-nolabel").out());

    @Property(tries = 3000, seed = "20261122")
    void damagedOutputsAreReadOrRefused(@ForAll("damaged") String text) {
        check(text);
    }

    @Property(tries = 1000, seed = "20261123")
    void anyTextIsReadOrRefused(@ForAll String text) {
        check(text);
        check(text + "\n");
    }

    private static void check(String text) {
        readsOrRefuses(text, t -> ZpoolStatus.parse(t, ""));
        readsOrRefuses(text, t -> ZpoolStatus.parse("", t));
        readsOrRefuses(text, t -> ZpoolImportListing.parse(t, ""));
        readsOrRefuses(text, ImportRefusal::parse);
        readsOrRefuses(text, t -> ZpoolListing.parse(List.of("name", "health"), t));
        readsOrRefuses(text, t -> ZpoolProperties.parse("p1", List.of(), t));
        for (int exit = 0; exit < 3; exit++) {
            int status = exit;
            readsOrRefuses(text, t -> LabelReading.parse(status, t, ""));
        }
    }

    private static void readsOrRefuses(String text, Consumer<String> parser) {
        assertThatCode(() -> {
                    try {
                        parser.accept(text);
                    } catch (UnexpectedOutput refused) {
                        // As it should.
                    }
                })
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<String> damaged() {
        return Arbitraries.of(TEXTS).flatMap(text -> Arbitraries.randomValue(random -> damage(text, random)));
    }

    /** One to five random damages to lines and characters. */
    private static String damage(String text, Random random) {
        String damaged = text;
        for (int n = 1 + random.nextInt(5); n > 0 && !damaged.isEmpty(); n--) {
            List<String> lines = new ArrayList<>(Arrays.asList(damaged.split("(?<=\n)")));
            int i = random.nextInt(lines.size());
            int j = random.nextInt(lines.size());
            int at = random.nextInt(damaged.length());
            damaged = switch (random.nextInt(7)) {
                case 0 -> damaged.substring(0, at);
                case 1 -> damaged.substring(at);
                case 2 -> {
                    lines.remove(i);
                    yield String.join("", lines);
                }
                case 3 -> {
                    lines.add(j, lines.get(i));
                    yield String.join("", lines);
                }
                case 4 -> {
                    lines.set(i, lines.set(j, lines.get(i)));
                    yield String.join("", lines);
                }
                case 5 -> damaged.substring(0, at) + "9".repeat(random.nextInt(30)) + damaged.substring(at);
                default -> damaged.substring(0, at) + (char) random.nextInt(0x180) + damaged.substring(at + 1);
            };
        }
        return damaged;
    }
}
