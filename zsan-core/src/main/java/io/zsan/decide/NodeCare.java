package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Ownership;
import io.zsan.model.StorageNode;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.StorageNodeReport;
import java.util.Optional;

/** What nodes themselves need: storage nodes after a boot (R9), database nodes that hold what is not theirs (R16). */
final class NodeCare {
    private NodeCare() {}

    static void prepare(Situation now, StorageNode node, Draft draft) {
        Optional<StorageNodeReport> report = now.observation().storageNode(node.name());
        if (report.isPresent() && !report.get().ready()) {
            draft.act(
                    new Action.PrepareStorageNode(node.name()),
                    report.get().boot().isEmpty()
                            ? "R9: it has booted, and exports nothing until it is prepared"
                            : "its target daemon does not run");
        }
    }

    static void recycle(Situation now, DatabaseNodeRecord record, Draft draft) {
        if (record.recyclingSince().isEmpty()) {
            return;
        }
        Optional<DatabaseNodeReport> report = now.database(record.name());
        if (report.isEmpty()) {
            draft.waiting(record.name(), "it does not answer, so it cannot be restarted from here");
        } else if (!record.recyclingSince().equals(Optional.of(report.get().boot()))) {
            draft.put(new DatabaseNodeRecord(record.name(), Optional.empty()), record.name() + " has restarted");
        } else if (hasDuties(now.ledger(), report.get())) {
            draft.note(Note.Kind.ATTENTION, record.name(), "it owns a pool by now, and is not restarted");
        } else {
            draft.act(
                    new Action.RebootNode(record.name()),
                    "R16: a restart ends what hangs there; removing its sessions would thaw it");
        }
    }

    /**
     * Whether a node owns a pool, or is getting one. A node that is to take a pool over has nothing of it yet: as long as
     * its legs are being fenced, or its owner lets go of it, the node may be restarted, which is how it gets rid of what it
     * must not bring along; it gets no pool before that restart is seen. The same goes for one that imports while its ZFS
     * does not answer (R11): the import may hang there for good, and as long as nobody has seen it end, no database runs on
     * it.
     */
    static boolean hasDuties(LedgerState ledger, DatabaseNodeReport node) {
        return ledger.pools().stream().anyMatch(pool -> isDuty(pool.ownership(), node));
    }

    private static boolean isDuty(Ownership ownership, DatabaseNodeReport node) {
        if (ownership instanceof Ownership.TakingOver || ownership instanceof Ownership.Abandoned) {
            return false;
        }
        if (ownership instanceof Ownership.Importing && !node.poolsKnown()) {
            return false;
        }
        if (ownership instanceof Ownership.Releasing releasing) {
            return releasing.from().equals(node.node());
        }
        return ownership.target().equals(node.node());
    }
}
