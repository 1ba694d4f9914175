package io.zsan.model;

import io.zsan.error.InvalidInput;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a ZFS pool. Narrower than what ZFS allows, so that a name is at once a safe file name, a safe argument
 * and never mistaken for a GUID or a vdev keyword.
 */
public record PoolName(String text) implements Comparable<PoolName> {
    private static final Pattern PATTERN = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final List<String> RESERVED =
            List.of("mirror", "raidz", "draid", "spare", "log", "cache", "special", "dedup", "replacing", "zsan");

    public PoolName {
        Names.require(text, PATTERN, "pool name", "use 1 to 63 of a-z, 0-9, '_' and '-', beginning with a letter");
        for (String word : RESERVED) {
            if (text.startsWith(word)) {
                throw new InvalidInput("not a pool name: '" + text + "'; names that begin with '" + word
                        + "' are reserved, choose another");
            }
        }
    }

    @Override
    public int compareTo(PoolName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
