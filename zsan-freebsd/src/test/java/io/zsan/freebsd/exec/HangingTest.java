package io.zsan.freebsd.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.zsan.error.NodeUnreachable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.model.NodeName;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Commands that hang in every way there is, again and again: each ends within its deadline and a second, and nothing is
 * left behind. {@code mvn -pl zsan-freebsd -am test -Dtest=HangingTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dzsan.hang.repetitions=1000} for the long run.
 */
class HangingTest {
    private static final int REPETITIONS = Integer.getInteger("zsan.hang.repetitions", 5);
    private static final int MOST_LANES = 10;
    private static final Duration DEADLINE = Duration.ofMillis(200);

    /** What the promise allows, and what a busy machine may add: a second, or {@code -Dzsan.hang.slack=SECONDS}. */
    private static final Duration LATEST = CommandRunner.OVERRUN.plusSeconds(Integer.getInteger("zsan.hang.slack", 1));

    private final Collection<Duration> overruns = new ConcurrentLinkedQueue<>();
    private final LocalRunner runner = new LocalRunner(new NodeName("d1"));

    @Test
    void thePromiseIsASecond() {
        assertThat(CommandRunner.OVERRUN).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void neitherThreadsNorProcessesAreLeftBehind() throws Exception {
        List<Command> ways = List.of(
                sh("sleep 1000"),
                Command.reading("/bin/sleep", "1000"),
                sh("trap '' TERM INT HUP; while :; do sleep 0.05; done"),
                sh("sleep 1000 & sleep 1000"),
                sh("(trap '' TERM; while :; do sleep 0.05; done) & wait"));
        hang(ways.get(0));
        Set<Long> processesBefore = descendants();
        Set<Thread> threadsBefore = threads();
        long filesBefore = openFiles();
        repeat(() -> ways.forEach(this::hang));
        waitUntilGone(processesBefore, threadsBefore);
        System.out.println("open files: " + filesBefore + " before, " + openFiles() + " after");
        // Some slack for jars that are read late; of one left by each command it would be more.
        assertThat(openFiles()).isLessThan(filesBefore + 10);
        endedInTime();
    }

    /** To find all of them takes long; neither their own command waits for that, nor another one with the same timer. */
    @Test
    void aLargeFamilyKeepsNoDeadlineWaiting() throws Exception {
        Set<Long> processes = descendants();
        Set<Thread> threads = threads();
        ScheduledExecutorService timer = CommandTimer.daemon();
        LocalRunner one = new LocalRunner(new NodeName("d1"), timer, CommandListener.none());
        LocalRunner other = new LocalRunner(new NodeName("d2"), timer, CommandListener.none());
        Duration deadline = Duration.ofSeconds(5);
        CompletableFuture<Void> large = CompletableFuture.runAsync(() -> hang(
                one,
                sh("i=0; while [ $i -lt 200 ]; do sleep 1000 & i=$((i+1)); done; wait")
                        .within(deadline)));
        hang(other, sh("sleep 1000").within(deadline.plusMillis(300)));
        large.get(20, TimeUnit.SECONDS);
        waitUntilGone(processes, threads);
        endedInTime();
    }

    /** The deadline and both graces are over before the program runs: nobody is left to signal it later. */
    @Test
    void aProgramThatStartsWhenItIsGivenUpIsEndedAtOnce() throws Exception {
        Set<Long> processes = descendants();
        Set<Thread> threads = threads();
        ScheduledThreadPoolExecutor hasty = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                task.run();
                return super.schedule(() -> {}, 0, unit);
            }
        };
        LocalRunner late = new LocalRunner(new NodeName("d1"), hasty, CommandListener.none());
        assertThatThrownBy(() -> late.run(sh("sleep 1000"))).isInstanceOf(OutcomeUnknown.class);
        for (Thread starting : ours(threads()).filter(t -> !threads.contains(t)).toList()) {
            starting.join(20_000);
        }
        waitUntilGone(processes, threads);
        hasty.shutdown();
    }

    /** Each node has its own way: one that hangs does not keep another one's commands. */
    @Test
    void otherNodesGoOnMeanwhile() throws Exception {
        hang(sh("true; sleep 1000"));
        CompletableFuture<Void> hanging = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < REPETITIONS; i++) {
                hang(sh("sleep 1000"));
            }
        });
        LocalRunner other = new LocalRunner(new NodeName("d2"));
        int done = 0;
        Duration slowest = Duration.ZERO;
        while (!hanging.isDone()) {
            CommandResult result = other.run(sh("echo well"));
            assertThat(result.out()).isEqualTo("well\n");
            slowest = slowest.compareTo(result.took()) > 0 ? slowest : result.took();
            done++;
        }
        hanging.get(10, TimeUnit.SECONDS);
        System.out.println("commands on another node meanwhile: " + done + ", slowest " + slowest.toMillis() + " ms");
        assertThat(done).isGreaterThan(REPETITIONS);
        endedInTime();
    }

    /** Before a session nothing can have been run, and that is more than unknown; it comes in time, too. */
    @Test
    void anSshServerThatAcceptsAndSaysNothing() throws Exception {
        aSilentSshServer("", NodeUnreachable.class, OutcomeUnknown.class);
    }

    /** It greets and goes silent: the client waits for its keys, until the deadline. */
    @Test
    void anSshServerThatGoesSilentAfterItsGreeting() throws Exception {
        aSilentSshServer("SSH-2.0-Silent\r\n", OutcomeUnknown.class);
    }

    private void aSilentSshServer(String greeting, Class<?>... errors) throws Exception {
        Set<Long> processes = descendants();
        Set<Thread> threads = threads();
        List<Socket> kept = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread greeter = new Thread(() -> greet(silent, greeting, kept));
            greeter.setDaemon(true);
            greeter.start();
            SshRunner ssh = ssh(silent);
            repeat(() -> {
                Duration deadline = Duration.ofMillis(700);
                long start = System.nanoTime();
                assertThatThrownBy(() -> ssh.run(sh("true").within(deadline))).isInstanceOfAny(errors);
                overruns.add(Duration.ofNanos(System.nanoTime() - start).minus(deadline));
            });
        }
        waitUntilGone(processes, threads);
        endedInTime();
        for (Socket socket : kept) {
            socket.close();
        }
    }

    /** Looked at in the end, so that a busy machine does not keep what is left behind from being seen. */
    private void endedInTime() {
        List<Duration> sorted = overruns.stream().sorted().toList();
        Duration longest = sorted.get(sorted.size() - 1);
        System.out.println("hanging commands: " + sorted.size() + ", ended after their deadline: median "
                + sorted.get(sorted.size() / 2).toMillis() + " ms, longest " + longest.toMillis() + " ms");
        assertThat(longest).isLessThan(LATEST);
    }

    /** All repetitions, a few at a time where there are many: they do nothing but wait. */
    private static void repeat(Runnable repetition) throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(Math.min(MOST_LANES, 1 + REPETITIONS / 50));
        try {
            for (Future<?> one : lanes.invokeAll(Collections.nCopies(REPETITIONS, Executors.callable(repetition)))) {
                one.get();
            }
        } finally {
            lanes.shutdownNow();
        }
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static SshRunner ssh(ServerSocket server) {
        return new SshRunner(
                new NodeName("s1"),
                SshHost.of("127.0.0.1", "root", Path.of("/nonexistent/key"), Path.of("/nonexistent/known"))
                        .withPort(server.getLocalPort()));
    }

    private static void greet(ServerSocket server, String greeting, List<Socket> kept) {
        try {
            while (true) {
                Socket socket = server.accept();
                kept.add(socket);
                socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void hang(Command command) {
        hang(runner, command);
    }

    private void hang(LocalRunner runner, Command command) {
        long start = System.nanoTime();
        Command limited = command.deadline().equals(Command.DEFAULT_DEADLINE) ? command.within(DEADLINE) : command;
        assertThatThrownBy(() -> runner.run(limited)).isInstanceOf(OutcomeUnknown.class);
        overruns.add(Duration.ofNanos(System.nanoTime() - start).minus(limited.deadline()));
    }

    private static Set<Long> descendants() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    /** They end a little after the call: that is waited for, and not how long it takes. */
    private static void waitUntilGone(Set<Long> processes, Set<Thread> threads) throws Exception {
        System.out.println("left right after the last: "
                + descendants().stream().filter(p -> !processes.contains(p)).count() + " processes, "
                + ours(threads()).filter(t -> !threads.contains(t)).count() + " threads");
        for (ProcessHandle left : ProcessHandle.current().descendants().toList()) {
            if (!processes.contains(left.pid())) {
                assertThat(left.onExit()).as(left.info().toString()).succeedsWithin(20, TimeUnit.SECONDS);
            }
        }
        for (Thread left : ours(threads()).toList()) {
            if (!threads.contains(left)) {
                left.join(20_000);
                assertThat(left.isAlive()).as(left.getName()).isFalse();
            }
        }
    }

    /** The timer's one thread goes away by itself when there is nothing to do. */
    private static Stream<Thread> ours(Set<Thread> threads) {
        return threads.stream()
                .filter(thread -> thread.getName().startsWith("zsan-")
                        && !thread.getName().equals("zsan-command-timer"));
    }

    private static Command sh(String script) {
        return Command.reading("/bin/sh", "-c", script);
    }
}
