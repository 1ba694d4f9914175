package io.zsan.freebsd.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.zsan.error.InvalidInput;
import io.zsan.error.NodeUnreachable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.model.NodeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A script stands for {@code ssh}: it hands its last argument to a shell, as sshd does, or fails as ssh does. */
class SshRunnerTest {
    private static final String AS_SSHD_DOES = "for last; do :; done; exec /bin/sh -c \"$last\"";

    @TempDir
    Path directory;

    private final CommandCounter counter = new CommandCounter();

    @Test
    void saysAllToSshOnItsCommandLine() throws IOException {
        SshRunner runner = runner(
                "for a; do printf '%s\\n' \"$a\"; done >" + directory + "/argv; exit 0",
                host -> host.withPort(2222)
                        .withPrefix("/usr/local/bin/doas", "-n")
                        .withConnectTimeout(Duration.ofSeconds(3)));

        assertThatThrownBy(() -> runner.run(Command.modifying("/sbin/zpool", "offline", "p1", "17")))
                .isInstanceOf(OutcomeUnknown.class);

        assertThat(Files.readString(directory.resolve("argv")))
                .isEqualTo(String.join(
                        "\n",
                        "-F",
                        "none",
                        "-T",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "PreferredAuthentications=publickey",
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "IdentityAgent=none",
                        "-o",
                        "UserKnownHostsFile=/k/known",
                        "-o",
                        "GlobalKnownHostsFile=/dev/null",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "UpdateHostKeys=no",
                        "-o",
                        "ConnectTimeout=3",
                        "-o",
                        "ConnectionAttempts=1",
                        "-o",
                        "ServerAliveInterval=5",
                        "-o",
                        "ServerAliveCountMax=2",
                        "-o",
                        "ControlMaster=no",
                        "-o",
                        "ControlPath=none",
                        "-o",
                        "LogLevel=ERROR",
                        "-i",
                        "/k/id",
                        "-p",
                        "2222",
                        "-l",
                        "zsan",
                        "--",
                        "10.77.0.11",
                        "/usr/local/bin/doas -n /usr/bin/timeout -k 2 9 /usr/bin/env -i LC_ALL=C TZ=UTC"
                                + " PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin /bin/sh -c"
                                + " '/sbin/zpool offline p1 17; s=$?;"
                                + " printf '\\''\\n%s %s\\n'\\'' '\\''--zsan-end--'\\'' \"$s\";"
                                + " printf '\\''\\n%s\\n'\\'' '\\''--zsan-end--'\\'' >&2;'",
                        ""));
    }

    /** Without it FreeBSD's timeout would wait for ctld, and kill it at the deadline. */
    @Test
    void letsADaemonLiveOn() {
        Command start = Command.modifying("/usr/sbin/service", "ctld", "onestart");

        assertThat(SshCommandLine.remote(host(), List.of(start), start.deadline()))
                .doesNotContain("--foreground");
        assertThat(SshCommandLine.remote(host(), List.of(start.startingDaemon()), start.deadline()))
                .contains("/usr/bin/timeout --foreground -k 2 ");
    }

    @Test
    void aCommandsOwn255ComesThrough() {
        CommandResult result = runner(AS_SSHD_DOES).run(sh("echo out; echo 'cannot attach' >&2; exit 255"));

        assertThat(result.exit()).isEqualTo(255);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("cannot attach\n");
    }

    @Test
    void passesStdin() {
        assertThat(runner(AS_SSHD_DOES)
                        .run(Command.reading("/bin/cat").withStdin("for the program"))
                        .out())
                .isEqualTo("for the program");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssh: connect to host 10.77.0.11 port 22: Connection refused | cannot connect to",
                "ssh: connect to host 10.77.0.11 port 22: Operation timed out | cannot connect to",
                "ssh: Could not resolve hostname s1: Name does not resolve | cannot find the address",
                "Host key verification failed. | is not in /k/known; check it",
                "zsan@10.77.0.11: Permission denied (publickey). | ssh refused the key /k/id for user zsan:",
                "kex_exchange_identification: Connection closed by remote host | no ssh session with",
            })
    void knowsWhenNothingWasRun(String complaint, String words) {
        SshRunner runner = runner("echo '" + complaint + "' >&2; exit 255");

        assertThatThrownBy(() -> runner.run(Command.modifying("/sbin/zpool", "export", "p1")))
                .isInstanceOf(NodeUnreachable.class)
                .hasMessageStartingWith("s1: ")
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
        assertThat(counter.commands()).isZero();
        assertThat(counter.count(CommandEvent.Outcome.NOT_RUN)).isEqualTo(1);
    }

    @Test
    void saysThatTheKeyCannotBeRead() {
        SshRunner runner = runner("echo 'Load key \"/k/id\": bad permissions' >&2;"
                + " echo 'zsan@10.77.0.11: Permission denied (publickey).' >&2; exit 255");

        assertThatThrownBy(() -> runner.run(sh("true")))
                .isInstanceOf(NodeUnreachable.class)
                .hasMessageContaining("ssh cannot use the key /k/id: Load key \"/k/id\": bad permissions;");
    }

    @Test
    void aChangedHostKeyIsSaidApart() {
        SshRunner runner = runner("echo '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @' >&2;"
                + " echo 'Host key verification failed.' >&2; exit 255");

        assertThatThrownBy(() -> runner.run(sh("true"))).hasMessageContaining("is not the one in /k/known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection closed by 10.77.0.11 port 22",
                "client_loop: send disconnect: Broken pipe",
                "Timeout, server 10.77.0.11 not responding.",
                "something new",
            })
    void aConnectionThatBrokeIsAnUnknownOutcome(String complaint) {
        SshRunner runner = runner("echo '" + complaint + "' >&2; exit 255");

        assertThatThrownBy(() -> runner.run(Command.modifying("/sbin/zpool", "export", "p1")))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("broke: " + complaint)
                .hasMessageContaining("it may have taken effect")
                .hasMessageNotContaining("\n");
    }

    @Test
    void wordsOfARefusalAfterOutputDoNotMeanThatNothingWasRun() {
        SshRunner runner = runner("echo begun; echo 'Host key verification failed.' >&2; exit 255");

        assertThatThrownBy(() -> runner.run(sh("true"))).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void aPrefixThatRefusesRunsNothing() {
        SshRunner runner = runner("echo 'doas: Operation not permitted' >&2; exit 1", h -> h.withPrefix("doas", "-n"));

        assertThatThrownBy(() -> runner.run(sh("true")))
                .isInstanceOf(NodeUnreachable.class)
                .hasMessageContaining("doas refused user zsan");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/local/bin/doas: Command not found.", "sh: /usr/local/bin/doas: not found"})
    void aPrefixThatIsNotThereRunsNothing(String complaint) {
        SshRunner runner =
                runner("echo '" + complaint + "' >&2; exit 127", h -> h.withPrefix("/usr/local/bin/doas", "-n"));

        assertThatThrownBy(() -> runner.run(sh("true")))
                .isInstanceOf(NodeUnreachable.class)
                .hasMessageContaining("no /usr/local/bin/doas on the node");
    }

    @Test
    void noClientNoRun() {
        SshHost host = host().withSsh(directory.resolve("none"));

        assertThatThrownBy(() -> new SshRunner(new NodeName("s1"), host).run(sh("true")))
                .isInstanceOf(NodeUnreachable.class)
                .hasMessageContaining("cannot start");
    }

    @Test
    void theRemoteDeadlineEndsACommandAndThatIsUnknown() {
        Command hung = Command.modifying("/bin/sleep", "20").within(Duration.ofSeconds(1));

        assertThatThrownBy(() -> runner(AS_SSHD_DOES).run(hung))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("where it has 0.5 s");
    }

    /** On a busy machine what is left behind lets go of the streams late: that is not too much output. */
    @Test
    void aStreamThatOutlivesTheClientIsNotTooMuchOutput() {
        SshRunner runner = runner("sleep 5 & exit 124");

        assertThatThrownBy(() -> runner.run(sh("true")))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("it was given up on the node, where it has 9 s, with status 124");
    }

    /** The shell may see its child die of the deadline's signal before it gets its own, and still print a mark. */
    @Test
    void aSignalFromTheRemoteDeadlineIsNotTheCommandsEnd() {
        SshRunner runner = runner("printf '\\n--zsan-end-- 143\\n'; printf '\\n--zsan-end--\\n' >&2; exit 124");

        assertThatThrownBy(() -> runner.run(Command.modifying("/sbin/zpool", "export", "p1")))
                .isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void theLocalDeadlineEndsAClientThatHangs() {
        Command hung = sh("true").within(Duration.ofMillis(400));

        assertThatThrownBy(() -> runner("sleep 20").run(hung))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("did not end within 0.4 s");
    }

    @Test
    void runsABatchInOneConnection() throws IOException {
        Path log = directory.resolve("connections");
        SshRunner runner = runner("echo x >>" + log + "; " + AS_SSHD_DOES);

        List<Attempt> attempts = runner.runAll(List.of(sh("echo a"), sh("printf b; echo e >&2; exit 3"), sh("true")));

        assertThat(attempts)
                .allMatch(a -> a instanceof Attempt.Ended)
                .extracting(
                        a -> a.result().exit(),
                        a -> a.result().out(),
                        a -> a.result().err())
                .containsExactly(tuple(0, "a\n", ""), tuple(3, "b", "e\n"), tuple(0, "", ""));
        assertThat(Files.readAllLines(log)).hasSize(1);
        assertThat(counter.commands()).isEqualTo(3);
        assertThat(runner.runAll(List.of())).isEmpty();
    }

    @Test
    void aBatchThatDiesInTheMiddleKeepsWhatCameBefore() {
        List<Attempt> attempts =
                runner(AS_SSHD_DOES).runAll(List.of(sh("echo a"), sh("kill -9 $PPID; sleep 1"), sh("echo c")));

        assertThat(attempts.get(0).result().out()).isEqualTo("a\n");
        assertThat(attempts.get(1)).isInstanceOf(Attempt.Unknown.class);
        assertThat(attempts.get(2)).isInstanceOf(Attempt.Unknown.class);
    }

    @Test
    void outputPastTheLimitHasNoKnownEnd() {
        assertThatThrownBy(() -> runner(AS_SSHD_DOES).run(sh("head -c 5000000 /dev/zero")))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("more than 4194304 bytes");
    }

    @ParameterizedTest
    @CsvSource({"-oProxyCommand=x,u", "h,-l", "h h,u", "h,u v", "'',u"})
    void refusesNamesThatSshWouldTakeForOptions(String host, String user) {
        assertThatThrownBy(() -> SshHost.of(host, user, Path.of("/k"), Path.of("/kh")))
                .isInstanceOf(InvalidInput.class);
    }

    private SshRunner runner(String script) {
        return runner(script, host -> host);
    }

    private SshRunner runner(String script, UnaryOperator<SshHost> change) {
        try {
            Path ssh = Files.createFile(
                    directory.resolve("ssh"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.writeString(ssh, "#!/bin/sh\n" + script + "\n");
            SshHost host = change.apply(host().withSsh(ssh));
            return new SshRunner(new NodeName("s1"), host, CommandTimer.daemon(), counter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SshHost host() {
        return SshHost.of("10.77.0.11", "zsan", Path.of("/k/id"), Path.of("/k/known"));
    }

    private static Command sh(String script) {
        return Command.reading("/bin/sh", "-c", script);
    }
}
