package io.zsan.freebsd.exec;

import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;

/**
 * Runs commands on one node. Thread-safe. It neither repeats a command nor limits how many run at once: that is for the
 * caller (R11). What a command was given as a secret is in nothing that it gives, throws or logs ({@link Command#redact}).
 */
public interface CommandRunner {
    /** How much longer than its deadline a call may last: time to end a process that does not end by itself. */
    Duration OVERRUN = Duration.ofSeconds(1);

    NodeName node();

    /**
     * Runs a command and returns when it has ended, whatever its exit status.
     *
     * <p>Returns or throws within the command's deadline plus {@link #OVERRUN}, even where the process can no longer be
     * killed. An interrupted thread gets {@link io.zsan.error.OutcomeUnknown}, and keeps its interrupted status.
     *
     * @throws io.zsan.error.OutcomeUnknown if it did not end by its deadline, or the reply was lost: it may have taken
     *     effect, and may still be running
     * @throws io.zsan.error.NodeUnreachable if it is certain that nothing was run
     */
    CommandResult run(Command command);

    /**
     * Runs commands that only look, one after the other, where possible in one connection.
     *
     * <p>All together have the longest of their deadlines. If one hangs or the connection breaks, those before it have
     * their results, and it and those after it are unknown.
     *
     * @param commands none modifies, none has stdin
     * @return one attempt for each command, in their order
     * @throws io.zsan.error.NodeUnreachable if it is certain that none was run
     */
    List<Attempt> runAll(List<Command> commands);
}
