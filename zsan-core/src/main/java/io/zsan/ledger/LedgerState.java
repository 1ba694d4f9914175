package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.zsan.error.InvalidInput;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The whole ledger at one moment: immutable, ordered by key. */
public final class LedgerState {
    private static final LedgerState EMPTY = new LedgerState(ImmutableSortedMap.of());

    private final ImmutableSortedMap<RecordKey, Versioned> records;

    // Read many times in each decision, so sorted out once.
    private final ImmutableList<PoolRecord> pools;
    private final ImmutableList<LunRecord> luns;
    private final ImmutableList<DatabaseNodeRecord> databaseNodes;

    private LedgerState(ImmutableSortedMap<RecordKey, Versioned> records) {
        this.records = records;
        this.pools = all(records, PoolRecord.class);
        this.luns = all(records, LunRecord.class);
        this.databaseNodes = all(records, DatabaseNodeRecord.class);
    }

    public static LedgerState empty() {
        return EMPTY;
    }

    public static LedgerState of(Map<RecordKey, Versioned> records) {
        return new LedgerState(ImmutableSortedMap.copyOf(records));
    }

    /** All records by key; unmodifiable. */
    public SortedMap<RecordKey, Versioned> records() {
        return records;
    }

    /** The version of a record, 0 where there is none. */
    public long version(RecordKey key) {
        Versioned found = records.get(key);
        return found == null ? 0 : found.version();
    }

    public Optional<PoolRecord> findPool(PoolName name) {
        return Optional.ofNullable(records.get(PoolRecord.key(name))).map(v -> (PoolRecord) v.record());
    }

    /** The pool of that name, or an {@link InvalidInput} that lists those there are. */
    public PoolRecord pool(PoolName name) {
        return findPool(name)
                .orElseThrow(() -> new InvalidInput("there is no pool '" + name + "' in the ledger; it has "
                        + pools().stream().map(p -> p.name().text()).toList()));
    }

    public Optional<LunRecord> findLun(LunId id) {
        return Optional.ofNullable(records.get(LunRecord.key(id))).map(v -> (LunRecord) v.record());
    }

    public Optional<DatabaseNodeRecord> findDatabaseNode(NodeName name) {
        return Optional.ofNullable(records.get(DatabaseNodeRecord.key(name))).map(v -> (DatabaseNodeRecord) v.record());
    }

    public List<PoolRecord> pools() {
        return pools;
    }

    public List<LunRecord> luns() {
        return luns;
    }

    public List<DatabaseNodeRecord> databaseNodes() {
        return databaseNodes;
    }

    private static <T extends LedgerRecord> ImmutableList<T> all(
            SortedMap<RecordKey, Versioned> records, Class<T> type) {
        return records.values().stream()
                .map(Versioned::record)
                .filter(type::isInstance)
                .map(type::cast)
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether every record that the change touches still has the version that the change expects. */
    public boolean accepts(LedgerChange change) {
        return change.puts().stream().allMatch(put -> version(put.record().key()) == put.expectedVersion());
    }

    /** The state after a change that it {@linkplain #accepts accepts}. */
    public LedgerState apply(LedgerChange change) {
        if (!accepts(change)) {
            throw new IllegalArgumentException("the ledger has moved on since the change was made: " + change);
        }
        TreeMap<RecordKey, Versioned> next = new TreeMap<>(records);
        for (LedgerChange.Put put : change.puts()) {
            next.put(put.record().key(), new Versioned(put.expectedVersion() + 1, put.record()));
        }
        return of(next);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LedgerState that && records.equals(that.records);
    }

    @Override
    public int hashCode() {
        return records.hashCode();
    }

    @Override
    public String toString() {
        return records.values().toString();
    }
}
