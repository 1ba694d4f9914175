package io.zsan.testkit.contract;

import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.node.StorageNodeDriver;
import io.zsan.node.StorageNodeReport;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeOrder;
import io.zsan.proof.WipeReadBack;
import java.util.List;

/** A driver of a storage node that is told of scratch disks only. */
final class ScratchStorage implements StorageNodeDriver {
    private final StorageNodeDriver driver;
    private final ScratchGuard guard;

    ScratchStorage(StorageNodeDriver driver, ScratchGuard guard) {
        this.driver = driver;
        this.guard = guard;
    }

    @Override
    public NodeName node() {
        return driver.node();
    }

    @Override
    public StorageNodeReport observe() {
        return driver.observe();
    }

    @Override
    public List<DiskReport> disks() {
        return driver.disks();
    }

    @Override
    public List<Finding> preflight() {
        return driver.preflight();
    }

    @Override
    public NodeTraits traits() {
        return driver.traits();
    }

    @Override
    public void prepare() {
        driver.prepare();
    }

    @Override
    public void grant(LunIdentity lun, Epoch epoch, Iqn initiator, BootId seen) {
        guard.require(lun.lun());
        driver.grant(lun, epoch, initiator, seen);
    }

    @Override
    public FenceReadBack fence(LunRef lun, Epoch epoch) {
        guard.require(lun);
        return driver.fence(lun, epoch);
    }

    @Override
    public FenceReadBack seal(LunRef lun) {
        guard.require(lun);
        return driver.seal(lun);
    }

    @Override
    public WipeReadBack wipe(WipeOrder order) {
        guard.require(order.identity().lun());
        return driver.wipe(order);
    }
}
