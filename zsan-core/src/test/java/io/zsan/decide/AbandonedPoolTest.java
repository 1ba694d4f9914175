package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.paper.Pools;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a creation that was given up leaves behind at the node that was to create the pool. */
class AbandonedPoolTest {
    private static final String TEXT = "was created on d1 after its creation was given up";

    private final Picture whole = Picture.ofPool();

    /** The creation of the pool was given up; d1 has made it all the same. */
    private Picture abandoned() {
        Picture picture = whole.with(new PoolRecord(
                P,
                Optional.empty(),
                whole.pool().epoch(),
                new Ownership.Abandoned(D1),
                List.of(new MirrorRecord(3, List.of()))));
        for (NodeName node : List.of(S1, S2, S3)) {
            picture = picture.with(
                    picture.ledger().findLun(lun(node).id()).orElseThrow().retired());
        }
        return picture;
    }

    @Test
    void aPoolOfItsLunsIsToldOfAndItsSessionsGo() {
        Picture made = abandoned();

        assertThat(made.noted(Note.Kind.ATTENTION, TEXT)).isTrue();
        assertThat(made.actions()).filteredOn(a -> a instanceof Action.Logout).hasSize(3);
    }

    /** It has nothing to do with the creation. */
    @Test
    void anotherPoolOfThatNameIsNotToldOf() {
        Picture other = abandoned()
                .reported(p -> Pools.legs(
                        p,
                        l -> new LegReport(
                                l.guid(), Optional.of("stranger"), l.state(), 0, l.replacing(), l.resilvering())));
        Picture none =
                abandoned().database(D1, r -> new DatabaseNodeReport(D1, r.boot(), r.sessions(), List.of(), true));

        assertThat(other.noted(Note.Kind.ATTENTION, TEXT)).isFalse();
        assertThat(none.noted(Note.Kind.ATTENTION, TEXT)).isFalse();
        assertThat(abandoned().withoutLeaf(lun(S1)).withoutLeaf(lun(S2)).noted(Note.Kind.ATTENTION, TEXT))
                .as("one of them is enough")
                .isTrue();
    }
}
