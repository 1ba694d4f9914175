package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.model.BootId;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Gaps of a pool: what is filled, what is taken apart, and what is left alone. */
class GapEdgeTest {
    static final Guid OTHER = new Guid(4711);

    private final Picture whole = Picture.ofPool();

    private static LegReport leaf(LegReport l, VdevState state, Optional<Guid> replacing) {
        return new LegReport(l.guid(), l.serial(), state, 0, replacing, false);
    }

    private static Picture wide() {
        return Picture.of(labOf(6), Fleets.of(6, 1, 3), Policy.defaults());
    }

    private static Lab labOf(int storageNodes) {
        Lab lab = new Lab(Fleets.of(storageNodes, 1, 3), Policy.defaults());
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
        return lab;
    }

    /** A leg of the record as if it had been put in, and whether its resilver has ended. */
    static Picture filling(Picture picture, LunRef lun, boolean ended) {
        return picture.leg(
                        lun,
                        l -> new Leg(
                                l.lun(),
                                l.guid(),
                                l.boot(),
                                LegState.SYNCING,
                                Optional.of(OTHER),
                                Optional.of("scan before")))
                .leaf(lun, l -> new LegReport(l.guid(), l.serial(), l.state(), 0, Optional.empty(), !ended));
    }

    static Picture scanned(Picture picture) {
        return picture.reported(
                p -> Pools.scan(p, Optional.of(Pools.resilver(ScanReport.State.FINISHED, 0, "the last scan"))));
    }

    @Test
    void aGapIsFilled() {
        Picture filled = whole.gap(lun(S1)).then();

        assertThat(filled.pool().findLeg(lun(S4)).map(Leg::state)).contains(LegState.SYNCING);
        assertThat(filled.pool().findLeg(lun(S4)).flatMap(Leg::replaces))
                .isEqualTo(whole.leafOf(lun(S1)).map(LegReport::guid));
    }

    /** Two lost legs of one mirror are no replacement that was given up: nothing is detached. */
    @Test
    void twoGapsOfAMirrorAreFilledOneAfterTheOther() {
        Picture two = wide().gap(lun(S1)).gap(lun(S2));

        assertThat(two.actions()).noneMatch(a -> a instanceof Action.DetachLeg);
        assertThat(two.because()).hasSize(1);
        Picture then = two.then();
        assertThat(then.pool().legs()).hasSize(2);
        // R11: as long as the one is not in sync the other one waits.
        Decision next = then.decide();
        assertThat(next.change().isEmpty()).isTrue();
    }

    @Test
    void aLegThatIsReadyIsRecordedThoughTheOneBeforeItStillFills() {
        Picture both = scanned(filling(filling(whole, lun(S1), false), lun(S2), true));

        assertThat(both.noted(Note.Kind.WAITING, "leg s1/s1d1#1 is resilvering"))
                .isTrue();
        assertThat(both.then().pool().findLeg(lun(S2)).map(Leg::state)).contains(LegState.IN_SYNC);
        assertThat(both.then().pool().findLeg(lun(S1)).map(Leg::state)).contains(LegState.SYNCING);
    }

    /** Two records of one pool in one decision: the second must not be made from the pool as it was before the first. */
    @Test
    void aLegWhoseResilverFailedIsGivenUpBeforeTheNextOneIsRecorded() {
        Picture both = scanned(filling(filling(whole, lun(S1), true), lun(S2), true))
                .leaf(
                        lun(S1),
                        l -> new LegReport(l.guid(), l.serial(), VdevState.DEGRADED, 3, Optional.empty(), false));

        Picture first = both.then();
        assertThat(first.pool().findLeg(lun(S1)).map(Leg::state)).contains(LegState.GIVEN_UP);
        assertThat(first.pool().findLeg(lun(S2)).map(Leg::state)).contains(LegState.SYNCING);
        Picture out = first.withoutSession(lun(S1)).withoutLeaf(lun(S1)).then();
        assertThat(out.pool().findLeg(lun(S1))).isEmpty();
        assertThat(out.then().pool().findLeg(lun(S2)).map(Leg::state)).contains(LegState.IN_SYNC);
    }

    /** Both sides of a replacement that was given up. */
    private static Picture withRemains(Picture picture) {
        Optional<Guid> pair = Optional.of(new Guid(78));
        return picture.withLeaf(new LegReport(OTHER, Optional.empty(), VdevState.OFFLINE, 0, pair, false))
                .withLeaf(new LegReport(new Guid(5), Optional.empty(), VdevState.UNAVAIL, 0, pair, false));
    }

    /** R11: one command that changes a pool at a time. */
    @Test
    void nothingIsDetachedWhileAnotherLegIsPutIn() {
        Picture putIn = withRemains(GapEdgeTest.filling(whole, lun(S1), false).withoutLeaf(lun(S1)));

        assertThat(putIn.actions()).hasExactlyElementsOfTypes(Action.ReplaceLeg.class);
    }

    /** R11: nor is ZFS asked again for what it has refused. */
    @Test
    void nothingIsAskedAgainWhileTheRemainsOfAReplacementAreDetached() {
        Guid refused = whole.leafOf(lun(S1)).orElseThrow().guid();
        Picture lost = withRemains(whole.leg(lun(S1), Leg::lost)
                .withoutSession(lun(S1))
                .leaf(
                        lun(S1),
                        l -> new LegReport(l.guid(), l.serial(), VdevState.REMOVED, 0, Optional.empty(), false)));
        Duration patience = Policy.defaults().fenceWait();

        assertThat(lost.refusedToLetGo(refused, patience).actions())
                .containsExactly(new Action.DetachLeg(D1, P, new Guid(5)));
        assertThat(lost.refusedToLetGo(refused, patience.minusMillis(1)).actions())
                .containsExactly(new Action.OfflineLeg(D1, P, refused));
        assertThat(lost.refusedToLetGo(refused, patience)
                        .refusedToLetGo(new Guid(5), patience)
                        .actions())
                .as("both are refused")
                .containsExactly(new Action.DetachLeg(D1, P, new Guid(5)));
    }

    /** It must not keep other mirrors from being filled, and a person hears of it (seed 682218). */
    @Test
    void whatZfsKeepsOfAReplacementHoldsUpNothingElse() {
        Picture left =
                withRemains(whole.without(lun(S1)).withoutSession(lun(S1)).withoutLeaf(lun(S1)));
        Duration patience = Policy.defaults().fenceWait();
        String text = "ZFS does not let go of what is left of a replacement, vdev 5";

        Picture asked = left.refusedToLetGo(new Guid(5), patience.minusMillis(1));
        assertThat(asked.actions()).contains(new Action.DetachLeg(D1, P, new Guid(5)));
        assertThat(asked.noted(Note.Kind.ATTENTION, text)).isFalse();
        Picture refused = left.refusedToLetGo(new Guid(5), patience);
        assertThat(refused.actions()).contains(new Action.DetachLeg(D1, P, new Guid(5)));
        assertThat(refused.noted(Note.Kind.ATTENTION, text)).isTrue();
    }

    @Test
    void aMirrorThatThePoolDoesNotShowIsLeftAlone() {
        Picture gap = whole.gap(lun(S1));
        Picture strange = gap.reported(p -> new PoolReport(
                p.name(),
                p.guid(),
                p.state(),
                p.stamp(),
                List.of(),
                p.scan(),
                p.mounted(),
                p.cached(),
                p.dataErrors()));

        assertThat(strange.decide().actions()).isEmpty();
        assertThat(strange.then().pool().legs()).noneMatch(l -> l.state() == LegState.SYNCING);
    }

    /** The leg that counts is still shown beside the one whose place it took: ZFS will take that one away by itself. */
    @Test
    void aReplacementWithALegThatCountsIsNotTakenApart() {
        Optional<Guid> vdev = Optional.of(OTHER);
        Picture beside = whole.leaf(lun(S1), l -> leaf(l, VdevState.ONLINE, vdev))
                .reported(p -> Pools.mirrors(
                        p,
                        m -> with(m, new LegReport(new Guid(5), Optional.empty(), VdevState.OFFLINE, 0, vdev, false))));

        assertThat(beside.actions()).isEmpty();
    }

    /** Each is the half of another replacement, whose other half is a leg that counts. */
    @Test
    void halvesOfTwoReplacementsAreNoWhole() {
        Picture halves = whole.reported(p -> Pools.mirrors(p, m -> with(with(m, half(5, 50)), half(6, 60))));

        assertThat(halves.actions()).noneMatch(a -> a instanceof Action.DetachLeg);
    }

    @Test
    void aReplacementThatIsNobodysIsTakenApart() {
        Picture both = whole.reported(p -> Pools.mirrors(p, m -> with(with(m, half(5, 50)), half(6, 50))));

        assertThat(both.actions()).containsExactly(new Action.DetachLeg(D1, P, new Guid(6)));
    }

    private static LegReport half(long guid, long vdev) {
        return new LegReport(
                new Guid(guid), Optional.empty(), VdevState.OFFLINE, 0, Optional.of(new Guid(vdev)), false);
    }

    private static MirrorReport with(MirrorReport mirror, LegReport more) {
        List<LegReport> legs = new ArrayList<>(mirror.legs());
        legs.add(more);
        return mirror.withLegs(legs);
    }

    /** Only what ZFS has given up is replaced. */
    @Test
    void aGapWithoutADeadVdevIsNamedAndNotFilled() {
        Picture gap = whole.gap(lun(S1));
        for (Picture none : List.of(
                gap.withoutLeaf(lun(S1)),
                gap.leaf(lun(S1), l -> leaf(l, VdevState.ONLINE, Optional.empty())),
                gap.leaf(lun(S1), l -> leaf(l, VdevState.OFFLINE, Optional.of(OTHER))))) {
            assertThat(none.then().pool().legs()).hasSize(2);
            assertThat(none.noted(Note.Kind.ATTENTION, "has no vdev to replace"))
                    .isTrue();
        }
    }

    @Test
    void theBrakeIsNamed() {
        Picture silent = wide().gap(lun(S1));
        for (String node : List.of("s4", "s5", "s6")) {
            silent = silent.silent(new NodeName(node), Duration.ofMinutes(1));
        }

        assertThat(silent.then().pool().legs()).hasSize(2);
        assertThat(silent.noted(Note.Kind.BRAKE, Brake.TEXT)).isTrue();
        // Two of six are within 34 %.
        assertThat(wide().gap(lun(S1))
                        .silent(new NodeName("s5"), Duration.ofMinutes(1))
                        .silent(new NodeName("s6"), Duration.ofMinutes(1))
                        .then()
                        .pool()
                        .legs())
                .hasSize(3);
    }

    /** A LUN on a node that could not export it, or that is smaller or of another sector size, fills nothing. */
    @Test
    void onlyALunThatHoldsWhatItsLegsHoldFillsAGap() {
        Picture gap = whole.gap(lun(S1));
        LunRecord spare = gap.ledger().findLun(lun(S4).id()).orElseThrow();

        assertThat(gap.with(sized(spare, spare.sizeBytes() - 1, 512))
                        .noted(Note.Kind.NO_PLACE, "no free LUN of its size"))
                .isTrue();
        assertThat(gap.with(sized(spare, spare.sizeBytes(), 4096)).then().pool().legs())
                .hasSize(2);
        assertThat(gap.with(sized(spare, spare.sizeBytes() + 1, 512))
                        .then()
                        .pool()
                        .legs())
                .hasSize(3);
        assertThat(gap.storage(S4, r -> new StorageNodeReport(S4, r.boot(), false, r.exports(), r.tokens()))
                        .then()
                        .pool()
                        .legs())
                .hasSize(2);
    }

    private static LunRecord sized(LunRecord lun, long bytes, int sector) {
        return new LunRecord(lun.id(), lun.generation(), bytes, sector, lun.state(), lun.pool(), lun.formerPool());
    }

    @Test
    void aPoolInACacheFileIsNamedWhateverElseIsDone() {
        Picture cached = whole.reported(p -> new PoolReport(
                p.name(), p.guid(), p.state(), p.stamp(), p.mirrors(), p.scan(), p.mounted(), true, p.dataErrors()));

        assertThat(cached.noted(Note.Kind.ATTENTION, "set cachefile=none")).isTrue();
        assertThat(whole.noted(Note.Kind.ATTENTION, "set cachefile=none")).isFalse();
    }

    /** R8: each of these alone keeps a fresh leg from counting, whatever the last scan says. */
    @Test
    void aFreshLegCountsOnlyIfNothingIsKnownAgainstIt() {
        Picture done = scanned(filling(whole, lun(S1), true));
        assertThat(state(done.then())).contains(LegState.IN_SYNC);

        for (Picture not : List.of(
                done.leaf(lun(S1), l -> leaf(l, VdevState.DEGRADED, Optional.empty())),
                done.leaf(lun(S1), l -> leaf(l, VdevState.ONLINE, Optional.of(OTHER))),
                done.leaf(
                        lun(S1),
                        l -> new LegReport(l.guid(), l.serial(), VdevState.ONLINE, 3, Optional.empty(), false)),
                done.leaf(
                        lun(S1), l -> new LegReport(l.guid(), l.serial(), VdevState.ONLINE, 0, Optional.empty(), true)),
                done.leg(
                        lun(S1),
                        l -> new Leg(l.lun(), l.guid(), Optional.empty(), l.state(), l.replaces(), l.scanBefore())))) {
            assertThat(state(not.then())).isNotEqualTo(Optional.of(LegState.IN_SYNC));
        }
    }

    private static Optional<LegState> state(Picture picture) {
        return picture.pool().findLeg(lun(S1)).map(Leg::state);
    }

    private Picture pairWithSpares() {
        Policy policy = Policy.builder().minInSync(2).build();
        Lab lab = new Lab(Fleets.of(4, 1, 3), policy);
        lab.san().enrol();
        lab.san().createPool(new PoolSpec(P, D1, 1, 2, Fleets.SIZE), Lab.LONG);
        return Picture.of(lab, Fleets.of(4, 1, 3), policy);
    }

    private static Picture restarted(Picture picture) {
        return picture.storage(
                S1, r -> new StorageNodeReport(S1, Optional.of(new BootId("another")), true, r.exports(), r.tokens()));
    }

    /** The free LUN is on its way to another gap, which comes first. */
    @Test
    void aLunThatAnotherGapNeedsIsNotAtHand() {
        Picture two = restarted(pairWithSpares());
        MirrorRecord mirror = two.pool().mirrors().get(0);
        Leg first = mirror.legs().get(0);
        Draft none = new Draft(two.ledger());
        Draft one = new Draft(two.ledger());
        two.ledger().luns().stream().filter(l -> l.id().node().equals(S4)).forEach(l -> one.put(l.takenBy(P)));
        Draft both = new Draft(two.ledger());
        two.ledger().luns().stream().filter(l -> l.state() == LunState.FREE).forEach(l -> both.put(l.takenBy(P)));

        assertThat(LegReplacement.atHand(two.situation(), mirror, first, none)).isTrue();
        assertThat(LegReplacement.atHand(two.situation(), mirror, first, one)).isTrue();
        assertThat(LegReplacement.atHand(two.situation(), mirror, first, both)).isFalse();
    }
}
