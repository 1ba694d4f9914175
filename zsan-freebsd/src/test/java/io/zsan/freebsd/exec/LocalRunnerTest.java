package io.zsan.freebsd.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.chap.Secret;
import io.zsan.model.NodeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs real processes. */
class LocalRunnerTest {
    private static final NodeName D1 = new NodeName("d1");
    private static final Duration DEADLINE = Duration.ofMillis(400);

    private final CommandCounter counter = new CommandCounter();
    private final LocalRunner runner = new LocalRunner(D1, CommandTimer.daemon(), counter);

    @Test
    void givesOutputErrorsAndExitStatus() {
        CommandResult result = runner.run(sh("echo out; echo err >&2; exit 255"));

        assertThat(result.exit()).isEqualTo(255);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
        assertThat(result.truncated()).isFalse();
        assertThat(result.succeeded()).isFalse();
        assertThat(result.complaint()).isEqualTo("err");
    }

    @Test
    void keepsOutputWithoutALineFeed() {
        assertThat(runner.run(sh("printf abc")).out()).isEqualTo("abc");
    }

    @Test
    void aSignalThatEndedTheCommandIsItsStatus() {
        assertThat(runner.run(sh("kill -9 $$")).exit()).isEqualTo(137);
    }

    @Test
    void aChildFindsNothingOfTheCallersEnvironment() {
        assertThat(runner.run(Command.reading("/usr/bin/env")).out().lines())
                .containsExactlyInAnyOrder(
                        "LC_ALL=C", "TZ=UTC", "PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin");
    }

    @Test
    void passesStdin() {
        String text = "grüße\n'quoted'\n";

        assertThat(runner.run(Command.reading("/bin/cat").withStdin(text)).out())
                .isEqualTo(text);
    }

    @Test
    void passesMoreStdinThanAPipeHolds() {
        String text = "0123456789abcdef".repeat(40_000);

        assertThat(runner.run(Command.reading("/bin/cat").withStdin(text)).out())
                .isEqualTo(text);
    }

    @Test
    void aCommandNeedNotReadItsStdin() {
        CommandResult result = runner.run(sh("exit 3").withStdin("x".repeat(1_000_000)));

        assertThat(result.exit()).isEqualTo(3);
    }

    @Test
    void withoutStdinACommandReadsEndOfFile() {
        assertThat(runner.run(Command.reading("/bin/cat")).out()).isEmpty();
    }

    /** The parent dies of SIGTERM, the child ignores it and has a child of its own before SIGKILL comes. */
    @Test
    void aGrandchildThatIsBornBetweenTheSignalsIsEndedToo() throws InterruptedException {
        String mark = "4321." + ProcessHandle.current().pid();
        String child = "trap '' TERM; sleep 1.1; sleep " + mark + " & wait";

        assertThatThrownBy(() ->
                        runner.run(sh("/bin/sh -c \"" + child + "\" & wait").within(Duration.ofSeconds(1))))
                .isInstanceOf(OutcomeUnknown.class);

        for (int look = 0; look < 50 && running(mark); look++) {
            Thread.sleep(20);
        }
        assertThat(running(mark)).isFalse();
    }

    private static boolean running(String mark) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").endsWith("sleep " + mark));
    }

    @Test
    void aMissingProgramEndsAsFromAShell() {
        assertThat(runner.run(Command.reading("/nonexistent/zpool", "list")))
                .extracting(CommandResult::exit, CommandResult::err)
                .containsExactly(127, "/nonexistent/zpool: not found\n");
    }

    @Test
    void aFileThatIsNoProgramEndsAsFromAShell(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("plain"), "text");

        assertThat(runner.run(Command.reading(file.toString())).exit()).isEqualTo(126);
    }

    @Test
    void outputPastTheLimitIsDiscardedAndSaidSo() {
        CommandResult result = runner.run(sh("head -c 9000000 /dev/zero | tr '\\0' a; echo done >&2; exit 7"));

        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.out()).hasSize(Capture.LIMIT);
        assertThat(result.err()).isEqualTo("done\n");
        assertThat(result.truncated()).isTrue();
    }

    @Test
    void theDeadlineEndsASleepingChild() {
        assertGivenUpInTime(Command.modifying("/bin/sleep", "20"), "was killed", "it may have taken effect");
        assertThat(counter.count(CommandEvent.Outcome.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void theDeadlineHoldsAgainstAGrandchildThatHoldsThePipe() {
        assertGivenUpInTime(sh("sleep 20; echo never"), "did not end within 0.4 s");
    }

    @Test
    void theDeadlineHoldsAgainstAChildThatIgnoresSigterm() {
        assertGivenUpInTime(sh("trap '' TERM; while :; do sleep 0.2; done"), "was killed");
    }

    @Test
    void theDeadlineHoldsAgainstGrandchildrenThatIgnoreSigterm(@TempDir Path directory) throws IOException {
        Path pid = directory.resolve("pid");
        assertGivenUpInTime(
                sh("(trap '' TERM; sh -c 'echo $PPID' > " + pid + "; while :; do sleep 0.2; done) & wait"),
                "did not end");

        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .ifPresent(grandchild -> assertThat(grandchild.onExit()).succeedsWithin(5, TimeUnit.SECONDS));
    }

    @Test
    void aDaemonThatHoldsThePipeDoesNotHoldTheCaller() {
        CommandResult result = runner.run(sh("sleep 8 & sleep 0.3; echo started"));

        assertThat(result.exit()).isZero();
        assertThat(result.took()).isLessThan(Duration.ofSeconds(4));
    }

    /** The wait for its streams once ran into the deadline, and a command that had ended was reported as killed. */
    @Test
    void theDeadlineDoesNotTakeAwayAKnownEnd() {
        // A child that lives for a moment: of one that ends at once the JDK closes the streams itself.
        Command daemon = sh("sleep 3 & sleep 0.2; exit 7").within(Duration.ofMillis(900));

        assertThat(runner.run(daemon).exit()).isEqualTo(7);
    }

    /** Closing the stdin that a grandchild holds and does not read blocks until the grandchild ends. */
    @Test
    void aGrandchildThatHoldsStdinDoesNotHoldTheCaller() {
        Command holder = sh("exec 3<&0; sleep 8 <&3 & sleep 0.2; exit 7")
                .withStdin("x".repeat(1_000_000))
                .within(Duration.ofMillis(900));

        CommandResult result = runner.run(holder);

        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.took())
                .isLessThan(holder.deadline().plus(CommandRunner.OVERRUN).plusSeconds(1));
    }

    @Test
    void anInterruptedThreadGetsAnUnknownOutcomeAndStaysInterrupted() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        CompletableFuture<Void> began = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                Thread.currentThread().interrupt();
                began.complete(null);
                runner.run(Command.modifying("/bin/sleep", "20"));
                thrown.completeExceptionally(new AssertionError("ended"));
            } catch (Throwable e) {
                stillInterrupted.set(Thread.currentThread().isInterrupted());
                thrown.complete(e);
            }
        });
        caller.start();
        began.get(5, TimeUnit.SECONDS);

        assertThat(thrown.get(5, TimeUnit.SECONDS))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("interrupted")
                .hasMessageNotContaining("\n");
        assertThat(stillInterrupted).isTrue();
    }

    @Test
    void aBatchKeepsTheResultsBeforeTheOneThatHung() {
        List<Command> commands = List.of(
                sh("echo one").within(DEADLINE),
                Command.reading("/bin/sleep", "20").within(DEADLINE),
                sh("echo three").within(DEADLINE));

        List<Attempt> attempts = runner.runAll(commands);

        assertThat(attempts).extracting(Attempt::command).containsExactlyElementsOf(commands);
        assertThat(attempts.get(0).result().out()).isEqualTo("one\n");
        assertThat(attempts.get(1)).isInstanceOf(Attempt.Unknown.class);
        assertThat(attempts.get(2)).isInstanceOf(Attempt.Unknown.class);
        assertThatThrownBy(() -> attempts.get(2).result())
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("not reached");
    }

    @Test
    void aBatchOnlyLooks() {
        assertThatThrownBy(() -> runner.runAll(List.of(Command.modifying("/bin/true"))))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(
                        () -> runner.runAll(List.of(Command.reading("/bin/cat").withStdin("x"))))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void countsCommandsAndNodes() {
        runner.run(sh("true"));
        runner.run(sh("false"));

        assertThat(counter).hasToString("2 commands on 1 nodes");
        assertThat(counter.nodes()).containsExactly(D1);
        assertThat(counter.count(CommandEvent.Outcome.FAILED)).isEqualTo(1);
    }

    /** What a program reads may hold secrets, and a program that does not like a line quotes it. */
    @Test
    void noOneButTheProgramSeesTheSecretsOfItsStdin() {
        List<CommandEvent> events = new ArrayList<>();
        CommandRunner told = new LocalRunner(D1, CommandTimer.daemon(), events::add);
        String secret = "abcdefghijkl";

        CommandResult result = told.run(
                sh("read -r line; echo \"$line\"; echo \"bad line: $line\" >&2; [ \"$line\" = abcdefghijkl ]; exit $((2 + $?))")
                        .withStdin(secret + "\n", List.of(Secret.of(secret))));

        assertThat(result.exit()).as("the program itself got it").isEqualTo(2);
        assertThat(result.out()).isEqualTo("<secret>\n");
        assertThat(result.err()).isEqualTo("bad line: <secret>\n");
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.detail()).isEqualTo("exit 2, bad line: <secret>");
            assertThat(event.command().stdin().orElseThrow().text()).isEqualTo("<secret>\n");
        });
    }

    @Test
    void aFailingListenerDoesNotTakeTheResultAway() {
        LocalRunner listened = new LocalRunner(D1, CommandTimer.daemon(), event -> {
            throw new IllegalStateException("listener");
        });

        assertThat(listened.run(sh("echo kept")).out()).isEqualTo("kept\n");
    }

    private void assertGivenUpInTime(Command command, String... words) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> runner.run(command.within(DEADLINE)))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContainingAll(words)
                .hasMessageStartingWith("d1: ")
                .hasMessageNotContaining("\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(DEADLINE.plus(CommandRunner.OVERRUN).plusSeconds(1));
    }

    private static Command sh(String script) {
        return Command.reading("/bin/sh", "-c", script);
    }
}
