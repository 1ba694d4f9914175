package io.zsan.act;

import io.zsan.model.Epoch;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;

/**
 * What the host application does when a pool comes and goes. Called on the threads of the node gateway; may block for as
 * long as the host application needs, and may be called more than once for the same thing, so both must be idempotent. An
 * exception makes the action refused, and it is tried again in a later round.
 */
public interface PoolHooks {
    /** Stops everything that uses the pool on the node; called before every planned export. */
    default void beforeExport(PoolName pool, NodeName node) {}

    /** The pool is imported and mounted on the node; the database may be started. */
    default void afterMount(PoolName pool, NodeName node, Epoch epoch) {}

    /** Does nothing. */
    static PoolHooks none() {
        return new PoolHooks() {};
    }
}
