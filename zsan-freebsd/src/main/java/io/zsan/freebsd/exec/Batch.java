package io.zsan.freebsd.exec;

import io.zsan.error.InvalidInput;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** What commands must be like to be run together. */
final class Batch {
    private Batch() {}

    static void check(List<Command> commands) {
        for (Command command : commands) {
            if (command.modifies() || command.stdin().isPresent()) {
                throw new InvalidInput("not for a batch: " + command
                        + "; a command that changes something or reads stdin is run alone");
            }
        }
    }

    /** The longest of their deadlines. */
    static Duration deadline(List<Command> commands) {
        return commands.stream()
                .map(Command::deadline)
                .max(Comparator.naturalOrder())
                .orElse(Command.DEFAULT_DEADLINE);
    }
}
