package io.zsan.testkit.world;

import java.time.Duration;

/**
 * How long things take in the world.
 *
 * @param ping how long an initiator or a target lets the other side be silent before it drops the session, at the
 *     standard sysctl value of 5; other values scale it
 * @param retry rhythm of an initiator's attempts to get a session back
 * @param login from the start of a login, when the access list is looked at, to the session
 * @param reload from {@code service ctld reload} to the new configuration being in force
 * @param removal from the end of a session by its own initiator to the end of its device
 * @param txg rhythm of ZFS's transaction groups
 * @param resilverStart from {@code zpool online}, or an import with a stale leg, to the start of the resilver
 * @param boot from power on to a node that answers
 * @param resilverRate bytes per second
 * @param ballast bytes that every pool holds besides what was written to it: what a fresh leg has to resilver
 * @param volatileCaches whether a disk that loses power loses what it got since the last transaction group, flushed or
 *     not: R9 takes the word of no cache
 * @param zfs what ZFS does besides
 */
public record Timings(
        Duration ping,
        Duration retry,
        Duration login,
        Duration reload,
        Duration removal,
        Duration txg,
        Duration resilverStart,
        Duration boot,
        long resilverRate,
        long ballast,
        boolean volatileCaches,
        ZfsHabits zfs) {
    private static final long MIB = 1 << 20;

    /** With ZFS's measured habits. */
    public Timings(
            Duration ping,
            Duration retry,
            Duration login,
            Duration reload,
            Duration removal,
            Duration txg,
            Duration resilverStart,
            Duration boot,
            long resilverRate,
            long ballast,
            boolean volatileCaches) {
        this(
                ping,
                retry,
                login,
                reload,
                removal,
                txg,
                resilverStart,
                boot,
                resilverRate,
                ballast,
                volatileCaches,
                ZfsHabits.measured());
    }

    /** As measured on FreeBSD 13.2, rounded. */
    public static Timings measured() {
        return new Timings(
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                Duration.ofMillis(400),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                32 * MIB,
                100 * MIB,
                true);
    }

    /** About ten times as fast: for demonstrations and for tests against the real clock. */
    public static Timings fast() {
        return new Timings(
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                Duration.ofMillis(20),
                Duration.ofMillis(30),
                Duration.ofMillis(40),
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                200 * MIB,
                100 * MIB,
                true,
                ZfsHabits.fast());
    }

    public Timings withPing(Duration value) {
        return new Timings(
                value,
                retry,
                login,
                reload,
                removal,
                txg,
                resilverStart,
                boot,
                resilverRate,
                ballast,
                volatileCaches,
                zfs);
    }

    /**
     * FreeBSD's own rhythm is about 61 s after an attempt that failed ({@code kern.iscsi.iscsid_timeout}); the measured
     * nodes were quicker.
     */
    public Timings withRetry(Duration value) {
        return new Timings(
                ping,
                value,
                login,
                reload,
                removal,
                txg,
                resilverStart,
                boot,
                resilverRate,
                ballast,
                volatileCaches,
                zfs);
    }

    public Timings withResilver(long bytesPerSecond, long ballastBytes) {
        return new Timings(
                ping,
                retry,
                login,
                reload,
                removal,
                txg,
                resilverStart,
                boot,
                bytesPerSecond,
                ballastBytes,
                volatileCaches,
                zfs);
    }

    public Timings withBoot(Duration value) {
        return new Timings(
                ping,
                retry,
                login,
                reload,
                removal,
                txg,
                resilverStart,
                value,
                resilverRate,
                ballast,
                volatileCaches,
                zfs);
    }

    public Timings withVolatileCaches(boolean value) {
        return new Timings(
                ping, retry, login, reload, removal, txg, resilverStart, boot, resilverRate, ballast, value, zfs);
    }

    public Timings withZfs(ZfsHabits value) {
        return new Timings(
                ping,
                retry,
                login,
                reload,
                removal,
                txg,
                resilverStart,
                boot,
                resilverRate,
                ballast,
                volatileCaches,
                value);
    }
}
