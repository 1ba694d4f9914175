package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableList;
import io.zsan.error.NodeUnreachable;
import io.zsan.error.UnexpectedOutput;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Runs commands on a node over the system's {@code ssh}, one connection for each call, in the environment of
 * {@link LocalRunner}. On the node {@code timeout(1)} ends the shell of a command that takes too long, so that the call
 * ends; a program that the shell was waiting for is not signalled, and may go on.
 *
 * <p>Whether a command ended, and how, is read from marks that follow its output (never from ssh's own exit status).
 */
public final class SshRunner implements CommandRunner {
    /** From here on a status is that of a shell whose child was ended by a signal. */
    private static final int SIGNALED = 128;

    private final NodeName node;
    private final SshHost host;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final RunLog log;

    public SshRunner(NodeName node, SshHost host) {
        this(node, host, CommandTimer.daemon(), CommandListener.none());
    }

    /**
     * Runs with a timer of the caller's.
     *
     * @param timer ends commands at their deadlines; its tasks are short
     */
    public SshRunner(NodeName node, SshHost host, ScheduledExecutorService timer, CommandListener listener) {
        this.node = node;
        this.host = host;
        this.timer = timer;
        this.nanoTime = System::nanoTime;
        this.log = new RunLog(node, listener);
    }

    @Override
    public NodeName node() {
        return node;
    }

    @Override
    public CommandResult run(Command command) {
        return attempt(List.of(command), command.stdin(), command.deadline())
                .get(0)
                .result();
    }

    @Override
    public List<Attempt> runAll(List<Command> commands) {
        Batch.check(commands);
        if (commands.isEmpty()) {
            return List.of();
        }
        return attempt(commands, Optional.empty(), Batch.deadline(commands));
    }

    private List<Attempt> attempt(List<Command> commands, Optional<String> stdin, Duration deadline) {
        long start = nanoTime.getAsLong();
        BoundedProcess ssh = new BoundedProcess(SshCommandLine.of(host, commands, stdin, deadline), timer);
        Ending ending = ssh.run();
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        String out = ssh.out();
        String err = ssh.err();

        Optional<String> notRun = nothingRun(ending, out, err);
        if (notRun.isPresent()) {
            String why = node + ": " + notRun.get();
            commands.forEach(command -> log.notRun(command, took, why));
            throw new NodeUnreachable(why);
        }
        List<Framing.Part> parts;
        try {
            parts = Framing.split(commands.size(), out, err);
        } catch (UnexpectedOutput e) {
            commands.forEach(command -> log.unknown(command, took, "its output cannot be told apart"));
            throw e;
        }
        ImmutableList.Builder<Attempt> attempts = ImmutableList.builder();
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            if (i < parts.size() && !killed(parts.get(i), ending)) {
                Framing.Part part = parts.get(i);
                CommandResult result = new CommandResult(part.exit(), part.out(), part.err(), took, false);
                log.ended(command, result);
                attempts.add(new Attempt.Ended(command, result));
            } else {
                String why = lost(command, ending, deadline, ssh.overflowed(), err);
                log.unknown(command, took, why);
                attempts.add(new Attempt.Unknown(command, why));
            }
        }
        return attempts.build();
    }

    /** Why it is certain that nothing was run, if it is. */
    private Optional<String> nothingRun(Ending ending, String out, String err) {
        if (ending instanceof Ending.NotStarted notStarted) {
            return Optional.of("cannot start " + host.ssh() + " on this machine: "
                    + notStarted.cause().getMessage());
        }
        if (!(ending instanceof Ending.Exited exited) || !out.isEmpty() || err.contains(Framing.MARK)) {
            return Optional.empty();
        }
        if (exited.exit() == SshFailure.EXIT) {
            return SshFailure.beforeSession(host, err);
        }
        return wrapperMissing(exited.exit(), err.strip());
    }

    /** What stands before the commands did not start them: {@code doas} refused, {@code timeout} is not there. */
    private Optional<String> wrapperMissing(int exit, String complaint) {
        if (exit == 0 || complaint.contains("\n")) {
            return Optional.empty();
        }
        if (!host.prefix().isEmpty()) {
            String program = host.prefix().get(0);
            String name = program.substring(program.lastIndexOf('/') + 1);
            if (complaint.startsWith(name + ": ")) {
                return Optional.of(name + " refused user " + host.user() + ": " + complaint + "; allow that user "
                        + SshCommandLine.TIMEOUT + " as root without a password");
            }
        }
        if (!host.prefix().isEmpty()
                && complaint.contains(host.prefix().get(0) + ":")
                && complaint.toLowerCase(Locale.ROOT).contains("not found")) {
            return Optional.of("no " + host.prefix().get(0) + " on the node: " + complaint);
        }
        if (complaint.contains(SshCommandLine.TIMEOUT + ":")
                && complaint.toLowerCase(Locale.ROOT).contains("not found")) {
            return Optional.of("no " + SshCommandLine.TIMEOUT + " on the node: " + complaint);
        }
        return Optional.empty();
    }

    /** Whether the end that the mark tells of was made by the remote deadline: then it is not the command's own. */
    private static boolean killed(Framing.Part part, Ending ending) {
        return part.exit() >= SIGNALED && !ending.equals(new Ending.Exited(0));
    }

    private String lost(Command command, Ending ending, Duration deadline, boolean overflowed, String err) {
        if (ending instanceof Ending.GivenUp givenUp) {
            return givenUp.explain(node, command.within(deadline));
        }
        int exit = ((Ending.Exited) ending).exit();
        String effect = command.modifies() ? "; it may have taken effect, so look before going on" : "";
        String what;
        if (exit == SshFailure.EXIT) {
            what = "the connection to " + host + " broke" + said(err);
        } else if (overflowed) {
            what = "it printed more than " + Capture.LIMIT + " bytes, and its end was not seen";
        } else if (exit == 0) {
            what = "its end was not seen";
        } else {
            String limit = Seconds.text(SshCommandLine.remoteDeadline(deadline));
            what = "it was given up on the node, where it has " + limit + " s, with status " + exit + said(err)
                    + "; it may still be running there";
        }
        return node + ": unknown outcome of " + command + ": " + what + effect;
    }

    private static String said(String err) {
        String last = err.lines()
                .filter(line -> !line.isBlank())
                .reduce("", (a, b) -> b)
                .strip();
        return last.isEmpty() || last.equals(Framing.MARK) ? "" : ": " + last;
    }
}
