package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import io.zsan.error.LedgerUnavailable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a frame of a ledger file says: a commit (records, each with the version that it replaces), or a snapshot (records,
 * each with the version that it has). A frame that does not follow from the state before it is refused: then a frame is
 * missing, or stands where it does not belong.
 */
final class CommitText {
    private static final String COMMIT = "commit\n";
    private static final String SNAPSHOT = "snapshot\n";
    private static final String VERSION = "version=";
    private static final String RECORD_END = "\n" + RecordCodec.END + "\n";

    private CommitText() {}

    static String commit(LedgerChange change) {
        StringBuilder text = new StringBuilder(COMMIT);
        change.puts().forEach(put -> append(text, put.expectedVersion(), put.record()));
        return text.toString();
    }

    static String snapshot(LedgerState state) {
        StringBuilder text = new StringBuilder(SNAPSHOT);
        state.records().values().forEach(v -> append(text, v.version(), v.record()));
        return text.toString();
    }

    private static void append(StringBuilder text, long version, LedgerRecord record) {
        text.append(VERSION).append(version).append('\n').append(RecordCodec.encode(record));
    }

    /** The state after a frame; a snapshot can only be the first. */
    static LedgerState replay(LedgerState before, String text) {
        if (text.startsWith(COMMIT)) {
            ImmutableList.Builder<LedgerChange.Put> puts = ImmutableList.builder();
            records(text, COMMIT.length()).forEach(v -> puts.add(new LedgerChange.Put(v.version(), v.record())));
            return apply(before, puts.build());
        }
        if (text.startsWith(SNAPSHOT)) {
            if (!before.equals(LedgerState.empty())) {
                throw new LedgerUnavailable("a snapshot that is not the first entry");
            }
            SortedMap<RecordKey, Versioned> records = new TreeMap<>();
            for (Versioned versioned : records(text, SNAPSHOT.length())) {
                if (records.put(versioned.record().key(), versioned) != null) {
                    throw new LedgerUnavailable(
                            "a snapshot with two of " + versioned.record().key());
                }
            }
            return LedgerState.of(records);
        }
        throw new LedgerUnavailable("neither a commit nor a snapshot");
    }

    private static LedgerState apply(LedgerState before, List<LedgerChange.Put> puts) {
        try {
            return before.apply(new LedgerChange(puts));
        } catch (IllegalArgumentException wrong) {
            throw new LedgerUnavailable("a commit that does not follow from those before it", wrong);
        }
    }

    private static List<Versioned> records(String text, int start) {
        ImmutableList.Builder<Versioned> records = ImmutableList.builder();
        for (int at = start; at < text.length(); ) {
            int lineEnd = text.indexOf('\n', at);
            int recordEnd = text.indexOf(RECORD_END, at);
            if (!text.startsWith(VERSION, at) || lineEnd < 0 || recordEnd < 0) {
                throw new LedgerUnavailable("a version and a record are expected at character " + at);
            }
            long version = version(text.substring(at + VERSION.length(), lineEnd));
            int next = recordEnd + RECORD_END.length();
            records.add(new Versioned(version, RecordCodec.decode(text.substring(lineEnd + 1, next))));
            at = next;
        }
        return records.build();
    }

    private static long version(String digits) {
        if (!digits.matches("0|[1-9][0-9]{0,17}")) {
            throw new LedgerUnavailable("not a version: '" + RecordReader.printable(digits) + "'");
        }
        return Long.parseLong(digits);
    }
}
