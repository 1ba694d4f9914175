package io.zsan;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static io.zsan.paper.Lab.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.decide.PoolSpec;
import io.zsan.error.InvalidInput;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.paper.Lab;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole stories, told through the facade on a paper fleet. */
class SanStoryTest {
    private final Lab lab = Lab.withPool();

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    @Test
    void aCreatedPoolIsWholeAndWritten() {
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D1));
        assertThat(lab.pool().isWhole()).isTrue();
        assertThat(lab.fleet.writable(D1, P)).isTrue();
    }

    @Test
    void aLostLegIsFrozenRecordedDroppedOfflinedAndReplaced() {
        lab.fleet.kill(S1);
        lab.rounds(5);
        assertThat(lab.fleet.writable(D1, P)).isFalse();
        assertThat(lab.performed(Action.Logout.class)).isEmpty();

        lab.heals();

        assertThat(lab.fleet.writable(D1, P)).isTrue();
        assertThat(lab.performed(Action.Logout.class)).hasSize(1);
        assertThat(lab.performed(Action.OfflineLeg.class)).hasSize(1);
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(1);
        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.RETIRED);
    }

    @Test
    void aLostLunIsRecycledWhenItsStorageNodeIsBack() {
        lab.fleet.kill(S1);
        lab.heals();
        lab.fleet.revive(S1);
        lab.until(Lab::allFree);

        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().ref()).isEqualTo(lun(S1, 1, 2));
    }

    @Test
    void aShortSilenceCostsNothing() {
        lab.fleet.cut(D1, S1);
        lab.rounds(10);
        lab.fleet.mend(D1, S1);
        lab.rounds(30);

        assertThat(lab.pool().isWhole()).isTrue();
        assertThat(lab.performed(Action.Logout.class)).isEmpty();
        assertThat(lab.fleet.writable(D1, P)).isTrue();
    }

    @Test
    void aZombieIsFrozenAndRefusedAsTargetUntilItIsRecycled() {
        lab.fleet.silence(D1);
        lab.san().failover(P, D2, LONG);
        assertThat(lab.fleet.writable(D2, P)).isTrue();
        assertThat(lab.fleet.writable(D1, P)).isFalse();

        lab.fleet.speak(D1);
        lab.rounds(5);
        assertThat(lab.performed(Action.Logout.class)).as("R16").isEmpty();
        assertThatThrownBy(() -> lab.san().failover(P, D1, LONG))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("recycle it");
        assertThatThrownBy(() -> lab.san().switchover(P, D1, LONG)).isInstanceOf(InvalidInput.class);

        lab.san().recycle(D1, LONG);
        lab.san().failover(P, D1, LONG);
        assertThat(lab.fleet.writable(D1, P)).isTrue();
        assertThat(lab.pool().epoch().number()).isEqualTo(3);
    }

    @Test
    void aSwitchoverMovesThePoolWithAllItsLegs() {
        lab.san().switchover(P, D2, LONG);

        assertThat(lab.pool().isWhole()).isTrue();
        assertThat(lab.fleet.writable(D2, P)).isTrue();
        assertThat(lab.fleet.pool(D1, P)).isEmpty();
        assertThat(lab.performed(Action.Fence.class)).isEmpty();
        lab.san().switchover(P, D1, LONG);
        assertThat(lab.fleet.writable(D1, P)).isTrue();
    }

    @Test
    void ownerAndStorageNodeDieTogether() {
        lab.fleet.kill(S1);
        lab.fleet.kill(D1);
        lab.san().failover(P, D2, LONG);

        assertThat(lab.fleet.writable(D2, P)).isTrue();
        lab.heals();
        lab.fleet.heal();
        lab.until(Lab::allFree);
    }

    /** The database must not wait hours for a resilver: the new owner mounts before it replaces. */
    @Test
    void theNewOwnerMountsBeforeMissingLegsAreResilvered() {
        lab.fleet.resilverTicks(1_000);
        lab.fleet.kill(S1);
        lab.fleet.kill(D1);

        lab.san().failover(P, D2, LONG);

        assertThat(lab.fleet.pool(D2, P).orElseThrow().mounted()).isTrue();
        assertThat(lab.whole()).isFalse();
    }

    /** A request that is met already is no request: the reply to it may have been lost (S24). */
    @Test
    void aFailoverToTheNodeThatServesThePoolChangesNothing() {
        lab.san().failover(P, D1, LONG);

        assertThat(lab.pool().epoch().number()).isEqualTo(1);
    }

    @Test
    void whatWasPlannedIsWhatIsDone() {
        lab.fleet.resilverTicks(0);
        List<String> planned = acts(lab.san().planFailover(P, D2).text());
        int before = lab.fleet.performed().size();
        lab.san().failover(P, D2, LONG);
        lab.rounds(3);

        List<String> done = lab.fleet.performed().stream()
                .skip(before)
                .map(a -> a.node() + ": " + a.describe())
                .toList();
        assertThat(done).isEqualTo(planned);
    }

    @Test
    void aPlannedSwitchoverIsWhatIsDone() {
        List<String> planned = acts(lab.san().planSwitchover(P, D2).text());
        int before = lab.fleet.performed().size();
        lab.san().switchover(P, D2, LONG);

        assertThat(lab.fleet.performed().stream().skip(before).map(a -> a.node() + ": " + a.describe()))
                .containsExactlyElementsOf(planned);
    }

    @Test
    void aPlanForASecondPoolNamesWhatIsMissing() {
        assertThatThrownBy(() -> lab.san().planCreatePool(PoolSpec.of(new io.zsan.model.PoolName("q"), D2)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("1 LUNs are free");
    }

    private static List<String> acts(String plan) {
        return plan.lines()
                .filter(l -> l.matches(" +[0-9]+  do .*"))
                .map(l -> l.replaceFirst(" +[0-9]+  do +", "").replaceFirst(" \\([^(]*(\\([^)]*\\)[^(]*)*\\)$", ""))
                .toList();
    }
}
