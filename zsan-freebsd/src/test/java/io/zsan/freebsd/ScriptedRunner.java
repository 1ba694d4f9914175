package io.zsan.freebsd;

import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers from a function and keeps what it was asked. A function that throws stands for a command that hung. */
final class ScriptedRunner implements CommandRunner {
    final List<Command> asked = new ArrayList<>();
    private final NodeName node;
    private final Function<Command, CommandResult> answers;

    ScriptedRunner(String node, Function<Command, CommandResult> answers) {
        this.node = new NodeName(node);
        this.answers = answers;
    }

    static CommandResult said(int exit, String out, String err) {
        return new CommandResult(exit, out, err, Duration.ofMillis(1), false);
    }

    @Override
    public NodeName node() {
        return node;
    }

    @Override
    public CommandResult run(Command command) {
        synchronized (asked) {
            asked.add(command);
        }
        return answers.apply(command);
    }

    @Override
    public List<Attempt> runAll(List<Command> commands) {
        List<Attempt> attempts = new ArrayList<>();
        boolean lost = false;
        for (Command command : commands) {
            try {
                attempts.add(
                        lost ? new Attempt.Unknown(command, "not reached") : new Attempt.Ended(command, run(command)));
            } catch (OutcomeUnknown hung) {
                lost = true;
                attempts.add(new Attempt.Unknown(command, String.valueOf(hung.getMessage())));
            }
        }
        return attempts;
    }
}
