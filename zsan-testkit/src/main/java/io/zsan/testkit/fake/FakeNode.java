package io.zsan.testkit.fake;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.LineFeed;
import io.zsan.model.NodeName;
import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A FreeBSD node, as whoever logs in to it sees it. Thread-safe.
 *
 * <p>A command blocks its caller for as long as it would hang on a real node; while the node is silent, or cut off from
 * its operators, everything waits. An interrupted caller is gone, but what had begun to wait in the kernel stays there and
 * takes effect when it can.
 */
public final class FakeNode {
    private final World world;
    private final Host host;
    private final FakeRelease release;
    private final Programs programs;
    private final List<HeldCommand> heldCommands = new ArrayList<>();
    private FaultPlan faults = FaultPlan.none();

    private record HeldCommand(List<String> words, String stdin) {}

    /** With FreeBSD 13.2. */
    public FakeNode(World world, Host host) {
        this(world, host, FakeRelease.FREEBSD_13);
    }

    public FakeNode(World world, Host host, FakeRelease release) {
        this.release = release;
        this.world = world;
        this.host = host;
        this.programs = new Programs(
                (execution, words) -> faults.decide(host.name(), words),
                (words, stdin) -> heldCommands.add(new HeldCommand(words, stdin)));
    }

    public NodeName name() {
        return host.name();
    }

    public Host host() {
        return host;
    }

    World world() {
        return world;
    }

    /** What happens to the commands from now on. */
    public void faults(FaultPlan plan) {
        world.run(() -> faults = plan);
    }

    /**
     * Runs a command line in the login shell of root, as a ssh server would. That is csh: a line feed within the command
     * line is refused.
     *
     * @throws NoAnswer if no reply will come
     */
    public FakeResult run(String commandLine, byte[] stdin) throws NoAnswer, InterruptedException {
        return execute(Long.MAX_VALUE, text(stdin), execution -> {
            if (commandLine.contains("\n")) {
                return execution.fail(1, "Unmatched '''.");
            }
            return new FakeShell(programs, execution).run(commandLine);
        });
    }

    /** As {@link #run(String, byte[])}, without input. */
    public FakeResult run(String commandLine) throws NoAnswer, InterruptedException {
        return run(commandLine, new byte[0]);
    }

    /**
     * Runs a program without a shell.
     *
     * @param within how long the caller waits, in the world's time
     */
    FakeResult run(List<String> words, byte[] stdin, Duration within) throws NoAnswer, InterruptedException {
        long deadline = world.nanos() + within.toNanos();
        return execute(deadline, text(stdin), execution -> programs.run(execution, words));
    }

    /** Runs the node's commands in this JVM: no ssh, no process. */
    public CommandRunner runner() {
        return new FakeRunner(this);
    }

    /** devd's stream of this node, in this JVM: no ssh, no process. Lines come with the world's lock held, when somebody looks at the world. */
    public LineFeed devd() {
        return new DevdFeed(this);
    }

    /**
     * Runs a command line as {@link #run(String, byte[])} does, whose last program reads devd's socket.
     *
     * @param sink gets what is printed, piece by piece, with the world's lock held; must be quick
     * @param onEnd the machine has lost its power, and nothing more will come
     * @return ends it; empty: the command line did not get as far as devd
     */
    public Optional<AutoCloseable> follow(String commandLine, Consumer<String> sink, Runnable onEnd)
            throws NoAnswer, InterruptedException {
        Devd devd = new Devd(host, sink, onEnd);
        List<Devd> watching = new ArrayList<>();
        FakeResult unused = execute(Long.MAX_VALUE, "", execution -> {
            int exit = new FakeShell(programs, execution).run(commandLine);
            if (execution.followsDevd()) {
                sink.accept(execution.outText());
                world.watch(devd);
                watching.add(devd);
            }
            return exit;
        });
        return watching.isEmpty() ? Optional.empty() : Optional.of(() -> world.unwatch(devd));
    }

    /** Commands that are stuck on their way ({@link Fault#HELD}). */
    public int heldCommands() {
        return world.call(heldCommands::size);
    }

    /** Lets the commands that are stuck arrive now, in order; nobody hears of their results but the caller of this. */
    public List<FakeResult> deliverHeld() throws NoAnswer, InterruptedException {
        List<HeldCommand> stuck = world.call(() -> {
            List<HeldCommand> all = ImmutableList.copyOf(heldCommands);
            heldCommands.clear();
            return all;
        });
        ImmutableList.Builder<FakeResult> results = ImmutableList.builder();
        FaultPlan plan = faults;
        faults(FaultPlan.none());
        try {
            for (HeldCommand held : stuck) {
                results.add(execute(Long.MAX_VALUE, held.stdin(), execution -> programs.run(execution, held.words())));
            }
        } finally {
            faults(plan);
        }
        return results.build();
    }

    private interface Line {
        int run(Execution execution) throws NoAnswer, InterruptedException;
    }

    private FakeResult execute(long deadline, String stdin, Line line) throws NoAnswer, InterruptedException {
        if (!world.await(host::answersOperators, deadline)) {
            throw new NoAnswer(host.name() + " is silent", true);
        }
        Outcome outcome = world.call(() -> {
            Execution execution = new Execution(world, host, release, deadline, stdin);
            try {
                return new Outcome(execution, line.run(execution), null, null);
            } catch (NoAnswer e) {
                return new Outcome(execution, -1, e, null);
            } catch (InterruptedException e) {
                return new Outcome(execution, -1, null, e);
            }
        });
        if (outcome.noAnswer() != null) {
            throw outcome.noAnswer();
        }
        if (outcome.interrupted() != null) {
            throw outcome.interrupted();
        }
        // The reply, too, has to get out.
        Execution done = outcome.execution();
        if (!world.await(() -> host.answersOperators() || done.rebooted(), deadline) || done.rebooted()) {
            throw new NoAnswer("the reply of " + host.name() + " did not get out", false);
        }
        return new FakeResult(outcome.exit(), utf8(done.outText()), utf8(done.errText()));
    }

    private record Outcome(
            Execution execution,
            int exit,
            @Nullable NoAnswer noAnswer,
            @Nullable InterruptedException interrupted) {}

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
