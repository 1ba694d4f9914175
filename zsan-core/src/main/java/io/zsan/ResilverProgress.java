package io.zsan;

import io.zsan.model.PoolName;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a resilver is.
 *
 * @param percent share done, 0 to 100
 * @param bytesDone bytes issued so far, 0 where unknown
 * @param bytesTotal bytes to do, 0 where unknown
 * @param bytesPerSecond present rate, 0 where unknown
 * @param left estimated time to go, where the pool gives one
 * @param finished whether it has ended
 */
public record ResilverProgress(
        PoolName pool,
        double percent,
        long bytesDone,
        long bytesTotal,
        long bytesPerSecond,
        Optional<Duration> left,
        boolean finished) {}
