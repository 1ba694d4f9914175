package io.zsan.freebsd;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.NodeName;

/** What both drivers check when they are built. */
final class Drivers {
    private Drivers() {}

    /** A driver that talks to another node than it believes would be the worst of identity swaps (R10). */
    static void requireSameNode(NodeName node, CommandRunner runner) {
        if (!runner.node().equals(node)) {
            throw new InvalidInput("the driver of node " + node + " was given a runner for node " + runner.node());
        }
    }
}
