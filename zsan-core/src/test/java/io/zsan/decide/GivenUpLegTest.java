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
import io.zsan.model.BootId;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.ScanReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Pools;
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

    private static Picture failing(Picture picture, NodeName... nodes) {
        Picture after = picture;
        for (NodeName node : nodes) {
            after = leaf(after, node, VdevState.ONLINE, 2);
        }
        return after;
    }

    private static Picture restarted(Picture picture) {
        return picture.storage(
                S1,
                r -> new StorageNodeReport(
                        r.node(), Optional.of(new BootId("another")), r.ready(), r.exports(), r.tokens()));
    }

    /** A fresh leg, and the scan that was to fill it and did not. */
    private Picture badlyFilled() {
        return failing(GapEdgeTest.filling(whole, lun(S1), true), S1)
                .reported(p -> Pools.scan(
                        p, Optional.of(Pools.resilver(ScanReport.State.FINISHED, 1, "the scan that failed"))));
    }

    @Test
    void aLegThatIsConnectedIsGivenUp() {
        assertThat(state(failing(whole, S1).then())).contains(LegState.GIVEN_UP);
        assertThat(state(restarted(whole).then())).contains(LegState.GIVEN_UP);
        assertThat(state(restarted(whole).wedged().then()))
                .as("ZFS does not answer, and may go on")
                .contains(LegState.GIVEN_UP);
    }

    @Test
    void aLegThatTakesNoWritesIsLost() {
        assertThat(state(whole.session(lun(S1), false)
                        .down(lun(S1), Policy.defaults().dropAfter())
                        .then()))
                .contains(LegState.LOST);
        assertThat(state(restarted(whole).session(lun(S1), false).then())).contains(LegState.LOST);
        assertThat(state(leaf(whole, S1, VdevState.FAULTED, 0).then()))
                .as("ZFS has dropped it")
                .contains(LegState.LOST);
    }

    @Test
    void itsSessionIsRemovedThenItIsPutOfflineThenItIsOut() {
        Picture givenUp = failing(whole, S1).then();
        assertThat(givenUp.actions()).hasOnlyElementsOfType(Action.Logout.class).hasSize(1);

        Picture gone = leaf(givenUp.withoutSession(lun(S1)), S1, VdevState.REMOVED, 2);
        assertThat(gone.actions())
                .hasOnlyElementsOfType(Action.OfflineLeg.class)
                .hasSize(1);

        Picture out = leaf(gone, S1, VdevState.OFFLINE, 2).then();
        assertThat(leg(out)).isEmpty();
        assertThat(out.ledger().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.RETIRED);
    }

    @Test
    void aFreshLegGoesTheSameWayAsTheVdevThatItIs() {
        Picture givenUp = badlyFilled().then();
        assertThat(leg(givenUp).flatMap(Leg::guid))
                .isEqualTo(whole.leafOf(lun(S1)).map(LegReport::guid));
        assertThat(leg(givenUp).orElseThrow().onceHeldAll()).isFalse();
        assertThat(givenUp.actions()).hasOnlyElementsOfType(Action.Logout.class);

        Picture gone = leaf(givenUp.withoutSession(lun(S1)), S1, VdevState.REMOVED, 2);
        assertThat(gone.actions())
                .singleElement()
                .isEqualTo(new Action.OfflineLeg(
                        D1, P, leg(givenUp).orElseThrow().guid().orElseThrow()));
        assertThat(leg(leaf(gone, S1, VdevState.OFFLINE, 2).then())).isEmpty();
    }

    /** ZFS puts a leg offline only where the others lack nothing; it cannot be asked about a vdev that nobody knows. */
    @Test
    void aFreshLegThatNobodyHasSeenIsOutWhenAnotherIsSeenToHoldEverything() {
        Picture unseen = whole.leg(
                        lun(S1),
                        l -> new Leg(
                                l.lun(),
                                Optional.empty(),
                                l.boot(),
                                LegState.GIVEN_UP,
                                Optional.of(new Guid(1)),
                                Optional.empty()))
                .withoutSession(lun(S1))
                .withoutLeaf(lun(S1));

        assertThat(leg(unseen.then())).isEmpty();

        Picture kept = failing(unseen, S2, S3);
        assertThat(state(kept.then())).contains(LegState.GIVEN_UP);
        assertThat(kept.noted(Note.Kind.ATTENTION, "its LUN is kept, since no other leg of its mirror is known"))
                .isTrue();
        assertThat(state(unseen.reported(p -> LossEdgeTest.resilvered(p, 1)).then()))
                .as("a resilver has left doubt")
                .contains(LegState.GIVEN_UP);
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
        Picture givenUp = leaf(failing(whole, S1).then().withoutSession(lun(S1)), S1, VdevState.REMOVED, 2);

        assertThat(givenUp.decide().change().isEmpty()).isTrue();
        assertThat(givenUp.actions()).doesNotHaveAnyElementsOfTypes(Action.ReplaceLeg.class);
    }

    @Test
    void aPoolIsNotExportedWhileOnlyItIsKnownToHoldEverything() {
        Picture givenUp = failing(whole, S1).then();
        Picture releasing = givenUp.with(givenUp.pool().withOwnership(new Ownership.Releasing(D1, D2)));

        assertThat(releasing.actions()).hasOnlyElementsOfType(Action.Logout.class);
        Picture alone = failing(releasing, S2, S3);
        assertThat(alone.actions()).isEmpty();
        assertThat(alone.noted(Note.Kind.WAITING, "does not count, and may hold what the others lack"))
                .isTrue();
        assertThat(alone.withoutSession(lun(S1)).actions())
                .as("it takes no more writes")
                .hasOnlyElementsOfType(Action.ExportPool.class);
    }

    @Test
    void onlyOneThatOnceHeldEverythingMayBeAccepted() {
        Picture inSync = failing(whole, S1).then();
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
