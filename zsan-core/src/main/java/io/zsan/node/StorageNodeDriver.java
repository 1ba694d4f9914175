package io.zsan.node;

import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeOrder;
import io.zsan.proof.WipeReadBack;
import java.util.List;

/**
 * Drives one storage node. Thread-safe; every call blocks for at most a deadline of its own and may be repeated.
 *
 * <p>Each changing call names the LUN, its generation and an epoch, and the node itself refuses those that are lower than
 * what it has seen (R15), in the same step that acts.
 *
 * <p>Throws {@link io.zsan.error.CommandRefused} if the node said no, {@link io.zsan.error.OutcomeUnknown} if a command
 * hung or its reply was lost, {@link io.zsan.error.NodeUnreachable} if nothing was run, and
 * {@link io.zsan.error.UnexpectedOutput} if an answer was not understood.
 */
public interface StorageNodeDriver {
    NodeName node();

    /** What the node says now. Changes nothing. */
    StorageNodeReport observe();

    /** The disks that the node sees, and whether each is blank. Slower than {@link #observe}; changes nothing. */
    List<DiskReport> disks();

    /** What stands in the way of working with this node (R12). Changes nothing. */
    List<Finding> preflight();

    /** What preflight compares with other nodes; by default nothing is known. Changes nothing. */
    default NodeTraits traits() {
        return NodeTraits.unknown(node());
    }

    /** Makes the node ready after a boot: a boot nonce, an empty configuration, the daemon (R9). Exports nothing. */
    void prepare();

    /**
     * Exports a LUN to one initiator, and waits until the kernel says that this is in force.
     *
     * @param seen the boot that the node was in when this was decided. In another one the node itself refuses, in the same
     *     step that acts: its disks may have lost acknowledged writes since, and a grant would thaw I/O to them (R9)
     */
    void grant(LunIdentity lun, Epoch epoch, Iqn initiator, BootId seen);

    /**
     * Lets nobody in to a LUN and ends every session to it: access list, reload, read back, end sessions, read back twice
     * over the login window (R4). The LUN stays known to the node's kernel if it was exported.
     */
    FenceReadBack fence(LunRef lun, Epoch epoch);

    /** Ends a generation: fences as {@link #fence} does, takes the export away, and accepts nothing of it any more. */
    FenceReadBack seal(LunRef lun);

    /** Wipes a disk by its serial and reads its label areas back (R7). Refuses a disk that is exported or in use. */
    WipeReadBack wipe(WipeOrder order);
}
