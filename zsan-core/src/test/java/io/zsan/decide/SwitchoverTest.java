package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.D3;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static io.zsan.paper.Lab.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.Ownership;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Observation;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import io.zsan.paper.Pools;
import io.zsan.proof.ReleaseProof;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A planned switchover: released before it is given, and never stuck for want of a proof that died with a process. */
class SwitchoverTest {
    private final Lab lab = Lab.withPool();

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    private void ask() {
        assertThatThrownBy(() -> lab.san().switchover(P, D2, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void nothingIsGrantedBeforeTheReleaseIsShown() {
        lab.fleet.fates(a -> a instanceof Action.ExportPool ? Fate.REPLY_LOST : Fate.DONE);
        ask();
        lab.rounds(5);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Releasing(D1, D2));

        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(10);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    /** The proof is lost when the sessions are gone already, and no label can be read but through a session. */
    @Test
    void aReleaseIsShownAgainAfterItsProofAndItsSessionsAreGone() {
        int[] logouts = {0};
        lab.fleet.fates(a -> a instanceof Action.Logout && ++logouts[0] == 3 ? Fate.CRASH : Fate.DONE);
        assertThatThrownBy(() -> lab.san().switchover(P, D2, LONG)).hasMessageContaining("ProcessDied");
        lab.restart();
        lab.rounds(20);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().isWhole()).isTrue();
    }

    /** The owner has the pool again, whatever was shown before. */
    @Test
    void aReleaseIsForgottenWhenThePoolIsSeenAgain() {
        PoolReport before = lab.fleet.pool(D1, P).orElseThrow();
        lab.fleet.fates(a -> a instanceof Action.Logout ? Fate.LOST_BEFORE : Fate.DONE);
        ask();
        lab.rounds(2);
        assertThat(lab.fleet.pool(D1, P)).isEmpty();
        lab.fleet.database(D1, r -> new DatabaseNodeReport(r.node(), r.boot(), r.sessions(), List.of(before), true));
        int exports = lab.performed(Action.ExportPool.class).size();
        lab.rounds(1);

        assertThat(lab.performed(Action.ExportPool.class)).hasSize(exports + 1);
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(10);
    }

    @Test
    void aSuspendedPoolIsNotExported() {
        lab.fleet.pool(D1, P, p -> Pools.state(p, VdevState.SUSPENDED));
        ask();
        lab.rounds(5);

        assertThat(lab.performed(Action.ExportPool.class)).isEmpty();
    }

    /** R11: an export hangs on a frozen leg. */
    @Test
    void nothingIsExportedWhileASessionIsDown() {
        lab.fleet.cut(D1, S1);
        ask();
        lab.rounds(10);
        assertThat(lab.performed(Action.ExportPool.class)).isEmpty();

        lab.rounds(20);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    @Test
    void anotherPoolOfTheNameIsNotExported() {
        lab.fleet.fates(a -> a instanceof Action.ExportPool ? Fate.REFUSED : Fate.DONE);
        ask();
        int before = lab.performed(Action.ExportPool.class).size();
        lab.fleet.pool(D1, P, Pools::stranger);
        lab.rounds(3);

        assertThat(lab.performed(Action.ExportPool.class)).hasSize(before);
        assertThat(lab.pool().isWhole()).isTrue();
    }

    @Test
    void aReleaseOfAnotherEpochShowsNothing() {
        lab.fleet.fates(a -> a instanceof Action.ExportPool ? Fate.REPLY_LOST : Fate.DONE);
        ask();
        Observation seen = lab.san().step().observation();
        ReleaseProof old = ReleaseProof.of(P, D1, new Epoch(7), false, true);

        Decision decision =
                new Decider(Fleets.of(4, 1, 3), Policy.defaults()).decide(seen.with(List.of(old)), lab.state());

        assertThat(decision.actions())
                .extracting(PlannedAction::action)
                .hasOnlyElementsOfType(Action.ExportPool.class)
                .hasSize(1);
    }

    @Test
    void nothingIsHandedToATargetThatIsNotClean() {
        lab.fleet.fates(a -> a instanceof Action.ExportPool ? Fate.LOST_BEFORE : Fate.DONE);
        ask();
        SessionReport left = new SessionReport(lun(S1).target(new Iqn("iqn.2026-11.test")), false, "");
        lab.fleet.database(D2, r -> new DatabaseNodeReport(r.node(), r.boot(), List.of(left), r.pools(), true));
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(10);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Releasing(D1, D2));
    }

    @Test
    void theNextEpochIsForTheNewOwnerOnly() {
        lab.san().switchover(P, D2, LONG);

        assertThat(lab.pool().epoch().number()).isEqualTo(2);
        assertThat(lab.fleet.access(lun(S1)).toString()).endsWith(":d2");
    }

    @Test
    void aDeadTargetIsGivenUpByAFailoverBackHome() {
        lab.fleet.fates(a -> {
            if (a instanceof Action.ExportPool) {
                lab.fleet.kill(D2);
            }
            return Fate.DONE;
        });
        ask();
        lab.rounds(5);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Releasing(D1, D2));

        lab.san().failover(P, D1, LONG);
        assertThat(lab.fleet.writable(D1, P)).isTrue();
    }

    @Test
    void isRefusedWhereItCannotWork() {
        lab.fleet.silence(D2);
        assertThatThrownBy(() -> lab.san().switchover(P, D2, LONG)).isInstanceOf(InvalidInput.class);
        lab.fleet.silence(D1);
        assertThatThrownBy(() -> lab.san().switchover(P, D3, LONG))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("fail over instead");
    }
}
