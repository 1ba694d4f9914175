package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.D3;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.Ownership;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Pools;
import io.zsan.proof.FenceProof;
import io.zsan.proof.FenceReadBack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** R3 to R5 at the edge of the wait for a fence, and what an owner is told while it has its pool. */
class TakeoverEdgeTest {
    private static final Duration WAIT = Policy.defaults().fenceWait();
    private static final Duration SHORTER = WAIT.minusMillis(1);

    private final Picture whole = Picture.ofPool();

    /** From d1 to d2, with evidence of a moment ago, so that one leg would do. */
    private Picture taking(LunRef... fenced) {
        return whole.with(whole.pool()
                .raised(new Ownership.TakingOver(
                        D1, D2, List.of(fenced), Optional.of(Duration.ZERO), Optional.empty())));
    }

    private static FenceProof fence(LunRef lun, Epoch epoch) {
        return FenceProof.of(new FenceReadBack(
                lun, epoch, true, Set.of(), Set.of(), Duration.ofSeconds(1), Duration.ofSeconds(1), Instant.EPOCH));
    }

    /** R5: how old the evidence is, is told with each fence of a leg that counts, by who records it. */
    @Test
    void theEvidenceIsWhatTheOldOwnerShowedOfAllLegsThatCount() {
        FenceProof third = fence(lun(S3), new Epoch(2));

        assertThat(evidence(taking(D1).with(third))).isPresent();
        assertThat(evidence(taking(D3).with(third))).as("another node's eyes").isEmpty();
        assertThat(evidence(taking(D1).leg(lun(S3), Leg::lost).with(third)))
                .as("the fence of a lost leg tells nothing")
                .isEmpty();
        assertThat(evidence(taking(D1).leg(lun(S2), Leg::lost).with(third))).isPresent();
        assertThat(evidence(taking(D1).with(third).withoutSession(lun(S2))))
                .as("somebody has removed a session since, and ZFS went on without that leg")
                .isEmpty();
        assertThat(evidence(taking(D1).with(third).silentDatabase(D1)))
                .as("who does not answer now has been seen well")
                .isPresent();
    }

    /** ZFS has not let go of it: the others may lack what it holds, although they look well. */
    @Test
    void aLegThatZfsKeepsEndsWhatTheLooksAreWorth() {
        Picture givenUp = taking(D1).leg(lun(S2), l -> l.givenUp(l.guid())).with(fence(lun(S3), new Epoch(2)));

        assertThat(evidence(givenUp)).isPresent();
        assertThat(evidence(LossEdgeTest.leavingTrouble(givenUp, S2, Duration.ofSeconds(1))))
                .isEmpty();
        assertThat(evidence(LossEdgeTest.leavingTrouble(givenUp, S1, Duration.ofSeconds(1))))
                .as("trouble with another leg")
                .isPresent();
    }

    /** Else the old owner would go on with the last one alone, for as long as that one cannot be fenced (seed 1231130). */
    @Test
    void inFailModeNoLegIsFencedBeforeAllOfThemCanBe() {
        Picture taking = taking().with(
                        Policy.builder().disconnectMode(DisconnectMode.FAIL).build());
        Picture silent = taking.silent(S3, SHORTER);

        assertThat(taking.actions()).hasSize(3).hasOnlyElementsOfType(Action.Fence.class);
        assertThat(silent.actions()).isEmpty();
        assertThat(silent.noted(Note.Kind.WAITING, "s3 does not answer")).isTrue();
        assertThat(silent.with(Policy.defaults()).actions())
                .as("FREEZE: it waits for the legs that are fenced")
                .hasSize(2);

        Picture late = taking.silent(S3, WAIT);
        assertThat(late.actions()).isEmpty();
        assertThat(late.noted(Note.Kind.STALE_LEGS_ONLY, "has 0 fenced current legs and needs 3"))
                .isTrue();
        assertThat(accepting(late, late.pool().epoch()).actions())
                .as("a person has said to go on without")
                .hasOnlyElementsOfType(Action.Fence.class)
                .hasSize(2);
        assertThat(accepting(late, new Epoch(1)).actions())
                .as("that was for another takeover")
                .isEmpty();

        Picture last = taking(lun(S1), lun(S2))
                .with(Policy.builder().disconnectMode(DisconnectMode.FAIL).build());
        assertThat(last.silent(S1, WAIT).actions())
                .as("what is fenced already need not answer")
                .hasOnlyElementsOfType(Action.Fence.class)
                .hasSize(1);
    }

    private static Picture accepting(Picture picture, Epoch epoch) {
        Ownership.TakingOver taking = (Ownership.TakingOver) picture.pool().ownership();
        return picture.with(picture.pool()
                .withOwnership(new Ownership.TakingOver(
                        taking.from(),
                        taking.target(),
                        taking.fenced(),
                        taking.evidenceAge(),
                        Optional.of(new DataLossAcceptance(P, epoch, List.of(lun(S1), lun(S2)))))));
    }

    /** In FAIL mode what is recorded does not do while a leg that ZFS dropped, or is filling, may have the last writes. */
    @Test
    void theLegThatMayHaveTheLastWritesIsNamed() {
        Picture all = taking(lun(S1), lun(S2), lun(S3))
                .with(Policy.builder().disconnectMode(DisconnectMode.FAIL).build());

        assertThat(cleared(all)).isTrue();
        Picture lost = all.leg(lun(S3), Leg::lost);
        assertThat(cleared(lost)).isFalse();
        assertThat(lost.noted(
                        Note.Kind.STALE_LEGS_ONLY,
                        "has 2 fenced current legs and needs 3, since the last writes may be on " + lun(S3)
                                + " alone;"))
                .isTrue();

        // In FREEZE mode a lost leg has nothing that the others lack.
        Picture all3 = whole.with(whole.pool()
                .raised(new Ownership.TakingOver(
                        D1, D2, List.of(lun(S1), lun(S2), lun(S3)), Optional.empty(), Optional.empty())));
        Picture frozen = all3.leg(lun(S2), Leg::lost).leg(lun(S3), l -> l.givenUp(l.guid()));
        assertThat(frozen.noted(Note.Kind.STALE_LEGS_ONLY, "since the last writes may be on " + lun(S3) + " alone;"))
                .isTrue();
        assertThat(taking(lun(S1), lun(S2))
                        .silent(S2, WAIT)
                        .silent(S3, WAIT)
                        .decide()
                        .notes())
                .noneMatch(n -> n.text().contains("since the last writes may be"));
        Picture none = all3.leg(lun(S1), Leg::lost).leg(lun(S2), Leg::lost).leg(lun(S3), Leg::lost);
        assertThat(none.noted(Note.Kind.STALE_LEGS_ONLY, "has 0 fenced current legs and needs 1; bring"))
                .isTrue();
        // Where the recorded ones would do, nobody is sent to another.
        Picture enough = all3.leg(lun(S3), l -> l.givenUp(l.guid())).silent(S1, WAIT);
        Picture short1 = enough.with(enough.pool()
                .withOwnership(new Ownership.TakingOver(
                        D1, D2, List.of(lun(S2), lun(S3)), Optional.empty(), Optional.empty())));
        assertThat(short1.noted(Note.Kind.STALE_LEGS_ONLY, "has 1 fenced current legs and needs 2; bring"))
                .isTrue();
    }

    /** What is lost to whoever accepts it may be in use by the old owner, which in FAIL mode goes on with it alone. */
    @Test
    void anAcceptedLossIsNoneWhileTheOldOwnerIsSeenToWriteToIt() {
        Picture taking = taking(lun(S1), lun(S2))
                .with(Policy.builder().disconnectMode(DisconnectMode.FAIL).build());
        Picture accepted = taking.with(taking.pool()
                        .withOwnership(new Ownership.TakingOver(
                                D1,
                                D2,
                                List.of(lun(S1), lun(S2)),
                                Optional.empty(),
                                Optional.of(
                                        new DataLossAcceptance(P, taking.pool().epoch(), List.of(lun(S1), lun(S2)))))))
                .silent(S3, Policy.defaults().fenceWait());

        assertThat(cleared(accepted)).isFalse();
        assertThat(accepted.noted(Note.Kind.ATTENTION, lun(S3) + " is not fenced, and d1 has a session to it"))
                .isTrue();
        assertThat(cleared(accepted.withoutSession(lun(S3)))).isTrue();
        assertThat(cleared(accepted.session(lun(S3), false))).isTrue();
        assertThat(cleared(accepted.silentDatabase(D1))).isTrue();

        // In FREEZE mode it hangs on those that are fenced.
        Picture freezing = taking(lun(S1));
        Picture frozen = freezing.with(freezing.pool()
                        .withOwnership(new Ownership.TakingOver(
                                D1,
                                D2,
                                List.of(lun(S1)),
                                Optional.empty(),
                                Optional.of(new DataLossAcceptance(
                                        P, freezing.pool().epoch(), List.of(lun(S1)))))))
                .silent(S2, Policy.defaults().fenceWait())
                .silent(S3, Policy.defaults().fenceWait());
        assertThat(cleared(frozen)).isTrue();
    }

    private Picture taking(NodeName from) {
        return whole.with(
                whole.pool().raised(new Ownership.TakingOver(from, D2, List.of(), Optional.empty(), Optional.empty())));
    }

    private static Optional<Duration> evidence(Picture picture) {
        return ((Ownership.TakingOver) picture.then().pool().ownership()).evidenceAge();
    }

    private static boolean cleared(Picture picture) {
        return picture.then().pool().ownership() instanceof Ownership.Importing;
    }

    @Test
    void allLegsAreToldBeforeAnythingIsCleared() {
        assertThat(taking().actions()).hasOnlyElementsOfType(Action.Fence.class).hasSize(3);
        assertThat(cleared(taking(lun(S1), lun(S2)))).isFalse();
        assertThat(cleared(taking(lun(S1), lun(S2), lun(S3)))).isTrue();
    }

    /** R16: importing all legs is worth the wait, and no more than the wait. */
    @Test
    void aLegThatCannotBeFencedIsWaitedForAsLongAsFenceWait() {
        Picture two = taking(lun(S1), lun(S2));

        assertThat(cleared(two.silent(S3, SHORTER))).isFalse();
        assertThat(two.silent(S3, SHORTER).noted(Note.Kind.WAITING, "may have to be left behind"))
                .isTrue();
        assertThat(cleared(two.silent(S3, WAIT))).isTrue();
        assertThat(cleared(two.trouble(lun(S3), SHORTER))).isFalse();
        assertThat(cleared(two.trouble(lun(S3), WAIT))).isTrue();
    }

    /** A third fence is shown at the very moment in which the wait for it ends: the leg counts, and is not left behind. */
    @Test
    void aFenceThatIsShownAtTheLastMomentIsTakenUpBeforeAnythingIsCleared() {
        Picture last = taking(lun(S1), lun(S2))
                .silent(S3, WAIT)
                .with(fence(lun(S3), whole.pool().epoch().next()));

        Picture then = last.then();
        assertThat(then.pool().ownership())
                .isInstanceOfSatisfying(
                        Ownership.TakingOver.class, t -> assertThat(t.fenced()).hasSize(3));
        assertThat(then.then().pool().legs()).extracting(Leg::lun).hasSize(3);
    }

    @Test
    void theTargetIsSaidToBeSilentOrNotClean() {
        Picture all = taking(lun(S1), lun(S2), lun(S3));
        DatabaseNodeReport d1 = whole.seen().databaseNode(D1).orElseThrow();
        Picture dirty = all.database(D2, r -> new DatabaseNodeReport(D2, r.boot(), d1.sessions(), List.of(), true));

        assertThat(all.silentDatabase(D2).noted(Note.Kind.WAITING, "d2 does not answer"))
                .isTrue();
        assertThat(dirty.noted(Note.Kind.WAITING, "d2 still holds this pool")).isTrue();
        assertThat(cleared(dirty)).isFalse();
    }

    @Test
    void anOwnerWithoutItsPoolOrWithAnotherOneIsNamed() {
        Picture none = whole.database(D1, r -> new DatabaseNodeReport(D1, r.boot(), r.sessions(), List.of(), true));

        for (Picture picture : List.of(none, whole.reported(Pools::renumbered))) {
            assertThat(picture.actions()).isEmpty();
            assertThat(picture.noted(Note.Kind.ATTENTION, "has not imported it"))
                    .isTrue();
        }
    }

    @Test
    void aSuspendedPoolAtItsOwnerIsNamed() {
        Picture suspended = whole.reported(p -> Pools.state(p, VdevState.SUSPENDED));

        assertThat(suspended.actions()).isEmpty();
        assertThat(suspended.noted(Note.Kind.ATTENTION, "is suspended on its owner d1"))
                .isTrue();
    }

    @Test
    void aSessionThatIsDownIsWaitedForBeforeZfsIsSpokenTo() {
        Picture down = whole.with(whole.pool().raised(whole.pool().ownership())).session(lun(S1), false);

        assertThat(down.actions()).noneMatch(a -> a instanceof Action.StampEpoch);
        assertThat(down.noted(Note.Kind.WAITING, "a session is down")).isTrue();
    }

    /** R9: a leg that is lost, or whose node restarted, is not opened again to its owner. */
    @Test
    void anAccessListIsPutBackForCurrentLegsOnly() {
        Picture next = whole.with(whole.pool().raised(whole.pool().ownership()));

        assertThat(next.actions()).filteredOn(a -> a instanceof Action.Grant).hasSize(3);
        assertThat(next.leg(lun(S1), l -> l.givenUp(l.guid())).actions())
                .filteredOn(a -> a instanceof Action.Grant)
                .hasSize(2);
        assertThat(whole.actions()).isEmpty();
    }

    /** R11: one command that changes a pool at a time. */
    @Test
    void aGapIsNotFilledInTheRoundInWhichTheEpochIsStamped() {
        Picture gap = whole.without(lun(S1))
                .withoutSession(lun(S1))
                .leaf(lun(S1), l -> new LegReport(l.guid(), l.serial(), VdevState.OFFLINE, 0, l.replacing(), false));
        Picture next = gap.with(gap.pool().raised(gap.pool().ownership()));

        assertThat(next.actions()).anyMatch(a -> a instanceof Action.StampEpoch);
        assertThat(next.decide().change().isEmpty()).isTrue();
    }
}
