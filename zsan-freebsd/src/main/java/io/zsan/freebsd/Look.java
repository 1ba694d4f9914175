package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import java.util.List;
import java.util.function.Function;

/**
 * A look at a node that can share its connection with others: commands that only look, and what their results mean.
 *
 * @param commands none where the answer is known without any
 * @param meaning gets one result for each command, in their order
 */
public record Look<T>(List<Command> commands, Function<List<CommandResult>, T> meaning) {
    public Look {
        commands = ImmutableList.copyOf(commands);
    }

    /** One command. */
    public static <T> Look<T> of(Command command, Function<CommandResult, T> meaning) {
        return new Look<>(List.of(command), results -> meaning.apply(results.get(0)));
    }

    /** An answer that took no command. */
    public static <T> Look<T> answered(T answer) {
        return new Look<>(List.of(), results -> answer);
    }
}
