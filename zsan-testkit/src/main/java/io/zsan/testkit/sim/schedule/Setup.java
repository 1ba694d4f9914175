package io.zsan.testkit.sim.schedule;

import com.google.common.collect.ImmutableList;
import io.zsan.decide.Policy;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.FailureDomain;
import io.zsan.model.Fleet;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a simulation begins with.
 *
 * @param storageNodes how many, named {@code s1}, {@code s2} …
 * @param disks of each storage node
 * @param databaseNodes how many, named {@code d1}, {@code d2} …
 * @param pools those that are created at the beginning, on the database nodes in turn
 * @param controllers processes that embed zsan at the same time, named {@code c1}, {@code c2} …
 * @param policy of each of them; its disconnect mode is also that of the initiators
 * @param interval between the rounds of a controller
 * @param suspicion how long a host application waits before it takes a silent owner for dead
 * @param boot from power on to a node that answers
 * @param resilver how long filling a fresh leg takes
 * @param faultsUntil when the last fault is over
 * @param hardware what the storage nodes are made of
 * @param impatient whether a host application may be asked for something while it still waits for something else
 */
public record Setup(
        int storageNodes,
        int disks,
        int databaseNodes,
        List<PoolSetup> pools,
        int controllers,
        Policy policy,
        Duration interval,
        Duration suspicion,
        Duration boot,
        Duration resilver,
        Duration faultsUntil,
        Hardware hardware,
        boolean impatient) {
    public Setup {
        pools = ImmutableList.copyOf(pools);
    }

    /** Its nodes, with names, addresses and disks. */
    public Fleet fleet() {
        List<StorageNode> storage = new ArrayList<>();
        for (int i = 1; i <= storageNodes; i++) {
            List<Disk> inside = new ArrayList<>();
            for (int j = 1; j <= disks; j++) {
                inside.add(hardware.disk(i, j));
            }
            storage.add(new StorageNode(
                    new NodeName("s" + i),
                    new FailureDomain("rack" + hardware.rackOf(i)),
                    Portal.parse("10.0.0." + i + ":3260"),
                    inside));
        }
        List<DatabaseNode> database = new ArrayList<>();
        for (int i = 1; i <= databaseNodes; i++) {
            database.add(new DatabaseNode(new NodeName("d" + i), new Iqn("iqn.2026-01.io.zsan:d" + i)));
        }
        return new Fleet(new Iqn("iqn.2026-01.io.zsan"), storage, database);
    }

    /** With another end of the faults. */
    public Setup until(Duration end) {
        return copy(disks, pools, controllers, policy, end, hardware, impatient);
    }

    /** With other hardware, and another policy. */
    Setup on(int otherDisks, Hardware other, Policy otherPolicy) {
        return copy(otherDisks, pools, controllers, otherPolicy, faultsUntil, other, impatient);
    }

    /** With host applications that may be asked for several things at once. */
    Setup impatient(boolean may) {
        return copy(disks, pools, controllers, policy, faultsUntil, hardware, may);
    }

    /** With fewer pools and controllers. */
    public Setup with(List<PoolSetup> fewer, int fewerControllers) {
        return copy(disks, fewer, fewerControllers, policy, faultsUntil, hardware, impatient);
    }

    private Setup copy(
            int otherDisks,
            List<PoolSetup> otherPools,
            int otherControllers,
            Policy otherPolicy,
            Duration otherEnd,
            Hardware otherHardware,
            boolean otherImpatient) {
        return new Setup(
                storageNodes,
                otherDisks,
                databaseNodes,
                otherPools,
                otherControllers,
                otherPolicy,
                interval,
                suspicion,
                boot,
                resilver,
                otherEnd,
                otherHardware,
                otherImpatient);
    }
}
