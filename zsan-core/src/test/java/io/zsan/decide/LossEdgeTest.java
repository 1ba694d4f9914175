package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.observe.History;
import io.zsan.observe.LeafKey;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** R1 at the edge of its bounds, and what one loss must not do to another. */
class LossEdgeTest {
    private static final Duration DROP_AFTER = Policy.defaults().dropAfter();
    private static final Duration SHORTER = DROP_AFTER.minusMillis(1);

    private final Picture whole = Picture.ofPool();

    private static LegState state(Picture picture, NodeName node) {
        return picture.pool().findLeg(lun(node)).orElseThrow().state();
    }

    private static LegReport in(LegReport l, VdevState state) {
        return new LegReport(l.guid(), l.serial(), state, l.errors(), l.replacing(), l.resilvering());
    }

    private static Picture faulted(Picture picture, NodeName node) {
        return picture.leaf(lun(node), l -> in(l, VdevState.FAULTED));
    }

    static Picture restarted(Picture picture, NodeName node) {
        return picture.storage(
                node,
                r -> new StorageNodeReport(node, Optional.of(new BootId("another")), true, r.exports(), r.tokens()));
    }

    /** s4 is chosen in the place of s1, and is not put in yet. */
    private Picture replacing() {
        LunRef fresh = lun(S4);
        Leg lost = whole.pool().findLeg(lun(S1)).orElseThrow();
        BootId boot = whole.seen().storageNode(S4).orElseThrow().boot().orElseThrow();
        Picture chosen = whole.without(lun(S1)).leaf(lun(S1), l -> in(l, VdevState.OFFLINE));
        return chosen.with(
                        chosen.pool()
                                .mapMirrors(m -> m.with(
                                        Leg.replacing(fresh, boot, lost.guid().orElseThrow(), "none"))),
                        chosen.ledger().findLun(fresh.id()).orElseThrow().takenBy(P))
                .withoutSession(lun(S1));
    }

    @Test
    void aWholePoolIsLeftInPeace() {
        Decision decision = whole.decide();

        assertThat(decision.change().isEmpty()).isTrue();
        assertThat(decision.actions()).isEmpty();
        assertThat(decision.notes()).isEmpty();
    }

    @Test
    void aSessionIsGivenUpWhenItHasBeenDownForDropAfterAndNotAMomentSooner() {
        Picture down = whole.session(lun(S1), false);

        assertThat(state(down.down(lun(S1), SHORTER).then(), S1)).isEqualTo(LegState.IN_SYNC);
        assertThat(state(down.down(lun(S1), DROP_AFTER).then(), S1)).isEqualTo(LegState.LOST);
    }

    /** A session that somebody removed is not down any more: what ZFS says of the leg counts. */
    @Test
    void theTimeOfASessionThatIsGoneCountsForNothing() {
        Picture gone = whole.withoutSession(lun(S1)).down(lun(S1), DROP_AFTER);

        assertThat(state(gone.then(), S1)).isEqualTo(LegState.IN_SYNC);
    }

    @Test
    void whatZfsSaysOfALegIsInTheReason() {
        assertThat(faulted(whole, S1).because()).singleElement().asString().contains("the pool says FAULTED");
        assertThat(whole.withoutLeaf(lun(S1)).because())
                .singleElement()
                .asString()
                .contains("the pool no longer has it");
    }

    /** What is lost already is neither lost again nor frozen. */
    @Test
    void aLegThatIsRecordedAsLostIsNotCalledFrozen() {
        Picture lost = whole.leg(lun(S1), Leg::lost).session(lun(S1), false).down(lun(S1), DROP_AFTER.multipliedBy(2));

        assertThat(lost.decide().notes()).noneMatch(n -> n.text().contains("frozen"));
        assertThat(lost.actions()).hasOnlyElementsOfType(Action.Logout.class).hasSize(1);
    }

    /** The record of one leg is taken up by the next step in the same round: a stale copy would undo it. */
    @Test
    void aLossIsNotWrittenOverByWhatFollowsInTheSameRound() {
        Picture two = faulted(
                whole.leg(lun(S1), Leg::lost).withoutSession(lun(S1)).leaf(lun(S1), l -> in(l, VdevState.OFFLINE)), S2);

        Picture then = two.then();

        assertThat(state(then, S2)).isEqualTo(LegState.LOST);
        assertThat(then.pool().findLeg(lun(S1))).isPresent();
        assertThat(then.withoutSession(lun(S2)).then().pool().findLeg(lun(S1))).isEmpty();
    }

    /** Each of the others may have lost acknowledged writes in its restart (R9), so this one may be the best there is. */
    @Test
    void aFaultedLegIsKeptWhereTheOthersHaveRestarted() {
        Picture picture = restarted(restarted(faulted(whole, S1), S2), S3);

        assertThat(picture.decide().change().isEmpty()).isTrue();
        assertThat(picture.noted(Note.Kind.WAITING, "too few others are left")).isTrue();
        assertThat(picture.decide().notes()).noneMatch(n -> n.text().contains("add or free a LUN"));
    }

    /** The other mirror of the pool has nothing to say about this one. */
    @Test
    void theLegsOfAnotherMirrorDoNotCarryThisOne() {
        List<Leg> legs = whole.pool().legs();
        Picture two = whole.mirrors(
                List.of(new MirrorRecord(2, legs.subList(0, 2)), new MirrorRecord(2, legs.subList(2, 3))));

        Picture frozen = two.session(lun(S3), false).down(lun(S3), DROP_AFTER);

        assertThat(state(frozen.then(), S3)).isEqualTo(LegState.IN_SYNC);
        assertThat(state(two.session(lun(S1), false).down(lun(S1), DROP_AFTER).then(), S1))
                .isEqualTo(LegState.LOST);
    }

    @Test
    void aFreshLunIsGivenUpWhenItCouldNotBePutToUseForDropAfter() {
        assertThat(replacing().trouble(lun(S4), SHORTER).pool().findLeg(lun(S4)))
                .isPresent();
        assertThat(replacing().trouble(lun(S4), SHORTER).then().pool().findLeg(lun(S4)))
                .isPresent();
        Picture then = replacing().trouble(lun(S4), DROP_AFTER).then();
        assertThat(then.pool().findLeg(lun(S4))).isEmpty();
        assertThat(then.ledger().findLun(lun(S4).id()).orElseThrow().state()).isEqualTo(LunState.RETIRED);
    }

    @Test
    void aFreshLunIsGivenUpWhenItsStorageNodeIsSilentForDropAfterAndItIsNotConnected() {
        Picture silent = replacing().silent(S4, DROP_AFTER);

        assertThat(silent.because()).singleElement().asString().contains("its storage node does not answer");
        assertThat(replacing().silent(S4, SHORTER).because()).isEmpty();
        assertThat(silent.session(lun(S4), true).because()).isEmpty();
        assertThat(replacing().because()).isEmpty();
    }

    /** Once it is put in, the resilver decides, and no trouble from before. */
    @Test
    void aFreshLegThatIsPutInIsNotGivenUpForOldTrouble() {
        Picture in = replacing()
                .leaf(
                        lun(S1),
                        l -> new LegReport(
                                new Guid(44),
                                Optional.of(lun(S4).exportedSerial()),
                                VdevState.ONLINE,
                                0,
                                Optional.empty(),
                                true))
                .trouble(lun(S4), DROP_AFTER);

        assertThat(in.because()).isEmpty();
    }

    /** Whether it is in the pool cannot be known. */
    @Test
    void aFreshLegIsNotGivenUpWhileZfsDoesNotAnswer() {
        Picture wedged = replacing().trouble(lun(S4), DROP_AFTER).wedged();

        assertThat(wedged.because()).isEmpty();
        assertThat(wedged.noted(Note.Kind.ATTENTION, "does not answer")).isTrue();
    }

    /** R11: the session is up, so ZFS would not hang on it; but it goes first all the same. */
    @Test
    void theSessionOfALegThatWasGivenUpGoesBeforeAnythingIsSaidToZfs() {
        Picture lost = whole.leg(lun(S1), l -> l.givenUp(l.guid())).reported(p -> Pools.stamp(p, new Epoch(7)));
        // A stamp of the future would be a split; one of the past is simply old.
        Picture old =
                lost.with(lost.pool().raised(lost.pool().ownership())).reported(p -> Pools.stamp(p, new Epoch(1)));

        assertThat(old.actions()).filteredOn(a -> a instanceof Action.Logout).hasSize(1);
        assertThat(old.actions()).noneMatch(a -> a instanceof Action.StampEpoch || a instanceof Action.OfflineLeg);
    }

    /** R11: one command that changes a pool at a time. */
    @Test
    void nothingElseIsSaidToZfsWhileALossGoesIntoItsConfiguration() {
        Picture lost = whole.leg(lun(S1), Leg::lost).withoutSession(lun(S1));
        Picture old = lost.with(lost.pool().raised(lost.pool().ownership()));

        assertThat(old.actions())
                .filteredOn(a -> a instanceof Action.OfflineLeg)
                .hasSize(1);
        assertThat(old.actions()).noneMatch(a -> a instanceof Action.StampEpoch);
    }

    @Test
    void aLostLegLeavesTheRecordWhenItIsOfflineOrNoLongerThere() {
        Picture lost = whole.leg(lun(S1), Leg::lost).withoutSession(lun(S1));

        for (Picture gone : List.of(lost.withoutLeaf(lun(S1)), lost.leaf(lun(S1), l -> in(l, VdevState.OFFLINE)))) {
            assertThat(gone.then().pool().findLeg(lun(S1))).isEmpty();
            assertThat(gone.then().ledger().findLun(lun(S1).id()).orElseThrow().state())
                    .isEqualTo(LunState.RETIRED);
        }
        for (VdevState other : List.of(VdevState.ONLINE, VdevState.FAULTED, VdevState.REMOVED)) {
            Picture there = lost.leaf(lun(S1), l -> in(l, other));
            assertThat(there.decide().change().isEmpty()).as(other.toString()).isTrue();
            assertThat(there.actions()).as(other.toString()).anyMatch(a -> a instanceof Action.OfflineLeg);
        }
    }

    /** It lies on the owner's own node to say who it is. */
    @Test
    void aPoolWhoseOwnerIsSilentIsWaitedFor() {
        Picture silent = whole.silentDatabase(D1);

        assertThat(silent.decide().change().isEmpty()).isTrue();
        assertThat(silent.noted(Note.Kind.WAITING, "its owner d1 does not answer"))
                .isTrue();
    }

    static PoolReport resilvered(PoolReport p, long errors) {
        return new PoolReport(
                p.name(),
                p.guid(),
                p.state(),
                p.stamp(),
                p.mirrors(),
                Optional.of(Pools.resilver(ScanReport.State.FINISHED, errors, "after the import")),
                p.mounted(),
                p.cached(),
                p.dataErrors());
    }

    /** An import may bring a leg along that lagged behind; if what it lacks could not be read, it lacks that for good. */
    @Test
    void noLegIsGivenUpForOthersThatAResilverLeftInDoubt() {
        Picture clean = faulted(whole, S1).reported(p -> resilvered(p, 0));
        Picture doubtful = faulted(whole, S1).reported(p -> resilvered(p, 1));

        assertThat(state(clean.then(), S1)).isEqualTo(LegState.LOST);
        assertThat(state(doubtful.then(), S1)).isEqualTo(LegState.IN_SYNC);
        assertThat(doubtful.noted(Note.Kind.WAITING, "too few others are left")).isTrue();
    }

    /** ZFS writes on with a leg that is being filled: then even the last one that counted is stale (R5). */
    @Test
    void theLastLegsAreRecordedAsLostWhenAFreshOneTakesTheWritesAlone() {
        Picture alone = faulted(faulted(replacing(), S2), S3);
        Picture filling = alone.reported(p -> new PoolReport(
                p.name(),
                p.guid(),
                p.state(),
                p.stamp(),
                p.mirrors().stream()
                        .map(m -> m.withLegs(ImmutableList.<LegReport>builder()
                                .addAll(m.legs())
                                .add(new LegReport(
                                        new Guid(77),
                                        Optional.of(lun(S4).exportedSerial()),
                                        VdevState.ONLINE,
                                        0,
                                        Optional.of(new Guid(78)),
                                        true))
                                .build()))
                        .toList(),
                p.scan(),
                p.mounted(),
                p.cached(),
                p.dataErrors()));

        assertThat(List.of(state(alone.then(), S2), state(alone.then(), S3))).containsOnly(LegState.IN_SYNC);
        assertThat(List.of(state(filling.then(), S2), state(filling.then(), S3)))
                .containsOnly(LegState.LOST);
    }

    private static Picture failing(Picture picture, NodeName node) {
        return picture.leaf(
                lun(node), l -> new LegReport(l.guid(), l.serial(), l.state(), 1, l.replacing(), l.resilvering()));
    }

    /** ZFS keeps a leg that has failed a write; it lacks that write, and must not be the last one some day. */
    @Test
    void aLegWithErrorsIsGivenUpWhileAnotherIsSound() {
        assertThat(state(failing(whole, S1).then(), S1)).isEqualTo(LegState.GIVEN_UP);

        Picture all = failing(failing(failing(whole, S1), S2), S3);
        assertThat(List.of(S1, S2, S3))
                .allSatisfy(node -> assertThat(state(all.then(), node)).isEqualTo(LegState.IN_SYNC));

        // The last sound one is not given up for those that may lack writes.
        Picture last = faulted(failing(failing(whole, S1), S2), S3);
        assertThat(state(last.then(), S3)).isEqualTo(LegState.IN_SYNC);
    }

    static Picture settling(Picture picture, NodeName... nodes) {
        History seen = picture.seen().history();
        return picture.with(new History(
                seen.bounces(),
                seen.slow(),
                seen.failedResilvers(),
                Stream.of(nodes)
                        .map(node -> new LeafKey(
                                D1, picture.leafOf(lun(node)).orElseThrow().guid()))
                        .collect(ImmutableSet.toImmutableSet()),
                seen.unsound(),
                seen.leavingTrouble()));
    }

    private Picture lastSeenUnsound(Picture picture, NodeName node) {
        History seen = picture.seen().history();
        return picture.with(new History(
                seen.bounces(),
                seen.slow(),
                seen.failedResilvers(),
                seen.settling(),
                ImmutableSet.of(
                        new LeafKey(D1, whole.leafOf(lun(node)).orElseThrow().guid())),
                seen.leavingTrouble()));
    }

    private Picture refusedOffline(NodeName node, Duration since) {
        return leavingTrouble(faulted(whole.leg(lun(node), Leg::lost).withoutSession(lun(node)), node), node, since);
    }

    /** ZFS has refused for so long to let go of a leg. */
    static Picture leavingTrouble(Picture picture, NodeName node, Duration since) {
        return picture.refusedToLetGo(picture.leafOf(lun(node)).orElseThrow().guid(), since);
    }

    /** Found by simulation: a refusal that nobody hears of is repeated for ever. */
    @Test
    void aPersonIsToldWhenZfsRefusesToPutALegOffline() {
        Duration patience = Policy.defaults().fenceWait();
        String text = "has not let go of leg " + lun(S1);

        assertThat(refusedOffline(S1, patience.minusMillis(1)).noted(Note.Kind.ATTENTION, text))
                .isFalse();
        Picture refused = refusedOffline(S1, patience);
        assertThat(refused.noted(Note.Kind.ATTENTION, text)).isTrue();
        assertThat(refused.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);
    }

    /**
     * Found by simulation: a leg failed a write a moment after an import. The two beside it looked sound, lagged behind,
     * and could have been brought up to date from that one only.
     */
    @Test
    void aLegWithErrorsIsKeptUntilTheOthersHaveSettled() {
        Policy fail = Policy.builder().disconnectMode(DisconnectMode.FAIL).build();
        Picture failing = failing(whole, S1).with(fail);

        assertThat(state(settling(failing, S2, S3).then(), S1)).isEqualTo(LegState.IN_SYNC);
        assertThat(state(settling(failing, S2).then(), S1)).isEqualTo(LegState.GIVEN_UP);
    }

    @Test
    void neitherALegWithErrorsNorOneThatIsAwayIsGivenUpInDoubt() {
        assertThat(state(failing(whole, S1).reported(p -> resilvered(p, 1)).then(), S1))
                .isEqualTo(LegState.IN_SYNC);
        assertThat(state(failing(whole, S1).reported(p -> resilvered(p, 0)).then(), S1))
                .isEqualTo(LegState.GIVEN_UP);

        Picture down = whole.session(lun(S1), false).down(lun(S1), DROP_AFTER);
        assertThat(state(down.reported(p -> resilvered(p, 1)).then(), S1)).isEqualTo(LegState.IN_SYNC);
        assertThat(state(down.reported(p -> resilvered(p, 0)).then(), S1)).isEqualTo(LegState.LOST);
    }

    /**
     * R1 with R11, found by simulation: ZFS was silent because a leg hung, and the leg that it was given up for had been
     * dropped by ZFS before anybody saw it.
     */
    @Test
    void whileZfsDoesNotAnswerTheOthersCountIfTheyWereSoundJustBeforeTheFreeze() {
        Duration most = Policy.defaults().evidenceMaxAge().plus(DROP_AFTER);
        Picture down = whole.wedged().session(lun(S1), false).down(lun(S1), DROP_AFTER);
        Picture pair = down.without(lun(S3));

        assertThat(state(pair.soundAge(most).then(), S1)).isEqualTo(LegState.LOST);
        assertThat(state(pair.soundAge(most.plusMillis(1)).then(), S1)).isEqualTo(LegState.IN_SYNC);
        assertThat(state(pair.neverSound().then(), S1)).isEqualTo(LegState.IN_SYNC);
    }

    /** Found by simulation: a person logged a leg out while ZFS was silent, and a takeover took it for current. */
    @Test
    void aLegWhoseSessionSomebodyRemovedIsLostThoughZfsDoesNotSaySo() {
        Picture out = whole.wedged().withoutSession(lun(S1));
        assertThat(state(out.then(), S1)).isEqualTo(LegState.LOST);
        assertThat(out.because()).singleElement().asString().contains("its session was removed");

        Picture restarted = out.withoutSession(lun(S2)).withoutSession(lun(S3));
        assertThat(restarted.decide().change().isEmpty())
                .as("after a restart of the owner nothing has a session, and nothing is known")
                .isTrue();
    }

    @Test
    void whileZfsDoesNotAnswerOneLegMoreStandsForASoundLook() {
        Picture down = whole.wedged().session(lun(S1), false).down(lun(S1), DROP_AFTER);

        assertThat(state(down.neverSound().then(), S1)).isEqualTo(LegState.LOST);
        assertThat(state(down.neverSound().session(lun(S2), false).then(), S1)).isEqualTo(LegState.IN_SYNC);
        Picture two = down.with(Policy.builder().minInSync(2).build());
        assertThat(state(two.then(), S1)).isEqualTo(LegState.LOST);
        assertThat(state(two.neverSound().then(), S1)).isEqualTo(LegState.IN_SYNC);
    }

    @Test
    void aLegThatWasLastSeenUnwellCountsForNothingWhileZfsDoesNotAnswer() {
        Picture down = whole.wedged().session(lun(S1), false).down(lun(S1), DROP_AFTER);
        Picture bad = lastSeenUnsound(down, S3);

        assertThat(state(bad.then(), S1)).isEqualTo(LegState.LOST);
        assertThat(state(bad.neverSound().then(), S1)).isEqualTo(LegState.IN_SYNC);
        assertThat(state(lastSeenUnsound(down.without(lun(S2)), S3).then(), S1)).isEqualTo(LegState.IN_SYNC);
    }

    /** Even a leg that has restarted may hold what the others lack, as long as a resilver from it has not gone through. */
    @Test
    void aRestartedLegIsKeptInDoubtThoughASpareIsAtHand() {
        Picture gone = restarted(whole, S1);

        assertThat(state(gone.reported(p -> resilvered(p, 0)).then(), S1)).isEqualTo(LegState.GIVEN_UP);
        Picture doubt = gone.reported(p -> resilvered(p, 1));
        assertThat(state(doubt.then(), S1)).isEqualTo(LegState.IN_SYNC);
        assertThat(doubt.noted(Note.Kind.ATTENTION, "and is kept: the last resilver ended with errors"))
                .isTrue();
    }

    @Test
    void aPersonIsToldOfTheDoubt() {
        assertThat(whole.reported(p -> resilvered(p, 1))
                        .noted(Note.Kind.ATTENTION, "its last resilver ended with errors"))
                .isTrue();
        assertThat(whole.reported(p -> resilvered(p, 0)).decide().notes()).isEmpty();
    }

    /** R2: legs that are imported together may differ there, and none is current for having been imported. */
    @Test
    void whereZfsDropsLegsByItselfTheOthersCountOnceTheyHaveSettled() {
        Policy fail = Policy.builder().disconnectMode(DisconnectMode.FAIL).build();
        Picture dropped = faulted(whole, S1);

        assertThat(state(settling(dropped, S2, S3).with(fail).then(), S1)).isEqualTo(LegState.IN_SYNC);
        assertThat(state(settling(dropped, S2).with(fail).then(), S1)).isEqualTo(LegState.LOST);
        assertThat(state(settling(dropped, S2, S3).then(), S1))
                .as("in freeze mode R1 has kept them alike")
                .isEqualTo(LegState.LOST);

        Picture down = whole.wedged().session(lun(S1), false).down(lun(S1), DROP_AFTER);
        assertThat(state(down.with(fail).then(), S1))
                .as("nobody can tell what the others hold")
                .isEqualTo(LegState.IN_SYNC);
        assertThat(state(down.then(), S1)).isEqualTo(LegState.LOST);
    }

    /** Found by simulation: a log lost every leg, and a command that ZFS refuses was sent for ever. */
    @Test
    void noLegIsPutOfflineWhereZfsUsesNoOther() {
        Picture lost = faulted(whole.leg(lun(S1), Leg::lost).withoutSession(lun(S1)), S1);
        assertThat(lost.actions()).hasExactlyElementsOfTypes(Action.OfflineLeg.class);

        Picture none = faulted(faulted(lost.without(lun(S3)), S2), S3);
        assertThat(none.actions()).doesNotHaveAnyElementsOfTypes(Action.OfflineLeg.class);
        assertThat(none.noted(Note.Kind.ATTENTION, "ZFS has dropped every other leg of the mirror of " + lun(S1)))
                .isTrue();
    }
}
