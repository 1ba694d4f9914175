package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.LegState;
import io.zsan.node.LegReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.observe.History;
import io.zsan.paper.Pools;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** R8: which scan is the end of a leg's resilver, and what its failure must not keep from being done. */
class ResilverEdgeTest {
    private final Picture whole = Picture.ofPool();

    /** The fresh leg on s1, as ZFS shows it after or while this scan. */
    private Picture fresh(VdevState state, long errors, boolean resilvering, ScanReport scan) {
        return GapEdgeTest.filling(whole, lun(S1), false)
                .leaf(lun(S1), l -> new LegReport(l.guid(), l.serial(), state, errors, Optional.empty(), resilvering))
                .reported(p -> Pools.scan(p, Optional.of(scan)));
    }

    private static ScanReport ended(long errors) {
        return Pools.resilver(ScanReport.State.FINISHED, errors, "its own scan");
    }

    private static boolean givenUp(Picture picture) {
        return picture.then()
                .pool()
                .findLeg(lun(S1))
                .filter(l -> l.state() == LegState.GIVEN_UP)
                .isPresent();
    }

    @Test
    void aLegThatIsNotWellIsGivenUpWhenItsResilverHasEnded() {
        assertThat(givenUp(fresh(VdevState.FAULTED, 0, false, ended(0)))).isTrue();
        assertThat(givenUp(fresh(VdevState.ONLINE, 1, false, ended(1)))).isTrue();
    }

    /** It has not begun, or runs: ZFS may bring the leg up to date all the same. */
    @Test
    void aLegThatIsNotWellIsKeptUntilItsResilverHasEnded() {
        for (Picture early : List.of(
                fresh(VdevState.FAULTED, 0, false, Pools.resilver(ScanReport.State.RUNNING, 0, "its own scan")),
                fresh(VdevState.FAULTED, 0, false, Pools.resilver(ScanReport.State.FINISHED, 0, "scan before")),
                fresh(VdevState.ONLINE, 1, true, ended(1)))) {
            assertThat(givenUp(early)).isFalse();
            assertThat(early.noted(Note.Kind.WAITING, "is resilvering")).isTrue();
        }
    }

    @Test
    void nobodyIsCalledWhereTheScanEndedWithoutErrors() {
        Picture beside = fresh(VdevState.ONLINE, 0, false, ended(0))
                .leaf(
                        lun(S1),
                        l -> new LegReport(
                                l.guid(),
                                l.serial(),
                                l.state(),
                                0,
                                whole.leafOf(lun(S2)).map(LegReport::guid),
                                false));

        assertThat(beside.decide().notes()).noneMatch(n -> n.kind() == Note.Kind.ATTENTION);
        assertThat(fresh(VdevState.ONLINE, 0, false, ended(1)).noted(Note.Kind.ATTENTION, "none of them its own"))
                .isTrue();
    }

    /** Where a person has to look after the one, the other one is filled all the same. */
    @Test
    void aLegThatCannotBeFilledDoesNotKeepAnotherOneFromBeingPutIn() {
        Picture damaged = fresh(VdevState.ONLINE, 0, false, ended(1));
        Picture often = fresh(VdevState.ONLINE, 1, false, ended(1))
                .with(new History(
                        Map.of(), Map.of(), Map.of(P, FailedResilver.MOST_TRIES + 1), Set.of(), Set.of(), Map.of()));
        assertThat(damaged.noted(Note.Kind.ATTENTION, "none of them its own")).isTrue();
        assertThat(often.noted(Note.Kind.ATTENTION, "look for what they share")).isTrue();

        for (Picture one : List.of(damaged, often)) {
            Picture two = GapEdgeTest.filling(one, lun(S2), false).withoutLeaf(lun(S2));
            assertThat(two.actions())
                    .anyMatch(a -> a instanceof Action.ReplaceLeg r
                            && r.node().equals(D1)
                            && r.fresh().lun().equals(lun(S2)));
        }
    }
}
