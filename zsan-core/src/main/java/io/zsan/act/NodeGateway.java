package io.zsan.act;

import io.zsan.model.NodeName;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.observe.NodeAnswer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The edge to the nodes: the only way in which a controller learns of them and changes them. Thread-safe.
 */
public interface NodeGateway {
    /** What a node says now, or that it did not answer. The future does not end exceptionally. */
    CompletableFuture<NodeAnswer> observe(NodeName node);

    /** Carries an action out. The future does not end exceptionally. */
    CompletableFuture<Outcome> perform(Action action);

    /** The disks of a storage node. The future ends with a {@link io.zsan.error.ZsanException} if it cannot be asked. */
    CompletableFuture<List<DiskReport>> disks(NodeName storageNode);

    /** What stands in the way of working with a node. The future ends with a {@link io.zsan.error.ZsanException} likewise. */
    CompletableFuture<List<Finding>> preflight(NodeName node);

    /** What preflight compares between nodes; by default nothing is known. Ends exceptionally likewise. */
    default CompletableFuture<NodeTraits> traits(NodeName node) {
        return CompletableFuture.completedFuture(NodeTraits.unknown(node));
    }
}
