package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Multihost: what each version's import asks for, and owners that stop themselves (S5, S17). */
class MultihostTest {
    private final Moves moves = new Moves();

    private void poolOfD1() {
        moves.connect("d1", "s1d1", "s2d1", "s3d1");
        assertThat(moves.create(List.of(List.of("s1d1", "s2d1", "s3d1")), List.of(), "cachefile=none", "multihost=on")
                        .refusal())
                .isEmpty();
        moves.write("d1", "first");
        moves.lab.advance(6);
    }

    private void deadOwner() {
        poolOfD1();
        moves.world.host(Moves.D1).powerOff();
        moves.lab.advance(10);
    }

    private String importOn(String... disks) {
        moves.grant("d2", disks);
        KernelOp operation = moves.importPool("d2", true, disks);
        assertThat(operation.done()).isFalse();
        moves.lab.advance(40);
        assertThat(operation.done()).isTrue();
        return moves.refusal(operation);
    }

    @ParameterizedTest
    @EnumSource(OpenZfs.class)
    void importOfAllLegsOfADeadOwnerSucceedsOnEveryVersion(OpenZfs version) {
        moves.world.openZfs(version);
        deadOwner();
        assertThat(importOn("s1d1", "s2d1", "s3d1")).isEmpty();
        assertThat(moves.read("d2")).containsExactly("first");
        assertThat(moves.lab.pool("d2").config().multihost()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(OpenZfs.class)
    void claimsWantLegsThatDiedWithTheirNodes(OpenZfs version) {
        moves.world.openZfs(version);
        deadOwner();
        String refusal = importOn("s1d1");
        switch (version.claim()) {
            case NONE -> assertThat(refusal).isEmpty();
            case TWO_LEGS -> assertThat(refusal).isEqualTo("cannot import 'p1': pool is imported on a different host");
            case PRESENT_LEGS -> assertThat(refusal).contains("the multihost claim could not be written");
        }
    }

    @ParameterizedTest
    @EnumSource(OpenZfs.class)
    void legsThatThePoolKnowsToBeOutAreExcusedByTheLatestOnly(OpenZfs version) {
        // Why R1 takes a lost leg offline as well.
        moves.world.openZfs(version);
        poolOfD1();
        moves.lab.ok("d1", "/sbin/zpool offline p1 " + moves.lab.leg("d1", "s2d1"));
        moves.lab.ok("d1", "/sbin/zpool offline p1 " + moves.lab.leg("d1", "s3d1"));
        moves.world.host(Moves.D1).powerOff();
        moves.lab.advance(10);
        assertThat(importOn("s1d1").isEmpty()).isEqualTo(version.claim() != OpenZfs.Claim.TWO_LEGS);
    }

    @Test
    void importKeepsTheLockOnAllNamesWhileItWatches() {
        deadOwner();
        moves.grant("d2", "s1d1");
        KernelOp operation = moves.importPool("d2", true, "s1d1");
        KernelOp look = moves.world.call(() -> moves.lab.fleet.database("d2").look());
        moves.lab.advance(15);
        assertThat(look.done()).isFalse();
        moves.lab.advance(20);
        assertThat(operation.done() && look.done()).isTrue();
    }

    @Test
    void importSeesSignsOfLifeOnTheLegsThatItHasOnly() {
        // It protects shared devices only: an owner that keeps to another leg is not seen.
        poolOfD1();
        moves.removeSession("d1", "s3d1");
        moves.grant("d2", "s3d1");
        KernelOp operation = moves.importPool("d2", true, "s3d1");
        moves.lab.advance(40);
        assertThat(operation.refusal()).isEmpty();
        assertThat(moves.world.violations()).extracting(Violation::kind).contains(Violation.Kind.DOUBLE_IMPORT);
    }

    @Test
    void exportedPoolNeedsNoWatching() {
        poolOfD1();
        moves.lab.ok("d1", "/sbin/zpool export p1");
        moves.lab.ok("d1", "/usr/bin/iscsictl -R -a");
        moves.grant("d2", "s1d1", "s2d1", "s3d1");
        assertThat(moves.importPool("d2", false, "s1d1", "s2d1", "s3d1").done()).isTrue();
    }

    @Test
    void ownerWithOneLegThatAnswersIsNotSuspended() {
        poolOfD1();
        moves.lab.silence("s1");
        moves.lab.silence("s2");
        moves.lab.advance(60);
        assertThat(moves.lab.pool("d1").suspended()).isFalse();
        moves.lab.silence("s3");
        moves.lab.advance(12);
        assertThat(moves.lab.pool("d1").suspended()).isTrue();
        assertThat(moves.events(WorldEvent.Kind.POOL_SUSPENDED)).containsExactly("d1 p1 multihost");
    }

    @Test
    void verySlowLegSuspendsAHealthyOwnerSoonerOrLater() {
        // S17.
        poolOfD1();
        moves.disk("s1d1").latency(Duration.ofSeconds(20));
        moves.lab.advance(3600);
        assertThat(moves.lab.pool("d1").suspended()).isTrue();
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
    }

    @ParameterizedTest
    @EnumSource(OpenZfs.class)
    void suspendedOwnerIsClearedOnLaterVersionsOnly(OpenZfs version) {
        moves.world.openZfs(version);
        poolOfD1();
        moves.lab.silence("d1");
        moves.lab.advance(30);
        moves.lab.wake("d1");
        moves.lab.advance(3);
        assertThat(moves.lab.pool("d1").suspended()).isTrue();
        KernelOp fsync = moves.write("d1", "second");
        KernelOp clear = moves.world.call(() -> moves.d1().zpool().clear("p1"));
        assertThat(clear.refusal().isEmpty()).isEqualTo(version.clearsMultihost());
        assertThat(fsync.done()).isEqualTo(version.clearsMultihost());
    }

    @Test
    void poolWithoutMultihostIsNotWatchedAndNotSuspended() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.lab.silence("d1");
        moves.lab.advance(60);
        moves.lab.wake("d1");
        moves.lab.advance(5);
        assertThat(moves.lab.pool("d1").suspended()).isFalse();
        moves.lab.ok("d1", "/sbin/zpool set multihost=on p1");
        moves.lab.advance(60);
        assertThat(moves.lab.pool("d1").suspended()).isFalse();
        assertThat(moves.world.call(
                        () -> moves.disk("s1d1").zfs().orElseThrow().config().multihost()))
                .isTrue();
    }
}
