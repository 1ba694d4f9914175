package io.zsan.model;

import java.util.regex.Pattern;

/** The name of a storage node or a database node, unique in the fleet. */
public record NodeName(String text) implements Comparable<NodeName> {
    private static final Pattern PATTERN = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

    public NodeName {
        Names.require(text, PATTERN, "node name", "use 1 to 32 of a-z, 0-9 and inner hyphens");
    }

    @Override
    public int compareTo(NodeName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
