package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Wall clocks that jump and drift (S18). */
class ClocksTest {
    private final Moves moves = new Moves();

    private Instant uberTime(String disk) {
        return moves.world.call(() -> moves.disk(disk).zfs().orElseThrow().uberTime());
    }

    @Test
    void jumpMovesTheTimeOfBootToo() {
        Host s1 = moves.world.host(Moves.S1);
        moves.lab.advance(100);
        Instant booted = s1.bootedAt();
        assertThat(s1.wallClock()).isEqualTo(moves.world.now());
        s1.clockJump(Duration.ofHours(-1));
        assertThat(s1.wallClock()).isEqualTo(moves.world.now().minus(Duration.ofHours(1)));
        assertThat(s1.bootedAt()).isEqualTo(booted.minus(Duration.ofHours(1)));
        assertThat(moves.world.host(Moves.S2).bootedAt()).isEqualTo(booted);
    }

    @Test
    void driftGrowsWithTime() {
        Host d1 = moves.world.host(Moves.D1);
        d1.drift(1000);
        moves.lab.advance(1000);
        assertThat(Duration.between(moves.world.now(), d1.wallClock())).isEqualTo(Duration.ofSeconds(1));
        d1.drift(0);
        moves.lab.advance(1000);
        assertThat(Duration.between(moves.world.now(), d1.wallClock())).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void labelsCarryTheOwnersTimeAndTheTxgDecidesBeforeIt() {
        moves.lab.poolOn("d1", "s1d1", "s2d1");
        moves.removeSession("d1", "s2d1");
        moves.world.host(Moves.D1).clockJump(Duration.ofDays(-2));
        moves.lab.advance(10);
        moves.write("d1", "later by txg, earlier by the clock");
        moves.lab.advance(6);
        assertThat(uberTime("s1d1")).isBefore(uberTime("s2d1"));
        moves.world.host(Moves.D1).powerOff();
        moves.grant("d2", "s1d1", "s2d1");
        assertThat(moves.importPool("d2", true, "s1d1", "s2d1").refusal()).isEmpty();
        assertThat(moves.lost("d2")).isEmpty();
    }
}
