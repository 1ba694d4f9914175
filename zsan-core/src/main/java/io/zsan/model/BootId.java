package io.zsan.model;

import java.util.regex.Pattern;

/**
 * Tells one boot of a node from the next (R9). On a storage node a nonce that zsan puts where a boot clears it; never
 * derived from a clock.
 */
public record BootId(String text) {
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    public BootId {
        Names.require(
                text, PATTERN, "boot id", "use 1 to 64 of letters, digits and '-', beginning with a letter or digit");
    }

    @Override
    public String toString() {
        return text;
    }
}
