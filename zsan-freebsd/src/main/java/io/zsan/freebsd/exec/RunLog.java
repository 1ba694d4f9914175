package io.zsan.freebsd.exec;

import io.zsan.freebsd.exec.CommandEvent.Outcome;
import io.zsan.model.NodeName;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the listener of each command that a node was given. */
final class RunLog {
    private static final Logger log = LoggerFactory.getLogger(CommandRunner.class);

    private final NodeName node;
    private final CommandListener listener;

    RunLog(NodeName node, CommandListener listener) {
        this.node = node;
        this.listener = listener;
    }

    void ended(Command command, CommandResult result) {
        Outcome outcome = result.succeeded() ? Outcome.SUCCEEDED : Outcome.FAILED;
        String complaint = result.complaint();
        tell(command, result.took(), outcome, "exit " + result.exit() + (complaint.isEmpty() ? "" : ", " + complaint));
    }

    void unknown(Command command, Duration took, String why) {
        tell(command, took, Outcome.UNKNOWN, why);
    }

    void notRun(Command command, Duration took, String why) {
        tell(command, took, Outcome.NOT_RUN, why);
    }

    // A listener's exception must not take the place of a result: the command has had its effect.
    private void tell(Command command, Duration took, Outcome outcome, String detail) {
        log.debug("{}: {}: {} ({} ms)", node, command, detail, took.toMillis());
        try {
            listener.onCommand(new CommandEvent(node, command.redacted(), took, outcome, detail));
        } catch (RuntimeException e) {
            log.warn("{}: a command listener failed", node, e);
        }
    }
}
