package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.Stdin;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.BootId;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeScriptsTest {
    private static final LunRef LUN =
            new LunRef(new LunId(new NodeName("s1"), new DiskSerial("WD1")), new Generation(7));

    private static NodeScripts ending(int exit, String err) {
        return scripts(new ScriptedRunner("s1", command -> ScriptedRunner.said(exit, "", err)));
    }

    private static NodeScripts scripts(ScriptedRunner runner) {
        TargetSide target = new CtlTarget(new Iqn("iqn.2026-11.example:san"), runner, "# end\n", Duration.ofSeconds(1));
        return new NodeScripts(runner, target, Deadlines.defaults());
    }

    @Test
    void runsTheConstantTextUnderTheLockOfTheNode() {
        ScriptedRunner runner = new ScriptedRunner("s1", command -> ScriptedRunner.said(0, "", ""));

        scripts(runner).access(LUN, Epoch.SEALED, "# end\n");

        assertThat(runner.asked).singleElement().satisfies(command -> {
            assertThat(command.words())
                    .containsExactly(
                            "/usr/bin/lockf",
                            "-k",
                            "-s",
                            "-t",
                            "20",
                            "/var/db/zsan/lock",
                            "/bin/sh",
                            "-c",
                            Scripts.access(),
                            "zsan-access",
                            "WD1",
                            "7",
                            "9223372036854775807");
            assertThat(command.stdin()).contains(new Stdin("# end\n", List.of()));
            assertThat(command.modifies()).isTrue();
            assertThat(command.deadline()).isGreaterThan(Duration.ofSeconds(20));
        });
    }

    /** A hung wipe that outlived its deadline could write zeros over the next generation of the LUN. */
    @Test
    void leavesADaemonBehindWhereItMustAndNothingOfAWipe() {
        ScriptedRunner runner = new ScriptedRunner("s1", command -> ScriptedRunner.said(0, "", ""));
        NodeScripts scripts = scripts(runner);

        scripts.grant(LUN, Epoch.FIRST, new Stdin("# end\n", List.of()), new BootId("boot-1"));
        assertThat(runner.asked.get(0).words()).endsWith("WD1", "7", "1", "boot-1");
        scripts.wipe(LUN, "da1", 1 << 28);

        assertThat(runner.asked).extracting(Command::startsDaemon).containsExactly(true, false);
    }

    @Test
    void tellsAStaleTokenFromALockThatStaysTaken() {
        assertThatThrownBy(() -> ending(75, "zsan: stale token: WD1 has generation 8 epoch 1\n")
                        .access(LUN, Epoch.FIRST, "# end\n"))
                .isInstanceOf(CommandRefused.class)
                .hasMessage("s1: could not change who may reach s1/WD1#7 in epoch 1: zsan: stale token: WD1 has"
                        + " generation 8 epoch 1 (exit 75)");
        assertThatThrownBy(() -> ending(75, "").access(LUN, Epoch.FIRST, "# end\n"))
                .isInstanceOf(CommandRefused.class)
                .hasMessageEndingWith("another command holds the node's lock for more than 20 s");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 73, 74, 76, 77, 78, 79, 126, 127})
    void isRefusedWhereNothingChanged(int exit) {
        assertThatThrownBy(() -> ending(exit, "no\n").access(LUN, Epoch.FIRST, "# end\n"))
                .isInstanceOf(CommandRefused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 137})
    void isUnknownWhereTheReloadFailedAfterTheFilesChanged(int exit) {
        assertThatThrownBy(() -> ending(exit, "ctld not running?\n").access(LUN, Epoch.FIRST, "# end\n"))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("ctld not running?");
    }
}
