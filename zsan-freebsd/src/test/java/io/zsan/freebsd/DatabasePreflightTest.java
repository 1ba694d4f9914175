package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.decide.DisconnectMode;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.NodeName;
import io.zsan.node.ClockOffset;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the simulated nodes cannot be set to. */
class DatabasePreflightTest {
    private String version = "zfs-2.1.9-FreeBSD_g92e0d9d18\nzfs-kmod-2.1.9-FreeBSD_g92e0d9d18\n";
    private String release = "13.2-RELEASE\n";
    private String pools = "p1\tzsan:3\tnone\twait\toff\toff\n";
    private CommandResult multihost = ScriptedRunner.said(0, "p1\toff\nother\ton\n", "");
    private String periodic = "";
    private String rc = "zfsd_enable: NO\niscsid_enable: YES\niscsictl_enable: NO\n";
    private String status = Captures.freebsd("zpool-status-P-healthy").out();
    private String date = "100\n";
    private String room = """
            Filesystem 1K-blocks    Used   Avail Capacity  Mounted on
            /dev/ada0p2  20307196 1400000 17282624     8%    /
            """;
    private String sysctls = """
            kern.hostid: 4137728188
            kern.iscsi.fail_on_disconnection: 1
            kern.iscsi.ping_timeout: 5
            kern.iscsi.iscsid_timeout: 60
            kern.iscsi.login_timeout: 60
            kern.iscsi.fail_on_shutdown: 1
            kern.geom.label.disk_ident.enable: 1
            vfs.zfs.min_auto_ashift: 12
            """;

    private Instant now = Instant.EPOCH.plusSeconds(90);

    private CommandResult answer(Command command) {
        String line = command.toString();
        if (line.contains("freebsd-version")) {
            return ScriptedRunner.said(0, release, "");
        } else if (line.contains("uname")) {
            return ScriptedRunner.said(0, release, "");
        } else if (line.contains("pgrep")) {
            return ScriptedRunner.said(1, "", "");
        } else if (line.contains("sysctl")) {
            return ScriptedRunner.said(0, sysctls, "");
        } else if (line.contains("periodic")) {
            return ScriptedRunner.said(0, periodic, "");
        } else if (line.contains("sysrc")) {
            return ScriptedRunner.said(0, rc, "");
        } else if (line.contains("df -k")) {
            return ScriptedRunner.said(0, room, "");
        } else if (line.contains("date")) {
            return ScriptedRunner.said(0, date, "");
        } else if (line.contains("service")) {
            return ScriptedRunner.said(0, "iscsid is running as pid 401.\n", "");
        } else if (line.contains("version")) {
            return ScriptedRunner.said(0, version, "");
        } else if (line.contains("multihost")) {
            return multihost;
        } else if (line.contains("list")) {
            return ScriptedRunner.said(0, pools, "");
        }
        return ScriptedRunner.said(0, status, "");
    }

    private DatabasePreflight preflight() {
        ScriptedRunner runner = new ScriptedRunner("d1", this::answer);
        ZfsGate gate = new ZfsGate(runner, Deadlines.defaults(), () -> Instant.EPOCH);
        return new DatabasePreflight(runner, gate, Deadlines.defaults(), DisconnectMode.FAIL, () -> now);
    }

    private List<String> found() {
        return preflight().run().stream().map(Finding::toString).toList();
    }

    @Test
    void multihostProtectionOfAPoolOfOursIsToldOf() {
        multihost = ScriptedRunner.said(0, "p1\ton\nother\ton\n", "");

        assertThat(found())
                .singleElement()
                .asString()
                .contains("pool p1 may refuse to be imported while a leg is missing", "multihost=on");
    }

    @Test
    void zfsOfIllumosHasNoMultihostProtectionAndItsSectorsComeFromASysctl() {
        release = "12.4-RELEASE-p9\n";
        version = "";
        multihost = ScriptedRunner.said(2, "", "bad property list: invalid property 'multihost'\nusage:\n");

        assertThat(found().stream().filter(finding -> finding.contains("multihost")))
                .isEmpty();
        sysctls = sysctls.replace("ashift: 12", "ashift: 9");
        assertThat(found().stream().filter(finding -> finding.contains("min_auto_ashift")))
                .singleElement()
                .asString()
                .contains("takes no disk with larger sectors later on", "vfs.zfs.min_auto_ashift: 9");
        release = "13.2-RELEASE\n";
        assertThat(found().stream().filter(finding -> finding.contains("min_auto_ashift")))
                .isEmpty();
    }

    @Test
    void whatElseZpoolSaysOfMultihostIsNotUnderstood() {
        multihost = ScriptedRunner.said(2, "", "bad property list: invalid property 'name'\n");

        assertThatThrownBy(() -> preflight().run()).hasMessageContaining("invalid property 'name'");
    }

    @Test
    void scrubsOfTheDailyJobsAreToldOf() {
        periodic = "daily_scrub_zfs_enable: YES\n";

        assertThat(found())
                .singleElement()
                .asString()
                .contains("the daily jobs scrub pools", "daily_scrub_zfs_enable: YES");
        periodic = "daily_scrub_zfs_enable: NO\n";
        assertThat(found()).isEmpty();
    }

    @Test
    void findsNothingOnANodeThatFailsOnDisconnectionAsThePolicySays() {
        assertThat(found()).isEmpty();
    }

    @Test
    void warnsOfPoolsThatActByThemselves() {
        pools = "p1\tzsan:3\t-\tcontinue\ton\ton\nzroot\t-\t-\twait\toff\toff\n";

        assertThat(found())
                .containsExactly(
                        "d1: pool p1 would be imported by the next boot [cachefile=-]; zpool set cachefile=none p1",
                        "d1: pool p1 does not wait for its devices [failmode=continue]; zpool set failmode=wait p1",
                        "d1: pool p1 takes in disks by itself [autoreplace=on]; zpool set autoreplace=off p1",
                        "d1: pool p1 grows by itself, and then takes no smaller LUN any more [autoexpand=on];"
                                + " zpool set autoexpand=off p1");
    }

    @Test
    void warnsOfSparesInAPool() {
        status = status.replace("\nerrors:", "\tspares\n\t  /dev/diskid/DISK-s4d1    AVAIL   \n\nerrors:");

        assertThat(found())
                .containsExactly("d1: pool p1 has spares of its own [spares: /dev/diskid/DISK-s4d1];"
                        + " zpool remove p1 each of them");
    }

    @Test
    void refusesAReleaseWithoutWhatItNeeds() {
        release = "9.3-RELEASE-p43\n";

        assertThat(found()).singleElement().asString().contains("9.3-RELEASE-p43", "iscontrol, was never seen to run");
    }

    @Test
    void takesTheReleasesThatItWasWrittenForAndWarnsOfLaterOnes() {
        for (String known : List.of(
                "10.4-RELEASE\n", "12.4-RELEASE-p9\n", "13.2-RELEASE\n", "14.3-RELEASE-p2\n", "15.0-RELEASE\n")) {
            release = known;
            assertThat(found()).isEmpty();
        }
        release = "16.0-CURRENT\n";
        assertThat(found()).singleElement().asString().contains("not written for");
    }

    @Test
    void warnsWhereProgramsAndKernelAreNotOfOneVersion() {
        version = "zfs-2.2.4-FreeBSD_gb6d5d4c\nzfs-kmod-2.1.9-FreeBSD_g92e0d9d18\n";

        assertThat(found()).singleElement().asString().contains("restart it after its upgrade");
    }

    @Test
    void tellsWhatIsComparedWithOtherNodes() {
        version = "zfs-2.2.4-FreeBSD_gb6d5d4c\nzfs-kmod-2.1.9-FreeBSD_g92e0d9d18\n";
        assertThat(preflight().traits())
                .isEqualTo(NodeTraits.ofDatabase(
                        new NodeName("d1"),
                        Optional.of("4137728188"),
                        Optional.of("2.1.9-FreeBSD_g92e0d9d18"),
                        Optional.of(new ClockOffset(Duration.ofSeconds(10), Duration.ofSeconds(11)))));

        version = "unrecognized command 'version'\n";
        assertThat(preflight().traits().zfs()).isEmpty();
        date = "date: illegal format\n";
        assertThat(preflight().traits().clock()).isEmpty();
    }

    @Test
    void aClockOfThisMachineThatIsSetBackMeanwhileTellsNothing() {
        ScriptedRunner runner = new ScriptedRunner("d1", command -> {
            now = now.minusSeconds(60);
            return answer(command);
        });

        assertThat(new NodeClock(runner, () -> now, Duration.ofSeconds(1)).offset())
                .isEmpty();
    }

    @Test
    void warnsOfWhatTheNextBootWouldDo() {
        rc = "zfsd_enable: yes\niscsictl_enable: YES\n";

        assertThat(preflight().run())
                .extracting(Finding::evidence)
                .containsExactly("zfsd_enable: yes", "iscsid_enable: (not set)", "iscsictl_enable: YES");
    }

    @Test
    void warnsOfLittleRoom() {
        room = """
            Filesystem 1K-blocks    Used  Avail Capacity  Mounted on
            /dev/ada0p2  20307196 20300000   -12   100%    /
            """;

        assertThat(preflight().run())
                .extracting(Finding::toString)
                .containsExactly(
                        "d1: there is little room in /var/log [-12 KiB are free on /, should be 65536]; make room on /",
                        "d1: there is little room in /var/run [-12 KiB are free on /, should be 1024]; make room on /");
    }

    @Test
    void warnsOfTimeoutsThatLetAPathWait() {
        sysctls = sysctls.replace("iscsid_timeout: 60", "iscsid_timeout: 0")
                .replace("login_timeout: 60", "login_timeout: 300")
                .replace("fail_on_shutdown: 1", "fail_on_shutdown: 0");

        assertThat(preflight().run())
                .allMatch(finding -> !finding.refuses())
                .extracting(Finding::evidence)
                .containsExactly(
                        "kern.iscsi.iscsid_timeout: 0",
                        "kern.iscsi.login_timeout: 300",
                        "kern.iscsi.fail_on_shutdown: 0");
    }
}
