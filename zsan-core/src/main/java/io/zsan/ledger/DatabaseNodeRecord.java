package io.zsan.ledger;

import io.zsan.model.BootId;
import io.zsan.model.NodeName;
import java.util.Optional;

/**
 * What the ledger knows of a database node.
 *
 * @param recyclingSince the boot of the node that is to end: the node is being restarted to get rid of a pool or of
 *     sessions that are no longer its own (R16); empty when nothing is to be done
 */
public record DatabaseNodeRecord(NodeName name, Optional<BootId> recyclingSince) implements LedgerRecord {
    /** The key of the record of a database node. */
    public static RecordKey key(NodeName name) {
        return new RecordKey(RecordKey.Kind.DATABASE_NODE, name.text());
    }

    @Override
    public RecordKey key() {
        return key(name);
    }
}
