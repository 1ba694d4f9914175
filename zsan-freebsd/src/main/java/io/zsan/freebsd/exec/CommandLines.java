package io.zsan.freebsd.exec;

import java.util.HashMap;
import java.util.Map;
import org.apache.commons.exec.CommandLine;

/** A command in Commons Exec's form, with every argument as it is. */
final class CommandLines {
    private CommandLines() {}

    /**
     * Commons Exec trims an argument, and would put its quotes into it; it does neither to what stands for a variable.
     */
    static CommandLine of(Command command) {
        CommandLine line = new CommandLine(command.program());
        Map<String, String> values = new HashMap<>();
        for (String argument : command.arguments()) {
            String variable = "a" + values.size();
            values.put(variable, argument);
            line.addArgument("${" + variable + "}", false);
        }
        line.setSubstitutionMap(values);
        return line;
    }
}
