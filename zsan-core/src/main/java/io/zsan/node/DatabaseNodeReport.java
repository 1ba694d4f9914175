package io.zsan.node;

import com.google.common.collect.ImmutableList;
import io.zsan.model.BootId;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.util.List;
import java.util.Optional;

/**
 * What a database node says of itself.
 *
 * @param boot its present boot
 * @param sessions its initiator's sessions, up or down
 * @param pools its imported pools
 * @param poolsKnown whether {@code pools} could be asked for: {@code false} while a hung command wedges ZFS (R11)
 */
public record DatabaseNodeReport(
        NodeName node, BootId boot, List<SessionReport> sessions, List<PoolReport> pools, boolean poolsKnown) {
    public DatabaseNodeReport {
        sessions = ImmutableList.copyOf(sessions);
        pools = ImmutableList.copyOf(pools);
    }

    public Optional<PoolReport> pool(PoolName name) {
        for (PoolReport pool : pools) {
            if (pool.name().equals(name)) {
                return Optional.of(pool);
            }
        }
        return Optional.empty();
    }

    public Optional<SessionReport> session(Iqn target) {
        for (SessionReport session : sessions) {
            if (session.target().equals(target)) {
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }
}
