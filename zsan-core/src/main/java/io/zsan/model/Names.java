package io.zsan.model;

import io.zsan.error.InvalidInput;
import java.util.regex.Pattern;

/** The one place where the text of a name is refused. */
final class Names {
    /** Longest piece of a refused text that is repeated in the message. */
    private static final int SHOWN = 80;

    private Names() {}

    static String require(String text, Pattern pattern, String what, String rule) {
        require(pattern.matcher(text).matches(), text, what, rule);
        return text;
    }

    static void require(boolean valid, String text, String what, String rule) {
        if (!valid) {
            throw new InvalidInput("not a " + what + ": '" + shown(text) + "'; " + rule);
        }
    }

    private static String shown(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) || c > 0xffff ? '?' : c));
        return clean.toString();
    }
}
