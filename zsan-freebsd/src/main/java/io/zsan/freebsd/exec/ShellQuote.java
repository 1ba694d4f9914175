package io.zsan.freebsd.exec;

import java.util.regex.Pattern;

/** Makes any text one word for a shell. */
public final class ShellQuote {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellQuote() {}

    /**
     * The text as one word for a POSIX shell: itself where that is harmless, else in single quotes.
     *
     * <p>A text without line feeds is the same word for csh, root's login shell up to FreeBSD 13; for its sake an
     * exclamation mark stands outside the quotes, behind a backslash.
     */
    public static String quote(String text) {
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        return "'" + text.replace("'", "'\\''").replace("!", "'\\!'") + "'";
    }
}
