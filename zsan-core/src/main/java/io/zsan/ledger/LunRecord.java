package io.zsan.ledger;

import io.zsan.error.InvalidInput;
import io.zsan.model.Disk;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.PoolName;
import java.util.Optional;

/**
 * What the ledger knows of one LUN.
 *
 * @param id the disk
 * @param generation its present life
 * @param sizeBytes media size in bytes; an identity check compares it (R10)
 * @param sectorBytes logical sector size in bytes
 * @param state where it stands
 * @param pool the pool whose leg it is; present exactly in state {@link LunState#IN_POOL}
 * @param formerPool the pool it left; it keeps the LUN from being wiped while that pool may still need it
 */
public record LunRecord(
        LunId id,
        Generation generation,
        long sizeBytes,
        int sectorBytes,
        LunState state,
        Optional<PoolName> pool,
        Optional<PoolName> formerPool)
        implements LedgerRecord {
    public LunRecord {
        if ((state == LunState.IN_POOL) != pool.isPresent()) {
            throw new InvalidInput("LUN " + id + ": a pool is named exactly while the LUN is in one, not in " + state);
        }
    }

    /** A blank disk that joins the fleet. */
    public static LunRecord enrolled(LunId id, Disk disk) {
        return new LunRecord(
                id,
                Generation.FIRST,
                disk.sizeBytes(),
                disk.sectorBytes(),
                LunState.FREE,
                Optional.empty(),
                Optional.empty());
    }

    public LunRef ref() {
        return new LunRef(id, generation);
    }

    public LunRecord takenBy(PoolName by) {
        require(LunState.FREE);
        return with(generation, LunState.IN_POOL, Optional.of(by), Optional.empty());
    }

    public LunRecord retired() {
        require(LunState.IN_POOL);
        return with(generation, LunState.RETIRED, Optional.empty(), pool);
    }

    public LunRecord fenced() {
        require(LunState.RETIRED);
        return with(generation, LunState.FENCED, Optional.empty(), formerPool);
    }

    public LunRecord wiping() {
        require(LunState.FENCED);
        return with(generation, LunState.WIPING, Optional.empty(), formerPool);
    }

    public LunRecord verified() {
        require(LunState.WIPING);
        return with(generation, LunState.VERIFIED, Optional.empty(), formerPool);
    }

    /** Free again, in its next life (R7). */
    public LunRecord freed() {
        require(LunState.VERIFIED);
        return with(generation.next(), LunState.FREE, Optional.empty(), Optional.empty());
    }

    private LunRecord with(Generation g, LunState s, Optional<PoolName> in, Optional<PoolName> former) {
        return new LunRecord(id, g, sizeBytes, sectorBytes, s, in, former);
    }

    private void require(LunState expected) {
        if (state != expected) {
            throw new IllegalStateException("LUN " + ref() + " is " + state + ", not " + expected);
        }
    }

    /** The key of the record of a LUN. */
    public static RecordKey key(LunId id) {
        return new RecordKey(RecordKey.Kind.LUN, id.toString());
    }

    @Override
    public RecordKey key() {
        return key(id);
    }
}
