package io.zsan.proof;

import io.zsan.error.CommandRefused;
import io.zsan.model.Epoch;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;

/** Shows that a node let go of a pool by itself: it exported it under this epoch, and no longer has it (R4). */
public final class ReleaseProof implements Proof {
    private final PoolName pool;
    private final NodeName node;
    private final Epoch epoch;

    private ReleaseProof(PoolName pool, NodeName node, Epoch epoch) {
        this.pool = pool;
        this.node = node;
        this.epoch = epoch;
    }

    /**
     * @param imported whether the node still lists the pool
     * @param labelSaysExported whether a label of the pool, read after the export, is in state EXPORTED
     * @throws CommandRefused if the pool is not shown to be released
     */
    public static ReleaseProof of(
            PoolName pool, NodeName node, Epoch epoch, boolean imported, boolean labelSaysExported) {
        if (imported || !labelSaysExported) {
            throw new CommandRefused("pool " + pool + " is not released by " + node + ": "
                    + (imported ? "it is still imported there" : "its label does not say that it was exported"));
        }
        return new ReleaseProof(pool, node, epoch);
    }

    public PoolName pool() {
        return pool;
    }

    public NodeName node() {
        return node;
    }

    public Epoch epoch() {
        return epoch;
    }

    @Override
    public String toString() {
        return "release proof of " + pool + " by " + node + " in epoch " + epoch;
    }
}
