package io.zsan;

import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.ScanReport;
import io.zsan.observe.Observation;
import io.zsan.observe.Seen;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Picks the resilvers that are under way out of an observation. */
final class Progress {
    private Progress() {}

    static List<ResilverProgress> of(Observation seen) {
        return seen.database().values().stream()
                .map(Seen::report)
                .flatMap(Optional::stream)
                .flatMap(Progress::of)
                .toList();
    }

    private static Stream<ResilverProgress> of(DatabaseNodeReport node) {
        return node.pools().stream()
                .flatMap(pool -> pool.scan().stream()
                        .filter(ScanReport::resilver)
                        .map(scan -> new ResilverProgress(
                                pool.name(),
                                scan.state() == ScanReport.State.RUNNING ? scan.percent() : 100,
                                scan.bytesDone(),
                                scan.bytesTotal(),
                                scan.bytesPerSecond(),
                                scan.left(),
                                scan.state() != ScanReport.State.RUNNING)));
    }
}
