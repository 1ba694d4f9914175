package io.zsan.testkit.world;

import io.zsan.model.Guid;
import io.zsan.testkit.world.PoolConfig.MirrorConfig;
import java.time.Instant;

/**
 * What ZFS keeps on a leg besides data: its label, and the pool's configuration below its latest uberblock.
 *
 * @param leaf the leg's own GUID
 * @param labelTxg when the label was written last; coarser than the uberblock (A18)
 * @param exported the label's state
 * @param hostId of who had the pool last
 * @param uberTxg of the latest uberblock
 * @param uberTime of the latest uberblock
 * @param owner number of the import that wrote last
 */
public record OnDisk(
        PoolConfig config,
        Guid leaf,
        long labelTxg,
        boolean exported,
        long hostId,
        String hostName,
        long uberTxg,
        Instant uberTime,
        long owner) {
    OnDisk with(PoolConfig other) {
        return new OnDisk(other, leaf, labelTxg, exported, hostId, hostName, uberTxg, uberTime, owner);
    }

    /** The top-level vdev that this leg belongs to. */
    public MirrorConfig top() {
        return config.mirrors().stream()
                .filter(mirror -> mirror.leaf(leaf).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("leaf " + leaf + " is in no mirror of its own label"));
    }
}
