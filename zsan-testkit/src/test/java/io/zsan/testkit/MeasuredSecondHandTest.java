package io.zsan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.NodeName;
import io.zsan.testkit.fake.FakeResult;
import io.zsan.testkit.world.KernelOp;
import io.zsan.testkit.world.Violation;
import io.zsan.testkit.world.World;
import io.zsan.testkit.world.WorldEvent;
import io.zsan.testkit.world.WorldListener;
import io.zsan.testkit.world.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * MEASURED.md, what other hands than the owner's do: false pings, logouts, zfsd, multihost, open boots; and of part B
 * what is about ZFS and iSCSI as such.
 *
 * <p>Not modelled: reservations (A19, A25; zsan uses none), scrubs (A14's count, and B's clean scrub that proves nothing:
 * the world says itself what two importers wrote), the UNIT ATTENTION texts of CAM (A1, A28), Linux initiators' own
 * timeouts and zfs-fuse (B). Of A16 the time that a mere list takes is not there.
 */
class MeasuredSecondHandTest {
    private static final NodeName D1 = new NodeName("d1");
    private static final NodeName D2 = new NodeName("d2");
    private static final NodeName S1 = new NodeName("s1");
    private static final List<String> DISKS = List.of("s1d1", "s2d1", "s3d1");

    private final Lab lab = new Lab();
    private final List<WorldEvent> events = new ArrayList<>();

    private void healthyPool() {
        lab.poolOn("d1", "s1d1", "s2d1", "s3d1");
        lab.write("d1", "first");
        lab.fleet.world().listen(new WorldListener() {
            @Override
            public void happened(WorldEvent event) {
                events.add(event);
            }
        });
    }

    /** As {@link #healthyPool}, with every LUN open to both nodes. */
    private void poolThatBothReach(String multihost) {
        lab.prepare("s1", "s2", "s3");
        for (String disk : DISKS) {
            lab.export(disk, "d1", "d2");
        }
        lab.login("d1", "s1d1", "s2d1", "s3d1");
        lab.ok(
                "d1",
                "/sbin/zpool create -o cachefile=none -o multihost=" + multihost + " p1 mirror " + Lab.path("s1d1")
                        + " " + Lab.path("s2d1") + " " + Lab.path("s3d1"));
        lab.write("d1", "first");
        lab.advance(6);
        lab.login("d2", "s1d1", "s2d1", "s3d1");
    }

    private List<String> acknowledged() {
        return lab.fleet.world().acknowledgedWrites().stream()
                .map(Write::text)
                .map(String::strip)
                .toList();
    }

    private long drops() {
        return events.stream()
                .filter(event -> event.kind() == WorldEvent.Kind.SESSION_DOWN)
                .count();
    }

    private KernelOp tryImport(boolean force) {
        return lab.fleet.world().call(() -> {
            var host = lab.fleet.database("d2");
            return host.zpool().importPool("p1", host.initiator().devices(), new java.util.TreeMap<>(), force, true);
        });
    }

    /** How long an import takes, at most that many seconds. */
    private double seconds(KernelOp operation, int most) {
        for (int tenths = 0; tenths < most * 10; tenths++) {
            if (operation.done()) {
                return tenths / 10.0;
            }
            lab.advance(0.1);
        }
        throw new AssertionError("still not done");
    }

    @Test
    void a5PingTimeoutUnderThreeDropsIdleSessionsAgainAndAgain() {
        healthyPool();
        lab.advance(12);
        assertThat(drops()).isZero();
        lab.ok("d1", "/sbin/sysctl kern.iscsi.ping_timeout=1");
        lab.advance(12);
        assertThat(drops()).isBetween(20L, 40L);
        events.clear();
        lab.ok("d1", "/sbin/sysctl kern.iscsi.ping_timeout=3");
        lab.advance(25);
        assertThat(drops()).isZero();
    }

    @Test
    void a5PingTimeoutOfOneWithFailOnDisconnectionSuspendsThePool() {
        healthyPool();
        lab.ok("d1", "/sbin/sysctl kern.iscsi.fail_on_disconnection=1");
        lab.ok("d1", "/sbin/sysctl kern.iscsi.ping_timeout=1");
        lab.advance(12);
        assertThat(lab.ok("d1", "/sbin/zpool list -H -o health")).isEqualTo("SUSPENDED\n");
    }

    @Test
    void a9ForcedExportOfASuspendedPoolHangsUnkillably() {
        healthyPool();
        lab.ok("d1", "/usr/bin/iscsictl -R -a");
        lab.advance(1);
        CompletableFuture<FakeResult> export = lab.start("d1", "/sbin/zpool export -f p1");
        lab.advance(120);
        assertThat(export).isNotDone();
        lab.fleet.powerCycle(D1);
        lab.advance(10);
        assertThat(lab.ok("d1", "/sbin/zpool list -H -o name")).isEmpty();
    }

    @Test
    void a15WokenOwnerSuspendsItselfButItsWritesInFlightReachTheNewOwnersLuns() {
        poolThatBothReach("on");
        // In flight: it has left d1 and nobody has answered.
        lab.fleet.world().oneWay(D1, S1, World.Direction.TO_STORAGE, true);
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "in flight");
        lab.silence("d1");
        lab.fleet.world().oneWay(D1, S1, World.Direction.TO_STORAGE, false);
        lab.advance(10);
        KernelOp takeover = tryImport(true);
        lab.advance(30);
        assertThat(takeover.done()).isTrue();
        assertThat(takeover.refusal()).isEmpty();
        assertThat(lab.fleet.world().violations())
                .extracting(Violation::kind)
                .doesNotContain(Violation.Kind.FOREIGN_WRITE);

        lab.wake("d1");
        lab.advance(2);
        assertThat(lab.ok("d1", "/sbin/zpool list -H -o health")).isEqualTo("SUSPENDED\n");
        assertThat(lab.fleet.world().violations()).extracting(Violation::kind).contains(Violation.Kind.FOREIGN_WRITE);
        assertThat(lab.fleet.storage("s1").disks().get(0).contents())
                .extracting(Write::text)
                .contains("in flight\n");
        assertThat(Lab.ended(fsync).err()).isEmpty();
        // Nothing new is written any more.
        CompletableFuture<FakeResult> second = lab.startWrite("d1", "never");
        lab.advance(60);
        assertThat(second).isNotDone();
        assertThat(acknowledged()).doesNotContain("never");
    }

    @Test
    void a16TakeoverWithMultihostTakesTwentyFiveSecondsAndIsRefusedWhileTheOwnerLives() {
        poolThatBothReach("on");
        KernelOp alive = tryImport(true);
        assertThat(seconds(alive, 5)).isBetween(1.0, 4.0);
        assertThat(alive.refusal().orElseThrow().text())
                .contains("cannot import 'p1': pool is imported on host 'd1' (hostid=");
        lab.fleet.world().host(D1).powerOff();
        lab.advance(10);
        KernelOp unforced = tryImport(false);
        assertThat(seconds(unforced, 40)).isBetween(20.0, 26.0);
        assertThat(unforced.refusal().orElseThrow().text()).contains("previously in use from another system");
        KernelOp forced = tryImport(true);
        assertThat(seconds(forced, 40)).isBetween(20.0, 26.0);
        assertThat(forced.refusal()).isEmpty();
        assertThat(lab.fleet.world().lostWrites(D2, "p1")).isEmpty();
    }

    @Test
    void a24LogoutIsNoFenceTheInitiatorThawsItself() {
        healthyPool();
        lab.silence("s2");
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "hanging");
        lab.advance(10);
        assertThat(fsync).isNotDone();
        lab.wake("s2");
        lab.access("s2d1", 1, 2);
        lab.fleet.world().link(D1, new NodeName("s2"), false);
        lab.advance(1);
        // s1 asks; d1 deletes its own session there, and s2's leg still holds the write up.
        assertThat(lab.fleet.storage("s1").targets().logout(connection -> true)).isEqualTo(1);
        lab.advance(1);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("none");
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");
        assertThat(fsync).isNotDone();
    }

    @Test
    void a24LogoutOfEveryLegThatWasLostThawsTheWriter() {
        healthyPool();
        // Writes to s1 arrive and are never answered.
        lab.fleet.world().oneWay(D1, S1, World.Direction.TO_STORAGE, true);
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "hanging");
        lab.advance(1);
        assertThat(fsync).isNotDone();
        lab.fleet.world().oneWay(D1, S1, World.Direction.TO_STORAGE, false);
        assertThat(lab.fleet.storage("s1").targets().logout(connection -> true)).isEqualTo(1);
        lab.advance(1);
        assertThat(Lab.ended(fsync).exit()).isZero();
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");
    }

    @Test
    void a26ZfsdOnlinesAReturningLegByItself() {
        healthyPool();
        lab.fleet.world().run(() -> lab.fleet.database("d1").daemons().add("zfsd"));
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s1d1"));
        lab.advance(1);
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");
        lab.login("d1", "s1d1");
        lab.advance(2.9);
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");
        lab.advance(0.5);
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("ONLINE");
    }

    @Test
    void a28OpenBootLosesTheCacheAndNobodyNotices() {
        healthyPool();
        lab.fleet.storage("s1").bootsOpen(true);
        lab.fleet.powerCycle(S1);
        assertThat(lab.fleet.storage("s1").disks().get(0).contents()).isEmpty();
        CompletableFuture<FakeResult> fsync = lab.startWrite("d1", "second");
        lab.advance(20);
        assertThat(Lab.ended(fsync).exit()).isZero();
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(lab.ok("d1", "/sbin/zpool status p1"))
                .contains(" state: ONLINE")
                .doesNotContain("scan:");
        assertThat(events).noneMatch(event -> event.kind() == WorldEvent.Kind.LEG_STATE);
        // What was lost is back with the next transaction group, if the owner lives to see it.
        assertThat(lab.fleet.storage("s1").disks().get(0).contents())
                .extracting(Write::text)
                .contains("second\n");
    }

    @Test
    void bStateIsNotHealthALegWithFailedWritesIsOnline() {
        healthyPool();
        lab.fleet.storage("s1").disks().get(0).failWrites(true);
        lab.write("d1", "second");
        lab.fleet.storage("s1").disks().get(0).failWrites(false);
        lab.advance(60);
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("ONLINE");
        assertThat(lab.pool("d1").leaves().get(0).writeErrors()).isPositive();
    }

    @Test
    void bOnlineIsNotInSyncAfterClearEither() {
        healthyPool();
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s1d1"));
        lab.advance(1);
        lab.write("d1", "second");
        lab.login("d1", "s1d1");
        lab.fleet.world().run(() -> {
            KernelOp clear = lab.fleet.database("d1").zpool().clear("p1");
            assertThat(clear.refusal()).isEmpty();
        });
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("ONLINE");
        assertThat(lab.ok("d1", "/sbin/zpool status p1")).doesNotContain("scan:");
        assertThat(lab.pool("d1").leaves().get(0).behind()).isTrue();
        lab.advance(3);
        assertThat(lab.pool("d1").leaves().get(0).behind()).isFalse();
    }

    @Test
    void bReturningSessionDoesNotBringItsLegBack() {
        healthyPool();
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s1d1"));
        lab.advance(1);
        lab.login("d1", "s1d1");
        lab.advance(600);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(lab.leafState("d1", "s1d1")).isEqualTo("REMOVED");
    }

    @Test
    void bFrozenOwnerWithMultihostIsTakenOverAndSuspendsItselfWhenItThaws() {
        poolThatBothReach("on");
        lab.silence("d1");
        KernelOp takeover = tryImport(true);
        assertThat(seconds(takeover, 40)).isBetween(20.0, 26.0);
        assertThat(takeover.refusal()).isEmpty();
        lab.wake("d1");
        lab.advance(2);
        assertThat(lab.ok("d1", "/sbin/zpool list -H -o health")).isEqualTo("SUSPENDED\n");
    }

    @Test
    void bTwoImportersWithoutMultihostBothWriteAndNeitherIsTold() {
        poolThatBothReach("off");
        KernelOp second = tryImport(true);
        assertThat(second.done()).isTrue();
        assertThat(second.refusal()).isEmpty();
        lab.write("d1", "by d1");
        lab.write("d2", "by d2");
        assertThat(acknowledged()).contains("by d1", "by d2");
        assertThat(lab.ok("d1", "/sbin/zpool list -H -o health")).isEqualTo("ONLINE\n");
        assertThat(lab.fleet.world().lostWrites(D2, "p1"))
                .extracting(Write::text)
                .containsExactly("by d1\n");
        assertThat(lab.fleet.world().violations())
                .extracting(Violation::kind)
                .contains(Violation.Kind.DOUBLE_IMPORT, Violation.Kind.ACKNOWLEDGED_BY_OLD_OWNER);
    }

    @Test
    void bFencedNodesWriteIsNeverAcknowledgedAndUnfencedItIs() {
        healthyPool();
        lab.access("s1d1", 1, 2);
        lab.advance(0.5);
        lab.ok("s1", "/usr/sbin/ctladm isterminate -i " + Lab.initiator("d1"));
        CompletableFuture<FakeResult> fenced = lab.startWrite("d1", "fenced");
        lab.advance(600);
        assertThat(fenced).isNotDone();
        lab.access("s1d1", 1, 3, "d1");
        lab.advance(5);
        assertThat(Lab.ended(fenced).exit()).isZero();
    }

    @Test
    void bWritesIntoAMountpointThatIsNotMountedSucceedUnderneath() {
        healthyPool();
        lab.ok("d1", "/sbin/zpool export p1");
        lab.importPool("d1", "-N", "s1d1", "s2d1", "s3d1");
        lab.append("d1", "astray");
        assertThat(lab.pool("d1").files().contents()).extracting(Write::text).containsExactly("first\n");
    }
}
