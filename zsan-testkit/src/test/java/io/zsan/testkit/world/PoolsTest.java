package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.DiskSerial;
import io.zsan.model.NodeName;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.Lab;
import io.zsan.testkit.fake.FakeResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pools, where MEASURED.md has no number for it. */
class PoolsTest {
    private static final NodeName D2 = new NodeName("d2");

    private final Lab lab = new Lab(FakeFleet.builder().storageNodes(4));

    private void grant(String database, String... disks) {
        for (String disk : disks) {
            lab.access(disk, 1, 9, database);
        }
        lab.advance(1);
        lab.login(database, disks);
    }

    @Test
    void exportedPoolIsImportedWithoutForceElsewhere() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.write("d1", "first");
        lab.ok("d1", "/sbin/zpool set comment=zsan:7 p1");
        lab.ok("d1", "/sbin/zpool export p1");
        assertThat(lab.ok("d1", "/usr/sbin/zdb -l " + Lab.path("s1d1")))
                .contains("    state: 1\n", "comment: 'zsan:7'");
        lab.ok("d1", "/usr/bin/iscsictl -R -a");
        grant("d2", "s1d1", "s2d1");
        lab.importPool("d2", "", "s1d1", "s2d1");
        assertThat(lab.ok("d2", "/sbin/zpool get -H -p -o value comment p1")).isEqualTo("zsan:7\n");
        assertThat(lab.fleet.world().lostWrites(D2, "p1")).isEmpty();
        assertThat(lab.fleet.world().violations()).isEmpty();
    }

    @Test
    void importWithoutMountHasNoFilesUntilMounted() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.write("d1", "first");
        lab.ok("d1", "/sbin/zpool export p1");
        lab.importPool("d1", "-N", "s1d1", "s2d1");
        assertThat(lab.ok("d1", "/sbin/zfs list -H -p -t filesystem -o name,mounted,canmount,mountpoint"))
                .isEqualTo("p1\tno\ton\t/p1\n");
        // The directory is there: a write into it succeeds, and is not in the pool.
        lab.append("d1", "into the directory underneath");
        assertThat(lab.run("d1", "/bin/cat /p1/journal").out()).isEqualTo("into the directory underneath\n");
        lab.ok("d1", "/sbin/zfs mount p1");
        assertThat(lab.ok("d1", "/bin/cat /p1/journal")).isEqualTo("first\n");
        assertThat(lab.run("d1", "/sbin/zfs mount p1").err())
                .isEqualTo("cannot mount 'p1': filesystem already mounted\n");
        assertThat(lab.ok("d1", "/sbin/zfs get -H -o value mounted p1")).isEqualTo("yes\n");
    }

    @Test
    void bootForgetsPoolsThatNoCacheFileNames() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.write("d1", "first");
        lab.fleet.reboot(new NodeName("d1"));
        lab.advance(6);
        assertThat(lab.run("d1", "/sbin/zpool status").err()).isEqualTo("no pools available\n");
        assertThat(lab.ok("d1", "/usr/bin/iscsictl -L --libxo json")).isEqualTo("{\"iscsictl\": {}}\n");
        lab.login("d1", "s1d1", "s2d1");
        // Its own pool needs no force.
        lab.importPool("d1", "", "s1d1", "s2d1");
        assertThat(lab.ok("d1", "/bin/cat /p1/journal")).isEqualTo("first\n");
    }

    @Test
    void unacknowledgedWriteIsLostWithItsNode() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.write("d1", "acknowledged");
        lab.append("d1", "only in memory");
        lab.fleet.reboot(new NodeName("d1"));
        lab.advance(6);
        lab.login("d1", "s1d1", "s2d1");
        lab.importPool("d1", "", "s1d1", "s2d1");
        assertThat(lab.ok("d1", "/bin/cat /p1/journal")).isEqualTo("acknowledged\n");
    }

    @Test
    void transactionGroupMakesItDurableWithoutAcknowledging() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.append("d1", "buffered");
        assertThat(disk("s1d1").contents()).isEmpty();
        lab.advance(6);
        assertThat(disk("s1d1").contents()).hasSize(1);
        assertThat(lab.fleet.world().acknowledgedWrites()).isEmpty();
        lab.ok("d1", "/usr/bin/fsync /p1/journal");
        assertThat(lab.fleet.world().acknowledgedWrites()).hasSize(1);
    }

    private PhysicalDisk disk(String serial) {
        return lab.fleet.storage(serial.substring(0, 2)).disk(new DiskSerial(serial));
    }

    @Test
    void everyTopLevelVdevIsNeeded() {
        lab.prepare("s1", "s2", "s3", "s4");
        List<String> disks = List.of("s1d1", "s2d1", "s3d1", "s4d1");
        disks.forEach(disk -> lab.export(disk, "d1"));
        lab.login("d1", disks.toArray(String[]::new));
        lab.ok(
                "d1",
                "/sbin/zpool create p1 mirror " + Lab.path("s1d1") + " " + Lab.path("s2d1") + " mirror "
                        + Lab.path("s3d1") + " " + Lab.path("s4d1"));
        for (int i = 0; i < 4; i++) {
            lab.write("d1", "record " + i);
        }
        assertThat(disk("s1d1").contents()).hasSize(2).isEqualTo(disk("s2d1").contents());
        assertThat(disk("s3d1").contents()).hasSize(2).isEqualTo(disk("s4d1").contents());
        lab.ok("d1", "/sbin/zpool export p1");
        assertThat(lab.run("d1", Lab.importCommand("", "s1d1", "s2d1")))
                .isEqualTo(new FakeResult(1, "", "cannot import 'p1': one or more devices is currently unavailable\n"));
        lab.importPool("d1", "", "s1d1", "s4d1");
        assertThat(lab.ok("d1", "/bin/cat /p1/journal")).isEqualTo("record 0\nrecord 1\nrecord 2\nrecord 3\n");
    }

    @Test
    void newerLegWinsAndTheOlderIsResilveredFromIt() {
        lab.poolOn("d1", "s1d1", "s2d1", "s3d1");
        lab.silence("s3");
        lab.advance(10);
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s3d1"));
        lab.advance(1);
        lab.write("d1", "without s3");
        lab.ok("d1", "/sbin/zpool sync p1");
        lab.fleet.world().host(new NodeName("d1")).powerOff();
        lab.wake("s3");
        grant("d2", "s1d1", "s3d1");
        lab.importPool("d2", "-f", "s3d1", "s1d1");
        assertThat(lab.ok("d2", "/bin/cat /p1/journal")).isEqualTo("without s3\n");
        lab.advance(3);
        assertThat(disk("s3d1").contents()).extracting(Write::text).containsExactly("without s3\n");
    }

    @Test
    void intentLogRecordOnOneLegIsFoundByAnImportThatHasTheLeg() {
        // Fact 2 of the design: legs of equal txg can differ.
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.ok("d1", "/sbin/zpool sync p1");
        lab.silence("s2");
        var fsync = lab.startWrite("d1", "on s1 only");
        lab.advance(6);
        assertThat(fsync).isNotDone();
        lab.fleet.world().host(new NodeName("d1")).powerOff();
        lab.wake("s2");
        grant("d2", "s1d1", "s2d1");
        lab.importPool("d2", "-f", "s2d1");
        assertThat(lab.run("d2", "/bin/cat /p1/journal").exit()).isEqualTo(1);
        lab.ok("d2", "/sbin/zpool export p1");
        assertThat(disk("s1d1").contents()).hasSize(1);
        assertThat(disk("s2d1").contents()).isEmpty();
    }

    @Test
    void importWritesAnIntentLogRecordOfOneLegToAll() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.ok("d1", "/sbin/zpool sync p1");
        lab.silence("s2");
        var fsync = lab.startWrite("d1", "on s1 only");
        lab.advance(6);
        assertThat(fsync).isNotDone();
        lab.fleet.world().host(new NodeName("d1")).powerOff();
        lab.wake("s2");
        grant("d2", "s1d1", "s2d1");
        lab.importPool("d2", "-f", "s1d1", "s2d1");
        assertThat(disk("s2d1").contents()).hasSize(1).isEqualTo(disk("s1d1").contents());
    }

    @Test
    void offlineOutlivesAnImport() {
        lab.poolOn("d1", "s1d1", "s2d1", "s3d1");
        lab.ok("d1", "/sbin/zpool offline p1 " + lab.leg("d1", "s3d1"));
        lab.ok("d1", "/sbin/zpool export p1");
        lab.importPool("d1", "", "s1d1", "s2d1", "s3d1");
        assertThat(lab.leafState("d1", "s3d1")).isEqualTo("OFFLINE");
        assertThat(lab.ok("d1", "/usr/sbin/zdb -l " + Lab.path("s1d1"))).contains("offline: 1");
    }

    @Test
    void onlineWithoutTheDeviceWarns() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s1d1"));
        lab.advance(1);
        assertThat(lab.ok("d1", "/sbin/zpool online p1 " + lab.leg("d1", "s1d1")))
                .startsWith("warning: device '")
                .contains("onlined, but remains in faulted state\n");
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("UNAVAIL");
    }

    @Test
    void ownerThatDiesInAResilverLeavesALegThatOnlyLooksImportable() {
        // S14. What is in a transaction group by then only a resilver brings to a fresh leg.
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.write("d1", "first");
        lab.advance(6);
        lab.prepare("s3");
        lab.export("s3d1", "d1");
        lab.login("d1", "s3d1");
        lab.ok("d1", "/sbin/zpool replace p1 " + lab.leg("d1", "s1d1") + " " + Lab.path("s3d1"));
        lab.advance(1);
        lab.write("d1", "second");
        lab.fleet.world().host(new NodeName("d1")).powerOff();
        grant("d2", "s3d1");
        lab.importPool("d2", "-f", "s3d1");
        assertThat(lab.fleet.world().lostWrites(D2, "p1"))
                .extracting(Write::text)
                .containsExactly("first\n");
    }

    @Test
    void newOwnerGoesOnWithAReplacement() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.write("d1", "first");
        lab.prepare("s3");
        lab.export("s3d1", "d1");
        lab.login("d1", "s3d1");
        lab.ok("d1", "/sbin/zpool replace p1 " + lab.leg("d1", "s1d1") + " " + Lab.path("s3d1"));
        lab.advance(1);
        lab.fleet.world().host(new NodeName("d1")).powerOff();
        grant("d2", "s1d1", "s2d1", "s3d1");
        lab.importPool("d2", "-f", "s1d1", "s2d1", "s3d1");
        assertThat(lab.ok("d2", "/sbin/zpool status p1")).contains("replacing-0");
        lab.advance(10);
        assertThat(lab.ok("d2", "/sbin/zpool status p1"))
                .doesNotContain("replacing")
                .contains("resilvered");
        assertThat(disk("s3d1").contents()).extracting(Write::text).containsExactly("first\n");
        // The replaced leg was there, so its label is gone.
        assertThat(disk("s1d1").zfs()).isEmpty();
    }

    @Test
    void replacementThatIsGivenUpLeavesTheOldLeg() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.prepare("s3");
        lab.export("s3d1", "d1");
        lab.login("d1", "s3d1");
        lab.ok("d1", "/sbin/zpool replace p1 " + lab.leg("d1", "s1d1") + " " + Lab.path("s3d1"));
        lab.advance(0.5);
        assertThat(lab.run("d1", "/sbin/zpool replace p1 " + lab.leg("d1", "s1d1") + " " + Lab.path("s3d1"))
                        .exit())
                .isNotZero();
        lab.ok("d1", "/sbin/zpool detach p1 " + lab.leg("d1", "s3d1"));
        assertThat(lab.ok("d1", "/sbin/zpool status p1"))
                .contains(" state: ONLINE")
                .doesNotContain("replacing");
        assertThat(disk("s3d1").zfs()).isEmpty();
    }

    @Test
    void resilverWaitsWhileALegIsFrozen() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.prepare("s3");
        lab.export("s3d1", "d1");
        lab.login("d1", "s3d1");
        lab.ok("d1", "/sbin/zpool replace p1 " + lab.leg("d1", "s1d1") + " " + Lab.path("s3d1"));
        lab.silence("s2");
        lab.advance(60);
        assertThat(lab.ok("d1", "/sbin/zpool status p1")).contains("resilver in progress", "no estimated completion");
        lab.wake("s2");
        lab.advance(10);
        assertThat(lab.ok("d1", "/sbin/zpool status p1"))
                .contains("with 0 errors")
                .contains(" state: ONLINE");
    }

    @Test
    void commentIsLimited() {
        lab.poolOn("d1", "s1d1", "s2d1");
        assertThat(lab.run("d1", "/sbin/zpool set comment=" + "x".repeat(33) + " p1")
                        .err())
                .isEqualTo("cannot set property for 'p1': comment must not exceed 32 characters\n");
    }
}
