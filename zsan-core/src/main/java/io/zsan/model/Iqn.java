package io.zsan.model;

import java.util.regex.Pattern;

/** An iSCSI qualified name of an initiator or a target (RFC 3720, 3.2.6.3.1), lower case, at most 223 characters. */
public record Iqn(String text) implements Comparable<Iqn> {
    private static final Pattern PATTERN =
            Pattern.compile("(?=.{1,223}$)iqn\\.[0-9]{4}-[0-9]{2}\\.[a-z0-9][a-z0-9.-]*(:[a-z0-9][a-z0-9.:_-]*)?");

    public Iqn {
        Names.require(text, PATTERN, "iSCSI name", "use a form like iqn.2026-11.com.example:name, in lower case");
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
