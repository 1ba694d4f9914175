package io.zsan.proof;

import com.google.common.collect.ImmutableList;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.util.List;
import java.util.Optional;

/**
 * The permission to import a pool (R6): the node, and exactly the legs to import it from, every one of them fenced under
 * this epoch and in the recorded in-sync set. Built only from a ledger in which the takeover or the switchover has got
 * as far as {@link Ownership.Importing}, and only for legs that were cleared on the way there: each has a
 * {@link FenceProof} under this epoch, or the {@link ReleaseProof} of its old owner.
 */
public final class ImportOrder {
    private final PoolName pool;
    private final Guid poolGuid;
    private final NodeName node;
    private final Epoch epoch;
    private final List<ImportLeg> legs;

    /**
     * A leg to import from.
     *
     * @param role of its mirror
     */
    public record ImportLeg(LunIdentity identity, Guid guid, MirrorRole role) {
        @Override
        public String toString() {
            return (role == MirrorRole.LOG ? "log " : "") + identity.lun();
        }
    }

    private ImportOrder(PoolName pool, Guid poolGuid, NodeName node, Epoch epoch, List<ImportLeg> legs) {
        this.pool = pool;
        this.poolGuid = poolGuid;
        this.node = node;
        this.epoch = epoch;
        this.legs = legs;
    }

    /** The order, if the ledger allows it: the pool is being imported, and every mirror, a log too, has a current leg. */
    public static Optional<ImportOrder> from(LedgerState ledger, PoolName name) {
        PoolRecord pool = ledger.pool(name);
        if (!(pool.ownership() instanceof Ownership.Importing importing)
                || pool.guid().isEmpty()) {
            return Optional.empty();
        }
        ImmutableList.Builder<ImportLeg> legs = ImmutableList.builder();
        for (MirrorRecord mirror : pool.mirrors()) {
            if (mirror.inSync().isEmpty()) {
                return Optional.empty();
            }
            for (Leg leg : mirror.inSync()) {
                // A LUN names a pool exactly while it is in one, so there is no need to ask for its state besides.
                Optional<LunRecord> lun = ledger.findLun(leg.lun().id())
                        .filter(r -> r.ref().equals(leg.lun()) && r.pool().equals(Optional.of(name)));
                if (lun.isEmpty()
                        || leg.guid().isEmpty()
                        || !importing.cleared().contains(leg.lun())) {
                    return Optional.empty();
                }
                legs.add(new ImportLeg(LunIdentity.of(lun.get()), leg.guid().get(), mirror.role()));
            }
        }
        return Optional.of(new ImportOrder(name, pool.guid().get(), importing.target(), pool.epoch(), legs.build()));
    }

    public PoolName pool() {
        return pool;
    }

    public Guid poolGuid() {
        return poolGuid;
    }

    public NodeName node() {
        return node;
    }

    public Epoch epoch() {
        return epoch;
    }

    /** The legs to import from; no other may be offered to ZFS. */
    public List<ImportLeg> legs() {
        return legs;
    }

    @Override
    public String toString() {
        return "import " + pool + " on " + node + " in epoch " + epoch + " from " + legs;
    }
}
