package io.zsan.node;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import java.util.Set;

/**
 * A LUN that a storage node exports, as its kernel says.
 *
 * @param epoch the epoch of the access list in force
 * @param access who may log in
 * @param sessions initiators that have a session now
 */
public record ExportReport(LunRef lun, Epoch epoch, Access access, Set<Iqn> sessions) {
    public ExportReport {
        sessions = ImmutableSortedSet.copyOf(sessions);
    }
}
