package io.zsan.model;

import io.zsan.error.InvalidInput;

/**
 * A ZFS GUID: 64 bits, unsigned, printed in decimal. Pools and vdevs are addressed by it (R10).
 *
 * @param bits the 64 bits; a value over {@link Long#MAX_VALUE} is negative here and still printed unsigned
 */
public record Guid(long bits) implements Comparable<Guid> {
    /** Parses the decimal form that ZFS prints. */
    public static Guid parse(String decimal) {
        if (!decimal.matches("[0-9]{1,20}")) {
            throw new InvalidInput("not a GUID: '" + decimal + "'; use an unsigned decimal number of 64 bits");
        }
        try {
            return new Guid(Long.parseUnsignedLong(decimal));
        } catch (NumberFormatException tooLarge) {
            throw new InvalidInput("not a GUID: '" + decimal + "' does not fit 64 bits", tooLarge);
        }
    }

    @Override
    public int compareTo(Guid other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
