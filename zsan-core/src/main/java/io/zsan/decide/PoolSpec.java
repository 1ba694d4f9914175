package io.zsan.decide;

import io.zsan.error.InvalidInput;
import io.zsan.model.Disk;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;

/**
 * A pool that is wanted.
 *
 * @param owner the database node that is to have it first
 * @param mirrors how many top-level mirrors for data, 1 or more
 * @param width legs of each mirror for data, 2 to 4
 * @param legSizeBytes least size of a leg for data in bytes
 * @param logMirrors how many mirrors for a separate log, 0 or 1. A log is one more thing without which the pool cannot be
 *     imported, so by default there is none (S16)
 * @param logWidth legs of the log's mirror, 2 to 4, whether or not there is one
 * @param logLegSizeBytes least size of a leg of the log in bytes, whether or not there is one
 */
public record PoolSpec(
        PoolName name,
        NodeName owner,
        int mirrors,
        int width,
        long legSizeBytes,
        int logMirrors,
        int logWidth,
        long logLegSizeBytes) {
    public PoolSpec {
        if (mirrors < 1) {
            throw new InvalidInput("pool " + name + ": " + mirrors + " mirrors; use 1 or more");
        }
        requireMirror(name, "", width, legSizeBytes);
        if (logMirrors < 0 || logMirrors > 1) {
            throw new InvalidInput("pool " + name + ": " + logMirrors + " log mirrors; use 0 or 1");
        }
        requireMirror(name, "log ", logWidth, logLegSizeBytes);
    }

    private static void requireMirror(PoolName name, String kind, int width, long legSizeBytes) {
        if (width < 2 || width > 4) {
            throw new InvalidInput("pool " + name + ": " + kind + "mirrors of " + width + " legs; use 2, 3 or 4");
        }
        if (legSizeBytes < Disk.SMALLEST) {
            throw new InvalidInput(
                    "pool " + name + ": " + kind + "legs of " + legSizeBytes + " bytes; use at least " + Disk.SMALLEST);
        }
    }

    /** A pool without a separate log. */
    public PoolSpec(PoolName name, NodeName owner, int mirrors, int width, long legSizeBytes) {
        this(name, owner, mirrors, width, legSizeBytes, 0, width, Disk.SMALLEST);
    }

    /** One mirror of three legs, of whatever size the free LUNs have, and no separate log. */
    public static PoolSpec of(PoolName name, NodeName owner) {
        return new PoolSpec(name, owner, 1, 3, Disk.SMALLEST);
    }

    /** The same with a mirrored log that is as wide as the data, on LUNs of whatever size. */
    public PoolSpec withLog() {
        return withLog(width, Disk.SMALLEST);
    }

    /**
     * The same with a mirrored log.
     *
     * @param legs of its mirror, 2 to 4
     * @param sizeBytes least size of each
     */
    public PoolSpec withLog(int legs, long sizeBytes) {
        return new PoolSpec(name, owner, mirrors, width, legSizeBytes, 1, legs, sizeBytes);
    }
}
