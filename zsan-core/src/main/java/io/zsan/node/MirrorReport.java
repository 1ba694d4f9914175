package io.zsan.node;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import io.zsan.model.MirrorRole;
import java.util.List;

/**
 * A top-level mirror, as the pool's owner sees it; the sides of a replacement stand among the legs.
 *
 * @param role whether it stands among the pool's data or among its logs
 */
public record MirrorReport(Guid guid, MirrorRole role, VdevState state, List<LegReport> legs) {
    public MirrorReport {
        legs = ImmutableList.copyOf(legs);
    }

    /** A mirror for data. */
    public MirrorReport(Guid guid, VdevState state, List<LegReport> legs) {
        this(guid, MirrorRole.DATA, state, legs);
    }

    /** The same mirror with other legs. */
    public MirrorReport withLegs(List<LegReport> others) {
        return new MirrorReport(guid, role, state, others);
    }
}
