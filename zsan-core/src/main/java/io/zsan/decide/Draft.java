package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.PoolRecord;
import io.zsan.ledger.RecordKey;
import io.zsan.model.LunRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A decision in the making: collects records, actions and notes, and keeps one LUN from being taken twice. */
final class Draft {
    private final LedgerState ledger;
    private final Map<RecordKey, LedgerRecord> records = new TreeMap<>();
    private final List<String> because = new ArrayList<>();
    private final List<PlannedAction> actions = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    Draft(LedgerState ledger) {
        this.ledger = ledger;
    }

    List<LunRecord> freeLuns() {
        return ledger.luns().stream()
                .map(r -> (LunRecord) records.getOrDefault(r.key(), r))
                .filter(r -> r.state() == LunState.FREE)
                .toList();
    }

    /** The pools as they will be, or as they are. */
    List<PoolRecord> pools() {
        return ledger.pools().stream()
                .map(p -> (PoolRecord) records.getOrDefault(p.key(), p))
                .toList();
    }

    void put(LedgerRecord record) {
        records.put(record.key(), record);
    }

    void put(LedgerRecord record, String reason) {
        put(record);
        because.add(reason);
    }

    /** Retires a LUN that leaves its pool, if it is still recorded as being in one. */
    void retire(LunRef ref) {
        ledger.findLun(ref.id())
                .filter(r -> r.ref().equals(ref))
                .filter(r -> r.state() == LunState.IN_POOL)
                .ifPresent(r -> put(r.retired()));
    }

    void act(Action action, String reason) {
        actions.add(new PlannedAction(action, reason));
    }

    void note(Note.Kind kind, Object subject, String text) {
        notes.add(new Note(kind, subject.toString(), text));
    }

    void waiting(Object subject, String text) {
        note(Note.Kind.WAITING, subject, text);
    }

    /** Changes come first; actions wait until there is nothing left to record. */
    Decision decision() {
        LedgerChange change = LedgerChange.of(ledger, List.copyOf(records.values()));
        return new Decision(change, because, change.isEmpty() ? actions : List.of(), notes);
    }
}
