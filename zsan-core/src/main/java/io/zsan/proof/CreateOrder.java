package io.zsan.proof;

import com.google.common.collect.ImmutableList;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.util.List;
import java.util.Optional;

/**
 * The permission to create a pool: its node, and the role and the LUNs of each mirror. Built only from a ledger that is creating this
 * pool and has taken these LUNs for it.
 */
public final class CreateOrder {
    private final PoolName pool;
    private final NodeName node;
    private final Epoch epoch;
    private final List<CreateMirror> mirrors;

    /**
     * A mirror to create.
     *
     * @param luns what its legs are to lie on, in order
     */
    public record CreateMirror(MirrorRole role, List<LunIdentity> luns) {
        public CreateMirror {
            luns = ImmutableList.copyOf(luns);
        }

        @Override
        public String toString() {
            String legs = luns.stream().map(l -> l.lun().toString()).toList().toString();
            return role == MirrorRole.LOG ? "log " + legs : legs;
        }
    }

    private CreateOrder(PoolName pool, NodeName node, Epoch epoch, List<CreateMirror> mirrors) {
        this.pool = pool;
        this.node = node;
        this.epoch = epoch;
        this.mirrors = mirrors;
    }

    /** The order, if the ledger allows it. */
    public static Optional<CreateOrder> from(LedgerState ledger, PoolName name) {
        PoolRecord pool = ledger.pool(name);
        if (!(pool.ownership() instanceof Ownership.Creating creating)) {
            return Optional.empty();
        }
        ImmutableList.Builder<CreateMirror> mirrors = ImmutableList.builder();
        for (var mirror : pool.mirrors()) {
            ImmutableList.Builder<LunIdentity> legs = ImmutableList.builder();
            for (var leg : mirror.legs()) {
                Optional<LunRecord> lun = ledger.findLun(leg.lun().id()).filter(r -> belongs(r, leg.lun(), name));
                if (lun.isEmpty()) {
                    return Optional.empty();
                }
                legs.add(LunIdentity.of(lun.get()));
            }
            mirrors.add(new CreateMirror(mirror.role(), legs.build()));
        }
        return Optional.of(new CreateOrder(name, creating.target(), pool.epoch(), mirrors.build()));
    }

    /** A LUN names a pool exactly while it is in one, so there is no need to ask for its state besides. */
    private static boolean belongs(LunRecord record, io.zsan.model.LunRef lun, PoolName pool) {
        return record.ref().equals(lun) && record.pool().equals(Optional.of(pool));
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

    /** The mirrors, those for data first. */
    public List<CreateMirror> mirrors() {
        return mirrors;
    }

    @Override
    public String toString() {
        return "create " + pool + " on " + node + " of " + mirrors;
    }
}
