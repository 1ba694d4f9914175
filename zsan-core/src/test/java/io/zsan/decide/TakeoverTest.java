package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.D3;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static io.zsan.paper.Lab.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.ExportReport;
import io.zsan.node.LegReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.observe.Observation;
import io.zsan.observe.Seen;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R3, R4, R5, R9, R14 and R16 where a pool changes its owner. */
class TakeoverTest {
    private Lab lab = Lab.withPool();

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    /** The owner is gone, and so are the storage nodes of two of its legs. */
    private void onlyS3Answers() {
        lab.fleet.kill(D1);
        lab.fleet.silence(S1);
        lab.fleet.silence(S2);
    }

    private void lastLegTakeover() {
        lab = new Lab(Fleets.of(4, 1, 3), Policy.builder().lastLegTakeover(true).build());
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
    }

    private void ask(NodeName to) {
        try {
            lab.san().failover(P, to, Duration.ZERO);
        } catch (OutcomeUnknown underWay) {
            assertThat(underWay).hasMessageContaining("stands in the ledger");
        }
    }

    private DataLossAcceptance acceptance(LunRef... legs) {
        return new DataLossAcceptance(P, lab.pool().epoch(), List.of(legs));
    }

    /** Evidence of a healthy pool gets old while the owner is dead. */
    private void evidenceIsOld() {
        lab.fleet.kill(D1);
        lab.rounds(60);
    }

    @Test
    void aCommitOfTheOldEpochConflicts() {
        LedgerChange shrink =
                LedgerChange.of(lab.state(), lab.pool().mapLegs(l -> l.lun().equals(lun(S1)) ? l.lost() : l));
        ask(D2);

        assertThat(lab.ledger.commit(shrink).join()).isEqualTo(CommitResult.CONFLICT);
    }

    @Test
    void everyLegIsFencedInTheNewEpochBeforeAnyIsGranted() {
        lab.fleet.silence(D1);
        lab.fleet.fates(action -> {
            if (action instanceof Action.Grant) {
                assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
                assertThat(lab.performed(Action.Fence.class)).hasSize(3);
            }
            return Fate.DONE;
        });
        lab.san().failover(P, D2, LONG);

        assertThat(lab.performed(Action.Fence.class)).allMatch(f -> f.epoch().equals(new Epoch(2)));
    }

    @Test
    void aLegThatCannotBeFencedIsADebtIsNotGrantedAndIsWipedBeforeItIsUsedAgain() {
        lab.fleet.kill(D1);
        lab.fleet.silence(S1);
        ask(D2);
        lab.rounds(8);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        lab.rounds(8);
        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.RETIRED);

        lab.heals();
        lab.fleet.speak(S1);
        lab.until(Lab::allFree);
        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().generation().number())
                .isEqualTo(2);
        assertThat(lab.fleet.access(lun(S1))).isEqualTo(Access.nobody());
    }

    /** As long as nothing is cleared, a storage node that answers again is told like the others, and its leg counts. */
    @Test
    void aDebtThatCanBeToldBeforeTheClearanceIsFencedAndCounts() {
        evidenceIsOld();
        List.of(S1, S2).forEach(lab.fleet::silence);
        ask(D2);
        lab.rounds(30);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        assertThat(lab.pool().legs()).hasSize(3);

        lab.fleet.speak(S2);
        lab.rounds(10);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().legs())
                .extracting(l -> l.lun())
                .contains(lun(S2), lun(S3))
                .doesNotContain(lun(S1));
        assertThat(lab.performed(Action.Fence.class))
                .contains(new Action.Fence(lun(S2), new Epoch(2)))
                .doesNotContain(new Action.Fence(lun(S1), new Epoch(2)));
    }

    @Test
    void aDebtThatRestartedMeanwhileIsFencedAndDoesNotCount() {
        evidenceIsOld();
        List.of(S1, S2).forEach(lab.fleet::silence);
        ask(D2);
        lab.rounds(30);
        lab.fleet.reboot(S2);
        lab.fleet.speak(S2);
        lab.rounds(10);

        assertThat(lab.performed(Action.Fence.class)).contains(new Action.Fence(lun(S2), new Epoch(2)));
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        assertThat(lab.performed(Action.ImportPool.class)).isEmpty();
    }

    @Test
    void aDebtThatCanBeToldAfterTheClearanceHasLeft() {
        lab.fleet.kill(D1);
        lab.fleet.silence(S1);
        lab.fleet.fates(a -> a instanceof Action.ImportPool ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.rounds(20);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        lab.fleet.speak(S1);
        lab.rounds(5);

        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
        assertThat(lab.fleet.access(lun(S1))).isEqualTo(Access.nobody());
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(5);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    @Test
    void aFenceThatIsRefusedAgainAndAgainIsADebtToo() {
        lab.fleet.fates(a -> a instanceof Action.Fence f && f.lun().equals(lun(S1)) ? Fate.REFUSED : Fate.DONE);
        lab.fleet.kill(D1);

        lab.san().failover(P, D2, LONG);

        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
    }

    @Test
    void aProofOfAnOlderEpochFencesNothing() {
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.Grant ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.rounds(2);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        lab.fleet.fates(a -> Fate.DONE);
        lab.san().failover(P, D3, LONG);

        assertThat(lab.performed(Action.Fence.class).stream()
                        .filter(f -> f.epoch().equals(new Epoch(3))))
                .hasSize(3);
        assertThat(lab.fleet.writable(D3, P)).isTrue();
    }

    @Test
    void isRefusedWhenOnlyOneLegAnswersAndTheEvidenceIsOld() {
        evidenceIsOld();
        lab.fleet.silence(S1);
        lab.fleet.silence(S2);
        ask(D2);
        lab.rounds(30);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        assertThat(lab.performed(Action.ImportPool.class)).isEmpty();

        lab.fleet.speak(S2);
        lab.rounds(10);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    @Test
    void oneLegIsEnoughWhereThatIsWantedAndThePoolWasSeenHealthyShortlyBefore() {
        lastLegTakeover();
        onlyS3Answers();

        lab.san().failover(P, D2, LONG);

        assertThat(lab.pool().legs()).extracting(l -> l.lun()).contains(lun(S3));
    }

    /** Found by simulation: its disk had failed since that look, unseen, and the owner had gone on without it. */
    @Test
    void byDefaultOneLegOfSeveralIsNeverEnough() {
        onlyS3Answers();
        ask(D2);
        lab.rounds(30);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);

        lab.fleet.speak(S1);
        lab.rounds(10);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    /** Seen healthy, then seen resilvering: what was lagging behind does not carry a takeover alone. */
    @Test
    void evidenceEndsWithALookThatContradictsIt() {
        lab.fleet.resilverTicks(1_000);
        lab.rounds(1);
        lab.fleet.leaf(
                D1, lun(S3), l -> new LegReport(l.guid(), l.serial(), l.state(), l.errors(), l.replacing(), true));
        lab.rounds(1);
        onlyS3Answers();
        ask(D2);
        lab.rounds(30);

        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        lab.fleet.speak(S1);
        lab.rounds(10);
    }

    /** S18: what the wall clock does between the request and the fence makes evidence neither old nor young. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void evidenceKnowsNoWallClock(int hours) {
        lastLegTakeover();
        onlyS3Answers();
        lab.fleet.fates(a -> a instanceof Action.Fence ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.time.jumpWall(Duration.ofHours(hours));
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(30);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    /** S18: what the wall clock does before makes evidence neither old nor young. */
    @Test
    void evidenceIsAsOldAsMonotonicTimeSays() {
        evidenceIsOld();
        lab.time.jumpWall(Duration.ofSeconds(-55));
        List.of(S1, S2).forEach(lab.fleet::silence);
        ask(D2);
        lab.rounds(30);

        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        lab.fleet.speak(S1);
        lab.rounds(10);
    }

    /** The target is not clean for minutes after the fence; the old owner could do nothing in that time. */
    @Test
    void evidenceDoesNotAgeAfterTheFence() {
        lastLegTakeover();
        onlyS3Answers();
        lab.fleet.fates(a -> a instanceof Action.Fence ? Fate.REPLY_LOST : Fate.DONE);
        ask(D2);
        lab.fleet.silence(D2);
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(120);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        lab.fleet.speak(D2);
        lab.rounds(10);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    /** Up to the last fence that counts the old owner may have gone on; a restarted leg's does not count. */
    @Test
    void theEvidenceIsAsOldAsItWasAtTheLastFenceThatCounts() {
        lab.fleet.kill(D1);
        lab.fleet.silence(S1);
        lab.fleet.fates(a -> a instanceof Action.Fence f && !f.lun().equals(lun(S3)) ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.fleet.silence(D2);
        lab.rounds(3);
        Duration first = taking().evidenceAge().orElseThrow();
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(3);
        Duration second = taking().evidenceAge().orElseThrow();
        assertThat(second).isGreaterThan(first);

        lab.fleet.reboot(S1);
        lab.fleet.speak(S1);
        lab.rounds(3);
        assertThat(taking().fenced()).contains(lun(S1));
        assertThat(taking().evidenceAge()).contains(second);
        lab.fleet.speak(D2);
        lab.rounds(10);
    }

    private Ownership.TakingOver taking() {
        return (Ownership.TakingOver) lab.pool().ownership();
    }

    /** The old owner may have gone on with the leg until it was fenced. */
    @Test
    void evidenceAgesUntilTheLastFenceThatCounts() {
        lab.fleet.kill(D1);
        lab.fleet.silence(S1);
        lab.fleet.fates(a -> a instanceof Action.Fence ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.fleet.silence(S2);
        lab.rounds(40);
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(30);

        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        lab.fleet.speak(S2);
        lab.rounds(10);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    /**
     * Two legs are recorded, one of them may have dropped out unseen, so both are needed. One restarts: that makes the other
     * no better (R5, R9).
     */
    @Test
    void aRestartDuringTheTakeoverDoesNotLowerWhatIsNeeded() {
        lab = new Lab(Fleets.of(3, 1, 2), Policy.defaults());
        lab.san().enrol();
        lab.san().createPool(new PoolSpec(P, D1, 1, 2, Fleets.SIZE), LONG);
        NodeName first = lab.pool().legs().get(0).lun().id().node();
        evidenceIsOld();
        lab.fleet.silence(first);
        ask(D2);
        lab.fleet.reboot(first);
        lab.fleet.speak(first);
        lab.rounds(30);

        assertThat(lab.performed(Action.ImportPool.class)).isEmpty();
        assertThat(lab.pool().legs()).hasSize(2);
    }

    @Test
    void inFailModeEveryRecordedLegIsNeeded() {
        lab = new Lab(
                Fleets.of(3, 1, 2),
                Policy.builder().disconnectMode(DisconnectMode.FAIL).build());
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), LONG);
        lab.fleet.kill(D1);
        lab.fleet.silence(S1);
        ask(D2);
        lab.rounds(30);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);

        lab.fleet.speak(S1);
        lab.rounds(10);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }

    /** All storage was without power: no leg is shown to be current, a person accepts one, and it is imported. */
    @Test
    void anAcceptedLegIsImportedThoughItsStorageNodeHasRestarted() {
        lab.fleet.kill(D1);
        List.of(S1, S2, S3).forEach(lab.fleet::reboot);
        ask(D2);
        lab.rounds(30);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);
        lab.fleet.acceptLoss();

        lab.san().accept(acceptance(lun(S2)));
        lab.rounds(20);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        lab.heals();
    }

    @Test
    void anAcceptanceIsNotUsedWhenItIsNotNeeded() {
        evidenceIsOld();
        List.of(S1, S2).forEach(lab.fleet::silence);
        ask(D2);
        lab.san().accept(acceptance(lun(S1)));
        lab.fleet.speak(S1);
        lab.rounds(20);

        assertThat(lab.pool().findLeg(lun(S3))).isPresent();
    }

    @Test
    void anAcceptanceOfAnotherEpochOrLegIsRefused() {
        lab.fleet.kill(D1);
        assertThatThrownBy(() -> lab.san().accept(acceptance(lun(S1)))).isInstanceOf(InvalidInput.class);
        ask(D2);
        assertThatThrownBy(() -> lab.san().accept(new DataLossAcceptance(P, new Epoch(7), List.of(lun(S1)))))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> lab.san().accept(acceptance(lun(Fleets.S4)))).isInstanceOf(InvalidInput.class);
    }

    /** The legs restart after they were cleared and before they are imported: neither stuck nor imported without a word. */
    @Test
    void lossesDuringTheImportCanBeAcceptedToo() {
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.ImportPool ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.rounds(5);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        List.of(S1, S2, S3).forEach(lab.fleet::reboot);
        lab.fleet.fates(a -> Fate.DONE);
        int before = lab.performed(Action.ImportPool.class).size();
        lab.rounds(30);
        assertThat(lab.performed(Action.ImportPool.class)).hasSize(before);
        lab.fleet.acceptLoss();

        lab.san().accept(acceptance(lun(S1), lun(S2)));
        lab.rounds(20);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        lab.heals();
    }

    /** Nothing is imported while anybody else is there, however he got in. */
    @Test
    void aStrangersSessionIsFencedBeforeTheImport() {
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.ImportPool ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.rounds(5);
        Observation seen = lab.san().step().observation();
        Map<NodeName, Seen<StorageNodeReport>> storage = new TreeMap<>(seen.storage());
        StorageNodeReport s1 = seen.storageNode(S1).orElseThrow();
        ExportReport export = s1.export(lun(S1).id()).orElseThrow();
        Set<Iqn> sessions = new TreeSet<>(export.sessions());
        sessions.add(new Iqn("iqn.2026-11.test:d1"));
        storage.put(
                S1,
                new Seen.Answered<>(new StorageNodeReport(
                        S1,
                        s1.boot(),
                        true,
                        Map.of(lun(S1).id(), new ExportReport(export.lun(), export.epoch(), export.access(), sessions)),
                        s1.tokens())));
        Observation strange = new Observation(
                seen.at(), storage, seen.database(), seen.down(), seen.soundAge(), Map.of(), Map.of(), List.of());

        Decision decision = new Decider(Fleets.of(4, 1, 3), Policy.defaults()).decide(strange, lab.state());

        assertThat(decision.actions())
                .extracting(PlannedAction::action)
                .containsExactly(new Action.Fence(lun(S1), new Epoch(2)));
    }

    @Test
    void aLegThatRestartsDuringTheImportIsLeftBehindWhereEnoughAreLeft() {
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.ImportPool ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.rounds(5);
        lab.fleet.reboot(S1);
        lab.rounds(2);
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(5);

        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
    }

    @Test
    void noLegIsLeftBehindInFailMode() {
        lab = new Lab(
                Fleets.of(3, 1, 2),
                Policy.builder().disconnectMode(DisconnectMode.FAIL).build());
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), LONG);
        lab.fleet.kill(D1);
        lab.fleet.cut(D2, S1);
        ask(D2);
        lab.rounds(30);

        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        assertThat(lab.pool().legs()).hasSize(3);
    }

    @Test
    void aLegThatTheNewOwnerDoesNotGetThroughToIsLeftBehind() {
        lab.fleet.kill(D1);
        lab.fleet.cut(D2, S1);

        lab.san().failover(P, D2, LONG);

        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
    }

    @Test
    void aLegThatCannotBeGrantedIsLeftBehind() {
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.Grant g && g.lun().lun().equals(lun(S1)) ? Fate.REFUSED : Fate.DONE);

        lab.san().failover(P, D2, LONG);

        assertThat(lab.pool().findLeg(lun(S1))).isEmpty();
    }

    @Test
    void noLegIsLeftBehindWhenItIsTheNewOwnerThatIsCutOff() {
        lab.fleet.kill(D1);
        List.of(S1, S2, S3).forEach(s -> lab.fleet.cut(D2, s));
        ask(D2);
        lab.rounds(40);
        assertThat(lab.pool().legs()).hasSize(3);

        List.of(S1, S2, S3).forEach(s -> lab.fleet.mend(D2, s));
        lab.rounds(10);
        assertThat(lab.pool().isWhole()).isTrue();
    }

    /** An import hangs on a leg that went away: its session is removed, though ZFS there does not answer. */
    @Test
    void anImportThatHangsIsFreedFromTheLegThatIsGone() {
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> {
            if (a instanceof Action.ImportPool) {
                lab.fleet.cut(D2, S1);
                lab.fleet.database(D2, r -> new DatabaseNodeReport(r.node(), r.boot(), r.sessions(), r.pools(), false));
                return Fate.LOST_BEFORE;
            }
            return Fate.DONE;
        });
        ask(D2);
        lab.rounds(25);

        assertThat(lab.performed(Action.Logout.class))
                .anyMatch(l -> l.node().equals(D2) && l.lun().equals(lun(S1)));
    }

    @Test
    void theEpochIsStampedIntoThePoolAfterTheTakeover() {
        lab.fleet.kill(D1);
        lab.san().failover(P, D2, LONG);

        assertThat(lab.fleet.pool(D2, P).orElseThrow().stamp()).contains(new Epoch(2));
        assertThat(lab.performed(Action.StampEpoch.class)).hasSize(1);
    }

    @Test
    void aNodeWithDutiesIsNotRestarted() {
        assertThatThrownBy(() -> lab.san().recycle(D1, LONG)).isInstanceOf(InvalidInput.class);
        lab.fleet.fates(a -> a instanceof Action.RebootNode ? Fate.LOST_BEFORE : Fate.DONE);
        assertThatThrownBy(() -> lab.san().recycle(D2, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
        lab.rounds(2);

        assertThatThrownBy(() -> lab.san().switchover(P, D2, LONG))
                .as("the restart may come late")
                .isInstanceOf(InvalidInput.class);
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(3);
        assertThat(lab.performed(Action.RebootNode.class))
                .allMatch(r -> r.node().equals(D2));
    }

    /** A target that turns out not to be clean can be made so, else the takeover would wait for ever. */
    @Test
    void aTargetThatHasNothingYetMayBeRestarted() {
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.Fence ? Fate.LOST_BEFORE : Fate.DONE);
        ask(D2);
        lab.fleet.fates(a -> Fate.DONE);
        lab.fleet.database(
                D2,
                r -> new DatabaseNodeReport(
                        r.node(),
                        r.boot(),
                        List.of(new SessionReport(lun(S1).target(new Iqn("iqn.2026-11.test")), false, "")),
                        r.pools(),
                        true));
        lab.rounds(30);
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.TakingOver.class);

        lab.san().recycle(D2, LONG);
        lab.rounds(10);
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D2));
    }
}
