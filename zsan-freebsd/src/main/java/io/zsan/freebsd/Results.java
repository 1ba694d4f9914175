package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.NodeName;

/** What the end of a command means where it is the same for all. */
final class Results {
    private Results() {}

    /** The output of a command that must have succeeded. */
    static String out(NodeName node, Command command, CommandResult result) {
        if (!result.succeeded()) {
            throw refused(node, command, result);
        }
        return whole(node, command, result);
    }

    /** The output, whatever the exit status. */
    static String whole(NodeName node, Command command, CommandResult result) {
        if (result.truncated()) {
            throw new UnexpectedOutput(node + ": " + command + " printed more than was kept", result.out());
        }
        return result.out();
    }

    static CommandRefused refused(NodeName node, Command command, CommandResult result) {
        return new CommandRefused(node + ": " + command + " failed: " + said(result));
    }

    /** The complaint on one line, with the exit status. */
    static String said(CommandResult result) {
        String complaint = result.complaint();
        return (complaint.isEmpty() ? "it said nothing" : complaint) + " (exit " + result.exit() + ")";
    }
}
