package io.zsan.testkit.contract;

import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.StorageNodeDriver;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The nodes that a contract is held to, and their drivers. Each test opens one, works on it alone, and closes it; what an
 * earlier test left on the nodes is cleared by the next one with the drivers themselves.
 *
 * <p>The contracts need three storage nodes with a scratch disk each, one more scratch disk on any of them or on a fourth
 * one, all of one size, and two database nodes.
 */
public interface Subject extends AutoCloseable {
    Fleet fleet();

    /** The disks that may be exported, written and wiped. No other disk is named to a driver. */
    Set<LunId> scratch();

    StorageNodeDriver storage(NodeName node);

    DatabaseNodeDriver database(NodeName node);

    /** Lets time pass: sleeps, or moves a clock. */
    void pass(Duration time);

    /** What can be done to the nodes from outside. */
    Stage stage();

    /** What each node runs, for the report: such as {@code FreeBSD 13.2-RELEASE, zfs-2.1.9}, or {@code fake}. */
    Map<NodeName, String> versions();

    @Override
    void close();
}
