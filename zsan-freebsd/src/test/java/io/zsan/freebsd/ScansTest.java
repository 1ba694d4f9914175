package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.zpool.Scan;
import io.zsan.node.ScanReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScansTest {
    private static final String TIME = "Sun Nov 22 18:09:15 2026";
    private static final Scan.Finished RESILVER = finished(Scan.Kind.RESILVER, Optional.empty(), TIME);

    private static Scan.Finished finished(Scan.Kind kind, Optional<String> vdev, String end) {
        return new Scan.Finished(kind, vdev, 101 << 20, Duration.ofSeconds(3), 0, end);
    }

    private static Scan.Running running(Scan.Kind kind, OptionalDouble percent) {
        return new Scan.Running(
                kind,
                Optional.empty(),
                false,
                TIME,
                100,
                50,
                Optional.of(10L),
                100,
                40,
                percent,
                Optional.of(Duration.ofSeconds(5)));
    }

    @Test
    void isEmptyWhereThereWasNone() {
        assertThat(Scans.report(List.of())).isEmpty();
    }

    @Test
    void tellsHowFarAResilverIs() {
        assertThat(Scans.report(List.of(running(Scan.Kind.RESILVER, OptionalDouble.of(50)))))
                .contains(new ScanReport(
                        true,
                        ScanReport.State.RUNNING,
                        0,
                        50,
                        50,
                        100,
                        10,
                        Optional.of(Duration.ofSeconds(5)),
                        "resilver since " + TIME));
    }

    @Test
    void takesAPercentageThatZfsCouldNotComputeForNone() {
        assertThat(Scans.report(List.of(running(Scan.Kind.RESILVER, OptionalDouble.empty())))
                        .orElseThrow()
                        .percent())
                .isZero();
    }

    @Test
    void keepsTheNameOfAnEndedScanAndGivesTheNextAnother() {
        String first = Scans.report(List.of(RESILVER)).orElseThrow().identity();

        assertThat(Scans.report(List.of(RESILVER)).orElseThrow().identity()).isEqualTo(first);
        assertThat(Scans.report(List.of(finished(Scan.Kind.RESILVER, Optional.empty(), "Sun Nov 22 18:09:16 2026")))
                        .orElseThrow()
                        .identity())
                .isNotEqualTo(first);
    }

    @Test
    void neverTakesARebuildForAResilver() {
        Scan rebuild = finished(Scan.Kind.REBUILD, Optional.of("mirror-0"), TIME);

        assertThat(Scans.report(List.of(rebuild)).orElseThrow().resilver()).isFalse();
    }

    @Test
    void prefersTheScanThatRuns() {
        Scan scrub = running(Scan.Kind.SCRUB, OptionalDouble.of(1));

        assertThat(Scans.report(List.of(RESILVER, scrub)).orElseThrow())
                .returns(ScanReport.State.RUNNING, ScanReport::state)
                .returns(false, ScanReport::resilver);
    }

    @Test
    void tellsThatOneWasCanceled() {
        assertThat(Scans.report(List.of(new Scan.Canceled(Scan.Kind.RESILVER, Optional.empty(), TIME)))
                        .orElseThrow()
                        .state())
                .isEqualTo(ScanReport.State.CANCELED);
    }
}
