package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.Lab;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The storage network: one-way cuts, delay, the rhythm of attempts. */
class NetworkTest {
    private final Moves moves = new Moves();

    private int connections(String storage) {
        return moves.world.call(
                () -> moves.lab.fleet.storage(storage).targets().connections().size());
    }

    @Test
    void lostRepliesLetWritesReachTheDiskAndHang() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.lab.advance(6);
        moves.world.oneWay(Moves.D1, Moves.S1, World.Direction.FROM_STORAGE, true);
        KernelOp fsync = moves.write("d1", "first");
        assertThat(moves.on("s1d1")).containsExactly("first");
        assertThat(fsync.done()).isFalse();
        moves.lab.advance(5.5);
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Disconnected");
        assertThat(connections("s1")).isZero();
        assertThat(fsync.done()).isFalse();
        moves.world.oneWay(Moves.D1, Moves.S1, World.Direction.FROM_STORAGE, false);
        moves.lab.advance(1);
        assertThat(fsync.done()).isTrue();
        assertThat(moves.on("s1d1")).containsExactly("first");
    }

    @Test
    void lostRequestsLetNothingArrive() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.lab.advance(6);
        moves.world.oneWay(Moves.D1, Moves.S1, World.Direction.TO_STORAGE, true);
        KernelOp fsync = moves.write("d1", "first");
        moves.lab.advance(5.5);
        assertThat(moves.on("s1d1")).isEmpty();
        assertThat(moves.on("s2d1")).containsExactly("first");
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Disconnected");
        assertThat(connections("s1")).isZero();
        assertThat(fsync.done()).isFalse();
    }

    @Test
    void delayAddsToEachWriteAndToTheLogin() {
        moves.world.delay(Moves.D1, Moves.S1, Duration.ofMillis(800));
        moves.lab.prepare("s1", "s2");
        moves.lab.export("s1d1", "d1");
        moves.lab.export("s2d1", "d1");
        moves.lab.login("d1", "s1d1", "s2d1");
        assertThat(moves.lab.sessionState("d1", "s2d1")).isEqualTo("Connected");
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Disconnected");
        moves.lab.advance(1);
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        moves.lab.ok(
                "d1", "/sbin/zpool create -o cachefile=none p1 mirror " + Lab.path("s1d1") + " " + Lab.path("s2d1"));
        moves.lab.advance(2);
        KernelOp fsync = moves.write("d1", "first");
        moves.lab.advance(0.7);
        assertThat(fsync.done()).isFalse();
        moves.lab.advance(0.2);
        assertThat(fsync.done()).isTrue();
        assertThat(moves.leaf("d1", "s1d1").latency()).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void refusedInitiatorTriesAgainAtItsOwnRhythmOnly() {
        Moves slow = new Moves(Timings.measured().withRetry(Duration.ofSeconds(61)));
        slow.lab.prepare("s1", "s2");
        slow.lab.export("s1d1", "d2");
        slow.lab.login("d1", "s1d1");
        assertThat(slow.lab.sessionState("d1", "s1d1")).isEqualTo("Authorization failure");
        slow.lab.access("s1d1", 1, 2, "d1");
        slow.lab.silence("s2");
        slow.lab.wake("s2");
        slow.lab.advance(50);
        assertThat(slow.lab.sessionState("d1", "s1d1")).isEqualTo("Authorization failure");
        slow.lab.advance(15);
        assertThat(slow.lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
    }

    @Test
    void nodeThatWasPausedAtTheTimeOfAnAttemptMakesItWhenItWakes() {
        moves.lab.prepare("s1");
        moves.lab.export("s1d1", "d2");
        moves.lab.login("d1", "s1d1");
        moves.lab.silence("d1");
        moves.lab.access("s1d1", 1, 2, "d1");
        moves.lab.advance(10);
        moves.lab.wake("d1");
        moves.lab.advance(1);
        assertThat(moves.lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
    }
}
