package io.zsan.testkit.sim.check;

import io.zsan.ledger.LedgerState;
import io.zsan.model.Fleet;
import io.zsan.model.PoolName;
import io.zsan.testkit.world.World;
import java.util.function.Supplier;

/**
 * What invariants may look at: the world and the ledger as they are, not as anybody sees them.
 *
 * @param ledger what it says now
 * @param accepted whether a person has accepted the loss of data in the last takeover of a pool
 */
public record Truth(World world, Fleet fleet, Supplier<LedgerState> ledger, Accepted accepted) {
    /** Which pools lost data with somebody's word. */
    @FunctionalInterface
    public interface Accepted {
        /** Whether the loss of data was accepted for the import that is just happening. */
        boolean of(PoolName pool);
    }
}
