package io.zsan.testkit.world;

import java.time.Duration;

/**
 * What ZFS and its helpers do, and how long they take, besides moving data.
 *
 * @param version which OpenZFS it is
 * @param probe from the first failed I/O of a leg to the decision whether it is faulted (A4)
 * @param zfsd from a session's return to the moment at which zfsd, where it runs, onlines the leg (A26)
 * @param multihost the interval between an owner's signs of life; the rest of multihost is multiples of it
 * @param suspendedHangs whether every command that changes a suspended pool hangs for good, as A9 met with {@code
 *     export -f}; else those without {@code -f} are refused
 */
public record ZfsHabits(OpenZfs version, Duration probe, Duration zfsd, Duration multihost, boolean suspendedHangs) {
    /** As measured on FreeBSD 13.2. */
    public static ZfsHabits measured() {
        return new ZfsHabits(
                OpenZfs.V2_1_9, Duration.ofSeconds(2), Duration.ofMillis(3400), Duration.ofSeconds(1), false);
    }

    /** About ten times as fast. */
    public static ZfsHabits fast() {
        return new ZfsHabits(
                OpenZfs.V2_1_9, Duration.ofMillis(200), Duration.ofMillis(340), Duration.ofMillis(100), false);
    }

    public ZfsHabits withVersion(OpenZfs value) {
        return new ZfsHabits(value, probe, zfsd, multihost, suspendedHangs);
    }

    public ZfsHabits withSuspendedHangs(boolean value) {
        return new ZfsHabits(version, probe, zfsd, multihost, value);
    }
}
