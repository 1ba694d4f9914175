package io.zsan.node;

import io.zsan.error.InvalidInput;
import java.time.Duration;
import java.util.Optional;

/**
 * The pool's last scan, running or ended.
 *
 * @param resilver whether it is a resilver; else it is a scrub
 * @param state how far it is
 * @param errors errors that it met, once it has ended
 * @param percent share done, 0 to 100, while it runs
 * @param bytesDone bytes issued so far, 0 where unknown
 * @param bytesTotal bytes to do, 0 where unknown
 * @param bytesPerSecond present rate, 0 where unknown
 * @param left estimated time to go, where the pool gives one
 * @param identity tells this scan from others of the pool: the words that stay the same while it is the last one that
 *     ended
 */
public record ScanReport(
        boolean resilver,
        State state,
        long errors,
        double percent,
        long bytesDone,
        long bytesTotal,
        long bytesPerSecond,
        Optional<Duration> left,
        String identity) {
    /** How far a scan is. */
    public enum State {
        RUNNING,
        FINISHED,
        CANCELED
    }

    public ScanReport {
        if (Double.isNaN(percent) || percent < 0) {
            throw new InvalidInput("a scan cannot be " + percent + " percent done");
        }
    }

    /** Whether it was a resilver that could not read everything: some of the legs that it was to fill may lack writes. */
    public boolean leavesDoubt() {
        return resilver && state == State.FINISHED && errors > 0;
    }
}
