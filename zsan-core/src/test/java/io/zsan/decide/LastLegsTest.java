package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.observe.History;
import io.zsan.observe.LeafKey;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R1 where few legs are left: which of them count, and what a person is told of those that are kept. */
class LastLegsTest {
    private static final Duration DROP_AFTER = Policy.defaults().dropAfter();

    private final Picture whole = Picture.ofPool();

    private static Optional<LegState> state(Picture picture, NodeName node) {
        return picture.pool().findLeg(lun(node)).map(Leg::state);
    }

    private static Picture in(VdevState state, Picture picture, NodeName... nodes) {
        Picture after = picture;
        for (NodeName node : nodes) {
            after = after.leaf(
                    lun(node), l -> new LegReport(l.guid(), l.serial(), state, 0, l.replacing(), l.resilvering()));
        }
        return after;
    }

    static Picture failing(Picture picture, NodeName... nodes) {
        Picture after = picture;
        for (NodeName node : nodes) {
            after = after.leaf(
                    lun(node), l -> new LegReport(l.guid(), l.serial(), l.state(), 2, l.replacing(), l.resilvering()));
        }
        return after;
    }

    /** The leaf of the fresh leg on s4. */
    private static LegReport fresh(VdevState state) {
        return new LegReport(
                new Guid(77), Optional.of(lun(S4).exportedSerial()), state, 0, Optional.of(new Guid(78)), true);
    }

    /** What the leg that {@code GapEdgeTest.filling} puts on s1 is to replace. */
    private static LegReport replaced(Optional<Guid> replacing) {
        return new LegReport(GapEdgeTest.OTHER, Optional.empty(), VdevState.OFFLINE, 0, replacing, false);
    }

    @Test
    void theErrorsOfALegAreInTheReason() {
        assertThat(failing(whole, S1).because())
                .singleElement()
                .asString()
                .contains("it has 2 errors, and may lack writes");
    }

    /** It serves: nothing waits for it, and nothing is frozen. */
    @Test
    void aLegWithErrorsThatIsKeptIsNotCalledFrozen() {
        Picture all = failing(whole, S1, S2, S3);

        assertThat(all.decide().change().isEmpty()).isTrue();
        assertThat(all.decide().notes()).noneMatch(n -> n.text().contains("frozen"));
    }

    /** R1, R11: a look from before is asked for only where ZFS cannot be looked at now. */
    @Test
    void whileZfsAnswersWhatItSaysOfTheOthersIsEnough() {
        Picture down = whole.without(lun(S3)).session(lun(S1), false).down(lun(S1), DROP_AFTER);

        assertThat(state(down.neverSound().then(), S1)).contains(LegState.LOST);
        assertThat(state(down.wedged().neverSound().then(), S1)).contains(LegState.IN_SYNC);
    }

    /** A fresh leg takes the writes of its own mirror, not those of another one. */
    @Test
    void aLegThatIsFilledInAnotherMirrorTakesNoWritesOfThisOne() {
        Picture filling = in(VdevState.FAULTED, whole.gap(lun(S3)).then().withLeaf(fresh(VdevState.ONLINE)), S1, S2);
        List<Leg> legs = filling.pool().legs();
        Leg fresh = filling.pool().findLeg(lun(S4)).orElseThrow();
        Picture beside = filling.mirrors(
                List.of(new MirrorRecord(2, List.of(legs.get(0), fresh)), new MirrorRecord(2, List.of(legs.get(1)))));

        assertThat(state(beside.then(), S1)).contains(LegState.LOST);
        assertThat(state(beside.then(), S2)).contains(LegState.IN_SYNC);
    }

    /** ZFS cannot write on with a fresh leg that it has dropped as well. */
    @Test
    void aFreshLegThatZfsHasDroppedTakesNoWrites() {
        Picture last = in(VdevState.FAULTED, whole.gap(lun(S1)).then(), S2, S3);

        assertThat(state(last.withLeaf(fresh(VdevState.ONLINE)).then(), S2)).contains(LegState.LOST);
        assertThat(state(last.withLeaf(fresh(VdevState.FAULTED)).then(), S2)).contains(LegState.IN_SYNC);
    }

    /** Its resilver will show. */
    @Test
    void aPersonIsNotToldOfADoubtWhileALegIsBeingFilled() {
        PoolReport doubtful = Pools.scan(
                whole.seen().databaseNode(D1).flatMap(n -> n.pool(P)).orElseThrow(),
                Optional.of(Pools.resilver(ScanReport.State.FINISHED, 1, "after the import")));
        String text = "its last resilver ended with errors";
        Picture filling = whole.gap(lun(S1)).then();

        assertThat(whole.reported(p -> doubtful).noted(Note.Kind.ATTENTION, text))
                .isTrue();
        assertThat(filling.reported(p -> Pools.scan(p, doubtful.scan())).noted(Note.Kind.ATTENTION, text))
                .isFalse();
    }

    /** R11 must not hang on the order in which the owner's steps are asked for. */
    @Test
    void aLostLegIsNotPutOfflineWhileItsSessionIsThere() {
        Picture lost = whole.leg(lun(S1), Leg::lost);

        assertThat(offline(lost)).isEmpty();
        assertThat(offline(lost.withoutSession(lun(S1)))).hasSize(1);
    }

    private static List<PlannedAction> offline(Picture picture) {
        Draft draft = new Draft(picture.ledger());
        PoolReport there =
                picture.seen().databaseNode(D1).flatMap(n -> n.pool(P)).orElseThrow();
        Survivors left = new Survivors(picture.situation(), D1, Optional.of(there));
        boolean busy = LeavingLegs.takeOut(picture.situation(), picture.pool(), there, left, draft);
        List<PlannedAction> actions = draft.decision().actions();
        assertThat(busy).isEqualTo(!actions.isEmpty());
        return actions;
    }

    @Test
    void aLegIsNoneOfTheOthersOfItsMirror() {
        Leg first = whole.pool().findLeg(lun(S1)).orElseThrow();

        assertThat(Survivors.others(whole.pool(), first)).extracting(Leg::lun).containsExactly(lun(S2), lun(S3));
    }

    /** ZFS would refuse to put it offline, for ever. */
    @Test
    void aPersonIsToldWhereOnlyAFreshLegIsLeft() {
        Picture lost = in(VdevState.FAULTED, whole.gap(lun(S1)).then().withLeaf(fresh(VdevState.ONLINE)), S2, S3)
                .then()
                .withoutSession(lun(S2))
                .withoutSession(lun(S3));

        assertThat(state(lost, S2)).contains(LegState.LOST);
        assertThat(lost.noted(Note.Kind.ATTENTION, "no leg beside " + lun(S2) + " holds everything"))
                .isTrue();
        assertThat(lost.actions()).doesNotHaveAnyElementsOfTypes(Action.OfflineLeg.class);
    }

    /** How long is said in whole minutes, so that the note is not another one in each round. */
    @Test
    void howLongZfsHasRefusedToPutALegOfflineIsSaidInWholeMinutes() {
        Picture lost = in(VdevState.FAULTED, whole.leg(lun(S1), Leg::lost).withoutSession(lun(S1)), S1);
        History seen = lost.seen().history();
        LeafKey leaf = new LeafKey(D1, lost.leafOf(lun(S1)).orElseThrow().guid());
        Picture refused = lost.with(new History(
                seen.bounces(),
                seen.slow(),
                seen.failedResilvers(),
                seen.settling(),
                seen.unsound(),
                Map.of(leaf, Duration.ofSeconds(179))));

        assertThat(refused.noted(Note.Kind.ATTENTION, "ZFS has not let go of leg s1/s1d1#1 for 120 s or more"))
                .isTrue();
    }

    /** Neither can be given up, and none of them gets well by waiting: imported together, each has what the others lack. */
    @Test
    void whereZfsDroppedALegAndAllOthersHaveErrorsAFailoverIsAdvised() {
        Picture none = failing(in(VdevState.REMOVED, whole, S1), S2, S3);

        assertThat(state(none.then(), S1)).contains(LegState.IN_SYNC);
        assertThat(none.noted(
                        Note.Kind.ATTENTION,
                        "ZFS has dropped leg " + lun(S1) + " (the pool says REMOVED), and"
                                + " every other leg of its mirror has errors"))
                .isTrue();
        Picture out = failing(in(VdevState.REMOVED, whole, S1, S2), S3);
        assertThat(out.noted(Note.Kind.ATTENTION, "ZFS has dropped leg " + lun(S2)))
                .isTrue();
    }

    @Test
    void nobodyIsToldToFailOverWhileALegMayComeBackOrGetWell() {
        Picture none = failing(in(VdevState.REMOVED, whole, S1), S2, S3);
        Picture down = none.session(lun(S1), false);
        Picture filling = failing(in(VdevState.REMOVED, whole, S1), S2)
                .leaf(lun(S3), l -> new LegReport(l.guid(), l.serial(), l.state(), 0, l.replacing(), true));

        assertThat(down.decide().notes()).noneMatch(n -> n.text().contains("fail over"));
        assertThat(down.noted(Note.Kind.WAITING, "too few others are left")).isTrue();
        assertThat(filling.decide().notes()).noneMatch(n -> n.text().contains("fail over"));
        assertThat(filling.noted(Note.Kind.WAITING, "too few others are left")).isTrue();
    }

    /** It serves, and lacks what its storage node lost; that the others have errors does not make ZFS drop it. */
    @Test
    void aRestartedLegIsNotSaidToBeDroppedByZfs() {
        Picture restarted = LossEdgeTest.restarted(failing(whole, S2, S3), S1);

        assertThat(restarted.noted(Note.Kind.WAITING, "leg " + lun(S1) + " is gone (its storage node has restarted"))
                .isTrue();
        assertThat(restarted.decide().notes()).noneMatch(n -> n.text().contains("ZFS has dropped leg"));
    }

    /** It takes every new write, too: where the others failed, ZFS went on with it alone (seed 204775). */
    @Test
    void aLegThatWasBeingFilledIsKeptWhileNoOtherIsKnownToHoldEverything() {
        Picture gone = GapEdgeTest.filling(whole, lun(S1), false)
                .session(lun(S1), false)
                .down(lun(S1), DROP_AFTER);
        Picture kept = failing(gone, S2, S3);

        assertThat(state(gone.then(), S1)).contains(LegState.GIVEN_UP);
        assertThat(state(failing(gone, S2).then(), S1)).contains(LegState.GIVEN_UP);
        assertThat(state(kept.then(), S1)).contains(LegState.SYNCING);
        assertThat(kept.noted(Note.Kind.ATTENTION, "leg " + lun(S1) + " was being filled, and is gone"))
                .isTrue();
        assertThat(kept.noted(Note.Kind.ATTENTION, "fail over and accept the loss by name"))
                .isTrue();
        // What the pool does not have took no write.
        Picture never = kept.withoutLeaf(lun(S1)).withLeaf(replaced(Optional.empty()));
        assertThat(state(never.then(), S1)).isEmpty();
        assertThat(state(kept.withLeaf(replaced(Optional.empty())).then(), S1))
                .as("it is in the pool, whatever became of what it was to replace")
                .contains(LegState.SYNCING);
        // One that shows no serial any more may have been put in.
        Picture unseen = kept.withoutLeaf(lun(S1)).withLeaf(replaced(Optional.of(new Guid(78))));
        assertThat(state(unseen.then(), S1)).contains(LegState.SYNCING);
        assertThat(state(kept.withoutLeaf(lun(S1)).then(), S1)).contains(LegState.SYNCING);
    }

    /** A resilver that could not read everything leaves it open what the others lack. */
    @Test
    void aLegThatWasBeingFilledIsKeptWhereTheLastResilverLeavesDoubt() {
        Picture gone = GapEdgeTest.filling(whole, lun(S1), false)
                .session(lun(S1), false)
                .down(lun(S1), DROP_AFTER);

        assertThat(state(gone.reported(p -> LossEdgeTest.resilvered(p, 1)).then(), S1))
                .contains(LegState.SYNCING);
        assertThat(state(gone.reported(p -> LossEdgeTest.resilvered(p, 0)).then(), S1))
                .contains(LegState.GIVEN_UP);
    }

    @Test
    void aLegWhoseResilverFailedIsKeptWhileTheOthersHaveErrorsToo() {
        Picture failed = failing(GapEdgeTest.filling(whole, lun(S1), true), S1)
                .reported(
                        p -> Pools.scan(p, Optional.of(Pools.resilver(ScanReport.State.FINISHED, 1, "the last scan"))));
        Picture kept = failing(failed, S2, S3);

        assertThat(state(failed.then(), S1)).contains(LegState.GIVEN_UP);
        assertThat(state(kept.then(), S1)).contains(LegState.SYNCING);
        assertThat(kept.noted(Note.Kind.ATTENTION, "no other leg of its mirror is known to hold everything either"))
                .isTrue();
        assertThat(kept.noted(Note.Kind.WAITING, "is resilvering")).isTrue();
    }
}
