package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Fleet;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.LegReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Gaps of several mirrors and several pools: one must not be in another one's way, nor take what another one needs. */
class SeveralGapsTest {
    private static final NodeName S5 = new NodeName("s5");
    private static final NodeName S6 = new NodeName("s6");

    /** Two mirrors of two legs on s1 to s4; s5 and s6 are spare. */
    private final Picture mirrors = mirrors();

    private static Picture mirrors() {
        Fleet fleet = Fleets.of(6, 1, 3);
        Lab lab = new Lab(fleet, Policy.defaults());
        lab.san().enrol();
        lab.san().createPool(new PoolSpec(P, D1, 2, 2, Fleets.SIZE), Lab.LONG);
        lab.rounds(20);
        return Picture.of(lab, fleet, Policy.defaults());
    }

    private LunRef leg(int mirror, int leg) {
        return mirrors.pool().mirrors().get(mirror).legs().get(leg).lun();
    }

    private static List<Integer> widths(Picture picture) {
        return picture.pool().mirrors().stream().map(m -> m.legs().size()).toList();
    }

    private static long taken(Picture picture) {
        return picture.ledger().luns().stream()
                .filter(l -> l.state() == LunState.IN_POOL)
                .count();
    }

    /** The record of the second would be made from the pool as it was before the first. */
    @Test
    void oneGapIsFilledInARound() {
        Picture then = mirrors.gap(leg(0, 0)).gap(leg(1, 0)).then();

        assertThat(widths(then)).containsExactly(2, 1);
        assertThat(taken(then)).isEqualTo(taken(mirrors) + 1);
    }

    @Test
    void aGapWithoutADeadVdevDoesNotKeepAnotherOneFromBeingFilled() {
        Picture two = mirrors.gap(leg(0, 0)).withoutLeaf(leg(0, 0)).gap(leg(1, 0));

        assertThat(two.noted(Note.Kind.ATTENTION, "has no vdev to replace")).isTrue();
        assertThat(widths(two.then())).containsExactly(1, 2);
    }

    /** The spares are too small for the one, and large enough for the other. */
    @Test
    void aGapThatNoLunFitsDoesNotKeepAnotherOneFromBeingFilled() {
        LunRecord kept = mirrors.ledger().findLun(leg(0, 1).id()).orElseThrow();
        Picture two = mirrors.gap(leg(0, 0))
                .gap(leg(1, 0))
                .with(new LunRecord(
                        kept.id(),
                        kept.generation(),
                        kept.sizeBytes() * 2,
                        kept.sectorBytes(),
                        kept.state(),
                        kept.pool(),
                        kept.formerPool()));

        assertThat(two.noted(Note.Kind.NO_PLACE, "no free LUN of its size")).isTrue();
        assertThat(widths(two.then())).containsExactly(1, 2);
    }

    /** R13 holds back what is new, not what cleans up. */
    @Test
    void theBrakeDoesNotKeepAnotherMirrorFromBeingTakenApart() {
        Optional<Guid> vdev = Optional.of(new Guid(50));
        Picture halves = mirrors.gap(leg(1, 0));
        for (int guid : List.of(5, 6)) {
            halves =
                    halves.withLeaf(new LegReport(new Guid(guid), Optional.empty(), VdevState.OFFLINE, 0, vdev, false));
        }
        Picture swapped = halves.mirrors(
                List.of(halves.pool().mirrors().get(1), halves.pool().mirrors().get(0)));
        Picture braked = silent(swapped, S5, S6, S3);

        assertThat(braked.noted(Note.Kind.BRAKE, Brake.TEXT)).isTrue();
        assertThat(braked.actions()).contains(new Action.DetachLeg(D1, P, new Guid(6)));
    }

    private static Picture silent(Picture picture, NodeName... nodes) {
        Picture after = picture;
        for (NodeName node : nodes) {
            after = after.silent(node, Duration.ofSeconds(1));
        }
        return after;
    }

    /** Without a leg in sync in its own mirror there is nothing that it can have been filled from. */
    @Test
    void aFreshLegCountsOnlyBesideALegInSyncOfItsOwnMirror() {
        for (int mirror : List.of(0, 1)) {
            Picture done = GapEdgeTest.scanned(GapEdgeTest.filling(mirrors, leg(mirror, 0), true));
            LunRef other = leg(mirror, 1);

            assertThat(state(done.then(), leg(mirror, 0))).contains(LegState.IN_SYNC);
            assertThat(state(done.leg(other, Leg::lost).withoutSession(other).then(), leg(mirror, 0)))
                    .as("mirror " + mirror)
                    .contains(LegState.SYNCING);
        }
    }

    private static Optional<LegState> state(Picture picture, LunRef lun) {
        return picture.pool().findLeg(lun).map(Leg::state);
    }

    @Test
    void aLegThatIsReadyIsRecordedThoughTheOneBeforeItIsNotConnected() {
        Picture both = GapEdgeTest.scanned(
                GapEdgeTest.filling(GapEdgeTest.filling(mirrors, leg(0, 0), false), leg(1, 0), true));

        Picture then = both.withoutSession(leg(0, 0)).then();

        assertThat(state(then, leg(0, 0))).contains(LegState.SYNCING);
        assertThat(state(then, leg(1, 0))).contains(LegState.IN_SYNC);
    }

    /** Two pools of one mirror of two legs each: p on d1, and q on d2 with a leg on s3. Each storage node has two disks. */
    private static final class TwoPools {
        private static final PoolName Q = new PoolName("q");
        private final Picture picture = picture();
        private final Leg mine = picture.pool().legs().get(0);

        private static Picture picture() {
            Fleet fleet = Fleets.of(3, 2, 2);
            Lab lab = new Lab(fleet, Policy.defaults());
            lab.san().enrol();
            lab.san().createPool(new PoolSpec(P, D1, 1, 2, Fleets.SIZE), Lab.LONG);
            lab.san().createPool(new PoolSpec(Q, D2, 1, 2, Fleets.SIZE), Lab.LONG);
            return Picture.of(lab, fleet, Policy.defaults());
        }

        private PoolRecord other() {
            return picture.ledger().pool(Q);
        }

        /** Whether a LUN is at hand for the leg of p on s1, if these records are drafted already. */
        private boolean atHand(LedgerRecord... drafted) {
            Draft draft = new Draft(picture.ledger());
            for (LedgerRecord record : drafted) {
                draft.put(record);
            }
            MirrorRecord mirror = picture.pool().mirrors().get(0);
            return LegReplacement.atHand(picture.situation(), mirror, mine, draft);
        }

        private PoolRecord filling(NodeName node) {
            return other().mapLegs(l -> l.lun().id().node().equals(node)
                    ? new Leg(
                            l.lun(),
                            l.guid(),
                            l.boot(),
                            LegState.SYNCING,
                            Optional.of(new Guid(1)),
                            Optional.of("scan"))
                    : l);
        }
    }

    /** R13 bounds the resilvers of a storage node: its legs in sync are none, nor are the resilvers of another node. */
    @Test
    void aLunIsAtHandUnlessItsOwnStorageNodeIsBusyFillingAnother() {
        TwoPools pools = new TwoPools();
        assertThat(pools.mine.lun().id().node()).isEqualTo(S1);
        assertThat(pools.other().legs()).extracting(l -> l.lun().id().node()).containsExactly(S3, S1);

        assertThat(pools.atHand()).isTrue();
        assertThat(pools.atHand(pools.filling(S1))).isTrue();
        assertThat(pools.atHand(pools.filling(S3))).isFalse();
    }

    /** It has no legs, and will never have any. */
    @Test
    void aPoolWhoseCreationWasGivenUpWantsNoLun() {
        TwoPools pools = new TwoPools();
        PoolRecord other = pools.other();
        List<MirrorRecord> empty = List.of(new MirrorRecord(2, List.of()));

        assertThat(pools.atHand(new PoolRecord(
                        other.name(), Optional.empty(), other.epoch(), new Ownership.Abandoned(D2), empty)))
                .isTrue();
        assertThat(pools.atHand(new PoolRecord(other.name(), other.guid(), other.epoch(), other.ownership(), empty)))
                .isFalse();
    }

    /** What is lost in another pool wants a LUN, too, and has not got one yet. */
    @Test
    void aLunIsAtHandOnlyIfOneIsLeftForEveryLostLeg() {
        Picture pair = pair(Fleets.of(4, 1, 2));
        MirrorRecord mirror = pair.pool().mirrors().get(0);
        Leg first = mirror.legs().get(0);
        Draft lost = new Draft(pair.ledger());
        lost.put(pair.pool().mapLegs(l -> l.equals(first) ? l : l.lost()));
        assertThat(LegReplacement.atHand(pair.situation(), mirror, first, lost)).isTrue();

        lost.put(pair.ledger().findLun(lun(S4).id()).orElseThrow().takenBy(P));
        assertThat(LegReplacement.atHand(pair.situation(), mirror, first, lost)).isFalse();
        Picture bold = pair.with(Policy.builder().resilversPerStorageNode(2).build());
        assertThat(LegReplacement.atHand(bold.situation(), mirror, first, lost))
                .as("one LUN is not two, however much a storage node may fill")
                .isFalse();
    }

    private static Picture pair(Fleet fleet) {
        Lab lab = new Lab(fleet, Policy.defaults());
        lab.san().enrol();
        lab.san().createPool(new PoolSpec(P, D1, 1, 2, Fleets.SIZE), Lab.LONG);
        return Picture.of(lab, fleet, Policy.defaults());
    }

    @Test
    void noLunIsAtHandWhileTheBrakeHolds() {
        Picture pair = pair(Fleets.of(6, 1, 2));
        MirrorRecord mirror = pair.pool().mirrors().get(0);
        Leg first = mirror.legs().get(0);
        Draft nothing = new Draft(pair.ledger());

        assertThat(LegReplacement.atHand(silent(pair, S4, S5).situation(), mirror, first, nothing))
                .isTrue();
        assertThat(LegReplacement.atHand(silent(pair, S4, S5, S6).situation(), mirror, first, nothing))
                .isFalse();
    }
}
