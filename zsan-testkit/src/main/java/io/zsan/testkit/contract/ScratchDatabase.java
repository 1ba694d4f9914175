package io.zsan.testkit.contract;

import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.ReleaseProof;
import java.util.List;

/** A driver of a database node that is told of scratch disks, and of the contract's pools, only. */
final class ScratchDatabase implements DatabaseNodeDriver {
    private final DatabaseNodeDriver driver;
    private final ScratchGuard guard;

    ScratchDatabase(DatabaseNodeDriver driver, ScratchGuard guard) {
        this.driver = driver;
        this.guard = guard;
    }

    @Override
    public NodeName node() {
        return driver.node();
    }

    @Override
    public DatabaseNodeReport observe() {
        return driver.observe();
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
    public void login(Iqn target, Epoch epoch, Portal portal) {
        guard.require(target);
        driver.login(target, epoch, portal);
    }

    @Override
    public void logout(Iqn target) {
        guard.require(target);
        driver.logout(target);
    }

    @Override
    public void create(CreateOrder order) {
        guard.require(order.pool());
        order.mirrors().stream().flatMap(m -> m.luns().stream()).forEach(lun -> guard.require(lun.lun()));
        driver.create(order);
    }

    @Override
    public void importPool(ImportOrder order) {
        guard.require(order.pool());
        order.legs().forEach(leg -> guard.require(leg.identity().lun()));
        driver.importPool(order);
    }

    @Override
    public void stamp(PoolName pool, Epoch epoch) {
        guard.require(pool);
        driver.stamp(pool, epoch);
    }

    @Override
    public void mount(PoolName pool) {
        guard.require(pool);
        driver.mount(pool);
    }

    @Override
    public ReleaseProof export(PoolName pool, Epoch epoch, LunIdentity witness) {
        guard.require(pool);
        guard.require(witness.lun());
        return driver.export(pool, epoch, witness);
    }

    @Override
    public void offline(PoolName pool, Guid leg) {
        guard.require(pool);
        driver.offline(pool, leg);
    }

    @Override
    public void replace(PoolName pool, Guid old, LunIdentity fresh) {
        guard.require(pool);
        guard.require(fresh.lun());
        driver.replace(pool, old, fresh);
    }

    @Override
    public void detach(PoolName pool, Guid leaf) {
        guard.require(pool);
        driver.detach(pool, leaf);
    }

    @Override
    public void reboot() {
        driver.reboot();
    }
}
