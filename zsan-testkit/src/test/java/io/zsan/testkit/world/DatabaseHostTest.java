package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.node.VdevState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Database nodes: ZFS that hangs, and what a node does by itself. */
class DatabaseHostTest {
    private final Moves moves = new Moves();

    @Test
    void wedgedNodeAnswersNoZfsCommandUntilItsReboot() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.d1().wedge();
        KernelOp look = moves.world.call(() -> moves.d1().look());
        moves.lab.advance(600);
        assertThat(look.done()).isFalse();
        assertThat(moves.d1().wedged()).isTrue();
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(moves.write("d1", "I/O goes on").done()).isTrue();
        moves.d1().powerCycle();
        moves.lab.advance(10);
        assertThat(moves.d1().wedged()).isFalse();
        assertThat(moves.world.call(() -> moves.d1().look()).done()).isTrue();
    }

    @Test
    void forcedExportOfASuspendedPoolHangsAllOfZfs() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.lab.ok("d1", "/usr/bin/iscsictl -R -a");
        moves.lab.advance(1);
        KernelOp plain = moves.world.call(() -> moves.d1().zpool().export("p1"));
        assertThat(moves.refusal(plain)).isEqualTo("cannot export 'p1': pool I/O is currently suspended");
        KernelOp forced = moves.world.call(() -> moves.d1().zpool().export("p1", true));
        moves.lab.advance(600);
        assertThat(forced.done()).isFalse();
        assertThat(moves.d1().wedged()).isTrue();
        moves.d1().powerOff();
        assertThat(moves.d1().wedged()).isFalse();
    }

    @Test
    void everyChangeOfASuspendedPoolHangsWhereTimingsSayThatItDoes() {
        Moves hanging =
                new Moves(Timings.measured().withZfs(ZfsHabits.measured().withSuspendedHangs(true)));
        hanging.lab.poolOn("d1", "s1d1", "s2d1");
        hanging.lab.ok("d1", "/usr/bin/iscsictl -R -a");
        hanging.lab.advance(1);
        KernelOp export = hanging.world.call(() -> hanging.d1().zpool().export("p1"));
        KernelOp set = hanging.world.call(() -> hanging.d1().zpool().set("p1", "comment", "zsan:2"));
        hanging.lab.advance(600);
        assertThat(List.of(export.done(), set.done())).containsOnly(false);
        assertThat(hanging.d1().wedged()).isTrue();
    }

    @Test
    void clearFreesASuspendedPoolWhoseLegsAreBack() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.lab.ok("d1", "/usr/bin/iscsictl -R -a");
        KernelOp fsync = moves.write("d1", "first");
        moves.lab.advance(1);
        assertThat(fsync.done()).isFalse();
        moves.lab.login("d1", "s1d1", "s2d1");
        assertThat(moves.world.call(() -> moves.d1().zpool().clear("p1")).refusal())
                .isEmpty();
        assertThat(fsync.done()).isTrue();
        assertThat(moves.on("s1d1")).contains("first");
    }

    private void poolInTheCacheFile(String... properties) {
        moves.connect("d1", "s1d1", "s2d1");
        assertThat(moves.create(List.of(List.of("s1d1", "s2d1")), List.of(), properties)
                        .refusal())
                .isEmpty();
        moves.write("d1", "first");
    }

    @Test
    void rebootedNodeImportsWhatItsCacheFileNames() {
        poolInTheCacheFile("failmode=wait");
        moves.d1().autologin(true);
        moves.d1().powerCycle();
        moves.lab.advance(10);
        assertThat(moves.lab.pool("d1").state()).isEqualTo(VdevState.ONLINE);
    }

    @Test
    void rebootedZombieImportsAPoolThatAnotherNodeHasMeanwhile() {
        // R12's trap, S23: without a fence both have it.
        poolInTheCacheFile("failmode=wait");
        moves.d1().autologin(true);
        moves.d1().powerOff();
        moves.lab.advance(10);
        moves.lab.access("s1d1", 1, 2, "d1", "d2");
        moves.lab.access("s2d1", 1, 2, "d1", "d2");
        moves.lab.advance(1);
        moves.lab.login("d2", "s1d1", "s2d1");
        assertThat(moves.importPool("d2", true, "s1d1", "s2d1").refusal()).isEmpty();
        moves.d1().powerOn();
        moves.lab.advance(10);
        assertThat(moves.world.violations())
                .extracting(Violation::kind)
                .contains(Violation.Kind.DOUBLE_IMPORT, Violation.Kind.FOREIGN_WRITE);
    }

    @Test
    void laterVersionsDoNotTrustTheCacheFileAgainstTheDisk() {
        moves.world.openZfs(OpenZfs.V2_2_0);
        poolInTheCacheFile("failmode=wait");
        moves.d1().autologin(true);
        moves.d1().powerOff();
        moves.lab.advance(10);
        moves.lab.access("s1d1", 1, 2, "d1", "d2");
        moves.lab.access("s2d1", 1, 2, "d1", "d2");
        moves.lab.advance(1);
        moves.lab.login("d2", "s1d1", "s2d1");
        assertThat(moves.importPool("d2", true, "s1d1", "s2d1").refusal()).isEmpty();
        moves.d1().powerOn();
        moves.lab.advance(10);
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(moves.world.call(() -> moves.d1().pools())).isEmpty();
        assertThat(moves.world.violations()).isEmpty();
    }

    /** The label of a leg that the other node does not have still names this one. */
    @Test
    void aStaleLegAloneIsImportedFromTheCacheFileEvenByLaterVersions() {
        moves.world.openZfs(OpenZfs.V2_2_0);
        poolInTheCacheFile("failmode=wait");
        moves.d1().autologin(true);
        moves.d1().powerOff();
        moves.lab.advance(10);
        moves.lab.access("s1d1", 1, 2, "d2");
        moves.lab.advance(1);
        moves.lab.login("d2", "s1d1");
        assertThat(moves.importPool("d2", true, "s1d1").refusal()).isEmpty();
        moves.d1().powerOn();
        moves.lab.advance(10);
        assertThat(moves.lab.pool("d1").state()).isEqualTo(VdevState.DEGRADED);
        assertThat(moves.world.violations()).extracting(Violation::kind).contains(Violation.Kind.DOUBLE_IMPORT);
    }

    @Test
    void poolOutsideTheCacheFileIsNotImportedAtBoot() {
        poolInTheCacheFile("cachefile=none");
        moves.d1().autologin(true);
        moves.d1().powerCycle();
        moves.lab.advance(10);
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(moves.world.call(() -> moves.d1().pools())).isEmpty();
    }

    @Test
    void nodeWithoutAutologinHasNoSessionsAfterABoot() {
        poolInTheCacheFile("failmode=wait");
        moves.d1().powerCycle();
        moves.lab.advance(10);
        assertThat(moves.d1().initiator().sessions()).isEmpty();
        assertThat(moves.world.call(() -> moves.d1().pools())).isEmpty();
    }

    @Test
    void exportedPoolAndOneWhosePropertyWasSetLeaveTheCacheFile() {
        poolInTheCacheFile("failmode=wait");
        moves.lab.ok("d1", "/sbin/zpool set cachefile=none p1");
        moves.d1().autologin(true);
        moves.d1().powerCycle();
        moves.lab.advance(10);
        assertThat(moves.world.call(() -> moves.d1().pools())).isEmpty();
    }

    @Test
    void zfsdLeavesALegThatAnAdministratorTookOffline() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.world.run(() -> moves.d1().daemons().add("zfsd"));
        moves.lab.ok("d1", "/sbin/zpool offline p1 " + moves.lab.leg("d1", "s1d1"));
        moves.removeSession("d1", "s1d1");
        moves.lab.login("d1", "s1d1");
        moves.lab.advance(10);
        assertThat(moves.state("d1", "s1d1")).isEqualTo(VdevState.OFFLINE);
    }
}
