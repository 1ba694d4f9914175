package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.LunRef;
import io.zsan.model.PoolName;
import io.zsan.node.Access;
import io.zsan.node.ExportReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.observe.Observation;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import io.zsan.proof.FenceProof;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.Proof;
import io.zsan.proof.WipeProof;
import io.zsan.proof.WipeReadBack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** R7: one step at a time, and no way past one. */
class LunRecyclingTest {
    private final Lab lab = Lab.withPool();

    /** The spare of the standard fleet, in some state. */
    private LedgerState spare(LunState state, int generation) {
        LunRecord was = lab.state().findLun(lun(Fleets.S4).id()).orElseThrow();
        LunRecord is = new LunRecord(
                was.id(),
                new Generation(generation),
                was.sizeBytes(),
                was.sectorBytes(),
                state,
                Optional.empty(),
                Optional.of(P));
        return lab.state().apply(LedgerChange.of(lab.state(), is));
    }

    private Decision decide(LedgerState ledger, Proof... proofs) {
        Observation seen = lab.san().step().observation();
        return new Decider(Fleets.of(4, 1, 3), Policy.defaults()).decide(seen.with(List.of(proofs)), ledger);
    }

    private static LunState next(Decision decision) {
        assertThat(decision.change().puts()).hasSize(1);
        return ((LunRecord) decision.change().puts().get(0).record()).state();
    }

    static FenceProof fenced(LunRef lun, Epoch epoch) {
        return FenceProof.of(new FenceReadBack(
                lun, epoch, true, Set.of(), Set.of(), Duration.ofSeconds(1), Duration.ofSeconds(1), Instant.EPOCH));
    }

    private static WipeProof wiped(LunRef lun) {
        return WipeProof.of(new WipeReadBack(lun, true, true));
    }

    @Test
    void aRetiredLunIsSealedAndNothingElse() {
        assertThat(decide(spare(LunState.RETIRED, 2)).actions())
                .singleElement()
                .satisfies(a -> assertThat(a.action()).isEqualTo(new Action.Seal(lun(Fleets.S4, 1, 2))));
    }

    /** A command to a node that cannot carry it out is none: it is silent, or its daemon does not run. */
    @Test
    void nothingIsSealedOrWipedOnANodeThatIsNotReady() {
        Observation seen = lab.san().step().observation();
        for (LunState state : List.of(LunState.RETIRED, LunState.WIPING)) {
            Picture ready = new Picture(Fleets.of(4, 1, 3), Policy.defaults(), spare(state, 2), seen);
            Picture silent = ready.silent(Fleets.S4, Duration.ofSeconds(1));
            Picture stopped = ready.storage(
                    Fleets.S4, r -> new StorageNodeReport(r.node(), r.boot(), false, r.exports(), r.tokens()));

            assertThat(ready.actions()).hasSize(1);
            assertThat(silent.actions()).isEmpty();
            assertThat(stopped.actions()).noneMatch(a -> a instanceof Action.Seal || a instanceof Action.Wipe);

            LunRef lun = lun(Fleets.S4, 1, 2);
            Picture exporting = stopped.storage(
                    Fleets.S4,
                    r -> new StorageNodeReport(
                            r.node(),
                            r.boot(),
                            false,
                            Map.of(lun.id(), new ExportReport(lun, Epoch.SEALED, Access.nobody(), Set.of())),
                            r.tokens()));
            assertThat(exporting.actions()).noneMatch(a -> a instanceof Action.Seal || a instanceof Action.Wipe);
        }
    }

    @Test
    void itIsSaidWhichPoolAnOldLegIsKeptFor() {
        Observation seen = lab.san().step().observation();
        Picture whole = new Picture(Fleets.of(4, 1, 3), Policy.defaults(), spare(LunState.FENCED, 2), seen);
        Picture leaving = whole.with(whole.pool().withOwnership(new Ownership.Releasing(D1, Fleets.D2)));

        assertThat(leaving.noted(Note.Kind.WAITING, "pool p is not whole yet")).isTrue();
        assertThat(new Picture(whole.fleet(), whole.policy(), spare(LunState.RETIRED, 2), seen)
                        .decide()
                        .actions())
                .extracting(PlannedAction::because)
                .containsExactly("R7: it has left pool p");
    }

    @Test
    void itIsFencedByTheSealOfThisGenerationOnly() {
        LedgerState ledger = spare(LunState.RETIRED, 2);

        assertThat(decide(ledger, fenced(lun(Fleets.S4, 1, 1), Epoch.SEALED))
                        .change()
                        .isEmpty())
                .isTrue();
        assertThat(decide(ledger, fenced(lun(Fleets.S4, 1, 2), new Epoch(1)))
                        .change()
                        .isEmpty())
                .isTrue();
        assertThat(decide(ledger, wiped(lun(Fleets.S4, 1, 2))).change().isEmpty())
                .isTrue();
        assertThat(next(decide(ledger, fenced(lun(Fleets.S4, 1, 2), Epoch.SEALED))))
                .isEqualTo(LunState.FENCED);
    }

    @Test
    void aFencedLunIsFirstRecordedAsToBeWiped() {
        assertThat(next(decide(spare(LunState.FENCED, 2), wiped(lun(Fleets.S4, 1, 2)))))
                .isEqualTo(LunState.WIPING);
    }

    /**
     * A second process was sealing it when the first one's seal was recorded, and died: it stands exported to nobody, and
     * no storage node wipes what it exports.
     */
    @Test
    void aLunThatIsExportedOnceMoreIsSealedBeforeItIsWiped() {
        LunRef lun = lun(Fleets.S4, 1, 2);
        Observation seen = lab.san().step().observation();
        Picture wiping = new Picture(Fleets.of(4, 1, 3), Policy.defaults(), spare(LunState.WIPING, 2), seen);
        Picture closed = wiping.storage(
                Fleets.S4,
                r -> new StorageNodeReport(
                        r.node(),
                        r.boot(),
                        r.serving(),
                        Map.of(lun.id(), new ExportReport(lun, Epoch.SEALED, Access.nobody(), Set.of())),
                        r.tokens()));

        assertThat(closed.actions()).containsExactly(new Action.Seal(lun));
        assertThat(wiping.actions()).singleElement().isInstanceOf(Action.Wipe.class);
    }

    @Test
    void itIsVerifiedByTheWipeOfThisGenerationOnly() {
        LedgerState ledger = spare(LunState.WIPING, 2);

        assertThat(decide(ledger, wiped(lun(Fleets.S4, 1, 1))).change().isEmpty())
                .isTrue();
        assertThat(decide(ledger).actions())
                .singleElement()
                .satisfies(a -> assertThat(a.action()).isInstanceOf(Action.Wipe.class));
        assertThat(next(decide(ledger, wiped(lun(Fleets.S4, 1, 2))))).isEqualTo(LunState.VERIFIED);
    }

    @Test
    void aVerifiedLunIsFreeInItsNextGeneration() {
        Decision decision = decide(spare(LunState.VERIFIED, 2));

        assertThat(((LunRecord) decision.change().puts().get(0).record()).ref()).isEqualTo(lun(Fleets.S4, 1, 3));
    }

    @Test
    void theLastGenerationEndsWithANoteNotWithAnError() {
        Decision decision = decide(spare(LunState.VERIFIED, Generation.MAX));

        assertThat(decision.change().isEmpty()).isTrue();
        assertThat(decision.notes()).anyMatch(n -> n.kind() == Note.Kind.ATTENTION);
    }

    @Test
    void oldDataIsKeptWhileThePoolIsNotWholeAndSparesAreLeft() {
        lab.fleet.resilverTicks(10);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(8);
        assertThat(lab.whole()).isFalse();
        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.FENCED);

        lab.until(Lab::whole);
        lab.until(Lab::allFree);
    }

    /** Three storage nodes, one LUN each: the lost LUN itself is the only one that can take its place. */
    @Test
    void oldDataIsWipedWhenThePoolStarvesForThatLun() {
        Lab small = new Lab(Fleets.of(3, 1, 2), Policy.defaults());
        small.san().enrol();
        small.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
        small.fleet.kill(S1);
        small.rounds(20);
        small.fleet.revive(S1);
        small.until(Lab::whole);

        assertThat(small.pool().findLeg(lun(S1, 1, 2))).isPresent();
        assertThat(small.violations()).isEmpty();
    }

    /** Nobody can fill the gap from the legs that are left, so nothing is won by wiping what may be the last resort. */
    @Test
    void oldDataIsKeptWhereTheMirrorHasNoLegInSync() {
        Picture gap = Picture.ofPool().gap(lun(S1));
        LunRecord s4 = gap.ledger().findLun(lun(Fleets.S4).id()).orElseThrow();
        Picture starving = gap.with(
                gap.ledger().findLun(lun(S1).id()).orElseThrow().retired().fenced(), s4.takenBy(P));
        Picture none = starving.leg(lun(S2), Leg::lost).leg(lun(S3), Leg::lost);

        assertThat(starving.then().ledger().findLun(lun(S1).id()).orElseThrow().state())
                .isEqualTo(LunState.WIPING);
        assertThat(none.then().ledger().findLun(lun(S1).id()).orElseThrow().state())
                .isEqualTo(LunState.FENCED);
    }

    /** Its record was taken out of the ledger by hand, say. */
    @Test
    void aLunWhoseFormerPoolNobodyKnowsIsWiped() {
        LunRecord spare = spare(LunState.FENCED, 2).findLun(lun(Fleets.S4).id()).orElseThrow();
        LunRecord stray = new LunRecord(
                spare.id(),
                spare.generation(),
                spare.sizeBytes(),
                spare.sectorBytes(),
                spare.state(),
                Optional.empty(),
                Optional.of(new PoolName("gone")));

        assertThat(next(decide(lab.state().apply(LedgerChange.of(lab.state(), stray)))))
                .isEqualTo(LunState.WIPING);
    }

    /** Nothing may be replaced just now, so nothing is won by wiping what may be the last resort. */
    @Test
    void oldDataIsKeptWhileTheBrakeHolds() {
        Lab small = new Lab(Fleets.of(3, 1, 2), Policy.builder().brake(0).build());
        small.san().enrol();
        small.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
        small.fleet.silence(S3);
        small.fleet.fault(D1, lun(S1));
        small.rounds(20);

        assertThat(small.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.FENCED);
        small.fleet.speak(S3);
        small.until(Lab::whole);
    }

    @Test
    void oldDataIsKeptWhileThePoolIsOnItsWay() {
        lab.fleet.kill(D1);
        lab.fleet.kill(S1);
        lab.fleet.fates(a -> a instanceof Action.ImportPool ? Fate.LOST_BEFORE : Fate.DONE);
        try {
            lab.san().failover(P, Fleets.D2, Duration.ofSeconds(30));
        } catch (io.zsan.error.OutcomeUnknown underWay) {
            // it stands in the ledger
        }
        lab.fleet.revive(S1);
        lab.rounds(20);

        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.FENCED);
    }

    /** The record of a pool on its way is only what was true when it left: nobody has seen it whole since. */
    @Test
    void oldDataIsKeptWhileAWholePoolIsOnItsWay() {
        LedgerState fenced = spare(LunState.FENCED, 2);
        LedgerState leaving =
                fenced.apply(LedgerChange.of(fenced, lab.pool().withOwnership(new Ownership.Releasing(D1, Fleets.D2))));

        assertThat(decide(leaving).change().isEmpty()).isTrue();
        assertThat(next(decide(fenced))).isEqualTo(LunState.WIPING);
    }

    @Test
    void itIsNotWipedWhileTheOwnerOfAWholePoolHasItsSession() {
        Picture whole = Picture.ofPool();
        LunRef lun = lun(Fleets.S4);
        LunRecord fenced = whole.ledger()
                .findLun(lun.id())
                .orElseThrow()
                .takenBy(P)
                .retired()
                .fenced();
        Picture gone = whole.with(fenced);

        assertThat(gone.then().ledger().findLun(lun.id()).map(LunRecord::state)).contains(LunState.WIPING);
        assertThat(gone.session(lun, true).then().ledger().findLun(lun.id()).map(LunRecord::state))
                .contains(LunState.FENCED);
    }

    /** In its next generation nobody would know the old session for what it is, and it would stay for ever. */
    @Test
    void itIsNotWipedWhileTheOwnerStillHasItsSession() {
        List<LunState> wiped = new ArrayList<>();
        lab.fleet.fates(a -> a instanceof Action.Logout ? Fate.REFUSED : Fate.DONE);
        lab.fleet.resilverTicks(1);
        lab.fleet.kill(S1);
        lab.rounds(17);
        LunRecord lost = lab.state().findLun(lun(S1).id()).orElseThrow();
        LedgerState ledger = lab.state()
                .apply(LedgerChange.of(
                        lab.state(),
                        lost.retired().fenced(),
                        lab.pool()
                                .mapMirrors(m ->
                                        m.without(lab.pool().findLeg(lun(S1)).orElseThrow()))));
        Decision decision = decide(ledger);

        assertThat(decision.change().puts())
                .noneMatch(p -> p.record() instanceof LunRecord l && l.id().equals(lost.id()));
        assertThat(wiped).isEmpty();
        assertThat(lab.performed(Action.Wipe.class)).isEmpty();
        assertThat(lab.pool().findLeg(lun(S2))).isPresent();
    }
}
