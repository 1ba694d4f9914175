package io.zsan.node;

import io.zsan.model.Guid;
import java.util.Optional;

/**
 * A leaf of a mirror, as the pool's owner sees it.
 *
 * @param serial the exported serial of the LUN that it lies on, or lay on, where known
 * @param errors sum of its read, write and checksum error counters
 * @param replacing the GUID of the {@code replacing} vdev that it stands in, while one side replaces the other
 * @param resilvering whether the status marks it as being resilvered
 */
public record LegReport(
        Guid guid,
        Optional<String> serial,
        VdevState state,
        long errors,
        Optional<Guid> replacing,
        boolean resilvering) {}
