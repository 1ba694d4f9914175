package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.error.InvalidInput;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunState;
import io.zsan.model.PoolName;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S13, R13: a storage node that comes and goes gets nothing fresh until it has been calm for a while. */
class HoldDownTest {
    private final Lab lab = Lab.withPool();

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    private void bounce() {
        lab.fleet.silence(S4);
        lab.rounds(8);
        lab.fleet.speak(S4);
        lab.rounds(1);
    }

    /** Rounds, each a second, until a replacement is put in. */
    private int untilReplaced() {
        for (int i = 0; i < 1_000; i++) {
            if (!lab.performed(Action.ReplaceLeg.class).isEmpty()) {
                return i;
            }
            lab.rounds(1);
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void aReplacementWaitsUntilTheNodeIsCalmAndSaysSo() {
        bounce();
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(30);
        assertThat(lab.performed(Action.ReplaceLeg.class)).isEmpty();
        assertThat(lab.pool().legs()).hasSize(2);
        assertThat(lab.san().step().decisions().get(0).notes())
                .anyMatch(n -> n.kind() == Note.Kind.NO_PLACE && n.text().contains("come and go, such as s4"));

        assertThat(untilReplaced()).isBetween(25, 40);
        lab.until(Lab::whole);
    }

    @Test
    void theWaitGrowsWithEachBounce() {
        IntStream.range(0, 3).forEach(i -> bounce());
        lab.fleet.fault(D1, lun(S1));

        assertThat(untilReplaced()).isBetween(230, 250);
    }

    @Test
    void theHoldDownDoublesUpToTenTimesTheFirst() {
        Policy policy = Policy.defaults();
        assertThat(IntStream.of(1, 2, 3, 4, 5, 6, 1_000_000).mapToObj(policy::heldDownFor))
                .extracting(Duration::toSeconds)
                .containsExactly(60L, 120L, 240L, 480L, 600L, 600L, 600L);
        assertThatThrownBy(() -> Policy.builder().holdDown(Duration.ZERO).build())
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void noPoolIsCreatedOnItEitherAndTheReasonIsGiven() {
        Lab four = new Lab(Fleets.of(4, 2, 2), Policy.defaults());
        four.san().enrol();
        four.rounds(1);
        four.fleet.silence(S4);
        four.rounds(8);
        four.fleet.speak(S4);
        four.rounds(1);

        assertThatThrownBy(() ->
                        four.san().createPool(new PoolSpec(new PoolName("q"), D1, 1, 4, Fleets.SIZE), Duration.ZERO))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("nothing is put on [s4]");
        four.rounds(60);
        four.san().createPool(new PoolSpec(new PoolName("q"), D1, 1, 4, Fleets.SIZE), Lab.LONG);
    }

    /** Chosen, and not put in yet: the replacement is cancelled without a trace in the pool. */
    @Test
    void aBounceBeforeTheLegIsPutInCancelsTheReplacement() {
        lab.fleet.fates(a -> a instanceof Action.ReplaceLeg ? Fate.LOST_BEFORE : Fate.DONE);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(6);
        assertThat(lab.pool().findLeg(lun(S4))).isPresent();
        lab.fleet.silence(S4);
        lab.rounds(6);
        lab.fleet.speak(S4);
        lab.rounds(2);

        assertThat(lab.pool().findLeg(lun(S4))).isEmpty();
        assertThat(lab.state().findLun(lun(S4).id()).orElseThrow().state()).isNotEqualTo(LunState.IN_POOL);
        lab.fleet.fates(a -> Fate.DONE);
    }

    /** The point of no return: once it is put in, a bounce that ends within dropAfter costs nothing. */
    @Test
    void aReplacementThatIsPutInRunsOn() {
        lab.fleet.resilverTicks(1_000);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(10);
        lab.fleet.silence(S4);
        lab.rounds(8);
        lab.fleet.speak(S4);
        lab.rounds(3);

        assertThat(lab.pool().findLeg(lun(S4))).map(Leg::state).contains(LegState.SYNCING);
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(1);
        assertThat(lab.performed(Action.DetachLeg.class)).isEmpty();
    }

    /** S11: the one is taken apart before another one begins, and never two at once. */
    @Test
    void aReplacementWhoseNodeRestartsIsTakenApartBeforeAnotherBegins() {
        lab.fleet.resilverTicks(1_000_000);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(10);
        lab.fleet.fates(a -> a instanceof Action.DetachLeg ? Fate.LOST_BEFORE : Fate.DONE);
        lab.fleet.reboot(S4);
        lab.rounds(120);
        assertThat(lab.pool().findLeg(lun(S4)).map(Leg::state)).contains(LegState.GIVEN_UP);
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(1);

        lab.fleet.fates(a -> Fate.DONE);
        lab.fleet.resilverTicks(2);
        lab.until(Lab::whole);
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(2);
    }
}
