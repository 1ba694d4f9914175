package io.zsan.freebsd.zpool;

import static io.zsan.freebsd.zpool.ZfsState.DEGRADED;
import static io.zsan.freebsd.zpool.ZfsState.ONLINE;
import static io.zsan.freebsd.zpool.ZfsState.UNAVAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.captures.Damage;
import io.zsan.freebsd.captures.Health;
import io.zsan.freebsd.zpool.ZpoolImportListing.Importable;
import io.zsan.model.Guid;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZpoolImportListingTest {
    private static final String ELSEWHERE = "The pool was last accessed by another system.";
    private static final String BY_NAME = "The pool can be imported using its name or numeric identifier";
    private static final String DESPITE = "The pool can be imported despite missing or damaged devices.  The"
            + " fault tolerance of the pool may be compromised if imported.";
    private static final String MESSAGES = "https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zpool-import-list-active-elsewhere-mh-off",
                "zpool-import-list-d1gone-mh-off",
                "zpool-import-list-d1gone-mh-on"
            })
    void readsAPoolThatAnotherSystemHadLast(String capture) {
        Importable pool = only(Captures.freebsd(capture));

        assertThat(pool)
                .isEqualTo(new Importable(
                        "p1",
                        Guid.parse("12756648248968663147"),
                        ONLINE,
                        false,
                        Optional.of(ELSEWHERE),
                        BY_NAME + " and the '-f' flag.",
                        Optional.empty(),
                        Optional.of(MESSAGES + "EY"),
                        vdev("p1", ONLINE, vdev("mirror-0", ONLINE, leg("s1d1"), leg("s2d1"), leg("s3d1"))),
                        Map.of()));
        assertThat(pool.lastAccessedElsewhere()).isTrue();
        assertThat(pool.importedElsewhere()).isFalse();
    }

    @Test
    void readsAPoolThatAnotherSystemWritesTo() {
        Importable pool = only(Captures.freebsd("zpool-import-list-active-elsewhere-mh-on"));

        assertThat(pool)
                .isEqualTo(new Importable(
                        "p1",
                        Guid.parse("12756648248968663147"),
                        UNAVAIL,
                        false,
                        Optional.of("The pool is currently imported by another system."),
                        "The pool must be exported from d1 (hostid=f6a0b8bc) before it can be safely imported.",
                        Optional.empty(),
                        Optional.of(MESSAGES + "EY"),
                        vdev(
                                "p1",
                                UNAVAIL,
                                Optional.of("currently in use"),
                                vdev("mirror-0", ONLINE, leg("s1d1"), leg("s2d1"), leg("s3d1"))),
                        Map.of()));
        assertThat(pool.importedElsewhere()).isTrue();
    }

    @Test
    void readsAStaleLegThatOffersItself() {
        assertThat(only(Captures.freebsd("zpool-import-list-stale-leg-only")))
                .isEqualTo(new Importable(
                        "p1",
                        Guid.parse("17417068814151219434"),
                        DEGRADED,
                        false,
                        Optional.of(ELSEWHERE),
                        DESPITE,
                        Optional.empty(),
                        Optional.of(MESSAGES + "EY"),
                        vdev("p1", DEGRADED, vdev("mirror-0", DEGRADED, missing("s1d1"), missing("s2d1"), leg("s3d1"))),
                        Map.of()));
    }

    @Test
    void readsAMissingLegAndASpare() {
        String out = Captures.freebsd("zpool-import-list-missing-leg").piece("   pool: ", "\t  diskid/DISK-s3d2");

        assertThat(only(out))
                .isEqualTo(new Importable(
                        "p1",
                        Guid.parse("15437172810718772140"),
                        DEGRADED,
                        false,
                        Optional.of("One or more devices are missing from the system."),
                        DESPITE,
                        Optional.empty(),
                        Optional.of(MESSAGES + "2Q"),
                        vdev(
                                "p1",
                                DEGRADED,
                                vdev("mirror-0", DEGRADED, leg("s2d2"), leg("s2d1"), leg("s3d1"), missing("s1d1"))),
                        Map.of(
                                "spares",
                                List.of(new Vdev(
                                        "diskid/DISK-s3d2",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(),
                                        List.of())))));
    }

    @Test
    void readsAnExportedAndADivergedPool() {
        String exported = Captures.freebsd("zpool-export-import-list-clean").piece("   pool: ", "\t  diskid/DISK-s3d2");

        for (Importable pool : List.of(only(exported), only(Captures.freebsd("zpool-import-list-diverged")))) {
            assertThat(pool.state()).isEqualTo(ONLINE);
            assertThat(pool.status()).isEmpty();
            assertThat(pool.action()).isEqualTo(BY_NAME + ".");
            assertThat(pool.lastAccessedElsewhere()).isFalse();
        }
    }

    @Test
    void readsADestroyedPool() {
        String out = Captures.freebsd("zpool-destroy-import-D").piece("   pool: ", "\t  diskid/DISK-s1d1");

        assertThat(only(out))
                .isEqualTo(new Importable(
                        "p2",
                        Guid.parse("12362958107540734724"),
                        ONLINE,
                        true,
                        Optional.empty(),
                        BY_NAME + ".",
                        Optional.empty(),
                        Optional.empty(),
                        vdev("p2", ONLINE, leg("s1d1")),
                        Map.of()));
    }

    @Test
    void readsACommentAndLinux() {
        String stamped =
                Captures.freebsd("zpool-import-list-diverged").out().replace(" config:", "comment: zsan:7\n config:");

        assertThat(only(stamped).comment()).contains("zsan:7");
        assertThat(only(Captures.linux("51-import-list")).lastAccessedElsewhere())
                .isTrue();
        assertThat(only(Captures.linux("55-import-list-leg-missing")).root().leaves())
                .hasSize(3);
    }

    /** Between the data and whatever else there is, in rows like theirs. */
    @Test
    void readsAMirroredLog() {
        String out = Captures.freebsd("zpool-import-list-diverged").out()
                + "\tlogs\t\n"
                + "\t  mirror-1            ONLINE\n"
                + "\t    diskid/DISK-s2d2  ONLINE\n"
                + "\t    diskid/DISK-s3d2  ONLINE\n";

        assertThat(only(out).sections())
                .isEqualTo(Map.of("logs", List.of(vdev("mirror-1", ONLINE, leg("s2d2"), leg("s3d2")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zpool-import-none", "zpool-import-old-leg-of-active-pool"})
    void knowsThatNothingWasFound(String capture) {
        Capture none = Captures.freebsd(capture);

        assertThat(ZpoolImportListing.parse(none.out(), none.err())).isEqualTo(new ZpoolImportListing(List.of()));
        assertThatThrownBy(() -> ZpoolImportListing.parse("", "")).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void refusesAReasonThatItDoesNotKnow() {
        String out = Captures.freebsd("zpool-import-list-stale-leg-only").out().replace(ELSEWHERE, "It is Friday.");

        assertThatThrownBy(() -> ZpoolImportListing.parse(out, "")).isInstanceOf(UnexpectedOutput.class);
    }

    /** Found by fuzzing: with the status gone, the piece from the action's middle to the page's address was lost, too. */
    @Test
    void aReasonIsNotLostWithAPieceOfTheActionAndThePage() {
        String out =
                Captures.freebsd("zpool-import-list-active-elsewhere-mh-off").out();
        String piece = out.replaceFirst("status: .*\n", "")
                .replaceFirst("(?s)me or numeric identifier and.* {3}se(?=e: )", "");
        String flag = out.replaceFirst("status: .*\n", "")
                .replaceFirst(" {3}see: .*\n", "")
                .replace("flag", "fl?g");

        assertThat(piece).contains("using its nae: https://");
        String degraded = Captures.freebsd("zpool-import-list-stale-leg-only")
                .out()
                .replaceFirst("status: .*\n", "")
                .replaceFirst(" {3}see: .*\n", "");
        for (String damaged : List.of(piece, flag, degraded)) {
            assertThatThrownBy(() -> ZpoolImportListing.parse(damaged, "")).isInstanceOf(UnexpectedOutput.class);
        }
    }

    static Stream<String> listings() {
        Stream<String> whole = Stream.of(
                        "zpool-import-list-active-elsewhere-mh-on",
                        "zpool-import-list-active-elsewhere-mh-off",
                        "zpool-import-list-stale-leg-only",
                        "zpool-import-list-diverged")
                .map(name -> Captures.freebsd(name).out());
        return Stream.concat(
                whole,
                Stream.of(
                        Captures.freebsd("zpool-destroy-import-D").piece("   pool: ", "\t  diskid/DISK-s1d1"),
                        Captures.freebsd("zpool-import-list-missing-leg").piece("   pool: ", "\t  diskid/DISK-s3d2")));
    }

    @ParameterizedTest
    @MethodSource("listings")
    void aDamagedListingIsNotHealthier(String out) {
        Importable whole = only(out);

        Damage.check(
                Damage.all(out),
                text -> ZpoolImportListing.parse(text, ""),
                damaged -> damaged.pools().forEach(pool -> Health.notHealthier(whole, pool)));
    }

    @ParameterizedTest
    @MethodSource("listings")
    void aListingCutInALineIsRefused(String out) {
        Damage.refused(
                Damage.cut(out).filter(text -> !text.endsWith("\n")), text -> ZpoolImportListing.parse(text, ""));
    }

    private static Importable only(Capture capture) {
        assertThat(capture.exit()).isZero();
        return only(capture.out());
    }

    private static Importable only(String out) {
        List<Importable> pools = ZpoolImportListing.parse(out, "").pools();
        assertThat(pools).hasSize(1);
        return pools.get(0);
    }

    private static Vdev leg(String serial) {
        return vdev("diskid/DISK-" + serial, ONLINE);
    }

    private static Vdev missing(String serial) {
        return vdev("diskid/DISK-" + serial, UNAVAIL, Optional.of("cannot open"));
    }

    private static Vdev vdev(String name, ZfsState state, Vdev... children) {
        return vdev(name, state, Optional.empty(), children);
    }

    private static Vdev vdev(String name, ZfsState state, Optional<String> aux, Vdev... children) {
        return new Vdev(
                name, Optional.of(state), Optional.empty(), Optional.empty(), aux, List.of(), Arrays.asList(children));
    }
}
