package io.zsan.proof;

import io.zsan.ledger.LedgerState;
import io.zsan.ledger.LunState;
import io.zsan.model.LunId;
import java.util.Optional;

/**
 * The permission to wipe a LUN (R6, R7): built only from a ledger in which it was retired, then fenced, and is now
 * {@link LunState#WIPING}, and in which no pool has it as a leg.
 */
public final class WipeOrder {
    private final LunIdentity identity;

    private WipeOrder(LunIdentity identity) {
        this.identity = identity;
    }

    /** The order, if the ledger allows it. */
    public static Optional<WipeOrder> from(LedgerState ledger, LunId id) {
        boolean inAPool = ledger.pools().stream()
                .flatMap(p -> p.legs().stream())
                .anyMatch(leg -> leg.lun().id().equals(id));
        return ledger.findLun(id)
                .filter(lun -> lun.state() == LunState.WIPING && !inAPool)
                .map(lun -> new WipeOrder(LunIdentity.of(lun)));
    }

    public LunIdentity identity() {
        return identity;
    }

    @Override
    public String toString() {
        return "wipe " + identity.lun();
    }
}
