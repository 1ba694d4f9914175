package io.zsan.testkit.fake;

import io.zsan.testkit.fake.ShellParser.Part;
import io.zsan.testkit.fake.ShellParser.Simple;
import io.zsan.testkit.fake.ShellParser.Substitution;
import io.zsan.testkit.fake.ShellParser.SyntaxError;
import io.zsan.testkit.fake.ShellParser.Text;
import io.zsan.testkit.fake.ShellParser.Variable;
import io.zsan.testkit.fake.ShellParser.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One shell that runs one script. */
final class FakeShell {
    private final Programs programs;
    private final Execution execution;
    private final TreeMap<String, String> variables = new TreeMap<>();
    private int status;

    FakeShell(Programs programs, Execution execution) {
        this.programs = programs;
        this.execution = execution;
    }

    int run(String script) throws NoAnswer, InterruptedException {
        List<Simple> commands;
        try {
            commands = ShellParser.parse(script);
        } catch (SyntaxError e) {
            return execution.fail(2, "sh: " + e.getMessage());
        }
        for (Simple command : commands) {
            boolean skip = (command.joint().equals("&&") && status != 0)
                    || (command.joint().equals("||") && status == 0);
            if (!skip) {
                List<String> words = expand(command.words());
                if (!words.isEmpty() && words.get(0).equals("exit")) {
                    return words.size() > 1 ? Integer.parseInt(words.get(1)) : status;
                }
                status = execution.redirected(command.outToErr(), command.errToOut(), () -> simple(words));
            }
        }
        return status;
    }

    /** Assignments in front are carried out here; what is left is the command. */
    private List<String> expand(List<Word> words) throws NoAnswer, InterruptedException {
        List<String> expanded = new ArrayList<>();
        for (Word word : words) {
            String text = text(word);
            if (expanded.isEmpty() && assignment(word) > 0) {
                variables.put(text.substring(0, assignment(word)), text.substring(assignment(word) + 1));
            } else if (!text.isEmpty() || word.quoted()) {
                expanded.add(text);
            }
        }
        return expanded;
    }

    private static int assignment(Word word) {
        if (word.parts().isEmpty() || !(word.parts().get(0) instanceof Text first)) {
            return -1;
        }
        return first.text().matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*")
                ? first.text().indexOf('=')
                : -1;
    }

    private String text(Word word) throws NoAnswer, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (Part part : word.parts()) {
            if (part instanceof Text plain) {
                text.append(plain.text());
            } else if (part instanceof Variable variable) {
                String value = variable.name().equals("?")
                        ? Integer.toString(status)
                        : variables.getOrDefault(variable.name(), "");
                String suffix = variable.withoutSuffix();
                text.append(value.endsWith(suffix) ? value.substring(0, value.length() - suffix.length()) : value);
            } else if (part instanceof Substitution substitution) {
                String printed =
                        execution.captured(() -> new FakeShell(programs, execution).run(substitution.script()));
                text.append(printed.replaceAll("\n+$", ""));
            }
        }
        return text.toString();
    }

    private int simple(List<String> words) throws NoAnswer, InterruptedException {
        if (words.isEmpty()) {
            return 0;
        }
        return switch (words.get(0)) {
            case ":", "true" -> 0;
            case "false" -> 1;
            case "printf" -> printf(words);
            case "echo" -> {
                execution.out(String.join(" ", words.subList(1, words.size())) + "\n");
                yield 0;
            }
            default -> programs.run(execution, words);
        };
    }

    private int printf(List<String> words) {
        if (words.size() < 2) {
            return execution.fail(2, "usage: printf format [arguments ...]");
        }
        List<String> arguments = new ArrayList<>(words.subList(2, words.size()));
        String format = words.get(1);
        do {
            // The format is used again for what is left.
            int before = arguments.size();
            execution.out(formatted(format, arguments));
            if (arguments.size() == before) {
                return 0;
            }
        } while (!arguments.isEmpty());
        return 0;
    }

    private static String formatted(String format, List<String> arguments) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            char next = i + 1 < format.length() ? format.charAt(i + 1) : 0;
            if (c == '\\' && (next == 'n' || next == 't' || next == '\\')) {
                text.append(next == 'n' ? '\n' : next == 't' ? '\t' : '\\');
                i++;
            } else if (c == '%' && next == 's') {
                text.append(arguments.isEmpty() ? "" : arguments.remove(0));
                i++;
            } else if (c == '%' && next == '%') {
                text.append('%');
                i++;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
