package io.zsan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.NodeName;
import io.zsan.testkit.fake.FakeResult;
import io.zsan.testkit.world.Violation;
import io.zsan.testkit.world.Write;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** MEASURED.md, part A: what happens when another node takes a pool over, or a leg is not what it seems. */
class MeasuredTakeoverTest {
    private static final NodeName D1 = new NodeName("d1");
    private static final NodeName D2 = new NodeName("d2");

    private final Lab lab = new Lab();

    private void healthyPool() {
        lab.poolOn("d1", "s1d1", "s2d1", "s3d1");
        lab.write("d1", "first");
    }

    private List<String> acknowledged() {
        return lab.fleet.world().acknowledgedWrites().stream()
                .map(Write::text)
                .map(String::strip)
                .toList();
    }

    private void fence(String disk) {
        lab.access(disk, 1, 2);
        lab.advance(0.5);
        lab.ok(disk.substring(0, 2), "/usr/sbin/ctladm isterminate -i " + Lab.initiator("d1"));
        lab.advance(0.2);
    }

    @Test
    void a10ChangedAccessListDoesNotCutALiveSession() {
        healthyPool();
        for (String disk : List.of("s1d1", "s2d1", "s3d1")) {
            lab.access(disk, 1, 2);
        }
        lab.advance(30);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        lab.write("d1", "still writing");
        assertThat(acknowledged()).contains("still writing");
    }

    @Test
    void a11OneFencedLegStopsTheWriter() {
        healthyPool();
        fence("s1d1");
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Authorization failure");
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "never");
        lab.advance(60);
        assertThat(fsync).isNotDone();
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Authorization failure");
        assertThat(lab.fleet.world().ableToAcknowledge(lab.pool("d1").guid())).isEmpty();
        assertThat(lab.run("s1", "/usr/sbin/ctladm isterminate -i " + Lab.initiator("d1"))
                        .err())
                .contains("No matching connections found");
    }

    /** d1 is frozen with a write that reached s2 and s3; d2 has imported all three legs. */
    private CompletableFuture<FakeResult> takenOver() {
        healthyPool();
        fence("s1d1");
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "in flight");
        fence("s2d1");
        fence("s3d1");
        for (String disk : List.of("s1d1", "s2d1", "s3d1")) {
            lab.access(disk, 1, 3, "d2");
        }
        lab.advance(0.5);
        lab.login("d2", "s1d1", "s2d1", "s3d1");
        FakeResult refused = lab.run("d2", Lab.importCommand("-N", "s1d1", "s2d1", "s3d1"));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains("cannot import 'p1': pool was previously in use from another system.\n"
                        + "Last accessed by d1 (hostid=");
        lab.importPool("d2", "-f", "s1d1", "s2d1", "s3d1");
        return fsync;
    }

    @Test
    void a12TakeoverOfAFencedPoolHasEveryAcknowledgedWrite() {
        CompletableFuture<FakeResult> fsync = takenOver();
        assertThat(lab.fleet.world().lostWrites(D2, "p1")).isEmpty();
        assertThat(lab.ok("d2", "/bin/cat /p1/journal")).startsWith("first\n");
        lab.write("d2", "by the new owner");
        assertThat(lab.ok("d1", "/sbin/zpool list -H -o health")).isEqualTo("ONLINE\n");
        assertThat(fsync).isNotDone();
        assertThat(lab.fleet.world().violations()).isEmpty();
    }

    @Test
    void a13RemovingTheZombiesSessionsAcknowledgesWhatReachedAnyLeg() {
        CompletableFuture<FakeResult> fsync = takenOver();
        lab.ok("d1", "/usr/bin/iscsictl -R -a");
        lab.advance(1);
        assertThat(Lab.ended(fsync).exit()).isZero();
        assertThat(acknowledged()).contains("in flight");
        assertThat(lab.ok("d1", "/sbin/zpool list -H -o health")).isEqualTo("SUSPENDED\n");
        // The world calls it what it is, and d2 has the write only because it imported every leg.
        assertThat(lab.fleet.world().violations())
                .extracting(Violation::kind)
                .containsExactly(Violation.Kind.ACKNOWLEDGED_BY_OLD_OWNER);
        assertThat(lab.ok("d2", "/bin/cat /p1/journal")).contains("in flight");
        assertThat(lab.fleet.world().lostWrites(D2, "p1")).isEmpty();
    }

    @Test
    void a14DoubleImportWithoutFenceDestroysThePool() {
        lab.prepare("s1", "s2", "s3");
        for (String disk : List.of("s1d1", "s2d1", "s3d1")) {
            lab.export(disk, "d1", "d2");
        }
        lab.login("d1", "s1d1", "s2d1", "s3d1");
        lab.ok(
                "d1",
                "/sbin/zpool create p1 mirror " + Lab.path("s1d1") + " " + Lab.path("s2d1") + " " + Lab.path("s3d1"));
        lab.write("d1", "first");
        lab.silence("d1");
        lab.advance(10);
        lab.login("d2", "s1d1", "s2d1", "s3d1");
        lab.importPool("d2", "-f", "s1d1", "s2d1", "s3d1");
        lab.wake("d1");
        lab.advance(2);
        lab.write("d1", "by the zombie");
        lab.write("d2", "by the new owner");
        lab.advance(20);
        assertThat(lab.ok("d2", "/sbin/zpool status p1")).contains("data errors, use '-v' for a list");
        assertThat(lab.fleet.world().violations())
                .extracting(Violation::kind)
                .contains(
                        Violation.Kind.DOUBLE_IMPORT,
                        Violation.Kind.FOREIGN_WRITE,
                        Violation.Kind.ACKNOWLEDGED_BY_OLD_OWNER);
    }

    @Test
    void a17StaleLegAloneImportsWithoutComplaintAndOverwritesTheGoodOnes() {
        healthyPool();
        lab.silence("s3");
        lab.advance(10);
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s3d1"));
        lab.advance(1);
        lab.write("d1", "acknowledged without s3");
        lab.advance(20);
        lab.fleet.world().host(D1).powerOff();
        lab.silence("s1");
        lab.silence("s2");
        lab.wake("s3");
        lab.access("s3d1", 1, 2, "d2");
        lab.advance(1);
        lab.login("d2", "s3d1");

        assertThat(lab.ok("d2", "/sbin/zpool import"))
                .contains("  state: DEGRADED")
                .contains("despite missing");
        assertThat(lab.importPool("d2", "-f", "s3d1")).isEmpty();
        assertThat(lab.ok("d2", "/bin/cat /p1/journal")).isEqualTo("first\n");
        assertThat(lab.fleet.world().lostWrites(D2, "p1"))
                .extracting(Write::text)
                .containsExactly("acknowledged without s3\n");

        // The good legs return, and are resilvered from the stale one.
        lab.wake("s1");
        lab.access("s1d1", 1, 2, "d2");
        lab.advance(1);
        lab.login("d2", "s1d1");
        lab.ok("d2", "/sbin/zpool online p1 " + lab.leg("d2", "s1d1"));
        lab.advance(3);
        assertThat(lab.ok("d2", "/sbin/zpool status p1"))
                .contains("scan: resilvered")
                .contains("with 0 errors");
        assertThat(lab.fleet.storage("s1").disks().get(0).contents())
                .extracting(Write::text)
                .containsExactly("first\n");
    }

    @Test
    void a18LabelsTxgIsCoarserThanTheUberblocks() {
        healthyPool();
        lab.advance(60);
        String label = lab.ok("d1", "/usr/sbin/zdb -lu " + Lab.path("s1d1"));
        long labelTxg = Long.parseLong(label.replaceAll("(?s).*?\n    txg: ([0-9]+)\n.*", "$1"));
        long uberTxg = Long.parseLong(label.replaceAll("(?s).*\n\ttxg = ([0-9]+)\n.*", "$1"));
        assertThat(uberTxg).isGreaterThan(labelTxg + 5);
    }

    @Test
    void a28PowerCycledStorageNodeThatExportsAtBootIsNotNoticedByZfs() {
        healthyPool();
        lab.fleet.powerCycle(new NodeName("s1"));
        // It lost what its cache held; what ZFS still has in memory comes back with the next transaction group.
        assertThat(lab.fleet.storage("s1").disks().get(0).contents()).isEmpty();
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "second");
        lab.advance(20);
        // R9: it boots closed.
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connection refused");
        assertThat(lab.run("s1", "/bin/cat /var/run/zsan/boot").exit()).isEqualTo(1);
        assertThat(fsync).isNotDone();

        lab.prepare("s1");
        lab.export("s1d1", "d1");
        lab.advance(2);
        assertThat(Lab.ended(fsync).exit()).isZero();
        assertThat(lab.ok("d1", "/sbin/zpool status p1"))
                .contains(" state: ONLINE")
                .doesNotContain("scan:");
        assertThat(lab.fleet.storage("s1").disks().get(0).contents())
                .extracting(Write::text)
                .contains("second\n");
    }
}
