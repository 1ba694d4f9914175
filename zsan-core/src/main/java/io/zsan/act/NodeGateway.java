package io.zsan.act;

import io.zsan.model.NodeName;
import io.zsan.observe.NodeAnswer;
import java.util.concurrent.CompletableFuture;

/**
 * The edge to the nodes: the only way in which a controller learns of them and changes them. Thread-safe. Futures do not
 * end exceptionally for anything that a node or a network does.
 */
public interface NodeGateway {
    /** What a node says now, or that it did not answer in time. */
    CompletableFuture<NodeAnswer> observe(NodeName node);

    /** Carries an action out. */
    CompletableFuture<Outcome> perform(Action action);
}
