package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.D3;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.Round;
import io.zsan.act.Action;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.model.Epoch;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R14, S3: what carries another line of owners than the ledger's is reported, and left alone. */
class LineageTest {
    private final Lab lab = Lab.withPool();

    private List<Note> splits() {
        Round round = lab.san().step();
        return round.decisions().get(round.decisions().size() - 1).notes().stream()
                .filter(n -> n.kind() == Note.Kind.SPLIT_BRAIN)
                .toList();
    }

    private void stamp(NodeName node, long epoch) {
        lab.fleet.pool(node, P, p -> Pools.stamp(p, new Epoch(epoch)));
    }

    /** Somebody imports it by hand on another node, as it is. */
    private void importedByHand(NodeName node, PoolReport pool) {
        lab.fleet.database(node, r -> new DatabaseNodeReport(r.node(), r.boot(), r.sessions(), List.of(pool), true));
    }

    private void takeOver() {
        assertThatThrownBy(() -> lab.san().failover(P, D2, Duration.ofSeconds(5)))
                .isInstanceOf(OutcomeUnknown.class);
    }

    /** The ledger came back from a backup. */
    @Test
    void nothingIsDoneToAPoolWhoseOwnerHasALaterEpoch() {
        int before = lab.fleet.performed().size();
        stamp(D1, 7);
        lab.fleet.fault(D1, lun(S1));
        lab.fleet.pool(D1, P, Pools::unmounted);
        lab.rounds(30);

        assertThat(lab.fleet.performed()).hasSize(before);
        assertThat(lab.pool().isWhole()).isTrue();
        assertThat(splits())
                .singleElement()
                .satisfies(n -> assertThat(n.text())
                        .contains("d1 has the pool in epoch 7", "the ledger says epoch 1 and that d1 owns it"));

        stamp(D1, 1);
        lab.rounds(10);
        assertThat(splits()).isEmpty();
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(1);
    }

    @Test
    void oldLegsAreNotWipedMeanwhile() {
        lab.fleet.fault(D1, lun(S1));
        lab.fleet.fates(a -> a instanceof Action.Seal ? Fate.LOST_BEFORE : Fate.DONE);
        lab.rounds(30);
        assertThat(lab.pool().isWhole()).isTrue();
        stamp(D1, 7);
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(10);

        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.FENCED);
        stamp(D1, 1);
        lab.until(Lab::allFree);
    }

    @Test
    void aPoolThatAnotherNodeHasInThePresentEpochIsLeftAlone() {
        PoolReport pool = lab.fleet.pool(D1, P).orElseThrow();
        importedByHand(D3, pool);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(10);

        assertThat(lab.performed(Action.ReplaceLeg.class)).isEmpty();
        assertThat(splits()).singleElement().satisfies(n -> assertThat(n.text()).contains("d3 has the pool"));
    }

    /** Left behind by a takeover, fenced, and frozen: that is no split, and the life of the pool goes on. */
    @Test
    void aZombieIsNoSplit() {
        lab.fleet.silence(D1);
        lab.san().failover(P, D2, Lab.LONG);
        lab.fleet.speak(D1);
        assertThat(splits()).isEmpty();
        lab.fleet.silence(D2);
        lab.san().failover(P, D3, Lab.LONG);
        lab.fleet.speak(D2);

        assertThat(lab.fleet.pool(D1, P)).isPresent();
        assertThat(lab.fleet.pool(D2, P)).isPresent();
        assertThat(splits()).isEmpty();
        assertThat(lab.violations()).isEmpty();
    }

    @Test
    void nothingIsFencedOrClearedWhileAThirdNodeHasThePool() {
        PoolReport pool = lab.fleet.pool(D1, P).orElseThrow();
        lab.fleet.silence(D1);
        importedByHand(D3, pool);
        takeOver();
        lab.rounds(20);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        assertThat(lab.performed(Action.Grant.class)).hasSize(3);
        assertThat(splits()).singleElement().satisfies(n -> assertThat(n.text()).contains("d3 has the pool"));

        lab.fleet.reboot(D3);
        lab.rounds(20);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    @Test
    void thePoolIsNotTakenOverFromAnOwnerThatIsAheadOfTheLedger() {
        stamp(D1, 2);
        takeOver();
        lab.rounds(20);

        assertThat(lab.pool().epoch()).isEqualTo(new Epoch(2));
        assertThat(lab.performed(Action.Fence.class)).isEmpty();
        assertThat(splits()).hasSize(1);
    }

    @Test
    void aPoolInALaterEpochIsNotAdoptedAsImported() {
        PoolReport pool = lab.fleet.pool(D1, P).orElseThrow();
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.ImportPool ? Fate.LOST_BEFORE : Fate.DONE);
        takeOver();
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        importedByHand(D2, Pools.stamp(pool, new Epoch(3)));
        lab.rounds(5);

        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        assertThat(splits()).hasSize(1);
        importedByHand(D2, Pools.stamp(pool, new Epoch(2)));
        lab.rounds(1);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    @Test
    void itIsNotImportedWhileTheOldOwnerTurnsOutToBeAhead() {
        PoolReport pool = lab.fleet.pool(D1, P).orElseThrow();
        lab.fleet.silence(D1);
        lab.fleet.fates(a -> a instanceof Action.ImportPool ? Fate.LOST_BEFORE : Fate.DONE);
        takeOver();
        lab.fleet.fates(a -> Fate.DONE);
        importedByHand(D1, Pools.stamp(pool, new Epoch(2)));
        lab.fleet.speak(D1);
        int before = lab.performed(Action.ImportPool.class).size();
        lab.rounds(10);

        assertThat(splits()).hasSize(1);
        assertThat(lab.performed(Action.ImportPool.class)).hasSize(before);
    }

    @Test
    void aPoolThatIsReleasedInALaterEpochIsNotExported() {
        lab.fleet.fates(a -> a instanceof Action.ExportPool ? Fate.LOST_BEFORE : Fate.DONE);
        assertThatThrownBy(() -> lab.san().switchover(P, D2, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
        lab.fleet.fates(a -> Fate.DONE);
        stamp(D1, 4);
        int before = lab.performed(Action.ExportPool.class).size();
        lab.rounds(5);

        assertThat(lab.performed(Action.ExportPool.class)).hasSize(before);
        assertThat(splits()).hasSize(1);
    }

    @Test
    void anotherPoolOfTheNameIsNoSplit() {
        importedByHand(D3, Pools.renumbered(lab.fleet.pool(D1, P).orElseThrow()));

        assertThat(splits()).isEmpty();
        assertThat(Optional.of(lab.pool().ownership())).contains(new Ownership.Owned(D1));
    }
}
