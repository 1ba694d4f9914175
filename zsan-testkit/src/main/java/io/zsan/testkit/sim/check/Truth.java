package io.zsan.testkit.sim.check;

import io.zsan.decide.Policy;
import io.zsan.ledger.LedgerState;
import io.zsan.model.Fleet;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.ExportReport;
import io.zsan.testkit.world.World;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * What invariants may look at: the world and the ledger as they are, not as anybody sees them.
 *
 * @param policy of the services
 * @param ledger what it says now
 * @param exports what a storage node exports now
 * @param accepted whether a person has accepted the loss of data in the last takeover of a pool
 * @param damaged whether a pool has ever lost data with somebody's word: what is gone stays gone
 * @param served whether the database of a pool runs on a node
 */
public record Truth(
        World world,
        Fleet fleet,
        Policy policy,
        Supplier<LedgerState> ledger,
        Exports exports,
        Accepted accepted,
        Accepted damaged,
        Served served) {
    /** What the kernels of storage nodes export. */
    @FunctionalInterface
    public interface Exports {
        /** All of a node, in force now. */
        Collection<ExportReport> of(NodeName node);
    }

    /** Whether the host application has started its database on a node. */
    @FunctionalInterface
    public interface Served {
        /** Whether it runs there. */
        boolean by(PoolName pool, NodeName node);
    }

    /** Which pools lost data with somebody's word. */
    @FunctionalInterface
    public interface Accepted {
        /** Whether the loss of data was accepted for the import that is just happening. */
        boolean of(PoolName pool);
    }
}
