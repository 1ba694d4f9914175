package io.zsan.testkit.fake;

import com.google.common.collect.ImmutableList;
import io.zsan.error.NodeUnreachable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.Stdin;
import io.zsan.model.NodeName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Hands commands to a fake node in the same JVM; deadlines are in the world's time. */
final class FakeRunner implements CommandRunner {
    private final FakeNode fake;

    FakeRunner(FakeNode fake) {
        this.fake = fake;
    }

    @Override
    public NodeName node() {
        return fake.name();
    }

    @Override
    public CommandResult run(Command command) {
        return run(command, command.deadline());
    }

    private CommandResult run(Command command, Duration within) {
        String what = node() + ": " + command;
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown(what + ": the thread that waited for it was interrupted");
        }
        long start = fake.world().nanos();
        try {
            byte[] stdin = command.stdin().map(Stdin::text).orElse("").getBytes(StandardCharsets.UTF_8);
            FakeResult result = fake.run(command.words(), stdin, within);
            Duration took = Duration.ofNanos(fake.world().nanos() - start);
            return new CommandResult(
                    result.exit(), command.redact(result.out()), command.redact(result.err()), took, false);
        } catch (NoAnswer e) {
            throw e.nothingRan()
                    ? new NodeUnreachable(what + ": " + e.why())
                    : new OutcomeUnknown(what + ": " + e.why());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown(what + ": the thread that waited for it was interrupted");
        }
    }

    @Override
    public List<Attempt> runAll(List<Command> commands) {
        Duration longest = commands.stream()
                .map(Command::deadline)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        long deadline = fake.world().nanos() + longest.toNanos();
        List<Attempt> attempts = new ArrayList<>();
        for (Command command : commands) {
            Duration left = Duration.ofNanos(deadline - fake.world().nanos());
            try {
                attempts.add(new Attempt.Ended(command, run(command, left)));
            } catch (NodeUnreachable e) {
                if (attempts.isEmpty()) {
                    throw e;
                }
                return rest(commands, attempts, String.valueOf(e.getMessage()));
            } catch (OutcomeUnknown e) {
                return rest(commands, attempts, String.valueOf(e.getMessage()));
            }
        }
        return ImmutableList.copyOf(attempts);
    }

    private static List<Attempt> rest(List<Command> commands, List<Attempt> attempts, String why) {
        commands.subList(attempts.size(), commands.size())
                .forEach(command -> attempts.add(new Attempt.Unknown(command, why)));
        return ImmutableList.copyOf(attempts);
    }
}
