package io.zsan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.model.BootId;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.StorageNodeDriver;
import io.zsan.proof.LunIdentity;
import io.zsan.testkit.fake.FaultPlan;
import io.zsan.testkit.world.PhysicalDisk;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Nothing but scratch disks is ever touched, and nothing but the contract's own pools. */
class ScratchTest {
    private static final NodeName S3 = new NodeName("s3");
    private static final DiskSerial KEPT = new DiskSerial("s3d2");
    private static final LunRef LUN = new LunRef(new LunId(S3, KEPT), Generation.FIRST);

    private final FakeSubject subject = FakeSubject.inProcess();
    private final List<String> sent = new ArrayList<>();
    private final ScratchGuard guard = new ScratchGuard(subject.fleet(), subject.scratch());
    private final StorageNodeDriver storage = new ScratchStorage(subject.storage(S3), guard);
    private final DatabaseNodeDriver database = new ScratchDatabase(subject.database(new NodeName("d1")), guard);

    private void refused(Executable work) {
        subject.fakes()
                .nodes()
                .forEach(node -> node.faults((name, words) -> {
                    sent.add(name + " " + words);
                    return FaultPlan.none().decide(name, words);
                }));

        assertThatThrownBy(work::execute).isInstanceOf(InvalidInput.class);

        assertThat(sent).as("nothing was sent to a node").isEmpty();
    }

    private static LunIdentity identity(LunRef lun) {
        return new LunIdentity(lun, 256L << 20, 512);
    }

    @Test
    void storageNodesAreToldOfNoOtherDisk() {
        BootId boot = new BootId("boot-1");
        refused(() -> storage.grant(
                identity(LUN),
                Epoch.FIRST,
                subject.fleet().databaseNodes().get(0).initiator(),
                boot));
        refused(() -> storage.fence(LUN, Epoch.FIRST));
        refused(() -> storage.seal(LUN));
        refused(() -> storage.wipe(Orders.wipe(identity(LUN))));
    }

    @Test
    void databaseNodesAreToldOfNoOtherDisk() {
        Orders orders = new Orders(ScratchGuard.POOL);
        LunRef scratch = new LunRef(new LunId(S3, new DiskSerial("s3d1")), Generation.FIRST);
        List<LunIdentity> luns = List.of(identity(scratch), identity(LUN));
        refused(() -> database.login(
                subject.fleet().target(LUN),
                Epoch.FIRST,
                subject.fleet().storageNode(S3).portal()));
        refused(() -> database.logout(subject.fleet().target(LUN)));
        refused(() -> database.create(orders.create(Epoch.FIRST, database.node(), luns)));
        refused(() -> database.importPool(orders.importing(
                new Guid(42),
                Epoch.FIRST,
                database.node(),
                database.node(),
                List.of(new Orders.Current(identity(LUN), new Guid(43))))));
        refused(() -> database.replace(ScratchGuard.POOL, new Guid(42), identity(LUN)));
        refused(() -> database.export(ScratchGuard.POOL, Epoch.FIRST, identity(LUN)));
    }

    @Test
    void databaseNodesAreToldOfNoOtherPool() {
        PoolName precious = new PoolName("precious");
        LunRef scratch = new LunRef(new LunId(S3, new DiskSerial("s3d1")), Generation.FIRST);
        List<LunIdentity> luns = List.of(identity(scratch), identity(scratch));
        refused(() -> database.create(new Orders(precious).create(Epoch.FIRST, database.node(), luns)));
        refused(() -> database.stamp(precious, Epoch.FIRST));
        refused(() -> database.mount(precious));
        refused(() -> database.export(precious, Epoch.FIRST, identity(scratch)));
        refused(() -> database.offline(precious, new Guid(42)));
        refused(() -> database.replace(precious, new Guid(42), identity(scratch)));
        refused(() -> database.detach(precious, new Guid(42)));
    }

    @Test
    void aTargetOfAScratchDiskIsOneWhateverItsGeneration() {
        LunId scratch = new LunId(S3, new DiskSerial("s3d1"));
        guard.require(subject.fleet().target(new LunRef(scratch, new Generation(12))));

        assertThat(guard.ofDisk(scratch, subject.fleet().target(LUN))).isFalse();
    }

    @Test
    void theBenchLeavesTheOtherDiskAlone() {
        PhysicalDisk kept = subject.fakes().storage("s3").disk(KEPT);
        kept.scribble();
        Bench bench = new Bench(subject);

        bench.pool();
        bench.clear();
        Bench again = new Bench(subject);
        again.pool();

        assertThat(again.leg(0).generation()).as("a LUN is used once").isEqualTo(new Generation(2));
        assertThat(kept.blank()).isFalse();
        assertThat(subject.storage(S3).observe().tokens()).doesNotContainKey(LUN.id());
    }

    @Test
    void theFakesCanStageEverything() {
        assertThat(subject.stage().can()).isEqualTo(EnumSet.allOf(Stage.Capability.class));
    }
}
