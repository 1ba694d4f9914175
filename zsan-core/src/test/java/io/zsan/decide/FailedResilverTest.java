package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunState;
import io.zsan.model.LunRef;
import io.zsan.node.LegReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R8: a resilver that ended with errors does not fill its leg, and does not begin again by itself. */
class FailedResilverTest {
    private final Lab lab = new Lab(Fleets.of(4, 6, 2), Policy.defaults());

    @BeforeEach
    void aResilverRuns() {
        lab.san().enrol();
        lab.fleet.resilverTicks(1_000_000);
        lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(10);
    }

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    private Optional<LunRef> syncing() {
        return lab.pool().legs().stream()
                .filter(l -> l.state() == LegState.SYNCING)
                .map(Leg::lun)
                .findFirst();
    }

    /** The resilver under way ends; the old side stays beside the fresh one. */
    private void ends(VdevState state, long legErrors, long scanErrors, String identity) {
        lab.fleet.leaf(
                D1,
                syncing().orElseThrow(),
                l -> new LegReport(l.guid(), l.serial(), state, legErrors, l.replacing(), false));
        lab.fleet.pool(
                D1,
                P,
                p -> Pools.scan(p, Optional.of(Pools.resilver(ScanReport.State.FINISHED, scanErrors, identity))));
    }

    private boolean noted(String text) {
        var decisions = lab.san().step().decisions();
        return decisions.get(decisions.size() - 1).notes().stream()
                .anyMatch(n -> n.kind() == Note.Kind.ATTENTION && n.text().contains(text));
    }

    @Test
    void aLegWithErrorsOfItsOwnIsDetachedAndAnotherLunTakesItsPlace() {
        LunRef first = syncing().orElseThrow();
        ends(VdevState.ONLINE, 4, 4, "one");
        lab.rounds(10);

        assertThat(lab.state().findLun(first.id()).orElseThrow().state()).isEqualTo(LunState.FENCED);
        assertThat(lab.performed(Action.DetachLeg.class)).hasSize(1);
        assertThat(syncing()).isPresent().isNotEqualTo(Optional.of(first));
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(2);
    }

    @Test
    void aLegThatIsNotWellIsGivenUpThoughTheScanSaysNoErrors() {
        for (VdevState state : List.of(VdevState.FAULTED, VdevState.DEGRADED)) {
            LunRef fresh = syncing().orElseThrow();
            ends(state, 0, 0, "scan " + state);
            lab.rounds(10);
            assertThat(lab.pool().findLeg(fresh)).as(state.toString()).isEmpty();
        }
    }

    @Test
    void aResilverThatRunsOnIsWaitedFor() {
        LunRef fresh = syncing().orElseThrow();
        lab.fleet.leaf(
                D1,
                fresh,
                l -> new LegReport(l.guid(), l.serial(), VdevState.ONLINE, 4, l.replacing(), l.resilvering()));
        lab.rounds(10);

        assertThat(syncing()).contains(fresh);
    }

    @Test
    void whereTheSourceIsDamagedTheLegStaysAndAPersonIsTold() {
        LunRef fresh = syncing().orElseThrow();
        ends(VdevState.ONLINE, 0, 4, "one");
        lab.rounds(10);

        assertThat(syncing()).contains(fresh);
        assertThat(noted("ended with 4 errors, none of them its own")).isTrue();
        assertThat(lab.performed(Action.DetachLeg.class)).isEmpty();

        lab.fleet.leaf(
                D1, fresh, l -> new LegReport(l.guid(), l.serial(), VdevState.ONLINE, 0, Optional.empty(), false));
        ends(VdevState.ONLINE, 0, 0, "after the damaged files were deleted");
        lab.rounds(1);
        assertThat(lab.pool().findLeg(fresh)).map(Leg::state).contains(LegState.IN_SYNC);
    }

    @Test
    void threeLunsAreTriedAndTheFourthIsLeftToAPerson() {
        List<LunRef> tried = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            tried.add(syncing().orElseThrow());
            ends(VdevState.ONLINE, 1, 1, "scan " + i);
            lab.rounds(12);
        }

        assertThat(tried).doesNotHaveDuplicates();
        assertThat(syncing()).contains(tried.get(3));
        assertThat(noted("look for what they share")).isTrue();
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(4);
    }
}
