package io.zsan.testkit.sim.edge;

import io.zsan.model.NodeName;
import java.util.TreeSet;

/** The network between controllers and nodes, and what is wrong with it. */
public final class ControlNetwork {
    private final TreeSet<String> cut = new TreeSet<>();
    private final TreeSet<NodeName> repliesLost = new TreeSet<>();
    private final TreeSet<NodeName> held = new TreeSet<>();

    public void cut(String controller, NodeName node, boolean value) {
        boolean unused = value ? cut.add(controller + " " + node) : cut.remove(controller + " " + node);
    }

    public void repliesLost(NodeName node, boolean value) {
        boolean unused = value ? repliesLost.add(node) : repliesLost.remove(node);
    }

    public void held(NodeName node, boolean value) {
        boolean unused = value ? held.add(node) : held.remove(node);
    }

    boolean isCut(String controller, NodeName node) {
        return !cut.isEmpty() && cut.contains(controller + " " + node);
    }

    boolean losesReplies(NodeName node) {
        return !repliesLost.isEmpty() && repliesLost.contains(node);
    }

    boolean holds(NodeName node) {
        return !held.isEmpty() && held.contains(node);
    }
}
