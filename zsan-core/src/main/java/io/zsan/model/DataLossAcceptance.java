package io.zsan.model;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import java.util.List;

/**
 * A person's word that a pool may be imported from legs of which zsan cannot show that they hold every acknowledged
 * write (R5). Valid for one takeover only: it names the pool, the epoch that the takeover opened, and the legs.
 *
 * @param legs the legs to import from, at least one
 */
public record DataLossAcceptance(PoolName pool, Epoch epoch, List<LunRef> legs) {
    public DataLossAcceptance {
        legs = ImmutableList.sortedCopyOf(legs);
        if (legs.isEmpty()) {
            throw new InvalidInput("an acceptance of data loss must name the legs to import from");
        }
    }
}
