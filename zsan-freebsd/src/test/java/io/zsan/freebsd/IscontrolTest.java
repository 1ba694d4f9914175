package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import io.zsan.node.SessionReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The old initiator, after its source and its manual pages; nothing here was seen on a FreeBSD 9. */
class IscontrolTest {
    private static final Iqn TARGET = new Iqn("iqn.2026-11.example:san.s1.wd1.g1");
    private static final Portal PORTAL = Portal.parse("10.0.0.11");
    private static final String FILE = "/var/run/zsan/iscsi/" + TARGET + "@10.0.0.11_3260.conf";

    private String processes = "";
    private String sysctls = "";
    private String sockets = "USER     COMMAND    PID   FD PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n";
    private String devices =
            "scbus0 on ata0 bus 0:\n<>                                 at scbus0 target -1 lun -1 ()\n";
    private final List<String> silent = new ArrayList<>();
    private boolean stays;
    private int pauses;
    private final ScriptedRunner runner = new ScriptedRunner("d1", this::answer);
    private final Iscontrol iscontrol = new Iscontrol(
            new Iqn("iqn.2026-11.example:d1"),
            runner,
            new Patience(time -> pauses++, Deadlines.defaults()),
            Deadlines.defaults());

    private CommandResult answer(Command command) {
        return switch (command.program()) {
            case "/bin/pgrep" -> ScriptedRunner.said(processes.isEmpty() ? 1 : 0, processes, "");
            case "/sbin/sysctl" -> ScriptedRunner.said(0, "net.iscsi_initiator.sessions: 1\n" + sysctls, "");
            case "/usr/bin/sockstat" -> ScriptedRunner.said(0, sockets, "");
            case "/sbin/camcontrol" -> ScriptedRunner.said(0, devices, "");
            case "/usr/bin/nc" ->
                ScriptedRunner.said(silent.contains(command.arguments().get(3)) ? 1 : 0, "", "");
            default -> {
                if (command.words().contains("zsan-iscontrol-end") && !stays) {
                    none();
                }
                yield ScriptedRunner.said(0, "", "");
            }
        };
    }

    private void none() {
        processes = "";
        sysctls = "";
    }

    @BeforeEach
    void session() {
        processes = "812 /sbin/iscontrol -c " + FILE + " -n zsan\n";
        sysctls = "net.iscsi_initiator.0.targetname: " + TARGET + "\nnet.iscsi_initiator.0.targeaddress: 10.0.0.11\n"
                + "net.iscsi_initiator.0.pid: 812\n";
        sockets += "root     iscontrol  812   4  tcp4   10.0.0.21:49152       10.0.0.11:3260\n";
        devices += "scbus3 on iscsi0 bus 0:\n"
                + "<ZSAN disk 0001>                   at scbus3 target 0 lun 0 (pass3,da2)\n";
    }

    private List<SessionReport> reports() {
        Look<List<SessionReport>> look = iscontrol.sessions();
        return look.meaning().apply(look.commands().stream().map(runner::run).toList());
    }

    @Test
    void tellsASessionThatIsUpAndItsDisk() {
        assertThat(reports()).containsExactly(new SessionReport(TARGET, true, "connected"));
        assertThat(iscontrol.device(TARGET)).isEqualTo("da2");
        assertThat(iscontrol.answering()).containsExactly("da2");
    }

    @Test
    void countsASessionAsDownWhosePortalIsSilentThoughItsConnectionStands() {
        silent.add("10.0.0.11");

        assertThat(reports()).containsExactly(new SessionReport(TARGET, false, "its portal does not answer"));
        assertThat(iscontrol.answering()).isEmpty();
    }

    /** Taken for somebody else's, it would count as up with any peer. */
    @Test
    void refusesASessionWhoseDaemonWasStartedForAnotherTarget() {
        sysctls = sysctls.replace(TARGET.text(), TARGET.text() + "1");

        assertThatThrownBy(this::reports)
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("process 812 was started for " + TARGET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0", "*:*", "10.0.0.11:", "10.0.0.11:3260\0"})
    void refusesAPeerThatIsNoAddressAndPort(String peer) {
        sockets = sockets.replace("10.0.0.11:3260", peer);

        assertThatThrownBy(this::reports).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void countsASessionAsDownWhoseDaemonConnectsAgain() {
        sockets = "";

        assertThat(reports()).containsExactly(new SessionReport(TARGET, false, "connecting"));
        assertThatThrownBy(() -> iscontrol.device(TARGET))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("is down");
    }

    @Test
    void seesADaemonThatHasNotLoggedInYet() {
        sysctls = "";

        assertThat(reports()).containsExactly(new SessionReport(TARGET, false, "connecting"));
        iscontrol.login(TARGET, PORTAL, Optional.empty());
        assertThat(runner.asked).noneMatch(command -> command.words().contains("zsan-iscontrol"));
    }

    @Test
    void startsADaemonFromAFileOfItsOwn() {
        none();

        iscontrol.login(TARGET, PORTAL, Optional.empty());

        Command last = runner.asked.get(runner.asked.size() - 1);
        assertThat(last.words()).endsWith("zsan-iscontrol", TARGET + "@10.0.0.11_3260");
        assertThat(last.startsDaemon()).isTrue();
        assertThat(last.stdin().orElseThrow().text())
                .contains("zsan {\n\tTargetName = " + TARGET
                        + "\n\tTargetAddress = 10.0.0.11:3260\n\tInitiatorName = iqn.2026-11.example:d1\n}\n");
    }

    @Test
    void refusesASecondPath() {
        assertThatThrownBy(() -> iscontrol.login(TARGET, Portal.parse("10.1.0.11"), Optional.empty()))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("a second path");
    }

    @Test
    void endsTheDaemonByItsProcessAndFile() {
        iscontrol.logout(TARGET);

        assertThat(runner.asked)
                .anyMatch(command -> command.words().contains("zsan-iscontrol-end")
                        && command.arguments().subList(3, 5).equals(List.of("812", TARGET + "@10.0.0.11_3260")));
        int before = runner.asked.size();
        iscontrol.logout(TARGET);
        assertThat(runner.asked.subList(before, runner.asked.size()))
                .noneMatch(command -> command.words().contains("zsan-iscontrol-end"));
    }

    @Test
    void endsUnknownWhileTheKernelTearsDown() {
        stays = true;

        assertThatThrownBy(() -> iscontrol.logout(TARGET)).isInstanceOf(OutcomeUnknown.class);
        assertThat(pauses).isPositive();
    }

    @Test
    void leavesASessionOfSomebodyElseAlone() {
        processes = "812 iscontrol -c /etc/iscsi.conf -n mine\n";

        assertThat(reports()).containsExactly(new SessionReport(TARGET, true, "connected"));
        assertThatThrownBy(() -> iscontrol.logout(TARGET))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("not made by zsan");
    }

    @Test
    void doesNotGuess() {
        sysctls = sysctls.replace("pid: 812", "pid: many");
        assertThatThrownBy(this::reports).isInstanceOf(UnexpectedOutput.class);
        sysctls = "";
        processes = "pgrep: something else\n";
        assertThatThrownBy(this::reports).isInstanceOf(UnexpectedOutput.class);
    }
}
