package io.zsan.node;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.PoolName;
import java.util.List;
import java.util.Optional;

/**
 * A pool that a database node has imported.
 *
 * @param state the word of its status; a pool with a frozen leg says ONLINE (R1 looks at the sessions instead);
 *     SUSPENDED also where the word does not say so and something else does
 * @param stamp the epoch written into the pool (R14)
 * @param scan its last scan; empty: none since it was imported
 * @param mounted whether all its file systems that should be are mounted
 * @param cached whether it stands in a cache file, from which the node would import it at its next boot (R12)
 * @param dataErrors whether it reports data errors
 */
public record PoolReport(
        PoolName name,
        Guid guid,
        VdevState state,
        Optional<Epoch> stamp,
        List<MirrorReport> mirrors,
        Optional<ScanReport> scan,
        boolean mounted,
        boolean cached,
        boolean dataErrors) {
    public PoolReport {
        mirrors = ImmutableList.copyOf(mirrors);
    }

    public List<LegReport> legs() {
        if (mirrors.size() == 1) {
            return mirrors.get(0).legs();
        }
        ImmutableList.Builder<LegReport> legs = ImmutableList.builder();
        mirrors.forEach(mirror -> legs.addAll(mirror.legs()));
        return legs.build();
    }
}
