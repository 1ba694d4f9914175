package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The moment in which a pool that was to be created is seen: what of it counts from now on. */
class CreationEdgeTest {
    private final Picture created = creating(Picture.ofPool());

    /** The pool is there, and the ledger does not know it yet. */
    private static Picture creating(Picture whole) {
        PoolRecord pool = whole.pool();
        List<MirrorRecord> planned = pool.mirrors().stream()
                .map(m -> m.mapLegs(l -> Leg.planned(l.lun())))
                .toList();
        return whole.with(new PoolRecord(P, Optional.empty(), pool.epoch(), new Ownership.Creating(D1), planned));
    }

    private static LegState state(Picture then, NodeName node) {
        return then.pool().findLeg(lun(node)).orElseThrow().state();
    }

    private static Picture leaf(Picture picture, NodeName node, VdevState state, long errors) {
        return picture.leaf(
                lun(node), l -> new LegReport(l.guid(), l.serial(), state, errors, l.replacing(), l.resilvering()));
    }

    private static Picture unexported(Picture picture, NodeName node) {
        return picture.storage(node, r -> new StorageNodeReport(node, r.boot(), r.serving(), Map.of(), r.tokens()));
    }

    private static Picture unbooted(Picture picture, NodeName node) {
        return picture.storage(
                node, r -> new StorageNodeReport(node, Optional.empty(), false, r.exports(), r.tokens()));
    }

    @Test
    void allThatIsWellIsInSync() {
        Picture then = created.then();

        assertThat(then.pool().ownership()).isEqualTo(new Ownership.Owned(D1));
        assertThat(then.pool().isWhole()).isTrue();
    }

    /** R9: a node that does not export the LUN has booted since it was opened for the creation. */
    @Test
    void whatIsNotWellBeginsAsLost() {
        for (Picture one : List.of(
                leaf(created, S1, VdevState.FAULTED, 0),
                leaf(created, S1, VdevState.ONLINE, 1),
                unexported(created, S1),
                unbooted(created, S1),
                created.silent(S1, Duration.ofSeconds(1)))) {
            Picture then = one.then();
            assertThat(state(then, S1)).isEqualTo(LegState.LOST);
            assertThat(state(then, S2)).isEqualTo(LegState.IN_SYNC);
            assertThat(then.pool().findLeg(lun(S1)).flatMap(Leg::guid))
                    .isEqualTo(created.leafOf(lun(S1)).map(LegReport::guid));
        }
    }

    @Test
    void aMirrorWithoutAUsableLegIsNotTakenUp() {
        Picture none = unexported(unexported(unexported(created, S1), S2), S3);

        assertThat(none.decide().change().isEmpty()).isTrue();
        assertThat(none.noted(Note.Kind.ATTENTION, "has a mirror without a usable leg"))
                .isTrue();
    }

    @Test
    void aPoolThatIsNotTheOneIsNamed() {
        for (Picture other : List.of(
                created.reported(p -> Pools.stamp(p, p.stamp().orElseThrow().next())),
                created.withoutLeaf(lun(S1)),
                created.leaf(
                        lun(S1),
                        l -> new LegReport(
                                l.guid(), Optional.of("stranger"), l.state(), 0, l.replacing(), l.resilvering())),
                created.reported(p -> stamped(p, Optional.empty(), p.mirrors())),
                created.reported(p -> stamped(
                        p, p.stamp(), List.of(p.mirrors().get(0), p.mirrors().get(0)))),
                created.reported(p -> Pools.mirrors(p, CreationEdgeTest::wider)))) {
            assertThat(other.then().pool().ownership()).isEqualTo(new Ownership.Creating(D1));
        }
        assertThat(created.withoutLeaf(lun(S1)).noted(Note.Kind.ATTENTION, "is not the one being created"))
                .isTrue();
    }

    private static PoolReport stamped(PoolReport p, Optional<Epoch> stamp, List<MirrorReport> mirrors) {
        return new PoolReport(p.name(), p.guid(), p.state(), stamp, mirrors, p.scan(), true, false, false);
    }

    /** R7: a leg that was lost before comes back wiped or not at all, however well it looks. */
    @Test
    void onlyALegOfThisCreationCountsFromItsBeginning() {
        Picture then = created.leg(lun(S1), Leg::lost).then();

        assertThat(state(then, S1)).isEqualTo(LegState.LOST);
        assertThat(state(then, S2)).isEqualTo(LegState.IN_SYNC);
    }

    private boolean mayBeGivenUp(Picture picture) {
        Requests requests = new Requests(picture.fleet(), picture.policy());
        LedgerChange change = requests.cancelCreate(picture.ledger(), picture.seen(), P);
        return picture.ledger().apply(change).pool(P).ownership() instanceof Ownership.Abandoned;
    }

    /** What would not be taken up is no reason to keep the creation waiting for ever. */
    @Test
    void aCreationIsGivenUpUnlessItsPoolIsThereAndUsable() {
        assertThatThrownBy(() -> mayBeGivenUp(created)).hasMessageContaining("has been created on d1 by now");

        assertThat(mayBeGivenUp(created.reported(p -> stamped(p, Optional.empty(), p.mirrors()))))
                .isTrue();
        assertThat(mayBeGivenUp(unexported(unexported(unexported(created, S1), S2), S3)))
                .isTrue();
    }

    private static MirrorReport wider(MirrorReport mirror) {
        List<LegReport> legs = new ArrayList<>(mirror.legs());
        legs.add(new LegReport(new Guid(77), Optional.of("more"), VdevState.ONLINE, 0, Optional.empty(), false));
        return mirror.withLegs(legs);
    }

    @Test
    void aCreationWaitsForItsNode() {
        for (Picture silent : List.of(created.silentDatabase(D1), created.wedged())) {
            assertThat(silent.actions()).isEmpty();
            assertThat(silent.noted(Note.Kind.WAITING, "d1 does not answer")).isTrue();
        }
    }
}
