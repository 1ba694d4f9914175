package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Observation;
import io.zsan.paper.Pools;
import io.zsan.proof.Proof;
import io.zsan.proof.ReleaseProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pool between two owners, at the edge of what lets it go on. */
class HandoverEdgeTest {
    private static final Duration MOST = Policy.defaults().fenceWait();
    private static final Duration SHORTER = MOST.minusMillis(1);
    private static final List<NodeName> NODES = List.of(S1, S2, S3);
    private static final List<LunRef> LUNS = List.of(lun(S1), lun(S2), lun(S3));

    private final Picture whole = Picture.ofPool();

    private static Picture owned(Picture picture, Ownership ownership) {
        return picture.with(picture.pool().withOwnership(ownership));
    }

    private static Picture pools(Picture picture, List<PoolReport> pools) {
        return picture.database(D1, r -> new DatabaseNodeReport(r.node(), r.boot(), r.sessions(), pools, true));
    }

    /** d1 has all legs of the pool granted and connected, and is to import it. */
    private Picture importing(int spare) {
        return pools(owned(whole, new Ownership.Importing(D2, D1, LUNS, spare)), List.of());
    }

    private Picture releasing() {
        return owned(whole, new Ownership.Releasing(D1, D2));
    }

    /** It has exported the pool and is rid of the sessions. */
    private Picture released() {
        Picture picture = pools(releasing(), List.of());
        for (LunRef lun : LUNS) {
            picture = picture.withoutSession(lun);
        }
        return picture.with(ReleaseProof.of(P, D1, whole.pool().epoch(), false, true));
    }

    @Test
    void whatIsClearedAndConnectedIsImported() {
        assertThat(importing(0).actions())
                .hasOnlyElementsOfType(Action.ImportPool.class)
                .hasSize(1);
        assertThat(importing(0).decide().notes()).isEmpty();
    }

    @Test
    void anImportWaitsForANewOwnerThatIsSilent() {
        Picture silent = importing(0).silentDatabase(D1);

        assertThat(silent.decide().change().isEmpty()).isTrue();
        assertThat(silent.actions()).isEmpty();
        assertThat(silent.noted(Note.Kind.WAITING, "d1 does not answer")).isTrue();
    }

    /** R11: an import beside one that hangs would hang too. */
    @Test
    void nothingIsImportedWhileZfsDoesNotAnswer() {
        Picture wedged = importing(0).wedged();

        assertThat(wedged.actions()).isEmpty();
        assertThat(wedged.noted(Note.Kind.WAITING, "ZFS on d1 does not answer")).isTrue();
    }

    @Test
    void nothingIsImportedWhileTheNewOwnerHoldsALunThatWasLeftBehind() {
        Picture left = importing(0).without(lun(S1));
        left = left.with(left.ledger().findLun(lun(S1).id()).orElseThrow().retired());

        assertThat(left.actions()).anyMatch(a -> a instanceof Action.Logout);
        assertThat(left.actions()).noneMatch(a -> a instanceof Action.ImportPool);
        assertThat(left.withoutSession(lun(S1)).actions()).anyMatch(a -> a instanceof Action.ImportPool);
    }

    @Test
    void anotherPoolOfTheNameIsNamed() {
        PoolReport own = whole.seen().databaseNode(D1).orElseThrow().pool(P).orElseThrow();

        assertThat(pools(importing(0), List.of(Pools.renumbered(own)))
                        .noted(Note.Kind.ATTENTION, "another pool of this name"))
                .isTrue();
        assertThat(pools(releasing(), List.of(Pools.renumbered(own)))
                        .noted(Note.Kind.ATTENTION, "another pool of this name"))
                .isTrue();
    }

    @Test
    void aLegIsGoneWhenItHasBeenOutOfReachForFenceWaitAndNotAMomentSooner() {
        Picture importing = importing(0);
        Picture down = importing.session(lun(S1), false);

        assertThat(importing.silent(S1, SHORTER).because()).isEmpty();
        assertThat(importing.silent(S1, MOST).because()).hasSize(1);
        assertThat(importing.trouble(lun(S1), SHORTER).because()).isEmpty();
        assertThat(importing.trouble(lun(S1), MOST).because()).hasSize(1);
        assertThat(down.down(lun(S1), SHORTER).because()).isEmpty();
        assertThat(down.down(lun(S1), MOST).because()).hasSize(1);
        // Nobody has a session there that could be down.
        assertThat(importing.withoutSession(lun(S1)).down(lun(S1), MOST).because())
                .isEmpty();
    }

    /** R5 goes on to hold while an import goes on without legs that were cleared for it. */
    @ParameterizedTest
    @CsvSource({
        // k, gone, lastLegTakeover, are left behind
        "0, 1, true, true",
        "0, 2, true, true",
        "0, 3, true, false",
        "1, 1, true, true",
        "1, 2, true, false",
        "1, 3, true, false",
        "0, 1, false, true",
        "0, 2, false, false",
        "0, 3, false, false",
    })
    void legsAreLeftBehindWhileOneAndKAreLeft(int spare, int gone, boolean lastLegTakeover, boolean behind) {
        Picture picture = importing(spare)
                .with(Policy.builder().lastLegTakeover(lastLegTakeover).build());
        for (NodeName node : NODES.subList(0, gone)) {
            picture = picture.silent(node, MOST);
        }

        assertThat(picture.decide().change().isEmpty()).isEqualTo(!behind);
        assertThat(picture.noted(Note.Kind.STALE_LEGS_ONLY, "too few current ones would be left"))
                .isEqualTo(!behind);
    }

    /** A second leg that leaves on an old copy of the record would bring the first one back, its LUN retired. */
    @Test
    void twoLegsThatAreGoneAreLeftBehindOneAfterTheOther() {
        Policy policy = Policy.builder().lastLegTakeover(true).build();
        Picture first =
                importing(0).with(policy).silent(S1, MOST).silent(S2, MOST).then();

        assertThat(first.pool().legs()).extracting(Leg::lun).containsExactly(lun(S2), lun(S3));
        assertThat(first.ledger().findLun(lun(S2).id()).orElseThrow().state()).isEqualTo(LunState.IN_POOL);
        assertThat(first.ledger().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.RETIRED);
        assertThat(first.then().pool().legs()).extracting(Leg::lun).containsExactly(lun(S3));
    }

    @Test
    void aPoolThatIsLetGoIsExported() {
        assertThat(releasing().actions())
                .hasOnlyElementsOfType(Action.ExportPool.class)
                .hasSize(1);
    }

    @Test
    void anExportWaitsForAnOwnerThatIsSilentOrWhoseZfsIs() {
        for (Picture silent :
                List.of(releasing().silentDatabase(D1), releasing().wedged())) {
            assertThat(silent.actions()).isEmpty();
            assertThat(silent.noted(Note.Kind.WAITING, "d1 does not answer")).isTrue();
        }
    }

    /** R1 before R11: the loss stands in the ledger before ZFS hears of anything. */
    @Test
    void aLossIsRecordedBeforeTheExport() {
        Picture faulted = releasing()
                .leaf(
                        lun(S1),
                        l -> new LegReport(l.guid(), l.serial(), VdevState.FAULTED, 0, l.replacing(), l.resilvering()));

        assertThat(faulted.because()).hasSize(1);
        assertThat(faulted.then().pool().findLeg(lun(S1)).map(Leg::state)).contains(LegState.LOST);
        assertThat(faulted.decide().notes()).isEmpty();
    }

    @Test
    void aSuspendedPoolIsSaidToBe() {
        Picture suspended = releasing().reported(p -> Pools.state(p, VdevState.SUSPENDED));

        assertThat(suspended.actions()).isEmpty();
        assertThat(suspended.noted(Note.Kind.ATTENTION, "is suspended on d1")).isTrue();
    }

    @Test
    void nothingIsExportedBeforeTheSessionOfALostLegIsGone() {
        Picture lost = releasing().leg(lun(S1), Leg::lost).session(lun(S1), false);

        assertThat(lost.actions()).hasOnlyElementsOfType(Action.Logout.class).hasSize(1);
        assertThat(lost.noted(Note.Kind.WAITING, "a session is down")).isTrue();
        assertThat(lost.withoutSession(lun(S1)).actions()).anyMatch(a -> a instanceof Action.ExportPool);
    }

    @Test
    void thePoolIsHandedOverWhenItsReleaseIsShownAndNobodyHoldsIt() {
        Picture handed = released().then();

        assertThat(handed.pool().ownership()).isEqualTo(new Ownership.Importing(D1, D2, LUNS, 0));
        assertThat(handed.pool().epoch()).isEqualTo(whole.pool().epoch().next());
        // A proof of before says nothing of a pool that is there now.
        assertThat(pools(
                                released(),
                                List.of(whole.seen()
                                        .databaseNode(D1)
                                        .orElseThrow()
                                        .pool(P)
                                        .orElseThrow()))
                        .decide()
                        .change()
                        .isEmpty())
                .isTrue();
    }

    /** R9: it is handed over with the pool, and left behind before anything is imported. */
    @Test
    void aLegThatRestartsAfterTheReleaseIsNotImported() {
        Picture then = released()
                .storage(
                        S1,
                        r -> new StorageNodeReport(
                                S1, Optional.of(new BootId("another")), true, r.exports(), r.tokens()))
                .then();

        assertThat(then.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        assertThat(then.then().pool().legs()).extracting(Leg::lun).containsExactly(lun(S2), lun(S3));
        assertThat(then.then().ledger().findLun(lun(S1).id()).orElseThrow().state())
                .isEqualTo(LunState.RETIRED);
    }

    @Test
    void aProofOfAnotherKindPoolNodeOrEpochShowsNothing() {
        Epoch epoch = whole.pool().epoch();
        Picture shown = released();
        Picture none = new Picture(shown.fleet(), shown.policy(), shown.ledger(), withoutProofs(shown));

        for (Proof other : List.of(
                LunRecyclingTest.fenced(lun(S1), epoch),
                ReleaseProof.of(new PoolName("q"), D1, epoch, false, true),
                ReleaseProof.of(P, D2, epoch, false, true),
                ReleaseProof.of(P, D1, epoch.next(), false, true))) {
            assertThat(none.with(other).decide().change().isEmpty())
                    .as(other.toString())
                    .isTrue();
        }
        assertThat(none.with(ReleaseProof.of(P, D1, epoch, false, true))
                        .decide()
                        .change()
                        .isEmpty())
                .isFalse();
    }

    /** The label that shows the release is that of a leg that holds everything. */
    @Test
    void aLegThatIsBeingFilledIsNoWitnessOfARelease() {
        Picture filling = GapEdgeTest.filling(releasing(), lun(S1), false);

        assertThat(filling.actions())
                .singleElement()
                .satisfies(
                        a -> assertThat(((Action.ExportPool) a).witness().lun()).isEqualTo(lun(S2)));
    }

    /** It is not needed: nobody has written since the release was shown. */
    @Test
    void aReleasedPoolIsHandedOnWithoutALegThatWasBeingFilled() {
        Picture restarted = GapEdgeTest.filling(released(), lun(S1), false)
                .storage(
                        S1,
                        r -> new StorageNodeReport(
                                S1, Optional.of(new BootId("another")), true, r.exports(), r.tokens()));

        Picture then = restarted.then();
        assertThat(then.pool().legs()).extracting(Leg::lun).containsExactly(lun(S2), lun(S3));
        assertThat(then.pool().ownership()).isInstanceOf(Ownership.Importing.class);
    }

    /** What others may lack is not left behind by a switchover. */
    @Test
    void aPoolIsNotExportedWhileOnlyALegThatIsBeingFilledIsKnownToHoldEverything() {
        Picture filling = GapEdgeTest.filling(releasing(), lun(S1), false);
        Picture failing = filling.leaf(lun(S2), HandoverEdgeTest::failing).leaf(lun(S3), HandoverEdgeTest::failing);

        assertThat(filling.leaf(lun(S2), HandoverEdgeTest::failing).actions())
                .hasOnlyElementsOfType(Action.ExportPool.class);
        assertThat(failing.actions()).isEmpty();
        assertThat(failing.noted(Note.Kind.WAITING, "is being filled, and may hold what the others lack"))
                .isTrue();
    }

    private static LegReport failing(LegReport l) {
        return new LegReport(l.guid(), l.serial(), l.state(), 1, l.replacing(), l.resilvering());
    }

    private static Observation withoutProofs(Picture picture) {
        Observation seen = picture.seen();
        return new Observation(
                seen.at(),
                seen.storage(),
                seen.database(),
                seen.down(),
                seen.soundAge(),
                seen.fenceTrouble(),
                seen.useTrouble(),
                List.of());
    }

    @Test
    void anExportSaysWhetherThePoolIsStillThere() {
        assertThat(releasing().decide().actions())
                .extracting(PlannedAction::because)
                .containsExactly("switchover to d2");
        assertThat(pools(releasing(), List.of()).decide().actions())
                .extracting(PlannedAction::because)
                .containsExactly("R4: the release is yet to be shown");
    }

    @Test
    void anOwnerIsRidOfItsSessionsBeforeThePoolIsHandedOver() {
        Picture held = released().session(lun(S2), true);

        assertThat(held.decide().change().isEmpty()).isTrue();
        assertThat(held.actions()).hasOnlyElementsOfType(Action.Logout.class).hasSize(1);
    }

    @Test
    void thePoolIsNotHandedToANodeThatIsSilent() {
        Picture silent = released().silentDatabase(D2);

        assertThat(silent.decide().change().isEmpty()).isTrue();
        assertThat(silent.noted(Note.Kind.WAITING, "d2 does not answer")).isTrue();
    }

    /** The proof is gone with its process: a label is read through a leg that is current, on a node that can export it. */
    @Test
    void theLegWhoseLabelIsReadAgainIsCurrentAndItsNodeReady() {
        Picture picture = pools(releasing(), List.of());
        for (LunRef lun : LUNS) {
            picture = picture.withoutSession(lun);
        }
        assertThat(logins(picture)).containsExactly(lun(S1));
        assertThat(logins(picture.leg(lun(S1), Leg::lost))).containsExactly(lun(S2));
        assertThat(logins(
                        picture.storage(S1, r -> new StorageNodeReport(S1, r.boot(), false, r.exports(), r.tokens()))))
                .containsExactly(lun(S2));
        assertThat(picture.noted(Note.Kind.WAITING, "no current leg is connected"))
                .isTrue();
    }

    /** Where the pool is still there, its own sessions are what is waited for, and no new ones. */
    @Test
    void nothingIsConnectedToAnOwnerThatStillHasThePool() {
        Picture picture = releasing();
        for (LunRef lun : LUNS) {
            picture = picture.withoutSession(lun);
        }

        assertThat(picture.actions()).isEmpty();
        assertThat(picture.noted(Note.Kind.WAITING, "fail over instead")).isTrue();
    }

    private static List<LunRef> logins(Picture picture) {
        List<LunRef> luns = new ArrayList<>();
        for (Action action : picture.actions()) {
            if (action instanceof Action.Login login) {
                luns.add(login.lun());
            }
        }
        return luns;
    }
}
