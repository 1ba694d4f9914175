package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** New values of some records, all or none of which are written, and the version that each record must still have. */
public record LedgerChange(List<Put> puts) {
    private static final LedgerChange NONE = new LedgerChange(List.of());

    /**
     * One record's new value.
     *
     * @param expectedVersion the version that the record must have for the change to be taken; 0: it must not be there
     */
    public record Put(long expectedVersion, LedgerRecord record) {}

    public LedgerChange {
        puts = ImmutableList.copyOf(puts);
        Set<RecordKey> keys = new HashSet<>();
        for (Put put : puts) {
            if (!keys.add(put.record().key())) {
                throw new IllegalArgumentException(
                        "one change writes " + put.record().key() + " twice");
            }
        }
    }

    public static LedgerChange none() {
        return NONE;
    }

    /** New values for records of {@code state}, expecting the versions that they have there. */
    public static LedgerChange of(LedgerState state, LedgerRecord... records) {
        return of(state, List.of(records));
    }

    /** New values for records of {@code state}, expecting the versions that they have there. */
    public static LedgerChange of(LedgerState state, List<? extends LedgerRecord> records) {
        List<Put> puts = new ArrayList<>();
        for (LedgerRecord record : records) {
            puts.add(new Put(state.version(record.key()), record));
        }
        return new LedgerChange(puts);
    }

    public boolean isEmpty() {
        return puts.isEmpty();
    }
}
