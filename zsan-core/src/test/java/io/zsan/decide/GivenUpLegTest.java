package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.error.InvalidInput;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * R1, R5: a leg that is given up while it is connected takes every write until its session is gone. Until it is out of the
 * pool it may be what the last write is on alone, if all others fail unseen; so it stays in the record.
 */
class GivenUpLegTest {
    private final Picture whole = Picture.ofPool();

    private static Optional<Leg> leg(Picture picture) {
        return picture.pool().findLeg(lun(S1));
    }

    private static Optional<LegState> state(Picture picture) {
        return leg(picture).map(Leg::state);
    }

    private static Picture leaf(Picture picture, NodeName node, VdevState state, long errors) {
        return picture.leaf(
                lun(node), l -> new LegReport(l.guid(), l.serial(), state, errors, l.replacing(), l.resilvering()));
    }

    /** A fresh leg, and the scan that was to fill it and did not. */
    private Picture badlyFilled() {
        return LastLegsTest.failing(GapEdgeTest.filling(whole, lun(S1), true), S1)
                .reported(p -> Pools.scan(
                        p, Optional.of(Pools.resilver(ScanReport.State.FINISHED, 1, "the scan that failed"))));
    }

    @Test
    void aLegThatIsConnectedIsGivenUp() {
        assertThat(state(LastLegsTest.failing(whole, S1).then())).contains(LegState.GIVEN_UP);
        assertThat(LastLegsTest.failing(whole, S1).because())
                .singleElement()
                .asString()
                .contains(" of p is given up: ");
        assertThat(leaf(whole, S1, VdevState.FAULTED, 0).because())
                .singleElement()
                .asString()
                .contains(" of p is lost: ");
        assertThat(state(LossEdgeTest.restarted(whole, S1).then())).contains(LegState.GIVEN_UP);
        assertThat(state(LossEdgeTest.restarted(whole, S1).wedged().then()))
                .as("ZFS does not answer, and may go on")
                .contains(LegState.GIVEN_UP);
    }

    @Test
    void aLegThatTakesNoWritesIsLost() {
        assertThat(state(whole.session(lun(S1), false)
                        .down(lun(S1), Policy.defaults().dropAfter())
                        .then()))
                .contains(LegState.LOST);
        assertThat(state(LossEdgeTest.restarted(whole, S1)
                        .session(lun(S1), false)
                        .then()))
                .contains(LegState.LOST);
        assertThat(state(leaf(whole, S1, VdevState.FAULTED, 0).then()))
                .as("ZFS has dropped it")
                .contains(LegState.LOST);
    }

    @Test
    void itsSessionIsRemovedThenItIsPutOfflineThenItIsOut() {
        Picture givenUp = LastLegsTest.failing(whole, S1).then();
        assertThat(givenUp.actions()).hasExactlyElementsOfTypes(Action.Logout.class);

        Picture gone = leaf(givenUp.withoutSession(lun(S1)), S1, VdevState.REMOVED, 2);
        assertThat(gone.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);

        Picture out = leaf(gone, S1, VdevState.OFFLINE, 2).then();
        assertThat(leg(out)).isEmpty();
        assertThat(out.ledger().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.RETIRED);
    }

    @Test
    void aFreshLegGoesTheSameWayAsTheVdevThatItIs() {
        Picture givenUp = badlyFilled().then();
        Guid vdev = whole.leafOf(lun(S1)).orElseThrow().guid();
        assertThat(leg(givenUp).flatMap(Leg::guid)).contains(vdev);
        assertThat(leg(givenUp).orElseThrow().onceHeldAll()).isFalse();
        assertThat(givenUp.actions()).hasExactlyElementsOfTypes(Action.Logout.class);

        Picture gone = leaf(givenUp.withoutSession(lun(S1)), S1, VdevState.REMOVED, 2);
        assertThat(gone.actions()).singleElement().isEqualTo(new Action.OfflineLeg(D1, P, vdev));
        assertThat(leg(leaf(gone, S1, VdevState.OFFLINE, 2).then())).isEmpty();
    }

    /** So nothing of the replacement stays behind, and ZFS refuses as it does for an offline. */
    @Test
    void aFreshLegIsDetachedWhileWhatItWasToReplaceIsThere() {
        Picture gone = badlyFilled().then().withoutSession(lun(S1));
        Picture beside = gone.leaf(
                lun(S1),
                l -> new LegReport(l.guid(), l.serial(), VdevState.REMOVED, 2, Optional.of(new Guid(78)), false));
        Guid vdev = whole.leafOf(lun(S1)).orElseThrow().guid();

        assertThat(beside.actions()).singleElement().isEqualTo(new Action.DetachLeg(D1, P, vdev));
        assertThat(leg(beside.withoutLeaf(lun(S1)).then())).isEmpty();
    }

    private static Picture unseen(Picture picture) {
        return picture.leg(
                        lun(S1),
                        l -> new Leg(
                                l.lun(),
                                Optional.empty(),
                                l.boot(),
                                LegState.GIVEN_UP,
                                Optional.of(GapEdgeTest.OTHER),
                                Optional.empty()))
                .withoutSession(lun(S1));
    }

    private static LegReport replaced(Optional<Guid> replacing) {
        return new LegReport(GapEdgeTest.OTHER, Optional.empty(), VdevState.OFFLINE, 0, replacing, false);
    }

    @Test
    void aFreshLegIsKnownByItsVdevAsSoonAsThatIsSeen() {
        Picture seen = unseen(whole).then();

        assertThat(leg(seen).flatMap(Leg::guid)).isEqualTo(whole.leafOf(lun(S1)).map(LegReport::guid));
        assertThat(seen.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);
        assertThat(seen.pool().legs())
                .extracting(Leg::state)
                .containsExactly(LegState.GIVEN_UP, LegState.IN_SYNC, LegState.IN_SYNC);
    }

    /** Two records of one pool in one decision: the second would be made from the pool as it was before the first. */
    @Test
    void nothingElseIsRecordedBesideTheVdevThatItIs() {
        Picture two = GapEdgeTest.scanned(GapEdgeTest.filling(unseen(whole), lun(S2), true));

        assertThat(leg(two.then()).flatMap(Leg::guid)).isPresent();
        assertThat(two.then().pool().findLeg(lun(S2)).map(Leg::state)).contains(LegState.SYNCING);
    }

    /** ZFS lets a leg go only where the others lack nothing; it cannot be asked about a vdev that nobody knows. */
    @Test
    void aFreshLegThatNobodyHasSeenIsOutWhenAnotherIsSeenToHoldEverything() {
        Picture unseen = unseen(whole).withoutLeaf(lun(S1)).withLeaf(replaced(Optional.of(new Guid(78))));

        assertThat(leg(unseen.then())).isEmpty();

        Picture kept = LastLegsTest.failing(unseen, S2, S3);
        assertThat(state(kept.then())).contains(LegState.GIVEN_UP);
        assertThat(kept.noted(Note.Kind.ATTENTION, "was given up, and is kept: no other leg of its mirror is known"))
                .isTrue();
        assertThat(state(unseen.reported(p -> LossEdgeTest.resilvered(p, 1)).then()))
                .as("a resilver has left doubt")
                .contains(LegState.GIVEN_UP);
    }

    /** Which of the vdevs it is nobody knows, so none of that mirror is taken apart. */
    @Test
    void nothingIsDetachedWhileALegThatNobodyHasSeenIsKept() {
        LegReport fresh =
                new LegReport(new Guid(5), Optional.empty(), VdevState.REMOVED, 0, Optional.of(new Guid(78)), false);
        Picture kept = LastLegsTest.failing(
                unseen(whole)
                        .withoutLeaf(lun(S1))
                        .withLeaf(replaced(Optional.of(new Guid(78))))
                        .withLeaf(fresh),
                S2,
                S3);

        assertThat(kept.actions()).isEmpty();
        assertThat(kept.without(lun(S1)).actions())
                .as("once it is out, its replacement is")
                .hasExactlyElementsOfTypes(Action.DetachLeg.class);
    }

    /** It cannot have taken anything, whatever became of the others. */
    @Test
    void aFreshLegThatWasNeverPutInIsOutAtOnce() {
        Picture never =
                LastLegsTest.failing(unseen(whole).withoutLeaf(lun(S1)).withLeaf(replaced(Optional.empty())), S2, S3);

        assertThat(leg(never.then())).isEmpty();
    }

    @Test
    void aFreshLegIsGivenUpUnseenWhereZfsDoesNotAnswer() {
        Picture silent = GapEdgeTest.filling(whole, lun(S1), false)
                .leg(
                        lun(S1),
                        l -> new Leg(l.lun(), Optional.empty(), l.boot(), l.state(), l.replaces(), l.scanBefore()))
                .wedged()
                .session(lun(S1), false)
                .down(lun(S1), Policy.defaults().dropAfter());

        assertThat(state(silent.then())).contains(LegState.GIVEN_UP);
        assertThat(leg(silent.then()).flatMap(Leg::guid)).isEmpty();
    }

    /** Nobody else is let go of for it: the place is filled when it is out. */
    @Test
    void itsPlaceIsNotFilledBeforeItIsOut() {
        Picture givenUp =
                leaf(LastLegsTest.failing(whole, S1).then().withoutSession(lun(S1)), S1, VdevState.REMOVED, 2);

        assertThat(givenUp.decide().change().isEmpty()).isTrue();
        assertThat(givenUp.actions()).doesNotHaveAnyElementsOfTypes(Action.ReplaceLeg.class);
    }

    /** Since it was recorded the others have failed as well: without it the last write may be gone. */
    @Test
    void itsSessionIsKeptWhileNoOtherIsKnownToHoldEverything() {
        Picture alone = LastLegsTest.failing(LastLegsTest.failing(whole, S1).then(), S2, S3);

        assertThat(alone.actions()).doesNotHaveAnyElementsOfTypes(Action.Logout.class);
        assertThat(alone.noted(Note.Kind.ATTENTION, "was given up, and is kept"))
                .isTrue();
        assertThat(state(alone.then())).contains(LegState.GIVEN_UP);
        assertThat(LastLegsTest.failing(LastLegsTest.failing(whole, S1).then(), S2)
                        .then()
                        .actions())
                .as("one other is well")
                .hasExactlyElementsOfTypes(Action.Logout.class, Action.Logout.class);

        Picture doubt = LastLegsTest.failing(whole, S1).then().reported(p -> LossEdgeTest.resilvered(p, 1));
        assertThat(doubt.actions()).doesNotHaveAnyElementsOfTypes(Action.Logout.class);
    }

    /** What a person has just cleared looks well, and ZFS may be about to find what it lacks. */
    @Test
    void itsSessionIsKeptUntilAnotherHasSettled() {
        Picture givenUp = LastLegsTest.failing(whole, S1).then();
        Picture early = LossEdgeTest.settling(givenUp, S2, S3);

        assertThat(early.actions()).doesNotHaveAnyElementsOfTypes(Action.Logout.class);
        assertThat(early.noted(Note.Kind.WAITING, "until ZFS has had time to look at the others of its mirror"))
                .isTrue();
        assertThat(LossEdgeTest.settling(givenUp, S2).actions()).hasExactlyElementsOfTypes(Action.Logout.class);
        assertThat(early.session(lun(S1), false).actions())
                .as("nothing is acknowledged meanwhile")
                .hasExactlyElementsOfTypes(Action.Logout.class);
    }

    /** While its session is down the pool is frozen, and zpool would hang. */
    @Test
    void aPersonIsNotSentToZpoolWhileThePoolIsFrozen() {
        Picture alone = LastLegsTest.failing(LastLegsTest.failing(whole, S1).then(), S2, S3);
        String first = "bring its storage node back, and when its session is up run zpool clear";

        assertThat(alone.noted(Note.Kind.ATTENTION, "was written meanwhile; run zpool clear"))
                .isTrue();
        assertThat(alone.session(lun(S1), false).noted(Note.Kind.ATTENTION, first))
                .isTrue();
    }

    /** Somebody has brought it back, so that the others are filled from it. */
    @Test
    void itsSessionIsNotRemovedWhileZfsCannotDoWithoutIt() {
        Picture back = LastLegsTest.failing(whole, S1).then();
        Duration patience = Policy.defaults().fenceWait();
        Picture needed = LossEdgeTest.leavingTrouble(back, S1, patience);

        assertThat(needed.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);
        assertThat(needed.session(lun(S1), false).actions())
                .as("the pool would wait for it")
                .hasExactlyElementsOfTypes(Action.Logout.class);
        assertThat(LossEdgeTest.leavingTrouble(back, S1, patience.minusMillis(1))
                        .actions())
                .hasExactlyElementsOfTypes(Action.Logout.class);
        Picture lost = LossEdgeTest.leavingTrouble(whole.leg(lun(S1), Leg::lost).session(lun(S1), false), S1, patience);
        assertThat(lost.actions()).hasExactlyElementsOfTypes(Action.Logout.class);
    }

    @Test
    void whatWasNeverPutInHasNoSessionToKeep() {
        Picture never = LastLegsTest.failing(
                unseen(whole)
                        .withoutLeaf(lun(S1))
                        .withLeaf(replaced(Optional.empty()))
                        .session(
                                lun(S1),
                                whole.seen()
                                        .databaseNode(D1)
                                        .orElseThrow()
                                        .session(whole.fleet().target(lun(S1)))
                                        .orElseThrow()),
                S2,
                S3);

        assertThat(never.actions()).hasExactlyElementsOfTypes(Action.Logout.class);
    }

    /** A lost leg is not waited for, whatever became of the others. */
    @Test
    void aLostLegLosesItsSessionAlsoWhileTheOthersHaveErrors() {
        Picture lost = LastLegsTest.failing(whole.leg(lun(S1), Leg::lost).session(lun(S1), false), S2, S3);

        assertThat(lost.actions()).hasExactlyElementsOfTypes(Action.Logout.class);
    }

    /** ZFS goes on with it alone: none of the others is current any more, and the record follows. */
    @Test
    void theOthersAreLostWhereZfsHasDroppedThemAndGoesOnWithIt() {
        Picture givenUp = LastLegsTest.failing(whole, S1).then();
        Picture alone = leaf(leaf(givenUp, S2, VdevState.FAULTED, 0), S3, VdevState.FAULTED, 0);

        assertThat(alone.then().pool().legs())
                .extracting(Leg::state)
                .containsExactly(LegState.GIVEN_UP, LegState.LOST, LegState.LOST);
        Picture gone = leaf(alone, S1, VdevState.REMOVED, 0);
        assertThat(gone.then().pool().legs()).extracting(Leg::state).contains(LegState.IN_SYNC);
    }

    /** A lost leg took nothing since; one that is back before its session was removed is written again. */
    @Test
    void aLostLegThatIsBackIsGivenUp() {
        Picture lost = whole.leg(lun(S1), Leg::lost);

        assertThat(lost.then().pool().legs())
                .extracting(Leg::state)
                .containsExactly(LegState.GIVEN_UP, LegState.IN_SYNC, LegState.IN_SYNC);
        assertThat(lost.because()).singleElement().asString().contains("is back before it was let go of");
        assertThat(leg(lost.then()).orElseThrow().onceHeldAll()).isTrue();
        assertThat(state(lost.session(lun(S1), false).then())).contains(LegState.LOST);
        assertThat(state(lost.wedged().then())).as("ZFS may have dropped it").contains(LegState.LOST);
        assertThat(state(leaf(lost, S1, VdevState.REMOVED, 0).then())).contains(LegState.LOST);
        assertThat(state(leaf(lost, S1, VdevState.DEGRADED, 0).then())).contains(LegState.GIVEN_UP);
    }

    /** What ZFS refuses for long keeps the pool from nothing else, and is asked again when there is nothing else. */
    @Test
    void aRefusalThatLastsHoldsUpNothingElse() {
        Picture gone = leaf(LastLegsTest.failing(whole, S1).then().withoutSession(lun(S1)), S1, VdevState.REMOVED, 2);
        Picture refused =
                LossEdgeTest.leavingTrouble(gone, S1, Policy.defaults().fenceWait());
        String text = "ZFS has not let go of leg s1/s1d1#1 for 0 s or more: the others may lack what it holds";

        assertThat(refused.noted(Note.Kind.ATTENTION, text)).isTrue();
        assertThat(refused.noted(Note.Kind.ATTENTION, "run zpool online, then zpool scrub"))
                .isTrue();
        assertThat(refused.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);

        Picture stamped = refused.with(refused.pool().raised(refused.pool().ownership()));
        assertThat(stamped.actions())
                .anyMatch(a -> a instanceof Action.StampEpoch)
                .noneMatch(a -> a instanceof Action.OfflineLeg);
        assertThat(LossEdgeTest.leavingTrouble(
                                stamped, S1, Policy.defaults().fenceWait().minusMillis(1))
                        .actions())
                .noneMatch(a -> a instanceof Action.StampEpoch)
                .anyMatch(a -> a instanceof Action.OfflineLeg);
    }

    /** R11: what is on its way out hangs ZFS as well as what is gone already. */
    @Test
    void zfsIsNotSpokenToBeforeTheSessionOfALunThatLeftIsGone() {
        Picture left = whole.with(
                        whole.ledger().findLun(lun(S1).id()).orElseThrow().retired())
                .without(lun(S1))
                .reported(p -> Pools.stamp(p, new Epoch(1)));
        Picture old = left.with(left.pool().raised(left.pool().ownership()));

        assertThat(old.actions()).anyMatch(a -> a instanceof Action.Logout);
        assertThat(old.actions()).noneMatch(a -> a instanceof Action.StampEpoch);
        assertThat(old.withoutSession(lun(S1)).actions()).anyMatch(a -> a instanceof Action.StampEpoch);
    }

    @Test
    void nothingIsExportedBeforeTheSessionOfALunThatLeftIsGone() {
        Picture left = whole.with(
                        whole.ledger().findLun(lun(S1).id()).orElseThrow().retired())
                .without(lun(S1));
        Picture releasing = left.with(left.pool().withOwnership(new Ownership.Releasing(D1, D2)));

        assertThat(releasing.actions())
                .anyMatch(a -> a instanceof Action.Logout)
                .noneMatch(a -> a instanceof Action.ExportPool);
        assertThat(releasing.withoutSession(lun(S1)).actions()).anyMatch(a -> a instanceof Action.ExportPool);
    }

    /** ZFS is asked again for what it has refused, and for nothing else. */
    @Test
    void onlyWhatWasRefusedIsAskedAgain() {
        Picture alone = leaf(
                leaf(whole.leg(lun(S1), Leg::lost).withoutSession(lun(S1)), S2, VdevState.FAULTED, 0),
                S3,
                VdevState.FAULTED,
                0);

        assertThat(alone.noted(Note.Kind.ATTENTION, "ZFS has dropped every other leg of the mirror"))
                .isTrue();
        assertThat(alone.actions()).doesNotHaveAnyElementsOfTypes(Action.OfflineLeg.class);
        assertThat(LossEdgeTest.leavingTrouble(whole, S1, Policy.defaults().fenceWait())
                        .actions())
                .as("it counts again")
                .isEmpty();
    }

    /** It was in sync, so what is left of it is what another LUN takes the place of. */
    @Test
    void aLegThatOnceHeldEverythingIsNeverDetached() {
        Picture beside = LastLegsTest.failing(whole, S1)
                .then()
                .withoutSession(lun(S1))
                .leaf(
                        lun(S1),
                        l -> new LegReport(
                                l.guid(), l.serial(), VdevState.REMOVED, 2, Optional.of(new Guid(78)), false));

        assertThat(beside.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);
    }

    /** A lost leg holds nothing that the others lack, so it need not come back. */
    @Test
    void whatIsToBeDoneAboutARefusalDependsOnTheLeg() {
        Picture lost = LossEdgeTest.leavingTrouble(
                leaf(whole.leg(lun(S1), Leg::lost).withoutSession(lun(S1)), S1, VdevState.REMOVED, 0),
                S1,
                Policy.defaults().fenceWait());

        assertThat(lost.noted(Note.Kind.ATTENTION, "and fail over so that it is imported"))
                .isTrue();
        assertThat(lost.noted(Note.Kind.ATTENTION, "run zpool online")).isFalse();
    }

    @Test
    void aResilverThatLeftDoubtIsNotWaitedFor() {
        Picture doubt = LastLegsTest.failing(whole, S1).then().reported(p -> LossEdgeTest.resilvered(p, 1));

        assertThat(doubt.noted(Note.Kind.ATTENTION, "was given up, and is kept: no other leg"))
                .isTrue();
        assertThat(doubt.noted(Note.Kind.WAITING, "was given up, and is kept")).isFalse();
    }

    /** While it is away ZFS may resilver others; it is only not said to be waited for. */
    @Test
    void aMirrorWithALostLegOfAKnownVdevIsFilledElsewhere() {
        Picture gap = whole.gap(lun(S2));
        Picture refused = LossEdgeTest.leavingTrouble(
                leaf(gap.leg(lun(S1), Leg::lost).withoutSession(lun(S1)), S1, VdevState.REMOVED, 0),
                S1,
                Policy.defaults().fenceWait());

        assertThat(refused.then().pool().legs()).anyMatch(l -> l.state() == LegState.SYNCING);
    }

    @Test
    void aPoolIsNotExportedBeforeZfsHasLetItGo() {
        Picture givenUp = LastLegsTest.failing(whole, S1).then();
        Picture releasing = givenUp.with(givenUp.pool().withOwnership(new Ownership.Releasing(D1, D2)));
        assertThat(releasing.actions()).hasExactlyElementsOfTypes(Action.Logout.class);

        Picture gone = leaf(releasing.withoutSession(lun(S1)), S1, VdevState.REMOVED, 2);
        assertThat(gone.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);
        Picture refused =
                LossEdgeTest.leavingTrouble(gone, S1, Policy.defaults().fenceWait());
        assertThat(refused.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);
        assertThat(refused.noted(Note.Kind.ATTENTION, "has not let go of leg s1/s1d1#1"))
                .isTrue();

        Picture two =
                leaf(refused.leg(lun(S2), l -> l.givenUp(l.guid())).withoutSession(lun(S2)), S2, VdevState.REMOVED, 0);
        assertThat(two.actions())
                .as("one command at a time, and first for the one that ZFS has not refused")
                .containsExactly(new Action.OfflineLeg(
                        D1, P, whole.leafOf(lun(S2)).orElseThrow().guid()));

        Picture out = leaf(gone, S1, VdevState.OFFLINE, 2).then();
        assertThat(leg(out)).isEmpty();
        assertThat(out.actions()).anyMatch(a -> a instanceof Action.ExportPool);
    }

    @Test
    void aPoolIsNotExportedWhileOnlyItIsKnownToHoldEverything() {
        Picture givenUp = LastLegsTest.failing(whole, S1).then();
        Picture releasing = givenUp.with(givenUp.pool().withOwnership(new Ownership.Releasing(D1, D2)));
        Picture alone = LastLegsTest.failing(releasing, S2, S3);

        assertThat(alone.actions()).isEmpty();
        assertThat(alone.noted(Note.Kind.ATTENTION, "was given up, and is kept"))
                .isTrue();
    }

    @Test
    void onlyOneThatOnceHeldEverythingMayBeAccepted() {
        Picture inSync = LastLegsTest.failing(whole, S1).then();
        Picture fresh = badlyFilled().then();
        DataLossAcceptance word = new DataLossAcceptance(P, whole.pool().epoch(), List.of(lun(S1)));

        assertThat(accepted(inSync, word)).isTrue();
        assertThatThrownBy(() -> accepted(fresh, word))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("never held all of pool");
    }

    private static boolean accepted(Picture picture, DataLossAcceptance word) {
        Picture taking = picture.with(picture.pool()
                .withOwnership(new Ownership.TakingOver(D1, D2, List.of(), Optional.empty(), Optional.empty())));
        return !new Requests(taking.fleet(), taking.policy())
                .accept(taking.ledger(), taking.seen(), word)
                .isEmpty();
    }
}
