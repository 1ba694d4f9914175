package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.captures.Damage;
import io.zsan.freebsd.captures.Health;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A damaged status is refused, or it is not healthier than the whole one: no pool and no vdev comes ONLINE, no error
 * goes away, no resilver comes to its end or is forgotten by the leg that it is for.
 */
class StatusDamageTest {
    static Stream<Capture> statuses() {
        Stream<Capture> freebsd = Stream.of(
                        "zpool-status-healthy",
                        "zpool-status-D-healthy",
                        "zpool-status-s-healthy",
                        "zpool-status-g-degraded",
                        "zpool-status-P-degraded",
                        "zpool-status-suspended",
                        "zpool-status-v-data-errors",
                        "zpool-status-x-data-errors",
                        "zpool-status-after-scrub")
                .map(Captures::freebsd);
        Stream<Capture> linux = Stream.of(
                        "40-offline-P-s-i-t",
                        "45-replacing-1-P-s-i-t",
                        "45-replacing-3-v",
                        "50-scrub-damage-v",
                        "61-default-timeouts-continued-v")
                .map(Captures::linux);
        Stream<Capture> pieces = Stream.of("zpool-replace-by-guid-inflight", "zpool-import-list-missing-leg")
                .map(Captures::freebsd)
                .flatMap(c ->
                        c.pieces("  pool: ", "errors: ").stream().map(out -> new Capture("zpool status", out, "", 0)));
        Stream<Capture> older = Stream.of(
                        "06-leg-initiator-killed",
                        "12-scrub-done",
                        "13-replacing-4",
                        "15-replacing-dead-leg",
                        "09-offline")
                .map(name -> Captures.of("zfs-fuse", name));
        Stream<Capture> newer =
                Stream.of("45-replacing-2-P-s-i-t", "40-offline-v").map(name -> Captures.of("openzfs-2.3.2", name));
        return Stream.of(freebsd, linux, pieces, older, newer).flatMap(Function.identity());
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void aDamagedStatusIsNotHealthier(Capture capture) {
        PoolStatus whole =
                ZpoolStatus.parse(capture.out(), capture.err()).pools().get(0);

        Damage.check(
                Damage.all(capture.out()),
                out -> ZpoolStatus.parse(out, capture.err()),
                damaged -> damaged.pools().forEach(pool -> Health.notHealthier(whole, pool)));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void aCutStatusIsRefused(Capture capture) {
        boolean listsFiles = capture.out().contains("errors: Permanent");
        boolean hasMore = capture.out().contains(" dedup: ");

        if (!listsFiles && !hasMore) {
            Damage.refused(Damage.cut(capture.out()), out -> ZpoolStatus.parse(out, ""));
        }
    }

    /** Found by fuzzing: a resilver that ran was forgotten with its line, beside a text that spoke of data errors. */
    @Test
    void anOldStatusWithoutTheLineOfItsScanIsRefused() {
        String out = Captures.of("zfs-fuse", "48-after-clear").out();
        assertThat(ZpoolStatus.parse(out, "").pools()).hasSize(1);

        String lost = out.replaceFirst("(?m)^ scrub: .*\n", "");
        assertThat(lost).isNotEqualTo(out);
        Damage.refused(Stream.of(lost), text -> ZpoolStatus.parse(text, ""));
    }

    @Test
    void aSuspendedPoolWhoseErrorsAreUnavailableIsNotTakenForWhole() {
        Capture capture = Captures.freebsd("zpool-status-suspended");
        String err = capture.err();

        Damage.check(
                Damage.cut(capture.out()),
                out -> ZpoolStatus.parse(out, err),
                status -> assertThat(status.pools().get(0).state()).isEqualTo(ZfsState.SUSPENDED));
    }
}
