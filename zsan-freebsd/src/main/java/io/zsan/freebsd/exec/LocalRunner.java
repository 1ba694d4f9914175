package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableList;
import io.zsan.error.NodeUnreachable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.model.NodeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Runs commands on this machine. A child finds nothing in its environment but {@code LC_ALL=C}, {@code TZ=UTC} and a
 * {@code PATH} of the system's programs.
 *
 * <p>A program that is not there ends with 127, and one that may not be run with 126, as from a shell.
 */
public final class LocalRunner implements CommandRunner {
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    private final NodeName node;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final RunLog log;

    public LocalRunner(NodeName node) {
        this(node, CommandTimer.daemon(), CommandListener.none());
    }

    /**
     * Runs with a timer of the caller's.
     *
     * @param timer ends commands at their deadlines; its tasks are short
     */
    public LocalRunner(NodeName node, ScheduledExecutorService timer, CommandListener listener) {
        this(node, timer, listener, System::nanoTime);
    }

    LocalRunner(NodeName node, ScheduledExecutorService timer, CommandListener listener, LongSupplier nanoTime) {
        this.node = node;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.log = new RunLog(node, listener);
    }

    @Override
    public NodeName node() {
        return node;
    }

    @Override
    public CommandResult run(Command command) {
        long start = nanoTime.getAsLong();
        BoundedProcess process = new BoundedProcess(command, timer);
        Ending ending = process.run();
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        if (ending instanceof Ending.NotStarted notStarted) {
            return notStarted(command, notStarted, took);
        }
        if (ending instanceof Ending.GivenUp givenUp) {
            String why = givenUp.explain(node, command);
            log.unknown(command, took, why);
            throw new OutcomeUnknown(why);
        }
        int exit = ((Ending.Exited) ending).exit();
        CommandResult result = new CommandResult(exit, process.out(), process.err(), took, process.truncated());
        log.ended(command, result);
        return result;
    }

    @Override
    public List<Attempt> runAll(List<Command> commands) {
        Batch.check(commands);
        long end = nanoTime.getAsLong() + Batch.deadline(commands).toNanos();
        ImmutableList.Builder<Attempt> attempts = ImmutableList.builder();
        boolean lost = false;
        for (Command command : commands) {
            Duration left = Duration.ofNanos(end - nanoTime.getAsLong());
            if (lost || left.isNegative() || left.isZero()) {
                attempts.add(new Attempt.Unknown(
                        command, node + ": not reached: " + command + "; the batch was over its deadline before it"));
                continue;
            }
            try {
                attempts.add(new Attempt.Ended(command, run(command.within(left))));
            } catch (OutcomeUnknown hung) {
                lost = true;
                attempts.add(new Attempt.Unknown(command, String.valueOf(hung.getMessage())));
            }
        }
        return attempts.build();
    }

    private CommandResult notStarted(Command command, Ending.NotStarted ending, Duration took) {
        Path program = Path.of(command.program());
        String why = "cannot start " + program + ": " + ending.cause().getMessage();
        if (!Files.exists(program)) {
            return refused(command, NOT_FOUND, program + ": not found", took);
        }
        if (!Files.isExecutable(program) || Files.isDirectory(program)) {
            return refused(command, NOT_EXECUTABLE, program + ": not executable", took);
        }
        log.notRun(command, took, why);
        throw new NodeUnreachable(node + ": " + why, ending.cause());
    }

    private CommandResult refused(Command command, int exit, String complaint, Duration took) {
        CommandResult result = new CommandResult(exit, "", complaint + "\n", took, false);
        log.ended(command, result);
        return result;
    }
}
