package io.zsan;

import com.google.common.collect.ImmutableList;
import io.zsan.decide.Decision;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.observe.Observation;
import java.util.List;
import java.util.Optional;

/**
 * One turn of the loop.
 *
 * @param observation what was seen
 * @param ledger the ledger after the decisions of this round
 * @param decisions what was decided, in order: changes of the ledger, then actions, then what their proofs changed
 * @param interrupted whether the round ended early because the ledger had moved on, or its answer was lost
 */
public record Round(Observation observation, LedgerState ledger, List<Decision> decisions, boolean interrupted) {
    public Round {
        decisions = ImmutableList.copyOf(decisions);
    }

    /** Whether the ledger says that a node owns a pool, and the node has it, mounted, under the ledger's epoch. */
    public boolean serves(PoolName name, NodeName node) {
        Optional<PoolRecord> record =
                ledger.findPool(name).filter(pool -> pool.ownership().equals(new Ownership.Owned(node)));
        return record.isPresent()
                && observation
                        .databaseNode(node)
                        .flatMap(n -> n.pool(name))
                        .filter(p -> p.mounted() && p.stamp().equals(record.map(PoolRecord::epoch)))
                        .isPresent();
    }

    /** Whether nobody wants a database node restarted any more, and it answers. */
    boolean recycled(NodeName name) {
        boolean done = ledger.findDatabaseNode(name)
                .flatMap(DatabaseNodeRecord::recyclingSince)
                .isEmpty();
        return done
                && observation
                        .databaseNode(name)
                        .filter(DatabaseNodeReport::poolsKnown)
                        .isPresent();
    }

    /** What the decisions had to say, for a person. */
    String reasons() {
        List<String> notes = decisions.stream()
                .flatMap(d -> d.notes().stream())
                .map(Object::toString)
                .distinct()
                .limit(5)
                .toList();
        return notes.isEmpty() ? "no node says why" : String.join("; ", notes);
    }
}
