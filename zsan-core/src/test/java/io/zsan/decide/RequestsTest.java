package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.D3;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Fleets;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What may be asked for, what is nothing new, and what is refused. */
class RequestsTest {
    private static final List<LunRef> LUNS = List.of(lun(S1), lun(S2), lun(S3));

    private final Picture whole = Picture.ofPool();
    private final Requests requests = new Requests(Fleets.of(4, 1, 3), Policy.defaults());

    private static void refused(ThrowingCallable request, String why) {
        assertThatThrownBy(request).isInstanceOf(InvalidInput.class).hasMessageContaining(why);
    }

    private static Picture owned(Picture picture, Ownership ownership) {
        return picture.with(picture.pool().withOwnership(ownership));
    }

    private static Ownership.TakingOver taking(NodeName to) {
        return new Ownership.TakingOver(D1, to, List.of(), Optional.empty(), Optional.empty());
    }

    private PoolRecord failedOver(Picture picture, NodeName to) {
        LedgerChange change = requests.failover(picture.ledger(), picture.seen(), P, to);
        return picture.ledger().apply(change).pool(P);
    }

    private boolean nothing(LedgerChange change) {
        return change.isEmpty();
    }

    @Test
    void onlyBlankDisksThatAreNotKnownAreEnrolled() {
        LunId s4 = lun(S4).id();

        assertThat(requests.enrol(LedgerState.empty(), List.of(s4)).puts())
                .singleElement()
                .satisfies(p -> assertThat(((LunRecord) p.record()).id()).isEqualTo(s4));
        assertThat(nothing(requests.enrol(LedgerState.empty(), List.of()))).isTrue();
        assertThat(nothing(requests.enrol(whole.ledger(), List.of(s4)))).isTrue();
    }

    @Test
    void aFurtherDiskIsEnrolledBesideThoseThatAreKnown() {
        LunId s4 = lun(S4).id();

        assertThat(requests.enrol(known(lun(S1).id(), Fleets.SIZE, 512), List.of(s4))
                        .puts())
                .singleElement()
                .satisfies(p -> assertThat(((LunRecord) p.record()).id()).isEqualTo(s4));
    }

    /** S9: the same serial on another node, or another disk under the same name. */
    @Test
    void aDiskThatIsNotWhatTheLedgerSaysIsRefused() {
        LunId moved = new LunId(S1, new DiskSerial("s4d1"));
        LunId here = lun(S4).id();

        refused(() -> requests.enrol(known(moved, Fleets.SIZE, 512), List.of(here)), "cannot move with its data");
        refused(() -> requests.enrol(known(here, Fleets.SIZE + 512, 512), List.of()), "is it another disk");
        refused(() -> requests.enrol(known(here, Fleets.SIZE, 4096), List.of()), "is it another disk");
        assertThat(nothing(requests.enrol(known(here, Fleets.SIZE, 512), List.of())))
                .isTrue();
    }

    private static LedgerState known(LunId id, long bytes, int sector) {
        LunRecord record = LunRecord.enrolled(id, new Disk(id.disk(), bytes, sector));
        return LedgerState.empty().apply(LedgerChange.of(LedgerState.empty(), record));
    }

    @Test
    void aPoolIsNotCreatedOnANodeThatIsSilentNorWithoutLuns() {
        PoolSpec spec = PoolSpec.of(new PoolName("q"), D3);

        refused(
                () -> requests.createPool(
                        whole.ledger(), whole.silentDatabase(D3).seen(), spec),
                "d3 does not answer");
        refused(
                () -> requests.createPool(whole.ledger(), whole.seen(), spec),
                "1 LUNs are free, 1 of them large enough");
        refused(
                () -> requests.createPool(
                        whole.ledger(), whole.seen(), new PoolSpec(spec.name(), D3, 1, 3, Fleets.SIZE + 1)),
                "1 LUNs are free, 0 of them large enough");
        refused(
                () -> requests.createPool(
                        whole.ledger(), whole.seen(), new PoolSpec(spec.name(), D3, 1, 3, Fleets.SIZE)),
                "1 LUNs are free, 1 of them large enough");
        assertThatThrownBy(() -> requests.createPool(whole.ledger(), whole.seen(), spec))
                .hasMessageNotContaining("R13")
                .hasMessageNotContaining("for its log");
    }

    /** The node would own a pool and wait for its restart for ever, and nothing could be moved there. */
    @Test
    void aPoolIsNotCreatedOnANodeThatIsBeingRestarted() {
        BootId boot = whole.seen().databaseNode(D3).orElseThrow().boot();
        Picture restarting = whole.with(new DatabaseNodeRecord(D3, Optional.of(boot)));
        PoolSpec spec = new PoolSpec(new PoolName("q"), D3, 1, 2, Fleets.SIZE);

        refused(() -> requests.createPool(restarting.ledger(), restarting.seen(), spec), "d3 is being restarted");
    }

    @Test
    void aPoolIsNotCreatedOverAnotherOfItsName() {
        refused(
                () -> requests.createPool(whole.ledger(), whole.seen(), PoolSpec.of(P, D3)),
                "there is a pool p already");
    }

    @Test
    void aTakeoverThatIsUnderWayIsNotBegunAgainAndMayBeRedirected() {
        for (Ownership under : List.of(taking(D2), new Ownership.Importing(D1, D2, LUNS, 0))) {
            Picture picture = owned(whole, under);

            assertThat(nothing(requests.failover(picture.ledger(), picture.seen(), P, D2)))
                    .isTrue();
            assertThat(failedOver(picture, D3).ownership().target()).isEqualTo(D3);
            assertThat(failedOver(picture, D3).epoch())
                    .isEqualTo(whole.pool().epoch().next());
        }
    }

    @Test
    void aPoolThatItsOwnerServesStaysThere() {
        assertThat(nothing(requests.failover(whole.ledger(), whole.seen(), P, D1)))
                .isTrue();
        for (Picture not : List.of(
                whole.reported(p -> Pools.state(p, VdevState.SUSPENDED)),
                whole.reported(Pools::renumbered),
                whole.wedged())) {
            refused(() -> requests.failover(not.ledger(), not.seen(), P, D1), "recycle it first");
        }
        Picture silent = whole.silentDatabase(D2);
        refused(() -> requests.failover(silent.ledger(), silent.seen(), P, D2), "d2 does not answer");
    }

    /** It may have been imported there by hand; it is served by its owner all the same. */
    @Test
    void aPoolThatAnotherNodeHasAsWellIsNotTakenForServedThere() {
        PoolReport there = whole.seen().databaseNode(D1).flatMap(n -> n.pool(P)).orElseThrow();
        Picture twice = whole.database(
                D2, r -> new DatabaseNodeReport(D2, r.boot(), r.sessions(), List.of(there), r.poolsKnown()));

        refused(() -> requests.failover(twice.ledger(), twice.seen(), P, D2), "recycle it first");
    }

    @Test
    void aSwitchoverIsRefusedWhereTheOwnerCannotLetGo() {
        assertThat(nothing(requests.switchover(whole.ledger(), whole.seen(), P, D1)))
                .isTrue();
        Picture releasing = owned(whole, new Ownership.Releasing(D1, D2));
        assertThat(nothing(requests.switchover(releasing.ledger(), releasing.seen(), P, D2)))
                .isTrue();
        refused(() -> requests.switchover(releasing.ledger(), releasing.seen(), P, D3), "is not at rest");
        Picture syncing = whole.leg(lun(S1), RequestsTest::filling);
        refused(() -> requests.switchover(syncing.ledger(), syncing.seen(), P, D2), "is being resilvered");
        Picture givenUp = whole.leg(lun(S2), l -> l.givenUp(l.guid()));
        refused(
                () -> requests.switchover(givenUp.ledger(), givenUp.seen(), P, D2),
                "was given up and is not out of the pool yet");
    }

    /** It was imported in an epoch before, and has not been told of the present one. */
    @Test
    void aSwitchoverIsNotTakenBackWhileThePoolCarriesAnotherEpoch() {
        Picture releasing = owned(whole, new Ownership.Releasing(D1, D2));
        Picture later = releasing.with(releasing.pool().raised(releasing.pool().ownership()));

        assertThat(nothing(requests.cancelSwitchover(releasing.ledger(), releasing.seen(), P)))
                .isFalse();
        refused(() -> requests.cancelSwitchover(later.ledger(), later.seen(), P), "not imported and mounted on d1");
    }

    private static Leg filling(Leg leg) {
        return new Leg(
                leg.lun(), leg.guid(), leg.boot(), LegState.SYNCING, Optional.of(new Guid(1)), Optional.of("scan"));
    }

    private DataLossAcceptance word(long epoch, LunRef... legs) {
        return new DataLossAcceptance(P, new Epoch(epoch), List.of(legs));
    }

    private PoolRecord accepted(Picture picture, DataLossAcceptance word) {
        return picture.ledger()
                .apply(requests.accept(picture.ledger(), picture.seen(), word))
                .pool(P);
    }

    @Test
    void aPersonsWordIsForOneTakeoverOnly() {
        Picture taking = owned(whole, taking(D2));

        assertThat(((Ownership.TakingOver) accepted(taking, word(1, lun(S1))).ownership()).acceptance())
                .contains(word(1, lun(S1)));
        refused(() -> accepted(taking, word(2, lun(S1))), "for one takeover only");
        Picture importing = owned(whole, new Ownership.Importing(D1, D2, LUNS, 1));
        refused(() -> accepted(importing, word(2, lun(S1))), "for one takeover only");
        refused(() -> accepted(whole, word(1, lun(S1))), "for one takeover only");
    }

    private static Leg lost(Leg leg, Optional<Guid> guid, Optional<BootId> boot) {
        return new Leg(leg.lun(), guid, boot, LegState.LOST, Optional.empty(), Optional.empty());
    }

    /** R8, S14: no word makes data of what was never resilvered. */
    @Test
    void aLegThatNeverHeldThePoolCannotBeAccepted() {
        Picture taking = owned(whole, taking(D2));

        refused(
                () -> accepted(taking.leg(lun(S1), RequestsTest::filling), word(1, lun(S1))),
                "never held all of pool p");
        refused(
                () -> accepted(taking.leg(lun(S1), l -> Leg.planned(l.lun())), word(1, lun(S1))),
                "never held all of pool p");
        refused(
                () -> accepted(taking.leg(lun(S1), l -> lost(l, l.guid(), Optional.empty())), word(1, lun(S1))),
                "never held all of pool p");
        refused(
                () -> accepted(taking.leg(lun(S1), l -> lost(l, Optional.empty(), l.boot())), word(1, lun(S1))),
                "never held all of pool p");
        refused(() -> accepted(taking, word(1, lun(S4))), "its legs are [s1/s1d1#1, s2/s2d1#1, s3/s3d1#1]");
    }

    /** An import is under way: only what was cleared for it, and says in which boot it is now, can be accepted (R4, R9). */
    @Test
    void anImportGoesOnFromAcceptedLegsThatWereClearedForItOnly() {
        Picture importing = owned(whole, new Ownership.Importing(D1, D2, List.of(lun(S1), lun(S2)), 1));

        PoolRecord kept = accepted(importing, word(1, lun(S2)));
        assertThat(kept.legs()).extracting(Leg::lun).containsExactly(lun(S2));
        assertThat(kept.ownership()).isEqualTo(new Ownership.Importing(D1, D2, List.of(lun(S2)), 0));
        refused(() -> accepted(importing, word(1, lun(S2), lun(S3))), "each mirror needs one that was cleared");
        refused(
                () -> accepted(importing.silent(S2, Duration.ofSeconds(1)), word(1, lun(S2))),
                "each mirror needs one that was cleared");
    }

    @Test
    void anImportGoesOnFromAcceptedLegsOfEveryMirror() {
        List<Leg> legs = whole.pool().legs();
        Picture two = whole.mirrors(
                List.of(new MirrorRecord(2, legs.subList(0, 2)), new MirrorRecord(2, legs.subList(2, 3))));
        Picture importing = owned(two, new Ownership.Importing(D1, D2, LUNS, 1));

        refused(() -> accepted(importing, word(1, lun(S1))), "each mirror needs one that was cleared");
        assertThat(accepted(importing, word(1, lun(S1), lun(S3))).legs()).hasSize(2);
    }

    @Test
    void aNodeIsRestartedOnceAndOnlyIfItAnswers() {
        BootId boot = whole.seen().databaseNode(D3).orElseThrow().boot();

        assertThat(requests.recycle(whole.ledger(), whole.seen(), D3).puts())
                .singleElement()
                .satisfies(p -> assertThat(p.record()).isEqualTo(new DatabaseNodeRecord(D3, Optional.of(boot))));
        Picture asked = whole.with(new DatabaseNodeRecord(D3, Optional.of(boot)));
        assertThat(nothing(requests.recycle(asked.ledger(), asked.seen(), D3))).isTrue();
        Picture silent = whole.silentDatabase(D3);
        refused(() -> requests.recycle(silent.ledger(), silent.seen(), D3), "restart it by its power switch");
        refused(() -> requests.recycle(whole.ledger(), whole.seen(), D1), "it is not restarted");
    }

    @Test
    void aPoolWhoseNodeIsBeingRestartedIsNotGivenToIt() {
        Picture asked = whole.with(new DatabaseNodeRecord(
                D2, Optional.of(whole.seen().databaseNode(D2).orElseThrow().boot())));

        refused(() -> requests.failover(asked.ledger(), asked.seen(), P, D2), "is being restarted");
        assertThat(asked.seen().databaseNode(D2).map(DatabaseNodeReport::poolsKnown))
                .contains(true);
    }
}
