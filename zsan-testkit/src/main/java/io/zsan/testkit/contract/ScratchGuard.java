package io.zsan.testkit.contract;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.InvalidInput;
import io.zsan.model.DiskSerial;
import io.zsan.model.Fleet;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.PoolName;
import java.util.List;
import java.util.Set;

/**
 * Stands before the drivers, so that no suite, whatever it asks for, can name a disk that is not scratch to one that
 * would write to it.
 */
final class ScratchGuard {
    /** The serial of a disk that no node has, for what has to be refused for that. */
    static final DiskSerial NO_SUCH_DISK = new DiskSerial("ZSANNOSUCHDISK");

    /** The pool of the tests. */
    static final PoolName POOL = new PoolName("sancontract");

    /** A pool that there never is. */
    static final PoolName NO_SUCH_POOL = new PoolName("sannosuch");

    private static final List<PoolName> POOLS = List.of(POOL, NO_SUCH_POOL);

    private final Fleet fleet;
    private final Set<LunId> scratch;

    ScratchGuard(Fleet fleet, Set<LunId> scratch) {
        this.fleet = fleet;
        this.scratch = ImmutableSortedSet.copyOf(scratch);
    }

    void require(LunRef lun) {
        LunId id = lun.id();
        if (!scratch.contains(id) && !id.disk().equals(NO_SUCH_DISK)) {
            throw refused("disk " + id);
        }
    }

    /** Pools have names of the contract's own. */
    void require(PoolName pool) {
        if (!POOLS.contains(pool)) {
            throw new InvalidInput("pool " + pool + " is none of the contract's: " + POOLS);
        }
    }

    /** A target's name has the disk's in it: of a scratch disk, whatever the generation. */
    void require(Iqn target) {
        boolean ours = scratch.stream().anyMatch(id -> ofDisk(id, target));
        if (!ours) {
            throw refused("target " + target);
        }
    }

    boolean ofDisk(LunId id, Iqn target) {
        String first = fleet.target(new LunRef(id, Generation.FIRST)).text();
        String stem = first.substring(0, first.length() - 1);
        return target.text().startsWith(stem)
                && target.text().substring(stem.length()).matches("[0-9]+");
    }

    private InvalidInput refused(String what) {
        return new InvalidInput(what + " is not scratch; the contract works on " + scratch + " only");
    }
}
