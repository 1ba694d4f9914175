package io.zsan.node;

import io.zsan.error.InvalidInput;
import io.zsan.model.Guid;
import java.time.Duration;
import java.util.Optional;

/**
 * A leaf of a mirror, as the pool's owner sees it.
 *
 * @param serial the exported serial of the LUN that it lies on, or lay on, where known
 * @param errors sum of its read, write and checksum error counters
 * @param replacing the GUID of the {@code replacing} vdev that it stands in, while one side replaces the other
 * @param resilvering whether the status marks it as being resilvered
 * @param latency recent service time of one I/O to it, where the backend knows; empty: not known (S20)
 */
public record LegReport(
        Guid guid,
        Optional<String> serial,
        VdevState state,
        long errors,
        Optional<Guid> replacing,
        boolean resilvering,
        Optional<Duration> latency) {
    public LegReport {
        if (latency.isPresent() && latency.get().isNegative()) {
            throw new InvalidInput("leg " + guid + " cannot answer in " + latency.get());
        }
    }

    /** A leaf of which no service time is known. */
    public LegReport(
            Guid guid,
            Optional<String> serial,
            VdevState state,
            long errors,
            Optional<Guid> replacing,
            boolean resilvering) {
        this(guid, serial, state, errors, replacing, resilvering, Optional.empty());
    }
}
