package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.PoolName;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the ledger knows of one pool.
 *
 * @param guid the pool's GUID, once it exists
 * @param epoch its ownership number; it only grows (R3)
 * @param ownership who has it, or where it is going
 * @param mirrors its top-level vdevs: those for data, then those for a separate log
 */
public record PoolRecord(
        PoolName name, Optional<Guid> guid, Epoch epoch, Ownership ownership, List<MirrorRecord> mirrors)
        implements LedgerRecord {
    public PoolRecord {
        mirrors = ImmutableList.copyOf(mirrors);
        if (mirrors.isEmpty() || mirrors.get(0).role() != MirrorRole.DATA) {
            throw new InvalidInput("pool " + name + " needs at least one mirror for data, before any for a log");
        }
        for (int i = 1; i < mirrors.size(); i++) {
            if (mirrors.get(i).role().compareTo(mirrors.get(i - 1).role()) < 0) {
                throw new InvalidInput("pool " + name + ": a mirror for data stands after one for a log");
            }
        }
        boolean unborn = ownership instanceof Ownership.Creating || ownership instanceof Ownership.Abandoned;
        if (unborn == guid.isPresent()) {
            throw new InvalidInput("pool " + name + ": the GUID is known exactly when the pool has been created");
        }
    }

    public List<Leg> legs() {
        if (mirrors.size() == 1) {
            return mirrors.get(0).legs();
        }
        ImmutableList.Builder<Leg> legs = ImmutableList.builder();
        mirrors.forEach(mirror -> legs.addAll(mirror.legs()));
        return legs.build();
    }

    public Optional<Leg> findLeg(LunRef lun) {
        return legs().stream().filter(l -> l.lun().equals(lun)).findFirst();
    }

    /** Whether every mirror has all its legs, all in sync. */
    public boolean isWhole() {
        return mirrors.stream().allMatch(MirrorRecord::isWhole);
    }

    public PoolRecord withOwnership(Ownership next) {
        return new PoolRecord(name, guid, epoch, next, mirrors);
    }

    /** The next epoch, and what it is opened for. */
    public PoolRecord raised(Ownership next) {
        return new PoolRecord(name, guid, epoch.next(), next, mirrors);
    }

    public PoolRecord mapMirrors(UnaryOperator<MirrorRecord> change) {
        return new PoolRecord(
                name, guid, epoch, ownership, mirrors.stream().map(change).toList());
    }

    /** Each leg passed through {@code change}. */
    public PoolRecord mapLegs(UnaryOperator<Leg> change) {
        return mapMirrors(m -> m.mapLegs(change));
    }

    /** The key of the record of a pool. */
    public static RecordKey key(PoolName name) {
        return new RecordKey(RecordKey.Kind.POOL, name.text());
    }

    @Override
    public RecordKey key() {
        return key(name);
    }
}
