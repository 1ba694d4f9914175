package io.zsan.model;

import com.google.common.base.CharMatcher;

/** An iSCSI qualified name of an initiator or a target (RFC 3720, 3.2.6.3.1), lower case, at most 223 characters. */
public record Iqn(String text) implements Comparable<Iqn> {
    private static final int LONGEST = 223;
    private static final String PREFIX = "iqn.";

    /** The form of {@code yyyy-mm.}, which stands after the prefix; 0 is any digit. */
    private static final String DATE = "0000-00.";

    // By hand and not by a pattern: a decision makes a target's name whenever it looks for a session.
    private static final CharMatcher DIGIT = CharMatcher.inRange('0', '9');
    private static final CharMatcher FIRST =
            DIGIT.or(CharMatcher.inRange('a', 'z')).precomputed();
    private static final CharMatcher AUTHORITY =
            FIRST.or(CharMatcher.anyOf(".-")).precomputed();
    private static final CharMatcher NAME =
            AUTHORITY.or(CharMatcher.anyOf(":_")).precomputed();

    public Iqn {
        Names.require(valid(text), text, "iSCSI name", "use a form like iqn.2026-11.com.example:name, in lower case");
    }

    private static boolean valid(String text) {
        int authority = PREFIX.length() + DATE.length();
        if (text.length() > LONGEST || !text.startsWith(PREFIX) || text.length() <= authority || !dated(text)) {
            return false;
        }
        int colon = text.indexOf(':');
        int end = colon < 0 ? text.length() : colon;
        return made(text, authority, end, AUTHORITY) && (colon < 0 || made(text, colon + 1, text.length(), NAME));
    }

    private static boolean dated(String text) {
        for (int i = 0; i < DATE.length(); i++) {
            char c = text.charAt(PREFIX.length() + i);
            char form = DATE.charAt(i);
            if (form == '0' ? !DIGIT.matches(c) : c != form) {
                return false;
            }
        }
        return true;
    }

    private static boolean made(String text, int from, int to, CharMatcher of) {
        if (from >= to || !FIRST.matches(text.charAt(from))) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            if (!of.matches(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Iqn other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
