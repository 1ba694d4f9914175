package io.zsan.testkit.sim.recording;

import io.zsan.model.NodeName;
import java.util.Comparator;

/**
 * Something by its name, on a node.
 *
 * @param name of a pool, or of a session's target
 */
public record OnNode(NodeName node, String name) implements Comparable<OnNode> {
    private static final Comparator<OnNode> ORDER =
            Comparator.comparing(OnNode::node).thenComparing(OnNode::name);

    @Override
    public int compareTo(OnNode that) {
        return ORDER.compare(this, that);
    }
}
