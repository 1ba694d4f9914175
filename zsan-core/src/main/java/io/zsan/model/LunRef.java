package io.zsan.model;

import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;

/**
 * One life of one LUN: the disk and its generation. What a pool's leg lies on, and what every command to a storage node
 * names (R15).
 */
public record LunRef(LunId id, Generation generation) implements Comparable<LunRef> {
    /** A SCSI unit serial number of CTL holds 16 characters. */
    private static final int SERIAL_LENGTH = 16;

    private static final int HASH_LENGTH = 10;
    private static final Comparator<LunRef> ORDER =
            Comparator.comparing(LunRef::id).thenComparing(LunRef::generation);

    /** The name of the target that exports this LUN, below the fleet's base name. */
    public Iqn target(Iqn base) {
        return new Iqn(base.text() + (base.text().indexOf(':') < 0 ? ":" : ".") + id.node() + "."
                + id.disk().text().toLowerCase(Locale.ROOT) + ".g" + generation);
    }

    /**
     * The SCSI serial under which this LUN is exported: {@code node.disk.generation} where that fits 16 characters, else
     * a {@code z}, ten characters of a hash over node and disk, and the generation. The generation is written to the base
     * of 36. A fleet in which two LUNs would share one is refused.
     */
    public String exportedSerial() {
        String readable = id.node() + "." + id.disk() + "." + generation.base36();
        if (readable.length() <= SERIAL_LENGTH) {
            return readable;
        }
        byte[] hash = Hashing.sha256()
                .hashString(id.node() + "/" + id.disk(), StandardCharsets.UTF_8)
                .asBytes();
        String short10 =
                BaseEncoding.base32Hex().lowerCase().omitPadding().encode(hash).substring(0, HASH_LENGTH);
        return "z" + short10 + "." + generation.base36();
    }

    @Override
    public int compareTo(LunRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return id + "#" + generation;
    }
}
