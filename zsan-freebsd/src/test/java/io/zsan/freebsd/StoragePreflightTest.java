package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.FailureDomain;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import io.zsan.node.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On real texts, with what the simulated nodes cannot be set to. */
class StoragePreflightTest {
    private static final StorageNode S1 = new StorageNode(
            new NodeName("s1"),
            new FailureDomain("rack"),
            Portal.parse("10.0.0.1"),
            List.of(new Disk(new DiskSerial("s1d1"), 256 << 20, 512)));

    private String release = "13.2-RELEASE\n";
    private String disks = Captures.freebsd("geom-disk-list").out();
    private CommandResult luns = ScriptedRunner.said(0, "<ctllunlist>\n</ctllunlist>\n", "");
    private CommandResult rc = ScriptedRunner.said(0, "zfsd_enable: NO\nctld_enable: NO\ncleanvar_enable: YES\n", "");

    private CommandResult answer(Command command) {
        return switch (command.program()) {
            case "/bin/freebsd-version" -> ScriptedRunner.said(0, release, "");
            case "/bin/pgrep" -> ScriptedRunner.said(1, "", "");
            case "/usr/sbin/sysrc" -> rc;
            case "/bin/df" ->
                ScriptedRunner.said(
                        0,
                        "Filesystem 1K-blocks    Used   Avail Capacity  Mounted on\n/dev/ada0p2  20307196 1400000 17282624     8%    /\n",
                        "");
            case "/usr/bin/readlink" -> ScriptedRunner.said(0, "/var/run/zsan/ctl.conf\n", "");
            case "/sbin/geom" -> ScriptedRunner.said(0, disks, "");
            case "/usr/sbin/ctladm" -> luns;
            default -> throw new AssertionError(command);
        };
    }

    private List<Finding> found() {
        ScriptedRunner runner = new ScriptedRunner("s1", this::answer);
        return new StoragePreflight(S1, runner, Duration.ofSeconds(1), () -> Instant.EPOCH).run();
    }

    @Test
    void findsNothingOnANodeAsItShouldBe() {
        assertThat(found()).isEmpty();
    }

    @Test
    void refusesASerialThatTwoOfItsDisksHave() {
        disks = disks.replace("ident: s2d1", "ident: s1d1");

        assertThat(found()).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isTrue();
            assertThat(finding.what()).isEqualTo("the serial s1d1 is on several disks");
            assertThat(finding.evidence()).startsWith("geom disk list: [da0 s1d1, da");
        });
    }

    @Test
    void refusesADiskThatLostItsSerial() {
        disks = disks.replace("ident: s1d1", "ident: (null)");

        assertThat(found()).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isTrue();
            assertThat(finding.what()).isEqualTo("there is no disk with the serial s1d1");
            assertThat(finding.evidence()).contains("da0 (null)");
        });
    }

    @Test
    void warnsOfLunsThatSomebodyElseMade() {
        luns = ScriptedRunner.said(0, Captures.freebsd("ctladm-devlist-x").out(), "");

        assertThat(found())
                .isNotEmpty()
                .noneMatch(Finding::refuses)
                .extracting(Finding::evidence)
                .contains("ctladm devlist: LUN 0 s1d1");
    }

    @Test
    void aQuestionWithoutAnAnswerIsAFinding() {
        disks = "";
        luns = ScriptedRunner.said(1, "", "ctladm: error opening /dev/cam/ctl: No such file or directory\n");
        assertThat(found()).singleElement().extracting(Finding::what).asString().contains("no disk with the serial");

        rc = ScriptedRunner.said(1, "", "sysrc: /etc/rc.conf: Permission denied\n");
        assertThat(found())
                .filteredOn(Finding::refuses)
                .extracting(Finding::evidence)
                .contains("cleanvar_enable: (not set)");
    }

    @Test
    void refusesAReleaseThatIsTooOldOrNone() {
        release = "9.3-RELEASE-p9\n";
        assertThat(found()).singleElement().extracting(Finding::evidence).isEqualTo("freebsd-version: 9.3-RELEASE-p9");

        release = "\n";
        assertThat(found()).singleElement().extracting(Finding::what).isEqualTo("its release is unknown");
    }
}
