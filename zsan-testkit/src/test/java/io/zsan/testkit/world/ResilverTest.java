package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.node.VdevState;
import io.zsan.testkit.Lab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Resilvers that meet errors, or begin again. */
class ResilverTest {
    private final Moves moves = new Moves();

    @BeforeEach
    void pool() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.write("d1", "first");
        moves.connect("d1", "s3d1", "s4d1");
    }

    private void replace(String old, String fresh) {
        moves.lab.ok("d1", "/sbin/zpool replace p1 " + moves.lab.leg("d1", old) + " " + Lab.path(fresh));
    }

    private ScanSummary last() {
        return moves.world.call(() -> moves.lab.pool("d1").resilvers().last().orElseThrow());
    }

    @Test
    void unreadableSourceLeavesTheNewLegBehindAndTheReplacementOpen() {
        moves.removeSession("d1", "s2d1");
        replace("s2d1", "s3d1");
        moves.lab.advance(1);
        moves.disk("s1d1").failReads(true);
        moves.lab.advance(20);
        assertThat(last().errors()).isPositive();
        assertThat(moves.leaf("d1", "s1d1").readErrors()).isPositive();
        Leaf fresh = moves.leaf("d1", "s3d1");
        assertThat(fresh.behind()).isTrue();
        assertThat(fresh.state()).isEqualTo(VdevState.ONLINE);
        assertThat(moves.on("s3d1")).isEmpty();
        assertThat(moves.lab.pool("d1").mirrors().get(0).slots())
                .anyMatch(slot -> slot.replacing().isPresent());
        assertThat(moves.events(WorldEvent.Kind.RESILVER_ENDED))
                .last()
                .asString()
                .doesNotContain(" 0 errors");
    }

    @Test
    void onlyLegThatHoldsEverythingIsNotFaultedForOneThatDoesNot() {
        moves.removeSession("d1", "s2d1");
        replace("s2d1", "s3d1");
        moves.disk("s1d1").failReads(true);
        moves.lab.advance(20);
        assertThat(moves.state("d1", "s1d1")).isEqualTo(VdevState.ONLINE);
        // The disk recovers, and the replacement is begun again.
        moves.disk("s1d1").failReads(false);
        moves.world.run(() -> {
            KernelOp clear = moves.d1().zpool().clear("p1");
            assertThat(clear.refusal()).isEmpty();
        });
        moves.lab.advance(20);
        assertThat(last().errors()).isZero();
        assertThat(moves.leaf("d1", "s3d1").behind()).isFalse();
        assertThat(moves.on("s3d1")).containsExactly("first");
    }

    @Test
    void unreadableSourceIsMadeUpForByAnother() {
        moves.connect("d1", "s5d1");
        replace("s2d1", "s3d1");
        moves.disk("s1d1").failReads(true);
        moves.lab.advance(20);
        assertThat(last().errors()).isZero();
        assertThat(moves.on("s3d1")).containsExactly("first");
    }

    @Test
    void blockThatNoSourceHasIsAnError() {
        // The only leg left has a bad sector.
        moves.removeSession("d1", "s2d1");
        moves.write("d1", "on s1 only");
        moves.lab.advance(6);
        moves.disk("s1d1").failReads(true);
        replace("s2d1", "s3d1");
        moves.lab.advance(20);
        assertThat(last().errors()).isPositive();
        assertThat(moves.leaf("d1", "s3d1").behind()).isTrue();
    }

    @Test
    void newLegThatFailsIsFaultedAndItsResilverEnds() {
        replace("s2d1", "s3d1");
        moves.disk("s3d1").failWrites(true);
        moves.lab.advance(2.5);
        assertThat(moves.state("d1", "s3d1")).isEqualTo(VdevState.FAULTED);
        assertThat(moves.world.call(() -> moves.lab.pool("d1").resilvers().running()))
                .isEmpty();
        assertThat(moves.leaf("d1", "s3d1").behind()).isTrue();
    }

    @Test
    void legThatComesOrGoesBeginsItAgain() {
        replace("s2d1", "s3d1");
        moves.lab.advance(2);
        long before = moves.world.call(
                () -> moves.lab.pool("d1").resilvers().running().orElseThrow().issued());
        replace("s1d1", "s4d1");
        Resilver again = moves.world.call(
                () -> moves.lab.pool("d1").resilvers().running().orElseThrow());
        assertThat(again.issued()).isLessThan(before);
        moves.lab.advance(2);
        moves.removeSession("d1", "s4d1");
        assertThat(moves.world.call(() ->
                        moves.lab.pool("d1").resilvers().running().orElseThrow().issued()))
                .isLessThan(before);
        moves.lab.advance(20);
        assertThat(moves.leaf("d1", "s3d1").behind()).isFalse();
        assertThat(moves.events(WorldEvent.Kind.RESILVER_STARTED)).hasSize(3);
        assertThat(moves.events(WorldEvent.Kind.RESILVER_ENDED))
                .containsExactly("d1 p1 restarted", "d1 p1 restarted", "d1 p1 0 errors");
    }

    @Test
    void writesDuringTheResilverReachTheNewLeg() {
        replace("s2d1", "s3d1");
        moves.lab.advance(1);
        moves.write("d1", "second");
        moves.lab.advance(20);
        assertThat(moves.on("s3d1")).containsExactly("first", "second");
        assertThat(last().errors()).isZero();
    }
}
