package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.dialect.Dialect;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.BootId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DialectsTest {
    private static final CommandResult USAGE =
            ScriptedRunner.said(2, "", "unrecognized command 'version'\nusage: zpool command args ...\n");

    private CommandResult version = ScriptedRunner.said(0, "13.2-RELEASE\n", "");
    private CommandResult kernel = ScriptedRunner.said(0, "9.3-RELEASE\n", "");
    private CommandResult zfs = ScriptedRunner.said(0, "zfs-2.1.9-FreeBSD_g1\nzfs-kmod-2.1.9-FreeBSD_g1\n", "");
    private final ScriptedRunner runner = new ScriptedRunner("d1", this::answer);
    private final Dialects dialects = new Dialects(runner, Optional.empty(), Duration.ofSeconds(10));

    private CommandResult answer(Command command) {
        return switch (command.program()) {
            case "/bin/freebsd-version" -> version;
            case "/usr/bin/uname" -> kernel;
            default -> zfs;
        };
    }

    @Test
    void asksTheNodeOnce() {
        assertThat(dialects.get()).isEqualTo(new Dialect(FreeBsdRelease.FREEBSD_13, ZfsVersion.OPENZFS_2_0));
        int asked = runner.asked.size();
        assertThat(dialects.get().zfs()).isEqualTo(ZfsVersion.OPENZFS_2_0);
        assertThat(runner.asked).hasSize(asked);
    }

    @Test
    void asksAgainAfterABoot() {
        assertThat(dialects.get().system()).isEqualTo(FreeBsdRelease.FREEBSD_13);
        assertThat(dialects.holdsFor(new BootId("1"))).isTrue();
        version = ScriptedRunner.said(0, "15.0-RELEASE\n", "");
        zfs = ScriptedRunner.said(0, "zfs-2.4.0-rc4-FreeBSD_g1\n", "");

        assertThat(dialects.holdsFor(new BootId("1"))).isTrue();
        assertThat(dialects.get().system()).isEqualTo(FreeBsdRelease.FREEBSD_13);
        assertThat(dialects.holdsFor(new BootId("2"))).isFalse();
        assertThat(dialects.get()).isEqualTo(new Dialect(FreeBsdRelease.FREEBSD_15, ZfsVersion.OPENZFS_2_3));
    }

    @Test
    void takesAZpoolThatKnowsNoVersionForThatOfAnOldRelease() {
        version = ScriptedRunner.said(0, "12.4-RELEASE-p9\n", "");
        zfs = USAGE;

        assertThat(dialects.get()).isEqualTo(new Dialect(FreeBsdRelease.FREEBSD_12, ZfsVersion.ILLUMOS));
    }

    @Test
    void believesThePortMoreThanTheRelease() {
        version = ScriptedRunner.said(0, "12.4-RELEASE-p9\n", "");

        assertThat(dialects.get()).isEqualTo(new Dialect(FreeBsdRelease.FREEBSD_12, ZfsVersion.OPENZFS_2_0));
    }

    @Test
    void findsFreeBsd9ByItsKernel() {
        version = ScriptedRunner.said(127, "", "/bin/freebsd-version: not found\n");
        zfs = USAGE;

        assertThat(dialects.get()).isEqualTo(new Dialect(FreeBsdRelease.FREEBSD_9, ZfsVersion.ILLUMOS));
    }

    @Test
    void doesNotGuess() {
        zfs = USAGE;
        assertThatThrownBy(dialects::get).isInstanceOf(UnexpectedOutput.class).hasMessageContaining("'zpool version'");
        version = ScriptedRunner.said(0, "8.4-RELEASE\n", "");
        assertThatThrownBy(dialects::get)
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("use FreeBSD 9 or later");
    }
}
