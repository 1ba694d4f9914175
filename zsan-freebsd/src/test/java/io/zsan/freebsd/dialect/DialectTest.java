package io.zsan.freebsd.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.dialect.FreeBsdRelease.SessionForm;
import io.zsan.freebsd.dialect.ZfsVersion.StatusForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
    @ParameterizedTest
    @CsvSource({
        "9.3-RELEASE, FREEBSD_9",
        "10.4-RELEASE-p13, FREEBSD_10",
        "11.4-STABLE, FREEBSD_11",
        "12.4-RELEASE-p9, FREEBSD_12",
        "13.2-RELEASE, FREEBSD_13",
        "14.1-RELEASE-p5, FREEBSD_14",
        "15.0-RELEASE, FREEBSD_15",
        "16.0-CURRENT, FREEBSD_15"
    })
    void knowsARelease(String version, FreeBsdRelease release) {
        assertThat(FreeBsdRelease.of(version + "\n")).contains(release);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8.4-RELEASE", "13", "13.2", "FreeBSD 13.2-RELEASE", "13.2-RELEASE\nmore"})
    void knowsNoOther(String version) {
        assertThat(FreeBsdRelease.of(version)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "zfs-2.0.0-FreeBSD_gf11b09dec, OPENZFS_2_0",
        "zfs-2.1.9-FreeBSD_g92e0d9d18, OPENZFS_2_0",
        "zfs-2.2.6-FreeBSD_g33174af15, OPENZFS_2_0",
        "zfs-2.3.2-2, OPENZFS_2_3",
        "zfs-2.4.0-rc4-FreeBSD_g099f69ff5, OPENZFS_2_3",
        "zfs-3.0.0-1, OPENZFS_2_3"
    })
    void knowsAVersionOfOpenZfs(String line, ZfsVersion version) {
        assertThat(ZfsVersion.of(line + "\nzfs-kmod-2.0.0-other\n")).contains(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unrecognized command 'version'\n", "zfs-kmod-2.1.9-1\n", "zfs-0.8.6-1\n"})
    void knowsNoVersionFromAnythingElse(String out) {
        assertThat(ZfsVersion.of(out)).isEmpty();
    }

    @Test
    void hasWhatTheSourcesOfEachReleaseHave() {
        assertThat(FreeBsdRelease.FREEBSD_10.sessions()).isEqualTo(SessionForm.ISCSICTL_TEXT);
        assertThat(FreeBsdRelease.FREEBSD_12.sessions()).isEqualTo(SessionForm.ISCSICTL_JSON);
        assertThat(ZfsVersion.ILLUMOS.status()).isEqualTo(StatusForm.NAMES);
        assertThat(ZfsVersion.ILLUMOS.ashift()).isFalse();
        assertThat(ZfsVersion.OPENZFS_2_0.status()).isEqualTo(StatusForm.FLAGS);
        assertThat(ZfsVersion.OPENZFS_2_3.status()).isEqualTo(StatusForm.JSON);
    }
}
