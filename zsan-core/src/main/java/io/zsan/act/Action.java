package io.zsan.act;

import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeOrder;

/** One idempotent command to one node. Carried out by {@link NodeGateway}. */
public sealed interface Action {
    /** The node that it goes to. */
    NodeName node();

    /** What it does, for a person: an imperative, without the node. */
    String describe();

    /** Makes a storage node ready after its boot (R9). */
    record PrepareStorageNode(NodeName node) implements Action {
        @Override
        public String describe() {
            return "prepare: boot nonce, empty configuration, target daemon";
        }
    }

    /**
     * Exports a LUN to one initiator.
     *
     * @param seen the boot that the storage node was in when this was decided; in another one it refuses (R9)
     */
    record Grant(LunIdentity lun, Epoch epoch, Iqn initiator, BootId seen) implements Action {
        @Override
        public NodeName node() {
            return lun.lun().id().node();
        }

        @Override
        public String describe() {
            return "grant " + lun.lun() + " to " + initiator + " in epoch " + epoch;
        }
    }

    /** Lets nobody in to a LUN and ends every session to it (R4). */
    record Fence(LunRef lun, Epoch epoch) implements Action {
        @Override
        public NodeName node() {
            return lun.id().node();
        }

        @Override
        public String describe() {
            return "fence " + lun + " in epoch " + epoch;
        }
    }

    /** Ends a LUN's generation: no session, no export, and no later command of it is accepted (R7, R15). */
    record Seal(LunRef lun) implements Action {
        @Override
        public NodeName node() {
            return lun.id().node();
        }

        @Override
        public String describe() {
            return "seal " + lun;
        }
    }

    /** Wipes a LUN and reads it back (R7). */
    record Wipe(WipeOrder order) implements Action {
        @Override
        public NodeName node() {
            return order.identity().lun().id().node();
        }

        @Override
        public String describe() {
            return order.toString();
        }
    }

    /**
     * Starts a session to a LUN.
     *
     * @param epoch the one in which the LUN is granted to the node
     */
    record Login(NodeName node, LunRef lun, Epoch epoch, Iqn target, Portal portal) implements Action {
        @Override
        public String describe() {
            return "log in to " + lun + " at " + portal + " in epoch " + epoch;
        }
    }

    /** Removes the session to a LUN; I/O that hangs on it fails. */
    record Logout(NodeName node, LunRef lun, Iqn target) implements Action {
        @Override
        public String describe() {
            return "remove the session to " + lun;
        }
    }

    /** Creates a pool. */
    record CreatePool(CreateOrder order) implements Action {
        @Override
        public NodeName node() {
            return order.node();
        }

        @Override
        public String describe() {
            return order.toString();
        }
    }

    /** Imports a pool (R5, R6). */
    record ImportPool(ImportOrder order) implements Action {
        @Override
        public NodeName node() {
            return order.node();
        }

        @Override
        public String describe() {
            return order.toString();
        }
    }

    /** Writes the epoch into a pool (R14). */
    record StampEpoch(NodeName node, PoolName pool, Epoch epoch) implements Action {
        @Override
        public String describe() {
            return "stamp epoch " + epoch + " into " + pool;
        }
    }

    /** Mounts a pool's file systems. */
    record MountPool(NodeName node, PoolName pool) implements Action {
        @Override
        public String describe() {
            return "mount " + pool;
        }
    }

    /** Exports a pool, after the host application has stopped what uses it. */
    record ExportPool(NodeName node, PoolName pool, Epoch epoch, LunIdentity witness) implements Action {
        @Override
        public String describe() {
            return "export " + pool;
        }
    }

    /** Puts a leg that no longer counts offline in the pool's own configuration (R1). */
    record OfflineLeg(NodeName node, PoolName pool, Guid leg) implements Action {
        @Override
        public String describe() {
            return "offline leg " + leg + " of " + pool;
        }
    }

    /** Puts a fresh LUN in the place of a leg that is gone. */
    record ReplaceLeg(NodeName node, PoolName pool, Guid old, LunIdentity fresh) implements Action {
        @Override
        public String describe() {
            return "replace leg " + old + " of " + pool + " by " + fresh.lun();
        }
    }

    /** Gives up one side of a replacement: what was left of it, or a fresh leg that was given up. */
    record DetachLeg(NodeName node, PoolName pool, Guid leaf) implements Action {
        @Override
        public String describe() {
            return "detach " + leaf + " from " + pool;
        }
    }

    /** Restarts a database node to rid it of what is no longer its own (R16). */
    record RebootNode(NodeName node) implements Action {
        @Override
        public String describe() {
            return "restart the node";
        }
    }
}
