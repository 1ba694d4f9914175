package io.zsan.ledger;

import java.util.Comparator;

/** The name of a record in the ledger. */
public record RecordKey(Kind kind, String name) implements Comparable<RecordKey> {
    private static final Comparator<RecordKey> ORDER =
            Comparator.comparing(RecordKey::kind).thenComparing(RecordKey::name);

    /** What a record is about. */
    public enum Kind {
        LUN,
        POOL,
        DATABASE_NODE
    }

    @Override
    public int compareTo(RecordKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + name;
    }
}
