package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.Ownership;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A disk that died with the owner: its storage node answers, its session is up, and its label cannot be read. */
class UnreadableLegTest {
    private Lab lab = Lab.withPool();

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    private void takeOver() {
        lab.fleet.kill(D1);
        assertThatThrownBy(() -> lab.san().failover(P, D2, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void isLeftBehindWhereEnoughAreLeft() {
        lab.fleet.unreadable(lun(S1));
        takeOver();
        lab.rounds(30);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
    }

    @Test
    void isTriedAgainForAWhile() {
        lab.fleet.unreadable(lun(S1));
        takeOver();
        lab.rounds(8);
        assertThat(lab.performed(Action.ImportPool.class)).isNotEmpty();
        lab.fleet.readable(lun(S1));
        lab.rounds(5);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().findLeg(lun(S1))).isPresent();
    }

    /** Such as a session that was down just then: nothing was learnt of the labels. */
    @Test
    void isNotWaitedForAnewWhenAnImportIsRefusedForAnotherReason() {
        lab.fleet.unreadable(lun(S1));
        AtomicInteger imports = new AtomicInteger();
        lab.fleet.fates(
                a -> a instanceof Action.ImportPool && imports.incrementAndGet() % 2 == 0 ? Fate.REFUSED : Fate.DONE);
        takeOver();
        lab.rounds(40);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
    }

    /** The old owner still answers, and its pool still names the leg. */
    @Test
    void isLeftBehindThoughAZombieHasItInItsMemory() {
        lab.fleet.unreadable(lun(S1));
        assertThatThrownBy(() -> lab.san().failover(P, D2, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
        lab.rounds(30);

        assertThat(lab.fleet.pool(D1, P)).isPresent();
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
    }

    @Test
    void isWaitedForWhereTooFewWouldBeLeft() {
        lab.fleet.unreadable(lun(S1));
        lab.fleet.unreadable(lun(S2));
        takeOver();
        lab.rounds(40);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);

        lab.fleet.readable(lun(S2));
        lab.rounds(10);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
        assertThat(lab.pool().findLeg(lun(S2))).isPresent();
    }

    /** R2: it may be the one with the last writes, and ZFS would import the pool from the others. */
    @Test
    void isWaitedForInFailMode() {
        lab = new Lab(
                Fleets.of(4, 1, 3),
                Policy.builder().disconnectMode(DisconnectMode.FAIL).build());
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
        lab.fleet.unreadable(lun(S1));
        takeOver();
        lab.rounds(40);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        assertThat(lab.pool().isWhole()).isTrue();

        lab.fleet.readable(lun(S1));
        lab.rounds(10);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().isWhole()).isTrue();
    }
}
