package io.zsan.testkit.fake;

import java.util.Optional;

/** Which release a fake node seems to run. What each does in another way is after its source; 13.2 also after captures. */
public enum FakeRelease {
    /** The target is istgt; no {@code freebsd-version}. As a database node it is like 12: there is no old initiator here. */
    FREEBSD_9("9.3-RELEASE-p53", Optional.empty()),
    /** ZFS of illumos: {@code zpool status} has no {@code -P} and no {@code -g}; no {@code ctld -t}. */
    FREEBSD_12("12.4-RELEASE-p9", Optional.empty()),
    /** The one of the captures. */
    FREEBSD_13("13.2-RELEASE", Optional.of("2.1.9-FreeBSD_g92e0d9d18")),
    /** {@code zpool status -j}. */
    FREEBSD_15("15.0-RELEASE", Optional.of("2.4.0-rc4-FreeBSD_g099f69ff5"));

    private final String version;
    private final Optional<String> zfs;

    FakeRelease(String version, Optional<String> zfs) {
        this.version = version;
        this.zfs = zfs;
    }

    /** As {@code freebsd-version} prints it. */
    public String version() {
        return version;
    }

    /** The version of OpenZFS; empty: ZFS of illumos. */
    Optional<String> zfs() {
        return zfs;
    }

    boolean istgt() {
        return this == FREEBSD_9;
    }

    boolean illumos() {
        return zfs.isEmpty();
    }

    boolean json() {
        return this == FREEBSD_15;
    }
}
