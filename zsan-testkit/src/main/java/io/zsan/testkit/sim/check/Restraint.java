package io.zsan.testkit.sim.check;

import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.WorldEvent;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * I9: no repair storm (R13): while much of the fleet has long been down, no fresh LUN is taken; never two legs of a mirror
 * on one storage node.
 */
final class Restraint implements Invariant {
    private static final Duration SEEN = Duration.ofMinutes(1);

    private final Truth truth;
    private final TreeMap<NodeName, Long> deadSince = new TreeMap<>();
    private final TreeSet<LunRef> filling = new TreeSet<>();
    private LedgerState last = LedgerState.empty();

    Restraint(Truth truth) {
        this.truth = truth;
    }

    @Override
    public String name() {
        return "I9 no repair storm";
    }

    @Override
    public void happened(WorldEvent event, Breach breach) {
        switch (event.kind()) {
            case SILENT, POWER_OFF -> deadSince.putIfAbsent(event.node(), event.nanos());
            case AWAKE, BOOTED -> deadSince.remove(event.node());
            default -> {}
        }
    }

    @Override
    public void settled(Breach breach) {
        LedgerState now = truth.ledger().get();
        if (now.equals(last)) {
            return;
        }
        last = now;
        for (PoolRecord pool : now.pools()) {
            for (MirrorRecord mirror : pool.mirrors()) {
                for (Leg leg : mirror.legs()) {
                    if (leg.state() == LegState.SYNCING && filling.add(leg.lun())) {
                        taken(pool, mirror, leg, breach);
                    }
                }
            }
        }
    }

    private void taken(PoolRecord pool, MirrorRecord mirror, Leg fresh, Breach breach) {
        long dead = truth.world().storageHosts().stream().filter(this::longDead).count();
        int all = truth.world().storageHosts().size();
        if (dead > truth.policy().brake() * all) {
            breach.report(
                    this,
                    fresh.lun() + " was taken for pool " + pool.name() + " while " + dead + " of " + all
                            + " storage nodes have long been down");
        }
        List<NodeName> nodes =
                mirror.legs().stream().map(leg -> leg.lun().id().node()).toList();
        if (nodes.stream().distinct().count() < nodes.size()) {
            breach.report(this, "two legs of a mirror of pool " + pool.name() + " lie on one storage node");
        }
    }

    private boolean longDead(StorageHost host) {
        Long since = deadSince.get(host.name());
        return since != null && truth.world().nanos() - since > SEEN.toNanos();
    }
}
