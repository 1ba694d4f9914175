package io.zsan.testkit.sim.check;

import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.LunId;
import java.util.Optional;
import java.util.TreeMap;

/** I7: no LUN leaks: each is in exactly the pool that its record names, and is a leg there, or is on its way to free. */
final class NoLeak implements Invariant {
    private final Truth truth;
    private LedgerState last = LedgerState.empty();

    NoLeak(Truth truth) {
        this.truth = truth;
    }

    @Override
    public String name() {
        return "I7 no LUN leaks";
    }

    @Override
    public void settled(Breach breach) {
        LedgerState now = truth.ledger().get();
        if (now.equals(last)) {
            return;
        }
        last = now;
        TreeMap<LunId, PoolRecord> users = new TreeMap<>();
        for (PoolRecord pool : now.pools()) {
            for (Leg leg : pool.legs()) {
                PoolRecord other = users.put(leg.lun().id(), pool);
                if (other != null) {
                    breach.report(this, leg.lun() + " is a leg of " + other.name() + " and of " + pool.name());
                }
            }
        }
        for (LunRecord lun : now.luns()) {
            Optional<PoolRecord> user = Optional.ofNullable(users.remove(lun.id()));
            boolean used = lun.state() == LunState.IN_POOL;
            if (used != user.isPresent()) {
                breach.report(
                        this,
                        lun.ref() + " is " + lun.state() + ", and its leg is in "
                                + user.map(p -> p.name().text()).orElse("no pool"));
            } else if (used && !user.map(PoolRecord::name).equals(lun.pool())) {
                breach.report(this, lun.ref() + " is in another pool than its record says");
            }
        }
        if (!users.isEmpty()) {
            breach.report(this, users.keySet() + " are legs, and the ledger does not know them");
        }
    }
}
