package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every status that was captured, in three generations of text. */
class CapturedStatusTest {
    static Stream<Arguments> texts() {
        return Stream.of("zfs-fuse", "openzfs-2.1.11", "openzfs-2.3.2")
                .flatMap(folder -> Captures.all(folder, "zpool status").entrySet().stream()
                        .filter(entry -> isAStatus(entry.getValue()))
                        .map(entry -> Arguments.of(folder, entry.getKey(), entry.getValue())));
    }

    private static PoolStatus pool(String folder, String name) {
        Capture capture = Captures.of(folder, name);
        return ZpoolStatus.parse(capture.out(), capture.err()).pools().get(0);
    }

    private static Vdev vdev(PoolStatus pool, String name) {
        return pool.all().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
    }

    /** Zfs-fuse says {@code scrub:} and how much of a leg is done, while a resilver runs and after it. */
    @Test
    void anAmountMeansResilveringOnlyWhileAResilverRuns() {
        PoolStatus running = pool("zfs-fuse", "13-replacing-4");
        Scan.Running scan = (Scan.Running) running.scan().orElseThrow();
        assertThat(scan.kind()).isEqualTo(Scan.Kind.RESILVER);
        assertThat(scan.percent()).hasValue(37.73);
        assertThat(scan.left()).contains(Duration.ZERO);
        assertThat(vdev(running, "/mnt/legs/sn2").resilvering()).isTrue();
        assertThat(vdev(running, "/mnt/legs/sn4").resilvering()).isFalse();
        assertThat(vdev(running, "/mnt/legs/sn2").marks()).contains("54.2M resilvered");

        PoolStatus ended = pool("zfs-fuse", "09-offline");
        assertThat(ended.scan())
                .contains(new Scan.Finished(
                        Scan.Kind.RESILVER, Optional.empty(), 0, Duration.ZERO, 0, "Sun Nov 22 16:14:14 2026"));
        assertThat(vdev(ended, "/mnt/legs/sn2").marks()).containsExactly("68.0M resilvered");
        assertThat(vdev(ended, "/mnt/legs/sn2").resilvering()).isFalse();
        assertThat(vdev(ended, "/mnt/legs/sn3").is(ZfsState.OFFLINE)).isTrue();
    }

    @Test
    void neverScannedIsNoScan() {
        assertThat(pool("zfs-fuse", "01-healthy").scan()).isEmpty();
    }

    @Test
    void openZfs23SaysHowMuchOfHowMuch() {
        PoolStatus pool = pool("openzfs-2.3.2", "45-replacing-2");
        Scan.Running scan = (Scan.Running) pool.scan().orElseThrow();

        assertThat(scan.percent()).hasValue(3.66);
        assertThat(scan.totalBytes()).isEqualTo(162L << 20);
        assertThat(scan.issuedBytes()).isEqualTo(Math.round(5.92 * (1 << 20)));
        assertThat(vdev(pool, "ip-10.0.2.2:3264-iscsi-iqn.2024-01.lab:sn4-lun-1")
                        .resilvering())
                .isTrue();
    }

    private static Scan scan(String sentences) {
        String out = Captures.freebsd("zpool-status-healthy").out().replaceAll("  scan: .*\n", "");
        return ZpoolStatus.parse(out.replaceFirst("(?=config:\n)", Matcher.quoteReplacement(sentences)), "")
                .pools()
                .get(0)
                .scan()
                .orElseThrow();
    }

    /** As the sources of FreeBSD 10.4 and 12.1 print them. */
    @Test
    void scansOfIllumosAreUnderstood() {
        Scan.Running slow = (Scan.Running) scan("  scan: resilver in progress since Sun Nov 22 17:04:36 2026\n"
                + "        1.50G scanned out of 3.00G at 512/s, (scan is slow, no estimated time)\n"
                + "        700M resilvered, 50.00% done\n");
        assertThat(slow.left()).isEmpty();
        assertThat(slow.totalBytes()).isEqualTo(3L << 30);
        assertThat(slow.doneBytes()).isEqualTo(700L << 20);
        Scan.Running quick = (Scan.Running) scan("  scan: scrub in progress since Sun Nov 22 17:04:36 2026\n"
                + "        1.50G scanned out of 3.00G at 10.0M/s, 2h33m to go\n"
                + "        0 repaired, 50.00% done\n");
        assertThat(quick.left()).contains(Duration.ofMinutes(153));
        assertThat(scan("  scan: resilvered 1.5G in 0h3m with 0 errors on Sun Nov 22 17:04:36 2026\n"))
                .isInstanceOfSatisfying(
                        Scan.Finished.class, done -> assertThat(done.took()).hasMinutes(3));
        assertThat(scan("  scan: scrub repaired 0 in 1 days 02:00:03 with 2 errors on Sun Nov 22 17:04:36 2026\n"))
                .isInstanceOfSatisfying(Scan.Finished.class, done -> {
                    assertThat(done.took()).isEqualTo(Duration.ofHours(26).plusSeconds(3));
                    assertThat(done.errors()).isEqualTo(2);
                });
        assertThat(scan(" scrub: scrub stopped after 0h1m with 0 errors on Sun Nov 22 17:04:36 2026\n"))
                .isEqualTo(new Scan.Canceled(Scan.Kind.SCRUB, Optional.empty(), "Sun Nov 22 17:04:36 2026"));
    }

    /** Not in JSON, not one sentence for the healthy, and not what both streams said mixed up. */
    private static boolean isAStatus(Capture capture) {
        return !capture.command().contains(" -j")
                && !capture.out().startsWith("all pools are healthy")
                && !capture.out().startsWith("errors: ")
                && !capture.out().startsWith("connect: ");
    }

    @ParameterizedTest(name = "{0}/{1}")
    @MethodSource("texts")
    void isUnderstood(String folder, String name, Capture capture) {
        ZpoolStatus status = ZpoolStatus.parse(capture.out(), capture.err());
        assertThat(status.pools()).isNotEmpty();
    }
}
