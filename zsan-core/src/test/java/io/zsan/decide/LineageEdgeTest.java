package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.D3;
import static io.zsan.paper.Fleets.P;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.Leg;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.paper.Pools;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R14, S3: which node may have a pool in which epoch, for each way of owning it. The ledger says epoch 5. */
class LineageEdgeTest {
    private static final Ownership.Owned OWNED = new Ownership.Owned(D1);
    private static final Ownership.Releasing RELEASING = new Ownership.Releasing(D1, D2);
    private static final Ownership.TakingOver TAKING =
            new Ownership.TakingOver(D1, D2, List.of(), Optional.empty(), Optional.empty());
    private static final Ownership.Importing IMPORTING = new Ownership.Importing(D1, D2, List.of(), 0);

    private final Picture whole = Picture.ofPool();

    private Picture ledger(Ownership ownership) {
        PoolRecord pool = whole.pool();
        return whole.with(new PoolRecord(P, pool.guid(), new Epoch(5), ownership, pool.mirrors()));
    }

    /** Whether it is a split that a node, and no other one, has the pool with this stamp. */
    private boolean split(Picture picture, NodeName node, long stamp) {
        return Lineage.split(has(picture, node, stamp).situation(), picture.pool());
    }

    private Picture has(Picture picture, NodeName node, long stamp) {
        PoolReport pool = whole.seen().databaseNode(D1).flatMap(n -> n.pool(P)).orElseThrow();
        return pools(pools(picture, D1, List.of()), node, List.of(Pools.stamp(pool, new Epoch(stamp))));
    }

    private static Picture pools(Picture picture, NodeName node, List<PoolReport> pools) {
        return picture.database(node, r -> new DatabaseNodeReport(node, r.boot(), r.sessions(), pools, true));
    }

    @Test
    void theOwnerMayHaveItInThePresentEpochAndBefore() {
        for (Ownership at : List.of(OWNED, RELEASING)) {
            assertThat(split(ledger(at), D1, 4)).as(at.toString()).isFalse();
            assertThat(split(ledger(at), D1, 5)).as(at.toString()).isFalse();
            assertThat(split(ledger(at), D1, 6)).as(at.toString()).isTrue();
        }
    }

    @Test
    void anOwnerThatIsBeingLeftMayHaveItInTheEpochsBefore() {
        for (Ownership at : List.of(TAKING, IMPORTING)) {
            assertThat(split(ledger(at), D1, 4)).as(at.toString()).isFalse();
            assertThat(split(ledger(at), D1, 5)).as(at.toString()).isTrue();
        }
    }

    @Test
    void theNewOwnerMayHaveItInThePresentEpochOnceItMayImport() {
        assertThat(split(ledger(IMPORTING), D2, 5)).isFalse();
        assertThat(split(ledger(IMPORTING), D2, 6)).isTrue();
        assertThat(split(ledger(TAKING), D2, 5)).isTrue();
    }

    /** Another node may have been left behind by a change of owner before the last one, which fenced it. */
    @Test
    void anyOtherNodeMayHaveItInAnEpochThatWasFencedOnly() {
        for (Ownership at : List.of(OWNED, RELEASING)) {
            assertThat(split(ledger(at), D3, 4)).as(at.toString()).isFalse();
            assertThat(split(ledger(at), D3, 5)).as(at.toString()).isTrue();
        }
        for (Ownership at : List.of(TAKING, IMPORTING)) {
            assertThat(split(ledger(at), D3, 3)).as(at.toString()).isFalse();
            assertThat(split(ledger(at), D3, 4)).as(at.toString()).isTrue();
        }
    }

    private Picture creating() {
        PoolRecord pool = whole.pool().mapLegs(l -> Leg.planned(l.lun()));
        return whole.with(
                new PoolRecord(P, Optional.empty(), new Epoch(5), new Ownership.Creating(D1), pool.mirrors()));
    }

    /** What another node has under that name is another pool: this one is nowhere yet. */
    @Test
    void aPoolThatIsBeingCreatedMayBeAtItsNodeOnly() {
        assertThat(split(creating(), D1, 5)).isFalse();
        assertThat(split(creating(), D1, 6)).isTrue();
        assertThat(split(creating(), D3, 6)).isFalse();
    }

    @Test
    void aPersonIsToldWhoseThePoolIs() {
        assertThat(text(creating())).contains("the ledger says epoch 5 and that d1 is to create it");
        assertThat(text(ledger(OWNED))).contains("and that d1 owns it");
        assertThat(text(ledger(RELEASING))).contains("and that d1 owns it");
        assertThat(text(ledger(TAKING))).contains("and that d1 owned it");
        assertThat(text(ledger(IMPORTING))).contains("and that d2 is to import it");
    }

    private String text(Picture picture) {
        return has(picture, D1, 9).decide().notes().stream()
                .filter(n -> n.kind() == Note.Kind.SPLIT_BRAIN)
                .map(Note::text)
                .findFirst()
                .orElseThrow();
    }
}
