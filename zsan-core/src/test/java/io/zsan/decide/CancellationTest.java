package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.San;
import io.zsan.act.Action;
import io.zsan.act.PoolHooks;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.model.Epoch;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.VdevState;
import io.zsan.observe.Observation;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that take another one back. */
class CancellationTest {
    private final Requests requests = new Requests(Fleets.of(4, 1, 3), Policy.defaults());
    private Lab lab = Lab.standard();

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    private Observation seen() {
        return lab.san().step().observation();
    }

    private void commit(LedgerChange change) {
        assertThat(change.isEmpty()).isFalse();
        assertThat(lab.ledger.commit(change).join()).isEqualTo(CommitResult.COMMITTED);
    }

    private void beginCreation() {
        lab.san().enrol();
        assertThatThrownBy(() -> lab.san().createPool(PoolSpec.of(P, D1), Duration.ZERO))
                .isInstanceOf(OutcomeUnknown.class);
        lab.rounds(5);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Creating(D1));
    }

    private void cancelCreate() {
        Observation now = seen();
        commit(requests.cancelCreate(lab.state(), now, P));
    }

    @Test
    void aCreationThatIsGivenUpLeavesWipedLunsAndAFreeName() {
        lab.fleet.fates(a -> a instanceof Action.CreatePool ? Fate.LOST_BEFORE : Fate.DONE);
        beginCreation();
        cancelCreate();
        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.RETIRED);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Abandoned(D1));
        assertThatThrownBy(() -> lab.san().createPool(PoolSpec.of(P, D1), Duration.ZERO))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("not all wiped yet");
        lab.fleet.fates(a -> Fate.DONE);
        lab.until(Lab::allFree);

        assertThat(lab.performed(Action.Wipe.class)).hasSize(3);
        assertThat(lab.state().luns()).allMatch(l -> l.state() == LunState.FREE);
        assertThat(lab.fleet.pool(D1, P)).isEmpty();
        assertThat(lab.san().step().decisions()).allSatisfy(d -> {
            assertThat(d.actions()).isEmpty();
            assertThat(d.notes()).isEmpty();
        });

        lab.san().createPool(PoolSpec.of(P, D2), Lab.LONG);
        assertThat(lab.pool().epoch()).isEqualTo(new Epoch(2));
        assertThat(lab.pool().isWhole()).isTrue();
    }

    /** The node that was to create it may be gone for good. */
    @Test
    void aCreationIsGivenUpThoughItsNodeDoesNotAnswer() {
        lab.fleet.fates(a -> a instanceof Action.CreatePool ? Fate.LOST_BEFORE : Fate.DONE);
        beginCreation();
        lab.fleet.kill(D1);
        cancelCreate();
        lab.until(Lab::allFree);
    }

    @Test
    void aLunIsNotWipedWhileTheNodeHasASessionToIt() {
        lab.fleet.fates(
                a -> a instanceof Action.CreatePool || a instanceof Action.Logout ? Fate.LOST_BEFORE : Fate.DONE);
        beginCreation();
        cancelCreate();
        lab.rounds(10);

        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.FENCED);
        lab.fleet.fates(a -> Fate.DONE);
        lab.until(Lab::allFree);
    }

    /** The command was on its way when the creation was given up. */
    @Test
    void aPoolThatComesIntoBeingAfterwardsIsNotAdoptedAndAPersonIsTold() {
        lab.fleet.fates(a -> a instanceof Action.CreatePool ? Fate.LOST_BEFORE : Fate.DONE);
        beginCreation();
        Action late = lab.performed(Action.CreatePool.class).get(0);
        cancelCreate();
        lab.fleet.fates(a -> a instanceof Action.Seal ? Fate.LOST_BEFORE : Fate.DONE);
        lab.fleet.late(late);
        var decisions = lab.san().step().decisions();

        assertThat(decisions.get(decisions.size() - 1).notes())
                .anyMatch(n -> n.kind() == Note.Kind.ATTENTION && n.text().contains("restart that node"));
        lab.fleet.fates(a -> Fate.DONE);
        lab.san().recycle(D1, Lab.LONG);
        lab.until(Lab::allFree);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Abandoned(D1));
    }

    @Test
    void whatHasBeenCreatedIsNotGivenUp() {
        lab.san().enrol();
        assertThatThrownBy(() -> lab.san().createPool(PoolSpec.of(P, D1), Duration.ZERO))
                .isInstanceOf(OutcomeUnknown.class);
        while (lab.performed(Action.CreatePool.class).isEmpty()) {
            lab.san().step();
        }
        var creating = lab.state();
        Observation made = seen();
        assertThatThrownBy(() -> requests.cancelCreate(creating, made, P))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("has been created on d1 by now");
        assertThatThrownBy(() -> requests.cancelCreate(lab.state(), made, P))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("has been created");
    }

    @Test
    void nothingIsDoneToAPoolThatWasNeverCreated() {
        lab.fleet.fates(a -> a instanceof Action.CreatePool ? Fate.LOST_BEFORE : Fate.DONE);
        beginCreation();
        cancelCreate();
        Observation now = seen();

        assertThat(requests.cancelCreate(lab.state(), now, P).isEmpty()).isTrue();
        assertThatThrownBy(() -> requests.failover(lab.state(), now, P, D2)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> requests.switchover(lab.state(), now, P, D2)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> requests.cancelSwitchover(lab.state(), now, P)).isInstanceOf(InvalidInput.class);
    }

    private void releasing() {
        lab = Lab.withPool();
        lab.fleet.fates(a -> a instanceof Action.ExportPool ? Fate.REFUSED : Fate.DONE);
        assertThatThrownBy(() -> lab.san().switchover(P, D2, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
        lab.rounds(3);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Releasing(D1, D2));
    }

    @Test
    void aSwitchoverIsTakenBackWhileTheOwnerHasThePool() {
        releasing();
        Observation now = seen();
        commit(requests.cancelSwitchover(lab.state(), now, P));
        int exports = lab.performed(Action.ExportPool.class).size();
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(5);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D1));
        assertThat(lab.performed(Action.ExportPool.class)).hasSize(exports);
        assertThat(requests.cancelSwitchover(lab.state(), now, P).isEmpty()).isTrue();
    }

    /** It stopped the database for the export that does not come. */
    @Test
    void theHostApplicationIsToldAgainThatThePoolIsThere() {
        releasing();
        List<String> told = new ArrayList<>();
        San san = San.builder(Fleets.of(4, 1, 3))
                .ledger(lab.ledger)
                .nodes(lab.fleet)
                .time(lab.time)
                .executor(Runnable::run)
                .hooks(new PoolHooks() {
                    @Override
                    public void beforeExport(PoolName pool, NodeName node) {
                        told.add("stop on " + node);
                    }

                    @Override
                    public void afterMount(PoolName pool, NodeName node, Epoch epoch) {
                        told.add("start on " + node);
                    }
                })
                .build();
        for (int i = 0; i < 2; i++) {
            Observation now = seen();
            commit(requests.cancelSwitchover(lab.state(), now, P));
            san.step();
            assertThatThrownBy(() -> san.switchover(P, D2, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
        }

        assertThat(told).containsExactly("start on d1", "stop on d1", "start on d1", "stop on d1");
    }

    @Test
    void aSwitchoverIsNotTakenBackOnceTheOwnerHasLetGo() {
        releasing();
        List<Runnable> letGo = List.of(
                () -> lab.fleet.pool(D1, P, Pools::unmounted),
                () -> lab.fleet.pool(D1, P, Pools::renumbered),
                () -> lab.fleet.pool(D1, P, p -> Pools.state(p, VdevState.SUSPENDED)),
                () -> lab.fleet.kill(D1));
        for (Runnable deed : letGo) {
            releasing();
            deed.run();
            Observation now = seen();
            assertThatThrownBy(() -> requests.cancelSwitchover(lab.state(), now, P))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("not imported and mounted on d1 any more");
        }
    }
}
