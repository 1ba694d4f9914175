package io.zsan.freebsd;

import io.zsan.freebsd.zpool.Scan;
import io.zsan.node.ScanReport;
import java.util.List;
import java.util.Optional;

/** The scan that matters, of those that a status shows. */
final class Scans {
    private Scans() {}

    /** The one that runs, else the last one of the whole pool. */
    static Optional<ScanReport> report(List<Scan> scans) {
        return scans.stream()
                .filter(Scan.Running.class::isInstance)
                .findFirst()
                .or(() -> scans.stream().findFirst())
                .map(Scans::report);
    }

    private static ScanReport report(Scan scan) {
        if (scan instanceof Scan.Running running) {
            return running(running);
        }
        // A rebuild does not read checksums: it never counts as a resilver (R8).
        boolean resilver = scan.kind() == Scan.Kind.RESILVER;
        if (scan instanceof Scan.Finished ended) {
            String identity = name(ended) + " of " + ended.bytes() + " in "
                    + ended.took().toSeconds() + " s with " + ended.errors() + " errors ended " + ended.end();
            return ended(resilver, ScanReport.State.FINISHED, ended.errors(), 100, identity);
        }
        Scan.Canceled canceled = (Scan.Canceled) scan;
        return ended(resilver, ScanReport.State.CANCELED, 0, 0, name(scan) + " canceled " + canceled.on());
    }

    private static ScanReport running(Scan.Running scan) {
        return new ScanReport(
                scan.kind() == Scan.Kind.RESILVER,
                ScanReport.State.RUNNING,
                0,
                Math.max(0, scan.percent().orElse(0)),
                scan.issuedBytes(),
                scan.totalBytes(),
                scan.issuedPerSecond().orElse(0L),
                scan.left(),
                name(scan) + " since " + scan.since());
    }

    private static ScanReport ended(
            boolean resilver, ScanReport.State state, long errors, double percent, String identity) {
        return new ScanReport(resilver, state, errors, percent, 0, 0, 0, Optional.empty(), identity);
    }

    private static String name(Scan scan) {
        return switch (scan.kind()) {
            case SCRUB -> "scrub";
            case RESILVER -> "resilver";
            case REBUILD -> "rebuild of " + scan.vdev().orElse("?");
        };
    }
}
