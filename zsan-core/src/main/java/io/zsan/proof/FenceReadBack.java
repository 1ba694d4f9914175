package io.zsan.proof;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What a storage node said after a fence was applied, read back from its kernel, not from what was sent (R4).
 *
 * @param lun the LUN
 * @param epoch the epoch that the node now keeps for it (R15)
 * @param applied whether the access list in force is the one of this epoch, and lets nobody in
 * @param sessionsFirst initiators with a session to the LUN at the first look
 * @param sessionsSecond the same at the second look
 * @param between time between the looks
 * @param loginWindow how long a login that was under way at the time of the reload may take to become a session; the
 *     second look must be later than that
 * @param at when the second look was taken, for display only (S18)
 */
public record FenceReadBack(
        LunRef lun,
        Epoch epoch,
        boolean applied,
        Set<Iqn> sessionsFirst,
        Set<Iqn> sessionsSecond,
        Duration between,
        Duration loginWindow,
        Instant at) {
    public FenceReadBack {
        sessionsFirst = ImmutableSortedSet.copyOf(sessionsFirst);
        sessionsSecond = ImmutableSortedSet.copyOf(sessionsSecond);
    }
}
