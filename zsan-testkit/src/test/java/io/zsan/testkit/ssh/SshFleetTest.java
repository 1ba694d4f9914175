package io.zsan.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.OutcomeUnknown;
import io.zsan.error.ZsanException;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.SshRunner;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.NodeName;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.Lab;
import io.zsan.testkit.fake.Fault;
import io.zsan.testkit.fake.FaultPlan;
import io.zsan.testkit.world.Timings;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshFleetTest {
    private static final NodeName D2 = new NodeName("d2");

    @TempDir
    static Path directory;

    private static FakeFleet fleet;
    private static SshFleet ssh;

    @BeforeAll
    static void start() throws Exception {
        fleet = FakeFleet.builder().timings(Timings.fast()).build();
        ssh = SshFleet.start(fleet, directory);
    }

    @AfterAll
    static void stop() throws Exception {
        ssh.close();
    }

    private static CommandRunner runner(String node) {
        return ssh.runner(node);
    }

    private record Ended(int exit, String out, String err) {}

    /** The system's client, with nothing of zsan's around it. */
    private static Ended plain(String node, String stdin, String command) throws Exception {
        SshEndpoint endpoint = ssh.endpoint(node);
        Process process = new ProcessBuilder(
                        "/usr/bin/ssh",
                        "-F",
                        "none",
                        "-T",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "IdentityAgent=none",
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "LogLevel=ERROR",
                        "-o",
                        "UserKnownHostsFile=" + endpoint.knownHosts(),
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-i",
                        endpoint.key().toString(),
                        "-p",
                        Integer.toString(endpoint.port()),
                        "-l",
                        endpoint.user(),
                        "--",
                        endpoint.host(),
                        command)
                .start();
        process.getOutputStream().write(stdin.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err);
    }

    @Test
    void plainClientGetsOutputErrorAndExit() throws Exception {
        assertThat(plain("s1", "", "printf '%s|' \"it's\" 'a \"b\"' c\\ d; echo no >&2; exit 3"))
                .isEqualTo(new Ended(3, "it's|a \"b\"|c d|", "no\n"));
        assertThat(plain("s1", "", "exit 255").exit()).isEqualTo(255);
        assertThat(plain("s1", "", "/no/such program").exit()).isEqualTo(127);
        assertThat(plain("s1", "größe\n", "/bin/cat").out()).isEqualTo("größe\n");
    }

    @Test
    void argumentsArriveAsTheyAre() {
        String nasty = "it's \"quoted\" $HOME `x` \\ ! ;|&<>(){}*?[]~#\n second line\t";
        CommandResult result = runner("d1").run(Command.reading("/bin/echo", nasty, "", "-"));
        assertThat(result.out()).isEqualTo(nasty + "  -\n");
        assertThat(result.exit()).isZero();
    }

    /** As for a user who is not root: scripts, input, batches and exits go through what stands before them. */
    @Test
    void aPrefixStandsBeforeScriptsAndBatches() {
        for (String program : List.of("/usr/local/bin/doas", "/usr/local/bin/sudo")) {
            CommandRunner prefixed =
                    new SshRunner(D2, ssh.endpoint(D2).sshHost().withPrefix(program, "-n"));
            String target = "iqn.2026-11.example:" + program.substring(program.lastIndexOf('/') + 1);

            CommandResult login = prefixed.run(Command.modifying("/bin/sh", "-c", Scripts.login(), "zsan-login", target)
                    .withStdin("zsan {\n\tTargetName = " + target + "\n\tTargetAddress = 192.0.2.1\n}\n"));
            List<Attempt> batch = prefixed.runAll(List.of(
                    Command.reading("/usr/bin/iscsictl", "-L", "--libxo", "json"),
                    Command.reading("/bin/sh", "-c", "exit 255"),
                    Command.reading("/bin/echo", "two\nlines")));

            assertThat(login.err()).isEmpty();
            assertThat(login.exit()).isZero();
            assertThat(batch.get(0).result().out()).contains(target);
            assertThat(batch.get(1).result().exit()).isEqualTo(255);
            assertThat(batch.get(2).result().out()).isEqualTo("two\nlines\n");
            fleet.world()
                    .database(D2)
                    .initiator()
                    .remove(session -> session.target().equals(target));
        }
    }

    @Test
    void exitOf255IsTheCommandsOwn() {
        // As zpool replace and detach do.
        CommandResult result = runner("d1").run(Command.modifying("/sbin/zpool", "detach", "p1", "nosuch"));
        assertThat(result.exit()).isEqualTo(1);
        CommandResult shell = runner("d1").run(Command.reading("/bin/sh", "-c", "echo out; echo err >&2; exit 255"));
        assertThat(shell.exit()).isEqualTo(255);
        assertThat(shell.out()).isEqualTo("out\n");
        assertThat(shell.err()).isEqualTo("err\n");
    }

    @Test
    void batchesAreTakenApart() {
        List<Attempt> attempts = runner("s1")
                .runAll(List.of(
                        Command.reading("/bin/freebsd-version"),
                        Command.reading("/usr/sbin/service", "ctld", "onestatus"),
                        Command.reading("/usr/sbin/ctladm", "devlist", "-x")));
        assertThat(attempts).extracting(a -> a.result().exit()).containsExactly(0, 1, 0);
        assertThat(attempts.get(2).result().out()).isEqualTo("<ctllunlist>\n</ctllunlist>\n");
    }

    @Test
    void inputReachesTheCommand() {
        CommandResult result =
                runner("d1").run(Command.modifying("/usr/bin/tee", "/tmp/file").withStdin("größe\n"));
        assertThat(result.out()).isEqualTo("größe\n");
        assertThat(runner("d1").run(Command.reading("/bin/cat", "/tmp/file")).out())
                .isEqualTo("größe\n");
    }

    @Test
    void silentNodeStallsUntilTheDeadlineAndThenWorksAgain() {
        CommandRunner runner = runner("d2");
        assertThat(runner.run(Command.reading("/bin/freebsd-version")).exit()).isZero();
        fleet.silence(D2);
        Command command = Command.reading("/bin/freebsd-version").within(Duration.ofSeconds(2));
        assertThatThrownBy(() -> runner.run(command)).isInstanceOf(ZsanException.class);
        fleet.wake(D2);
        assertThat(runner.run(Command.reading("/bin/freebsd-version")).out()).isEqualTo("13.2-RELEASE\n");
    }

    @Test
    void connectionThatStalledGoesOnAfterTheWake() throws Exception {
        NodeName s3 = new NodeName("s3");
        fleet.silence(s3);
        CompletableFuture<Ended> stalled = CompletableFuture.supplyAsync(() -> {
            try {
                return plain("s3", "", "/bin/freebsd-version");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(stalled.completeOnTimeout(new Ended(-1, "still silent", ""), 300, TimeUnit.MILLISECONDS)
                        .get())
                .isEqualTo(new Ended(-1, "still silent", ""));
        CompletableFuture<Ended> second = CompletableFuture.supplyAsync(() -> {
            try {
                return plain("s3", "", "/bin/freebsd-version");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        fleet.wake(s3);
        assertThat(second.get(20, TimeUnit.SECONDS).out()).isEqualTo("13.2-RELEASE\n");
    }

    @Test
    void lostReplyIsAnUnknownOutcomeOfACommandThatWasCarriedOut() {
        fleet.node("s2")
                .faults(FaultPlan.once(
                        Fault.REPLY_LOST, (node, words) -> words.get(0).equals("/bin/mkdir")));
        Command mkdir = Command.modifying("/bin/mkdir", "-p", "/var/db/zsan/tokens");
        assertThatThrownBy(() -> runner("s2").run(mkdir)).isInstanceOf(OutcomeUnknown.class);
        assertThat(fleet.storage("s2").files().isDirectory("/var/db/zsan/tokens"))
                .isTrue();
        assertThat(runner("s2").run(mkdir).exit()).isZero();
    }

    @Test
    void strangersAreNotLetIn(@TempDir Path other) throws Exception {
        Path key = other.resolve("key");
        Keys.write(Keys.generate(), key);
        SshEndpoint endpoint = ssh.endpoint("s1");
        SshEndpoint stranger = new SshEndpoint(
                endpoint.node(), endpoint.host(), endpoint.port(), endpoint.user(), key, endpoint.knownHosts());
        assertThatThrownBy(() ->
                        new SshRunner(stranger.node(), stranger.sshHost()).run(Command.reading("/bin/freebsd-version")))
                .hasMessageContaining("refused the key");
    }

    @Test
    void keyIsReadableByItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(ssh.endpoint("s1").key())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(ssh.endpoint("s1").key())).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----");
    }

    @Test
    void nothingIsLeftAfterClose(@TempDir Path other) throws Exception {
        // The first server of a JVM starts what MINA keeps for good.
        Set<Thread> before = threads();
        FakeFleet small = FakeFleet.builder().storageNodes(1).databaseNodes(1).build();
        SshFleet closed = SshFleet.start(small, other);
        SshEndpoint endpoint = closed.endpoint("s1");
        assertThat(closed.runner("s1")
                        .run(Command.reading("/bin/freebsd-version"))
                        .exit())
                .isZero();
        small.silence(new NodeName("s1"));
        CommandRunner runner = closed.runner("s1");
        CompletableFuture<String> hanging = CompletableFuture.supplyAsync(() -> {
            try {
                return runner.run(Command.reading("/bin/freebsd-version")).out();
            } catch (ZsanException e) {
                return "cut off";
            }
        });
        Lab.until(() -> threads().stream().anyMatch(t -> t.getName().equals("zsan-relay-s1-connect")));
        closed.close();
        assertThat(hanging.get(20, TimeUnit.SECONDS)).isEqualTo("cut off");
        Lab.until(() -> threads().stream()
                .filter(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().startsWith("zsan-relay-")
                        || thread.getName().startsWith("zsan-fake-")
                        || thread.getName().startsWith("sshd-")));
        assertThatThrownBy(() -> new Socket(endpoint.host(), endpoint.port()).close())
                .isInstanceOf(ConnectException.class);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }
}
