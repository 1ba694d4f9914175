package io.zsan.testkit.fake;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of sh's grammar that zsan sends: simple commands with assignments before them, joined by {@code ;}, line feeds,
 * {@code &&} and {@code ||}; quoting; {@code $name}, <code>${name%suffix}</code>, {@code $?}, {@code $(…)};
 * {@code >&2} and {@code 2>&1}.
 */
final class ShellParser {
    /** A piece of a word. */
    sealed interface Part permits Text, Variable, Substitution {}

    record Text(String text) implements Part {}

    /**
     * @param withoutSuffix removed from the end of the value if it is there
     */
    record Variable(String name, String withoutSuffix) implements Part {}

    record Substitution(String script) implements Part {}

    /** A word; an unquoted one that comes out empty vanishes. */
    record Word(List<Part> parts, boolean quoted) {}

    /** A simple command and what must have happened before: {@code ;}, {@code &&} or {@code ||}. */
    record Simple(String joint, List<Word> words, boolean outToErr, boolean errToOut) {}

    /** sh does not take the text. */
    static final class SyntaxError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SyntaxError(String message) {
            super(message);
        }
    }

    private final String text;
    private int at;

    private ShellParser(String text) {
        this.text = text;
    }

    static List<Simple> parse(String script) {
        return new ShellParser(script).list();
    }

    private List<Simple> list() {
        List<Simple> commands = new ArrayList<>();
        String joint = ";";
        List<Word> words = new ArrayList<>();
        boolean outToErr = false;
        boolean errToOut = false;
        while (true) {
            skipBlanks();
            boolean end = at >= text.length();
            String operator = end ? ";" : operator();
            if (!operator.isEmpty()) {
                if (!words.isEmpty()) {
                    commands.add(new Simple(joint, List.copyOf(words), outToErr, errToOut));
                } else if (!operator.equals(";") && !operator.equals("\n")) {
                    throw unexpected(operator);
                }
                joint = operator.equals("\n") ? ";" : operator;
                words.clear();
                outToErr = false;
                errToOut = false;
                if (end) {
                    return commands;
                }
            } else if (take("2>&1")) {
                errToOut = true;
            } else if (take(">&2") || take("1>&2")) {
                outToErr = true;
            } else if ("<>()|&`".indexOf(text.charAt(at)) >= 0) {
                throw unexpected(String.valueOf(text.charAt(at)));
            } else {
                words.add(word());
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '#') {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        }
    }

    private String operator() {
        for (String operator : List.of("&&", "||", ";", "\n")) {
            if (take(operator)) {
                return operator;
            }
        }
        return "";
    }

    private boolean take(String what) {
        if (text.startsWith(what, at)) {
            at += what.length();
            return true;
        }
        return false;
    }

    private Word word() {
        List<Part> parts = new ArrayList<>();
        boolean quoted = false;
        StringBuilder plain = new StringBuilder();
        while (at < text.length() && " \t\n;&|<>()".indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            if (c == '\'') {
                int end = text.indexOf('\'', at + 1);
                if (end < 0) {
                    throw new SyntaxError("Syntax error: Unterminated quoted string");
                }
                plain.append(text, at + 1, end);
                at = end + 1;
                quoted = true;
            } else if (c == '"') {
                at++;
                quoted = true;
                doubleQuoted(parts, plain);
            } else if (c == '\\' && at + 1 < text.length()) {
                plain.append(text.charAt(at + 1));
                at += 2;
                quoted = true;
            } else if (c == '$') {
                flush(parts, plain);
                parts.add(expansion());
            } else {
                plain.append(c);
                at++;
            }
        }
        flush(parts, plain);
        return new Word(List.copyOf(parts), quoted);
    }

    private void doubleQuoted(List<Part> parts, StringBuilder plain) {
        while (true) {
            if (at >= text.length()) {
                throw new SyntaxError("Syntax error: Unterminated quoted string");
            }
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return;
            } else if (c == '\\' && at + 1 < text.length() && "$`\"\\\n".indexOf(text.charAt(at + 1)) >= 0) {
                plain.append(text.charAt(at + 1));
                at += 2;
            } else if (c == '$') {
                flush(parts, plain);
                parts.add(expansion());
            } else {
                plain.append(c);
                at++;
            }
        }
    }

    private Part expansion() {
        at++;
        if (take("(")) {
            int depth = 1;
            int start = at;
            while (depth > 0) {
                if (at >= text.length()) {
                    throw new SyntaxError("Syntax error: Unterminated command substitution");
                }
                char c = text.charAt(at++);
                if (c == '\'') {
                    at = text.indexOf('\'', at) + 1;
                }
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
            return new Substitution(text.substring(start, at - 1));
        }
        if (take("{")) {
            int end = text.indexOf('}', at);
            String inside = text.substring(at, end);
            at = end + 1;
            int percent = inside.indexOf('%');
            return percent < 0
                    ? new Variable(inside, "")
                    : new Variable(inside.substring(0, percent), inside.substring(percent + 1));
        }
        if (at < text.length() && "?@#0123456789".indexOf(text.charAt(at)) >= 0) {
            return new Variable(String.valueOf(text.charAt(at++)), "");
        }
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        return start == at ? new Text("$") : new Variable(text.substring(start, at), "");
    }

    private static void flush(List<Part> parts, StringBuilder plain) {
        if (!plain.isEmpty()) {
            parts.add(new Text(plain.toString()));
            plain.setLength(0);
        }
    }

    private static SyntaxError unexpected(String token) {
        return new SyntaxError("Syntax error: \"" + token.replace("\n", "newline") + "\" unexpected");
    }
}
