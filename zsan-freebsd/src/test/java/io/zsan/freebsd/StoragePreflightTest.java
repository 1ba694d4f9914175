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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On real texts, with what the simulated nodes cannot be set to. */
class StoragePreflightTest {
    private static final StorageNode S1 = new StorageNode(
            new NodeName("s1"),
            new FailureDomain("rack"),
            Portal.parse("10.0.0.1"),
            List.of(new Disk(new DiskSerial("s1d1"), 256 << 20, 512)));

    private String release = "13.2-RELEASE\n";
    private CommandResult istgt = ScriptedRunner.said(0, "istgt version 0.4\nistgt extra version 20111008\n", "");
    private String processes = "    1 /sbin/init --\n";
    private String disks = Captures.freebsd("geom-disk-list").out();
    private String tree = "0 DISK vtbd0 427821568 512 hd 16 sc 63\n1 PART vtbd0p1 66560 512 i 1 o 17408\n"
            + "0 DISK da0 268435456 512 hd 64 sc 32\n1 LABEL diskid/DISK-s1d1 268435456 512 i 0 o 0\n"
            + "0 DISK da1 268435456 512 hd 64 sc 32\n\n";
    private CommandResult luns = ScriptedRunner.said(0, "<ctllunlist>\n</ctllunlist>\n", "");
    private CommandResult rc = ScriptedRunner.said(0, "zfsd_enable: NO\nctld_enable: NO\ncleanvar_enable: YES\n", "");

    private CommandResult answer(Command command) {
        return switch (command.program()) {
            case "/bin/freebsd-version" ->
                release.startsWith("9.")
                        ? ScriptedRunner.said(127, "", "sh: /bin/freebsd-version: not found\n")
                        : ScriptedRunner.said(0, release, "");
            case "/usr/bin/uname" -> ScriptedRunner.said(0, release, "");
            case "/usr/local/bin/istgt" -> istgt;
            case "/bin/ps" -> ScriptedRunner.said(0, processes, "");
            case "/bin/pgrep" -> ScriptedRunner.said(1, "", "");
            case "/usr/sbin/sysrc" -> rc;
            case "/bin/df" ->
                ScriptedRunner.said(
                        0,
                        "Filesystem 1K-blocks    Used   Avail Capacity  Mounted on\n/dev/ada0p2  20307196 1400000 17282624     8%    /\n",
                        "");
            case "/usr/bin/readlink" -> ScriptedRunner.said(0, "/var/run/zsan/ctl.conf\n", "");
            case "/sbin/geom" -> ScriptedRunner.said(0, disks, "");
            case "/sbin/sysctl" -> ScriptedRunner.said(0, tree, "");
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

    /** CTL cannot open what ZFS of the node has open, or a file system. */
    @Test
    void refusesADiskThatTheNodeItselfUses() {
        int da0 = disks.indexOf("Geom name: da0");
        String others = disks.substring(0, da0);

        disks = others + disks.substring(da0).replaceFirst("Mode: r0w0e0", "Mode: r1w1e0");
        assertThat(found()).isEmpty();

        disks = others + disks.substring(da0).replaceFirst("Mode: r1w1e0", "Mode: r1w1e1");
        assertThat(found()).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isTrue();
            assertThat(finding.what()).contains("disk s1d1 is in use on the node itself");
            assertThat(finding.evidence()).isEqualTo("da0: Mode: r1w1e1");
        });
    }

    @Test
    void refusesADiskThatAnotherClassOfGeomIsBuiltUpon() {
        tree = tree.replace(
                "0 DISK da1", "1 MIRROR mirror/gm0 268434944 512\n2 PART mirror/gm0s1 1024 512 i 1\n0 DISK da1");
        assertThat(found()).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isTrue();
            assertThat(finding.what()).contains("a class of GEOM has built upon disk s1d1");
            assertThat(finding.evidence()).isEqualTo("kern.geom.conftxt: da0: MIRROR/mirror/gm0 PART/mirror/gm0s1");
        });

        tree = "0 DISK vtbd0 427821568 512 hd 16 sc 63\n\n";
        assertThat(found())
                .singleElement()
                .extracting(Finding::evidence)
                .isEqualTo("kern.geom.conftxt: there is no da0");
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
        for (String bad : List.of("8.4-RELEASE\n", "\n")) {
            release = bad;
            assertThat(found())
                    .singleElement()
                    .extracting(Finding::toString)
                    .asString()
                    .contains("its release is unknown, or too old [" + ("freebsd-version: " + bad).strip() + "]");
        }
    }

    @Test
    void asksFreeBsd9ForIstgt() {
        release = "9.3-RELEASE-p53\n";
        luns = ScriptedRunner.said(1, "", "nobody asks it");
        assertThat(found()).isEmpty();

        istgt = ScriptedRunner.said(127, "", "sh: /usr/local/bin/istgt: not found\n");
        assertThat(found()).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isTrue();
            assertThat(finding.what()).isEqualTo("it has no istgt");
        });

        istgt = ScriptedRunner.said(0, "istgt version 0.5\nistgt extra version 20150713\n", "");
        assertThat(found()).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isFalse();
            assertThat(finding.evidence()).isEqualTo("istgt -V: istgt version 0.5 istgt extra version 20150713");
        });
    }

    @Test
    void warnsOfAnotherIstgtAndRefusesOneThatABootStarts() {
        release = "9.3-RELEASE-p53\n";
        processes = "    1 /sbin/init --\n  771 /usr/local/bin/istgt -c /var/run/zsan/istgt/x.conf\n"
                + "  772 /usr/local/bin/istgt -c /usr/local/etc/istgt/istgt.conf\n";
        assertThat(found())
                .singleElement()
                .extracting(Finding::evidence)
                .isEqualTo("ps: 772 /usr/local/bin/istgt -c /usr/local/etc/istgt/istgt.conf");

        processes = "    1 /sbin/init --\n";
        rc = ScriptedRunner.said(0, "zfsd_enable: NO\nctld_enable: YES\nistgt_enable: YES\ncleanvar_enable: YES\n", "");
        assertThat(found()).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isTrue();
            assertThat(finding.evidence()).isEqualTo("istgt_enable: YES");
        });
    }

    /** Eleven logins take eleven seconds, and a leg may be away for fifteen. */
    @Test
    void warnsOfMoreDisksThanHaveTheirSessionsBackInTime() {
        Finding finding = of(11);
        assertThat(finding.refuses()).isFalse();
        assertThat(finding.evidence()).isEqualTo("11 disks");
        assertThat(found(10)).noneMatch(f -> f.evidence().equals("10 disks"));
    }

    private Finding of(int count) {
        return found(count).stream()
                .filter(f -> f.evidence().equals(count + " disks"))
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> found(int count) {
        release = "9.3-RELEASE-p53\n";
        StorageNode node = new StorageNode(
                S1.name(),
                S1.domain(),
                S1.portal(),
                IntStream.range(0, count)
                        .mapToObj(i -> new Disk(new DiskSerial("WD" + i), 256 << 20, 512))
                        .toList());
        return new StoragePreflight(
                        node, new ScriptedRunner("s1", this::answer), Duration.ofSeconds(1), () -> Instant.EPOCH)
                .run();
    }
}
