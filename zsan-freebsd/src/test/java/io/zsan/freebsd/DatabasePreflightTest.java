package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.decide.DisconnectMode;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.NodeName;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the simulated nodes cannot be set to. */
class DatabasePreflightTest {
    private String version = "zfs-2.1.9-FreeBSD_g92e0d9d18\nzfs-kmod-2.1.9-FreeBSD_g92e0d9d18\n";
    private String release = "13.2-RELEASE\n";
    private String pools = "p1\tzsan:3\tnone\twait\toff\n";

    private CommandResult answer(Command command) {
        String line = command.toString();
        if (line.contains("freebsd-version")) {
            return ScriptedRunner.said(0, release, "");
        } else if (line.contains("pgrep")) {
            return ScriptedRunner.said(1, "", "");
        } else if (line.contains("sysctl")) {
            return ScriptedRunner.said(0, """
                    kern.hostid: 4137728188
                    kern.hostuuid: f6a0b1bc-e698-11f1-8567-58a300000001
                    kern.iscsi.fail_on_disconnection: 1
                    kern.iscsi.ping_timeout: 5
                    kern.geom.label.disk_ident.enable: 1
                    """, "");
        } else if (line.contains("service")) {
            return ScriptedRunner.said(0, "iscsid is running as pid 401.\n", "");
        } else if (line.contains("version")) {
            return ScriptedRunner.said(0, version, "");
        } else if (line.contains("list")) {
            return ScriptedRunner.said(0, pools, "");
        }
        return ScriptedRunner.said(0, Captures.freebsd("zpool-status-P-healthy").out(), "");
    }

    private DatabasePreflight preflight() {
        ScriptedRunner runner = new ScriptedRunner("d1", this::answer);
        ZfsGate gate = new ZfsGate(runner, Deadlines.defaults(), () -> Instant.EPOCH);
        return new DatabasePreflight(runner, gate, Deadlines.defaults(), DisconnectMode.FAIL);
    }

    private List<String> found() {
        return preflight().run().stream().map(Finding::toString).toList();
    }

    @Test
    void findsNothingOnANodeThatFailsOnDisconnectionAsThePolicySays() {
        assertThat(found()).isEmpty();
    }

    @Test
    void warnsOfPoolsThatActByThemselves() {
        pools = "p1\tzsan:3\t-\tcontinue\ton\nzroot\t-\t-\twait\toff\n";

        assertThat(found())
                .containsExactly(
                        "d1: pool p1 would be imported by the next boot: cachefile=-; zpool set cachefile=none p1",
                        "d1: pool p1 does not wait for its devices: failmode=continue; zpool set failmode=wait p1",
                        "d1: pool p1 takes in disks by itself: autoreplace=on; zpool set autoreplace=off p1");
    }

    @Test
    void refusesAReleaseWithoutWhatItNeeds() {
        release = "9.3-RELEASE-p43\n";

        assertThat(found()).singleElement().asString().contains("9.3-RELEASE-p43");
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
                .isEqualTo(new NodeTraits(
                        new NodeName("d1"), Optional.of("4137728188"), Optional.of("2.1.9-FreeBSD_g92e0d9d18")));

        version = "unrecognized command 'version'\n";
        assertThat(preflight().traits().zfs()).isEmpty();
    }
}
