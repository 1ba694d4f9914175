package io.zsan.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool with a separate log, in the words of {@code zpool} and {@code zdb}. The log is the vdev after the data. */
class SeparateLogTextTest {
    private final Lab lab = new Lab();

    private void pool() {
        lab.prepare("s1", "s2");
        for (String disk : new String[] {"s1d1", "s2d1", "s1d2", "s2d2"}) {
            lab.export(disk, "d1");
        }
        lab.login("d1", "s1d1", "s2d1", "s1d2", "s2d2");
        lab.ok("d1", "/sbin/zpool create -o cachefile=none p1 " + data() + " log " + log());
    }

    private static String data() {
        return "mirror " + Lab.path("s1d1") + " " + Lab.path("s2d1");
    }

    private static String log() {
        return "mirror " + Lab.path("s1d2") + " " + Lab.path("s2d2");
    }

    @Test
    void aStatusShowsItUnderAHeadingThatEndsWithATab() {
        pool();

        assertThat(lab.ok("d1", "/sbin/zpool status -P p1")).isEqualTo("""
                  pool: p1
                 state: ONLINE
                config:

                \tNAME                            STATE     READ WRITE CKSUM
                \tp1                              ONLINE       0     0     0
                \t  mirror-0                      ONLINE       0     0     0
                \t    /dev/diskid/DISK-s1.s1d1.1  ONLINE       0     0     0
                \t    /dev/diskid/DISK-s2.s2d1.1  ONLINE       0     0     0
                \tlogs\t
                \t  mirror-1                      ONLINE       0     0     0
                \t    /dev/diskid/DISK-s1.s1d2.1  ONLINE       0     0     0
                \t    /dev/diskid/DISK-s2.s2d2.1  ONLINE       0     0     0

                errors: No known data errors
                """);
    }

    @Test
    void aListingOfWhatCanBeImportedShowsItTheSameWay() {
        pool();
        lab.ok("d1", "/sbin/zpool export p1");

        assertThat(lab.ok("d1", "/sbin/zpool import")).endsWith("""
                \tp1                         ONLINE
                \t  mirror-0                 ONLINE
                \t    diskid/DISK-s1.s1d1.1  ONLINE
                \t    diskid/DISK-s2.s2d1.1  ONLINE
                \tlogs\t
                \t  mirror-1                 ONLINE
                \t    diskid/DISK-s1.s1d2.1  ONLINE
                \t    diskid/DISK-s2.s2d2.1  ONLINE
                """);
    }

    @Test
    void aLabelSaysWhetherItsMirrorIsALog() {
        pool();

        assertThat(lab.ok("d1", "/usr/sbin/zdb -l " + Lab.path("s1d1")))
                .contains("        is_log: 0\n")
                .contains("    vdev_children: 2\n");
        assertThat(lab.ok("d1", "/usr/sbin/zdb -l " + Lab.path("s1d2")))
                .contains("        is_log: 1\n")
                .contains("        id: 1\n");
    }

    @Test
    void itIsNoRoomForData() {
        pool();
        String with = lab.ok("d1", "/sbin/zpool list -H -p -o size p1");
        Lab plain = new Lab();
        plain.poolOn("d1", "s1d1", "s2d1");

        assertThat(with).isEqualTo(plain.ok("d1", "/sbin/zpool list -H -p -o size p1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%1$s log", "log %2$s", "%1$s log /dev/da2", "%1$s log %2$s log %2$s", "/dev/da0", "%1$s log log"
            })
    void refusesWhatIsNoMirrorOfDataAndPerhapsAMirroredLog(String vdevs) {
        FakeResult result = lab.run("d1", "/sbin/zpool create p1 " + String.format(vdevs, data(), log()));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).startsWith("invalid vdev specification");
    }
}
