package io.zsan.model;

import java.util.Comparator;

/** One disk of one storage node, over all its generations. */
public record LunId(NodeName node, DiskSerial disk) implements Comparable<LunId> {
    private static final Comparator<LunId> ORDER =
            Comparator.comparing(LunId::node).thenComparing(LunId::disk);

    @Override
    public int compareTo(LunId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return node + "/" + disk;
    }
}
