package io.zsan.testkit.sim.check;

import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.PoolRecord;
import io.zsan.testkit.world.WorldEvent;

/** I3: no LUN of a live pool is wiped or given away. */
final class LiveLunsKept implements Invariant {
    private final Truth truth;

    LiveLunsKept(Truth truth) {
        this.truth = truth;
    }

    @Override
    public String name() {
        return "I3 no LUN of a live pool is wiped or given away";
    }

    @Override
    public void happened(WorldEvent event, Breach breach) {
        if (event.kind() == WorldEvent.Kind.VIOLATION && event.subject().equals("LIVE_LEG_WIPED")) {
            breach.report(this, event.detail());
        }
        if (event.kind() == WorldEvent.Kind.WIPED) {
            for (PoolRecord pool : truth.ledger().get().pools()) {
                for (Leg leg : pool.legs()) {
                    if ((leg.isInSync() || leg.state() == LegState.GIVEN_UP)
                            && leg.lun().id().disk().text().equals(event.subject())) {
                        breach.report(this, leg.lun() + " was wiped, and is a leg of pool " + pool.name());
                    }
                }
            }
        }
    }
}
