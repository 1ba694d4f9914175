package io.zsan.testkit.sim.check;

import io.zsan.act.Action;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.InitiatorSession;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.World;
import io.zsan.testkit.world.WorldEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/**
 * I8: ZFS is told to change a pool only while its legs answer (R11): one such command hangs, unkillably, and every later
 * one with it. What has been down for long enough to be seen by everybody counts.
 */
final class LegsAnswer implements Invariant {
    private static final Duration SEEN = Duration.ofSeconds(30);

    private final World world;
    private final TreeMap<String, Long> downSince = new TreeMap<>();

    LegsAnswer(Truth truth) {
        this.world = truth.world();
    }

    @Override
    public String name() {
        return "I8 nothing is asked of ZFS that hangs";
    }

    @Override
    public void happened(WorldEvent event, Breach breach) {
        String key = event.node() + " " + event.subject();
        switch (event.kind()) {
            case SESSION_DOWN, POOL_SUSPENDED -> downSince.put(key, event.nanos());
            case SESSION_UP, SESSION_REMOVED, POOL_IMPORTED, POOL_CREATED -> downSince.remove(key);
            case POWER_OFF -> downSince.keySet().removeIf(k -> k.startsWith(event.node() + " "));
            default -> {}
        }
    }

    @Override
    public void sent(Action action, Breach breach) {
        Optional<PoolName> name = pool(action);
        if (name.isEmpty() || downSince.isEmpty()) {
            return;
        }
        NodeName node = action.node();
        DatabaseHost host = world.database(node);
        Optional<Pool> pool = host.pool(name.get().text());
        if (pool.isEmpty()) {
            return;
        }
        if (pool.get().suspended() && lasts(node + " " + name.get())) {
            breach.report(this, node + " was told to " + action.describe() + ", and the pool has long been suspended");
        }
        for (InitiatorSession session : host.initiator().sessions()) {
            boolean holds = !session.up() && holds(pool.get(), session) && lasts(node + " " + session.target());
            if (holds) {
                breach.report(
                        this,
                        node + " was told to " + action.describe() + ", and the session to " + session.target()
                                + " has long been down");
            }
        }
    }

    private static boolean holds(Pool pool, InitiatorSession session) {
        for (Leaf leaf : pool.leaves()) {
            if (leaf.isOn(session)) {
                return true;
            }
        }
        return false;
    }

    private boolean lasts(String key) {
        Long since = downSince.get(key);
        return since != null && world.nanos() - since > SEEN.toNanos();
    }

    private static Optional<PoolName> pool(Action action) {
        if (action instanceof Action.StampEpoch a) {
            return Optional.of(a.pool());
        } else if (action instanceof Action.ExportPool a) {
            return Optional.of(a.pool());
        } else if (action instanceof Action.OfflineLeg a) {
            return Optional.of(a.pool());
        } else if (action instanceof Action.ReplaceLeg a) {
            return Optional.of(a.pool());
        } else if (action instanceof Action.DetachLeg a) {
            return Optional.of(a.pool());
        }
        return Optional.empty();
    }
}
