package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.LegState;
import io.zsan.ledger.Ownership;
import io.zsan.model.Epoch;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A pool that is seen is taken for ours only if it is. */
class AdoptionTest {
    private Lab lab = Lab.standard();

    /** Until the pool has been made, and nobody has looked yet. */
    private void createUnseen() {
        lab.san().enrol();
        assertThatThrownBy(() -> lab.san().createPool(PoolSpec.of(P, D1), Duration.ZERO))
                .isInstanceOf(OutcomeUnknown.class);
        while (lab.performed(Action.CreatePool.class).isEmpty()) {
            lab.san().step();
        }
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Creating(D1));
    }

    @Test
    void aLegWhoseStorageNodeRestartedSinceTheCreationBeginsAsALostOne() {
        createUnseen();
        lab.fleet.reboot(S1);
        lab.san().step();

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D1));
        assertThat(lab.pool().findLeg(lun(S1)).filter(l -> l.state() == LegState.LOST))
                .isPresent();
        lab.heals();
        assertThat(lab.violations()).isEmpty();
    }

    @Test
    void aPoolWithAnotherStampOrOtherLeavesIsNotTheOneThatIsCreated() {
        List<UnaryOperator<PoolReport>> others = List.of(
                p -> new PoolReport(
                        p.name(),
                        p.guid(),
                        p.state(),
                        Optional.of(new Epoch(9)),
                        p.mirrors(),
                        p.scan(),
                        true,
                        false,
                        false),
                p -> new PoolReport(p.name(), p.guid(), p.state(), p.stamp(), List.of(), p.scan(), true, false, false));
        for (UnaryOperator<PoolReport> other : others) {
            lab = Lab.standard();
            createUnseen();
            lab.fleet.pool(D1, P, other);
            lab.san().step();

            assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Creating(D1));
        }
    }

    @Test
    void anotherPoolOfTheNameIsNotTakenForTheImportedOne() {
        lab = Lab.withPool();
        PoolReport pool = lab.fleet.pool(D1, P).orElseThrow();
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.ImportPool ? Fate.LOST_BEFORE : Fate.DONE);
        assertThatThrownBy(() -> lab.san().failover(P, D2, Duration.ofSeconds(5)))
                .isInstanceOf(OutcomeUnknown.class);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        lab.fleet.database(
                D2, r -> new DatabaseNodeReport(r.node(), r.boot(), r.sessions(), List.of(Pools.stranger(pool)), true));
        lab.rounds(5);

        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
    }

    @Test
    void anotherPoolOfTheNameAtTheOwnerSaysNothingOfOurLegs() {
        lab = Lab.withPool();
        int before = lab.fleet.performed().size();
        lab.fleet.pool(D1, P, Pools::renumbered);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(5);

        assertThat(lab.pool().isWhole()).isTrue();
        assertThat(lab.fleet.performed()).hasSize(before);
    }
}
