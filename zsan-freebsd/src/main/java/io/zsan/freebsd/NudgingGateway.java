package io.zsan.freebsd;

import io.zsan.act.Action;
import io.zsan.act.NodeGateway;
import io.zsan.act.Outcome;
import io.zsan.error.ZsanException;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.node.SessionReport;
import io.zsan.observe.NodeAnswer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nudges the sessions that an observation shows as down, beside it: nobody waits for that, and nothing rests on it. */
final class NudgingGateway implements NodeGateway {
    private static final Logger LOG = LoggerFactory.getLogger(NudgingGateway.class);

    private final NodeGateway nodes;
    private final Executor executor;
    private final BiConsumer<NodeName, Iqn> nudge;

    /** What is under way: a node that hangs must not gather threads. */
    private final Set<NodeName> busy = ConcurrentHashMap.newKeySet();

    /**
     * Puts itself before a gateway.
     *
     * @param nudge takes a database node and a target; bounds by itself how often
     */
    NudgingGateway(NodeGateway nodes, Executor executor, BiConsumer<NodeName, Iqn> nudge) {
        this.nodes = nodes;
        this.executor = executor;
        this.nudge = nudge;
    }

    @Override
    public CompletableFuture<NodeAnswer> observe(NodeName node) {
        return nodes.observe(node).thenApply(answer -> {
            if (answer instanceof NodeAnswer.FromDatabase from) {
                List<Iqn> down = from.report().sessions().stream()
                        .filter(session -> !session.connected())
                        .map(SessionReport::target)
                        .toList();
                if (!down.isEmpty() && busy.add(node)) {
                    executor.execute(() -> nudgeAll(node, down));
                }
            }
            return answer;
        });
    }

    private void nudgeAll(NodeName node, List<Iqn> down) {
        try {
            down.forEach(target -> nudge.accept(node, target));
        } catch (ZsanException failed) {
            LOG.debug("{}: a session was not nudged: {}", node, failed.getMessage());
        } finally {
            busy.remove(node);
        }
    }

    @Override
    public CompletableFuture<Outcome> perform(Action action) {
        return nodes.perform(action);
    }

    @Override
    public CompletableFuture<List<DiskReport>> disks(NodeName storageNode) {
        return nodes.disks(storageNode);
    }

    @Override
    public CompletableFuture<List<Finding>> preflight(NodeName node) {
        return nodes.preflight(node);
    }

    @Override
    public CompletableFuture<NodeTraits> traits(NodeName node) {
        return nodes.traits(node);
    }
}
