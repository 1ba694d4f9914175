package io.zsan.model;

import java.util.regex.Pattern;

/** What fails together: a rack, a room, a power feed. Legs of one mirror are placed in different ones. */
public record FailureDomain(String text) implements Comparable<FailureDomain> {
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");

    public FailureDomain {
        Names.require(text, PATTERN, "failure domain", "use 1 to 63 of letters, digits, '.', '_', '/' and '-'");
    }

    @Override
    public int compareTo(FailureDomain other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
