package io.zsan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.NodeName;
import io.zsan.testkit.fake.FakeResult;
import io.zsan.testkit.world.Timings;
import io.zsan.testkit.world.Write;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** MEASURED.md, part A: what happens to sessions, legs and commands of one owner. */
class MeasuredFreezeTest {
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

    @Test
    void a1FrozenLegHoldsUpTheFsyncUntilTheStorageNodeIsBack() {
        healthyPool();
        lab.silence("s1");
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "second");
        lab.advance(4.5);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        lab.advance(1);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Disconnected");
        lab.advance(20);
        assertThat(fsync).isNotDone();
        assertThat(lab.ok("d1", "/sbin/zpool status p1"))
                .contains(" state: ONLINE")
                .doesNotContain("status:");

        lab.wake("s1");
        lab.advance(1);
        assertThat(Lab.ended(fsync).exit()).isZero();
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(lab.ok("d1", "/sbin/zpool status p1"))
                .contains(" state: ONLINE")
                .doesNotContain("resilver");
        assertThat(acknowledged()).containsExactly("first", "second");
    }

    @Test
    void a1ShortSilenceIsNotNoticedByAnybody() {
        healthyPool();
        lab.silence("s1");
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "second");
        lab.advance(4);
        lab.wake("s1");
        lab.advance(0.1);
        assertThat(Lab.ended(fsync).exit()).isZero();
        assertThat(lab.ok("s1", "/usr/sbin/ctladm islist")).contains("   1 10.78.0.11");
    }

    @Test
    void a2RemovedSessionEndsTheStallAndTheLeg() {
        healthyPool();
        lab.silence("s1");
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "second");
        lab.advance(20);
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s1d1"));
        assertThat(fsync).isNotDone();
        lab.advance(0.5);
        assertThat(Lab.ended(fsync).exit()).isZero();
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");
        assertThat(lab.ok("d1", "/sbin/zpool status p1")).contains(" state: DEGRADED");
    }

    @Test
    void a3ReturningLegStaysRemovedUntilItIsOnlined() {
        a2RemovedSessionEndsTheStallAndTheLeg();
        lab.wake("s1");
        lab.login("d1", "s1d1");
        lab.advance(2);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");

        lab.ok("d1", "/sbin/zpool online p1 " + lab.leg("d1", "s1d1"));
        // R8: clean at first sight, and the resilver has not begun.
        assertThat(lab.ok("d1", "/sbin/zpool status p1"))
                .contains(" state: ONLINE")
                .doesNotContain("scan:");
        assertThat(lab.pool("d1").leaves()).anyMatch(leaf -> leaf.behind());
        lab.advance(2);
        assertThat(lab.ok("d1", "/sbin/zpool status p1")).contains("  scan: resilvered 128K in 00:00:0");
        assertThat(lab.pool("d1").leaves()).noneMatch(leaf -> leaf.behind());
    }

    @Test
    void a4FailOnDisconnectionDropsTheLegUnrecorded() {
        healthyPool();
        assertThat(lab.ok("d1", "/sbin/sysctl kern.iscsi.fail_on_disconnection=1"))
                .isEqualTo("kern.iscsi.fail_on_disconnection: 0 -> 1\n");
        lab.silence("s1");
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "second");
        lab.advance(5.5);
        assertThat(Lab.ended(fsync).exit()).isZero();
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");
    }

    @Test
    void a6FailOnDisconnectionWorksAtTheNextAttempt() {
        healthyPool();
        lab.silence("s1");
        lab.advance(10);
        lab.ok("s1".replace('s', 'd'), "/sbin/sysctl kern.iscsi.fail_on_disconnection=1");
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("ONLINE");
        // An attempt that gets no answer does not fail; one that is refused does.
        lab.fleet.powerCycle(new NodeName("s1"));
        lab.advance(10);
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");
    }

    @Test
    void a7FrozenLegIsInvisibleToZpool() {
        healthyPool();
        lab.silence("s1");
        lab.advance(30);
        assertThat(lab.ok("d1", "/sbin/zpool status -P")).contains(" state: ONLINE");
        assertThat(lab.ok("d1", "/sbin/zpool list -H -p -o name,health")).isEqualTo("p1\tONLINE\n");
        assertThat(lab.ok("d1", "/bin/cat /p1/journal")).isEqualTo("first\n");
        assertThat(lab.ok("d1", "/usr/sbin/zdb -l " + Lab.path("s2d1"))).contains("name: 'p1'");
    }

    @Test
    void a8ModifyingCommandHangsAndThenStatusHangsToo() {
        healthyPool();
        lab.silence("s1");
        lab.advance(10);
        CompletableFuture<FakeResult> zdb = lab.start("d1", "/usr/sbin/zdb -l " + Lab.path("s1d1"));
        CompletableFuture<FakeResult> set = lab.start("d1", "/sbin/zpool set comment=zsan:2 p1");
        assertThat(lab.run("d1", "/sbin/zpool status p1").exit()).isZero();

        CompletableFuture<FakeResult> offline =
                lab.start("d1", "/usr/bin/timeout -k 2 12 /sbin/zpool offline p1 " + lab.leg("d1", "s1d1"));
        CompletableFuture<FakeResult> status = lab.start("d1", "/sbin/zpool status p1");
        lab.advance(40);
        assertThat(List.of(zdb, set, offline, status)).noneMatch(CompletableFuture::isDone);

        // What hung takes effect when the leg is gone.
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s1d1"));
        lab.advance(1);
        assertThat(Lab.ended(offline).exit()).isZero();
        assertThat(Lab.ended(status).out()).contains("OFFLINE");
        assertThat(Lab.ended(set).exit()).isZero();
        assertThat(Lab.ended(zdb).exit()).isNotZero();
        assertThat(lab.pool("d1").properties()).containsEntry("comment", "zsan:2");
    }

    @Test
    void a8ImpossibleCommandsAreRefusedAtOnceEvenThen() {
        healthyPool();
        lab.silence("s1");
        lab.advance(10);
        assertThat(lab.run("d1", "/sbin/zpool offline p1 nosuch").err())
                .isEqualTo("cannot offline nosuch: no such device in pool\n");
        assertThat(lab.run("d1", "/sbin/zpool status p1").exit()).isZero();
    }

    @Test
    void a9AllLegsLostSuspendThePool() {
        healthyPool();
        lab.ok("d1", "/usr/bin/iscsictl -R -a");
        lab.advance(1);
        FakeResult status = lab.run("d1", "/sbin/zpool status p1");
        assertThat(status.out()).contains(" state: SUSPENDED");
        assertThat(status.err()).isEqualTo("errors: List of errors unavailable: pool I/O is currently suspended\n");
        assertThat(lab.run("d1", "/sbin/zpool export p1").err())
                .isEqualTo("cannot export 'p1': pool I/O is currently suspended\n");
    }

    @Test
    void a20BrokenConfigurationIsNotPutInForceAndReloadSaysNothing() {
        lab.prepare("s1");
        lab.export("s1d1", "d1");
        String path = "/var/run/zsan/ctl.conf";
        lab.fleet.world().run(() -> lab.fleet.storage("s1").files().write(path, "bogus\n"));
        assertThat(lab.run("s1", "/usr/sbin/service ctld onereload").exit()).isZero();
        lab.advance(1);
        assertThat(lab.ok("s1", "/usr/sbin/ctladm devlist")).contains(Lab.serial("s1d1"));
        assertThat(lab.fleet.storage("s1").targets().log())
                .last()
                .asString()
                .contains("continuing with old configuration");
    }

    @Test
    void a21SerialNamesTheDeviceWhileUnitsMove() {
        lab.prepare("s1", "s2");
        lab.export("s1d1", "d1");
        lab.export("s2d1", "d1");
        lab.login("d1", "s1d1");
        lab.login("d1", "s2d1");
        assertThat(lab.ok("d1", "/sbin/geom disk list da0")).contains("   ident: " + Lab.serial("s1d1") + "\n");
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s1d1"));
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s2d1"));
        lab.advance(1);
        lab.login("d1", "s2d1");
        assertThat(lab.ok("d1", "/sbin/geom disk list da0")).contains("   ident: " + Lab.serial("s2d1") + "\n");
        assertThat(lab.run("d1", "/usr/sbin/zdb -l " + Lab.path("s2d1")).exit()).isEqualTo(2);
        assertThat(lab.run("d1", "/usr/sbin/zdb -l " + Lab.path("s1d1")).exit()).isEqualTo(1);
    }

    @Test
    void a22DetachedLegIsFreeForAnybody() {
        healthyPool();
        lab.ok("d1", "/sbin/zpool detach p1 " + lab.leg("d1", "s1d1"));
        assertThat(lab.run("d1", "/usr/sbin/zdb -l " + Lab.path("s1d1")).exit()).isEqualTo(2);
        lab.export("s1d2", "d1");
        lab.login("d1", "s1d2");
        lab.ok("d1", "/sbin/zpool create p2 mirror " + Lab.path("s1d1") + " " + Lab.path("s1d2"));
    }

    @Test
    void a23AddReturnsBeforeTheLoginAndErrorsAreStates() {
        lab.prepare("s1");
        lab.export("s1d1", "d2");
        lab.ok("d1", "/usr/bin/iscsictl -A -p " + lab.portal("s1d1") + " -t iqn.2026-11.io.zsan.lab:nosuch");
        lab.ok("d1", "/usr/bin/iscsictl -A -p " + lab.portal("s1d1") + " -t " + lab.target("s1d1"));
        lab.ok("d1", "/usr/bin/iscsictl -A -p " + lab.portal("s2d1") + " -t " + lab.target("s2d1"));
        lab.advance(2);
        assertThat(lab.ok("d1", "/usr/bin/iscsictl -L"))
                .contains(" Not found\n", " Authorization failure\n", " Connection refused\n");
        assertThat(lab.run("d1", "/usr/bin/iscsictl -R -t iqn.2026-11.io.zsan.lab:other")
                        .err())
                .isEqualTo("iscsictl: ISCSISREMOVE: No such process\n");
    }

    @Test
    void a27ReplaceByGuidLeavesTheOldLabelOnAnUnreachableDisk() {
        Lab slow = Lab.with(Timings.measured().withResilver(32 << 20, 100 << 20));
        slow.poolOn("d1", "s1d1", "s2d1", "s3d1");
        slow.write("d1", "first");
        slow.export("s2d2", "d1");
        slow.login("d1", "s2d2");
        slow.silence("s1");
        slow.advance(10);
        slow.ok("d1", "/usr/bin/iscsictl -R -t " + slow.target("s1d1"));
        slow.advance(1);
        slow.ok("d1", "/sbin/zpool replace p1 " + slow.leg("d1", "s1d1") + " " + Lab.path("s2d2"));
        slow.advance(1.5);
        assertThat(slow.ok("d1", "/sbin/zpool status p1"))
                .contains("resilver in progress since", "replacing-0", "(resilvering)", "% done, 00:00:0");
        slow.advance(3);
        assertThat(slow.ok("d1", "/sbin/zpool status p1"))
                .contains(" state: ONLINE", "  scan: resilvered 100M in 00:00:03 with 0 errors on Sun Nov 22 ")
                .doesNotContain("replacing");
        assertThat(slow.fleet.storage("s1").disks().get(0).zfs()).isPresent();
        assertThat(slow.fleet.storage("s2").disks().get(1).contents())
                .extracting(Write::text)
                .containsExactly("first\n");
    }
}
