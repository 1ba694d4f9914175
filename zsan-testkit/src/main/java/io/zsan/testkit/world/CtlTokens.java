package io.zsan.testkit.world;

import io.zsan.testkit.world.CtlConfParser.Rejected;
import java.util.ArrayList;
import java.util.List;

/** The words and braces of a {@code ctl.conf}, with the lines on which they stand. */
final class CtlTokens {
    private record Token(String text, int line, boolean quoted) {}

    private final List<Token> tokens = new ArrayList<>();
    private int next;
    private int lines = 1;

    CtlTokens(String text) throws Rejected {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                lines++;
                at++;
            } else if (Character.isWhitespace(c) || c == ';') {
                at++;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '{' || c == '}') {
                tokens.add(new Token(String.valueOf(c), lines, false));
                at++;
            } else if (c == '"') {
                int end = text.indexOf('"', at + 1);
                if (end < 0) {
                    throw new Rejected("error in configuration file at line " + lines + " near '': syntax error");
                }
                tokens.add(new Token(text.substring(at + 1, end), lines, true));
                at = end + 1;
            } else {
                int end = at;
                while (end < text.length() && " \t\r\n;{}\"#".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                tokens.add(new Token(text.substring(at, end), lines, false));
                at = end;
            }
        }
    }

    boolean atEnd() {
        return next == tokens.size();
    }

    String word() throws Rejected {
        if (atEnd() || isBrace(tokens.get(next))) {
            next++;
            throw syntaxError();
        }
        return tokens.get(next++).text();
    }

    void open() throws Rejected {
        if (atEnd()
                || !tokens.get(next++)
                        .equals(new Token("{", tokens.get(next - 1).line(), false))) {
            throw syntaxError();
        }
    }

    /** Whether the next token closes the block; takes it then. */
    boolean close() throws Rejected {
        if (atEnd()) {
            next++;
            throw syntaxError();
        }
        Token token = tokens.get(next);
        boolean closes = isBrace(token) && token.text().equals("}");
        next += closes ? 1 : 0;
        return closes;
    }

    /** At the token taken last. */
    Rejected syntaxError() {
        boolean past = next > tokens.size() || tokens.isEmpty();
        int line = past ? lines : tokens.get(next - 1).line();
        String near = past ? "" : tokens.get(next - 1).text();
        return new Rejected("error in configuration file at line " + line + " near '" + near + "': syntax error");
    }

    private static boolean isBrace(Token token) {
        return !token.quoted() && (token.text().equals("{") || token.text().equals("}"));
    }
}
