package io.zsan.model;

import io.zsan.error.InvalidInput;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The serial number of a physical disk as its storage node reads it. The only name of a disk that zsan trusts: device
 * paths move. Empty, default and placeholder serials are refused (R10).
 */
public record DiskSerial(String text) implements Comparable<DiskSerial> {
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern PLACEHOLDER = Pattern.compile("0+|myserial[0-9]*|null|none|unknown|default|n-?a");

    public DiskSerial {
        Names.require(text, PATTERN, "disk serial", "use 1 to 63 of letters, digits, '.', '_' and '-'");
        if (PLACEHOLDER.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
            throw new InvalidInput("not a disk serial: '" + text
                    + "' is a placeholder that many disks share; give the disk's own serial number");
        }
    }

    @Override
    public int compareTo(DiskSerial other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
