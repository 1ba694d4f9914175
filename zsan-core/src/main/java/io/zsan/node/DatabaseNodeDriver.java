package io.zsan.node;

import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.ReleaseProof;
import java.util.List;

/**
 * Drives one database node. Thread-safe; every call blocks for at most a deadline of its own and may be repeated. At most
 * one command that talks to ZFS is under way per node (R11).
 *
 * <p>Throws as {@link StorageNodeDriver} does.
 */
public interface DatabaseNodeDriver {
    NodeName node();

    /** What the node says now: sessions first, pools second and under a deadline. Changes nothing. */
    DatabaseNodeReport observe();

    /** What stands in the way of working with this node (R12). Changes nothing. */
    List<Finding> preflight();

    /** What preflight compares with other nodes; by default nothing is known. Changes nothing. */
    default NodeTraits traits() {
        return NodeTraits.unknown(node());
    }

    /**
     * Starts a session to a LUN's target; whether it gets up is for {@link #observe} to tell. One that is there stays as it
     * is, unless its target rejects it ({@link SessionReport#rejected}): then it shows what belongs to this
     * epoch from now on, and is never removed for that (R16).
     *
     * @param epoch the one in which the LUN was granted to this node: what it shows to be let in may differ from that of
     *     another epoch
     */
    void login(Iqn target, Epoch epoch, Portal portal);

    /** Removes the session to a target, up or down. I/O that hung on it fails, and ZFS drops the leg (R1). */
    void logout(Iqn target);

    /** Creates a pool after checking each device (R10); mounts nothing in a cache file (R12). */
    void create(CreateOrder order);

    /**
     * Imports a pool from exactly the legs of the order, after checking each (R5, R10, R14), without mounting.
     *
     * @throws UnreadableLegs if labels of legs cannot be read, or are not there; it names all of them
     */
    void importPool(ImportOrder order);

    /** Writes the epoch into the pool (R14). */
    void stamp(PoolName pool, Epoch epoch);

    /** Mounts the pool's file systems. */
    void mount(PoolName pool);

    /** Unmounts and exports a pool, and shows that it is exported. */
    ReleaseProof export(PoolName pool, Epoch epoch, LunIdentity witness);

    /** Puts a leg offline, in the pool's own configuration (R1). */
    void offline(PoolName pool, Guid leg);

    /** Puts a LUN in the place of a leg, after checking the device (R10); returns as soon as the resilver is ordered. */
    void replace(PoolName pool, Guid old, LunIdentity fresh);

    /** Takes a leaf out of a mirror: one side of a replacement that is given up. */
    void detach(PoolName pool, Guid leaf);

    /** Restarts the node at once, without waiting for pools that cannot be written (R16). */
    void reboot();
}
