package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Optional;

/**
 * A pool's own description of itself, as of one transaction group: what its legs hold and an import begins with.
 *
 * @param comment empty: none
 * @param multihost whether the pool's owner gives signs of life on its legs, and an import looks for them (A15, A16)
 * @param datasets its file systems, the pool's own first
 * @param lastScan the last scan that ended
 */
public record PoolConfig(
        String name,
        Guid guid,
        String comment,
        boolean multihost,
        List<MirrorConfig> mirrors,
        List<String> datasets,
        Optional<ScanSummary> lastScan) {
    public PoolConfig {
        mirrors = ImmutableList.copyOf(mirrors);
        datasets = ImmutableList.copyOf(datasets);
    }

    PoolConfig with(String otherComment) {
        return new PoolConfig(name, guid, otherComment, multihost, mirrors, datasets, lastScan);
    }

    /**
     * A top-level vdev.
     *
     * @param asize bytes for data
     * @param ashift power of two of the smallest block
     * @param log whether it holds the intent log and nothing else
     */
    public record MirrorConfig(Guid guid, long asize, int ashift, long createTxg, boolean log, List<SlotConfig> slots) {
        public MirrorConfig {
            slots = ImmutableList.copyOf(slots);
        }

        /** Power of two of the parts that space is given out in, about sixteen of them on a small vdev. */
        public int metaslabShift() {
            return Long.SIZE - Long.numberOfLeadingZeros(asize / 16);
        }

        /** Bytes in whole parts: what counts as the size of the vdev. */
        public long size() {
            return asize >> metaslabShift() << metaslabShift();
        }

        public Optional<LeafConfig> leaf(Guid leaf) {
            return slots.stream()
                    .flatMap(slot -> slot.leaves().stream())
                    .filter(l -> l.guid().equals(leaf))
                    .findFirst();
        }
    }

    /** A child of a mirror: one leaf, or the two of a replacement under a {@code replacing} vdev. */
    public record SlotConfig(Optional<Guid> replacing, List<LeafConfig> leaves) {
        public SlotConfig {
            leaves = ImmutableList.copyOf(leaves);
        }
    }

    /**
     * A leaf.
     *
     * @param offline taken offline by the administrator, which outlives an import
     * @param out known to have been removed or faulted: what the claim of later OpenZFS versions looks at
     * @param behind known not to hold everything
     */
    public record LeafConfig(Guid guid, String path, boolean offline, boolean out, boolean behind, long createTxg) {}
}
