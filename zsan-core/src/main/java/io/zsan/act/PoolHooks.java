package io.zsan.act;

import io.zsan.model.Epoch;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;

/**
 * What the host application does when a pool comes and goes. Called on the executor that was given for it; may block for
 * as long as the host application needs. Both are called at least once, by each process that finds them due, so both must
 * be idempotent. After an exception they are called again in a later round.
 */
public interface PoolHooks {
    /** Stops everything that uses the pool on the node; called before every planned export, which waits for it. */
    default void beforeExport(PoolName pool, NodeName node) {}

    /** The node owns the pool in this epoch, and it is imported and mounted there; the database may be started. */
    default void afterMount(PoolName pool, NodeName node, Epoch epoch) {}

    /** Does nothing. */
    static PoolHooks none() {
        return new PoolHooks() {};
    }
}
