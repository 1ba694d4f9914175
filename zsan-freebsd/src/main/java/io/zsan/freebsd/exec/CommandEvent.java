package io.zsan.freebsd.exec;

import io.zsan.model.NodeName;
import java.time.Duration;

/**
 * A command that was run, or was to be.
 *
 * @param command without the secrets of its standard input
 * @param took how long it took; of a command in a batch, how long the batch took
 * @param detail the exit status, or why there is none; one line
 */
public record CommandEvent(NodeName node, Command command, Duration took, Outcome outcome, String detail) {
    /** How it ended. */
    public enum Outcome {
        /** With exit status 0. */
        SUCCEEDED,
        /** With another exit status. */
        FAILED,
        /** It is not known whether and how. */
        UNKNOWN,
        /** Nothing was run. */
        NOT_RUN
    }
}
