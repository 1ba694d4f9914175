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
        return pools.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    public Optional<SessionReport> session(Iqn target) {
        return sessions.stream().filter(s -> s.target().equals(target)).findFirst();
    }
}
