package io.zsan.freebsd.exec;

import java.time.Duration;

/**
 * A command that ended by itself.
 *
 * @param exit the command's own exit status; 128 + n where signal n ended it
 * @param out standard output, as UTF-8
 * @param err standard error, as UTF-8
 * @param took from start to end, connecting included
 * @param truncated whether {@code out} or {@code err} is not all that was printed
 */
public record CommandResult(int exit, String out, String err, Duration took, boolean truncated) {
    /** Whether it ended with 0. Several FreeBSD commands end with 0 after an error: read back. */
    public boolean succeeded() {
        return exit == 0;
    }

    /** The first line of standard error that is not blank, for messages; empty where there is none. */
    public String complaint() {
        return err.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .strip();
    }
}
