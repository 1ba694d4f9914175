package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.chap.Secret;
import io.zsan.freebsd.dialect.Dialect;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import io.zsan.node.SessionReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a real initiator does and the simulated one does not. */
class SessionsTest {
    private static final Iqn TARGET = new Iqn("iqn.2026-11.example:san.s1.wd1.g1");
    private static final Portal PORTAL = Portal.parse("10.0.0.11");

    private final Deque<String> lists = new ArrayDeque<>();
    private CommandResult answer = ScriptedRunner.said(0, "", "");
    private int pauses;
    private final ScriptedRunner runner = new ScriptedRunner("d1", this::answer);
    private final Dialects dialects = new Dialects(
            runner,
            Optional.of(new Dialect(FreeBsdRelease.FREEBSD_13, ZfsVersion.OPENZFS_2_0)),
            Deadlines.defaults().look());
    private final Sessions sessions = new Sessions(
            new Iqn("iqn.2026-11.example:d1"),
            runner,
            dialects,
            new Patience(time -> pauses++, Deadlines.defaults()),
            Deadlines.defaults());

    private CommandResult answer(Command command) {
        if (!command.arguments().contains("-L")) {
            return answer;
        }
        String list = lists.size() > 1 ? lists.remove() : lists.element();
        return ScriptedRunner.said(0, list, "");
    }

    private static String list(String... sessions) {
        return "{\"iscsictl\": {" + (sessions.length == 0 ? "" : "\"session\": [" + String.join(",", sessions) + "]")
                + "}}\n";
    }

    private static String session(String target, String portal, String state, String... devices) {
        List<String> luns = List.of(devices).stream()
                .map(device -> "{\"lun\":0,\"device\":\"" + device + "\"}")
                .toList();
        return "{\"name\":\"" + target + "\",\"portal\":\"" + portal + "\",\"state\":\"" + state + "\""
                + (state.equals("Connected")
                        ? ",\"devices\":{" + (luns.isEmpty() ? "" : "\"lun\":[" + String.join(",", luns) + "],")
                                + "\"scbus\":3,\"bus\":0,\"target\":0}"
                        : "")
                + "}";
    }

    private static String connected(String... devices) {
        return list(session(TARGET.text(), "10.0.0.11", "Connected", devices));
    }

    @Test
    void waitsForTheDiskOfASessionThatHasOnlyJustComeUp() {
        lists.addAll(List.of(connected(), connected("probe0"), connected("da3")));

        assertThat(sessions.device(TARGET)).isEqualTo("da3");
        assertThat(pauses).isEqualTo(2);
    }

    @Test
    void refusesASessionThatNeverGetsOneDisk() {
        lists.add(connected("da3", "da4"));
        assertThatThrownBy(() -> sessions.device(TARGET))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("has the devices [da3, da4] instead of one disk");

        lists.clear();
        lists.add(connected());
        assertThatThrownBy(() -> sessions.device(TARGET)).isInstanceOf(CommandRefused.class);
    }

    @Test
    void refusesADownSessionAtOnce() {
        lists.add(list(session(TARGET.text(), "10.0.0.11", "Connection refused")));

        assertThatThrownBy(() -> sessions.device(TARGET))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("is down: Connection refused");
        assertThat(pauses).isZero();
    }

    @Test
    void takesADuplicateThatCameBetweenForAnAddedSession() {
        lists.add(list());
        answer = ScriptedRunner.said(1, "", "iscsictl: ISCSISADD: Device busy\n");

        sessions.login(TARGET, PORTAL, Optional.empty());
    }

    @Test
    void takesAnErrorForOneWhateverTheExitStatusSays() {
        lists.add(list());
        answer = ScriptedRunner.said(0, "", "iscsictl: ISCSISADD: No buffer space available\n");

        assertThatThrownBy(() -> sessions.login(TARGET, PORTAL, Optional.empty()))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("No buffer space available");
    }

    @Test
    void writesTheSectionOfIscsiConf() {
        lists.add(list());

        sessions.login(TARGET, new Portal("fe80::1", 3260), Optional.empty());

        assertThat(runner.asked.get(1).stdin().orElseThrow().text()).isEqualTo("""
                zsan {
                	TargetName = iqn.2026-11.example:san.s1.wd1.g1
                	TargetAddress = [fe80::1]
                	InitiatorName = iqn.2026-11.example:d1
                }
                """);
        assertThat(runner.asked.get(1).words()).endsWith("zsan-login", TARGET.text());
    }

    /** The secret is given on the standard input, and named there as one, so that nobody is told of it. */
    @Test
    void writesNameAndSecretIntoTheSectionAndNowhereElse() {
        lists.add(list());
        Secret secret = Secret.of("0123456789ab-_CD");
        answer = ScriptedRunner.said(1, "", "iscsictl: error in configuration file\n");

        assertThatThrownBy(() -> sessions.login(
                        TARGET, PORTAL, Optional.of(new Credential(new Iqn("iqn.2026-11.example:d1"), secret))))
                .isInstanceOf(CommandRefused.class);

        Command command = runner.asked.get(1);
        assertThat(command.stdin().orElseThrow().text()).isEqualTo("""
                zsan {
                	TargetName = iqn.2026-11.example:san.s1.wd1.g1
                	TargetAddress = 10.0.0.11
                	InitiatorName = iqn.2026-11.example:d1
                	AuthMethod = CHAP
                	chapIName = "iqn.2026-11.example:d1"
                	chapSecret = "0123456789ab-_CD"
                }
                """);
        assertThat(command.stdin().orElseThrow().secrets()).containsExactly(secret);
        assertThat(command.words()).noneMatch(word -> word.contains(secret.reveal()));
    }

    /** It has the secret of an epoch before; to remove it would thaw what hangs on it (R16). */
    @Test
    void renewsASessionThatItsTargetRejectsAndNoOther() {
        Optional<Credential> credential =
                Optional.of(new Credential(new Iqn("iqn.2026-11.example:d1"), Secret.of("0123456789ab-_CD")));
        lists.add(list(session(TARGET.text(), "10.0.0.11", "Authentication failure")));

        sessions.login(TARGET, PORTAL, credential);
        assertThat(runner.asked.get(1).words()).endsWith("zsan-login", TARGET.text(), "renew");
        sessions.login(TARGET, PORTAL, Optional.empty());
        assertThat(runner.asked)
                .as("without a credential there is nothing else to show")
                .hasSize(3);

        for (String other : List.of("Disconnected", "Waiting for iscsid(8)", "Authorization failure", "Connected")) {
            lists.clear();
            lists.add(list(session(TARGET.text(), "10.0.0.11", other)));
            sessions.login(TARGET, PORTAL, credential);
        }
        assertThat(runner.asked).hasSize(7);
    }

    @Test
    void failsWhereARenewalDoes() {
        lists.add(list(session(TARGET.text(), "10.0.0.11", "Unsupported AuthMethod")));
        answer = ScriptedRunner.said(0, "", "iscsictl: ISCSISMODIFY: No such process\n");

        assertThatThrownBy(() -> sessions.login(
                        TARGET,
                        PORTAL,
                        Optional.of(new Credential(new Iqn("iqn.2026-11.example:d1"), Secret.of("0123456789ab-_CD")))))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("No such process");
    }

    @Test
    void waitsUntilARemovedSessionIsNoLongerListed() {
        lists.addAll(List.of(connected("da3"), connected("da3"), list()));

        sessions.logout(TARGET);

        assertThat(pauses).isEqualTo(2);
    }

    @Test
    void endsUnknownWhereARemovedSessionStaysListed() {
        lists.add(connected("da3"));

        assertThatThrownBy(() -> sessions.logout(TARGET)).isInstanceOf(OutcomeUnknown.class);
        assertThat(pauses).isEqualTo((int) Duration.ofSeconds(15).dividedBy(Duration.ofMillis(500)));
    }

    @Test
    void countsATargetWithTwoPathsAsUpOnlyWhereBothAre() {
        CommandResult listed = ScriptedRunner.said(
                0,
                list(
                        session(TARGET.text(), "10.0.0.11", "Connected", "da3"),
                        session(TARGET.text(), "10.1.0.11", "Disconnected"),
                        session("iqn.Not.Ours", "10.1.0.11", "Disconnected")),
                "");

        assertThat(sessions.sessions().meaning().apply(List.of(listed)))
                .containsExactly(new SessionReport(TARGET, false, "Connected; Disconnected"));
    }

    @Test
    void readsTheTableOfAReleaseWhoseIscsictlHasNoJson() {
        Sessions old = new Sessions(
                new Iqn("iqn.2026-11.example:d1"),
                runner,
                new Dialects(
                        runner,
                        Optional.of(new Dialect(FreeBsdRelease.FREEBSD_10, ZfsVersion.ILLUMOS)),
                        Deadlines.defaults().look()),
                new Patience(time -> pauses++, Deadlines.defaults()),
                Deadlines.defaults());
        lists.add("Target name                          Target portal    State\n" + TARGET.text()
                + "    10.0.0.11        Connected: da3 \n");

        assertThat(old.device(TARGET)).isEqualTo("da3");
        assertThat(runner.asked.get(0).words()).containsExactly("/usr/bin/iscsictl", "-L");
    }
}
