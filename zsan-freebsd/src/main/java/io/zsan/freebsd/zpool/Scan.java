package io.zsan.freebsd.zpool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A scan of a pool, running or the last one. Sizes are rounded to three digits, as printed; zero where none are, up to pool
 * version 26.
 */
public sealed interface Scan {
    /** What a scan is for. */
    enum Kind {
        SCRUB,
        RESILVER,
        /** A sequential resilver of one mirror; a scrub is still due after it. */
        REBUILD
    }

    Kind kind();

    /** The top-level vdev, of a {@link Kind#REBUILD} only. */
    Optional<String> vdev();

    /**
     * It runs, or is paused.
     *
     * @param since when it began, as printed; nothing up to pool version 26
     * @param scannedBytes bytes that were looked at
     * @param issuedBytes bytes that were read to be checked
     * @param issuedPerSecond empty where none is printed
     * @param totalBytes bytes to do
     * @param doneBytes bytes resilvered or repaired
     * @param percent share done; can be over 100; empty where ZFS computed no number
     * @param left time to go, where ZFS gives one
     */
    record Running(
            Kind kind,
            Optional<String> vdev,
            boolean paused,
            String since,
            long scannedBytes,
            long issuedBytes,
            Optional<Long> issuedPerSecond,
            long totalBytes,
            long doneBytes,
            OptionalDouble percent,
            Optional<Duration> left)
            implements Scan {}

    /**
     * It came to its end.
     *
     * @param bytes bytes resilvered or repaired
     * @param errors errors that it met
     * @param end when it ended, as printed
     */
    record Finished(Kind kind, Optional<String> vdev, long bytes, Duration took, long errors, String end)
            implements Scan {}

    /**
     * It was given up.
     *
     * @param on when, as printed
     */
    record Canceled(Kind kind, Optional<String> vdev, String on) implements Scan {}
}
