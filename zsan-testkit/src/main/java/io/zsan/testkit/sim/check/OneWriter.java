package io.zsan.testkit.sim.check;

import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.World;
import io.zsan.testkit.world.WorldEvent;
import java.util.List;
import java.util.TreeSet;

/** I1: at most one node can get a write of a pool acknowledged. */
final class OneWriter implements Invariant {
    private final World world;
    private boolean changed = true;

    OneWriter(Truth truth) {
        this.world = truth.world();
    }

    @Override
    public String name() {
        return "I1 one writer";
    }

    @Override
    public void happened(WorldEvent event, Breach breach) {
        boolean twoWriters =
                event.subject().equals("DOUBLE_IMPORT") || event.subject().equals("FOREIGN_WRITE");
        if (event.kind() == WorldEvent.Kind.VIOLATION && twoWriters) {
            breach.report(this, event.detail());
        }
        changed |= event.kind() != WorldEvent.Kind.ACKNOWLEDGED;
    }

    @Override
    public void settled(Breach breach) {
        if (!changed) {
            return;
        }
        changed = false;
        TreeSet<Guid> seen = new TreeSet<>();
        for (DatabaseHost host : world.databaseHosts()) {
            for (Pool pool : host.pools()) {
                if (!seen.add(pool.guid())) {
                    List<NodeName> able = world.ableToAcknowledge(pool.guid());
                    if (able.size() > 1) {
                        breach.report(this, able + " can each get a write to pool " + pool.name() + " acknowledged");
                    }
                }
            }
        }
    }
}
