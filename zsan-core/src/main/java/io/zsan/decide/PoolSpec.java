package io.zsan.decide;

import io.zsan.error.InvalidInput;
import io.zsan.model.Disk;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;

/**
 * A pool that is wanted.
 *
 * @param owner the database node that is to have it first
 * @param mirrors how many top-level mirrors, 1 or more
 * @param width legs of each mirror, 2 to 4
 * @param legSizeBytes least size of a leg in bytes
 */
public record PoolSpec(PoolName name, NodeName owner, int mirrors, int width, long legSizeBytes) {
    public PoolSpec {
        if (mirrors < 1) {
            throw new InvalidInput("pool " + name + ": " + mirrors + " mirrors; use 1 or more");
        }
        if (width < 2 || width > 4) {
            throw new InvalidInput("pool " + name + ": mirrors of " + width + " legs; use 2, 3 or 4");
        }
        if (legSizeBytes < Disk.SMALLEST) {
            throw new InvalidInput(
                    "pool " + name + ": legs of " + legSizeBytes + " bytes; use at least " + Disk.SMALLEST);
        }
    }

    /** One mirror of three legs, of whatever size the free LUNs have. */
    public static PoolSpec of(PoolName name, NodeName owner) {
        return new PoolSpec(name, owner, 1, 3, Disk.SMALLEST);
    }
}
