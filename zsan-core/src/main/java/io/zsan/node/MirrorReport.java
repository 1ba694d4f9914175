package io.zsan.node;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import java.util.List;

/** A top-level mirror, as the pool's owner sees it; the sides of a replacement stand among the legs. */
public record MirrorReport(Guid guid, VdevState state, List<LegReport> legs) {
    public MirrorReport {
        legs = ImmutableList.copyOf(legs);
    }
}
