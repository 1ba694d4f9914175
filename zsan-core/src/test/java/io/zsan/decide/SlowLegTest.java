package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.Round;
import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.ScanReport;
import io.zsan.observe.History;
import io.zsan.observe.LeafKey;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import io.zsan.paper.Pools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S20: a leg that is slow and not dead. */
class SlowLegTest {
    private Lab lab = Lab.withPool();

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    private void latency(NodeName node, Duration latency) {
        lab.fleet.leaf(
                D1,
                lun(node),
                l -> new LegReport(
                        l.guid(),
                        l.serial(),
                        l.state(),
                        l.errors(),
                        l.replacing(),
                        l.resilvering(),
                        Optional.of(latency)));
    }

    private void slow(NodeName... nodes) {
        List.of(S1, S2, S3).forEach(s -> latency(s, Duration.ofMillis(8)));
        List.of(nodes).forEach(s -> latency(s, Duration.ofSeconds(20)));
    }

    private boolean inSync(NodeName storageNode) {
        return lab.pool().findLeg(lun(storageNode)).filter(l -> l.isInSync()).isPresent();
    }

    private boolean noted(String text) {
        Round round = lab.san().step();
        return round.decisions().get(round.decisions().size() - 1).notes().stream()
                .anyMatch(n -> n.kind() == Note.Kind.ATTENTION && n.text().contains(text));
    }

    @Test
    void isGivenUpAfterAWhileRecordedFirstAndReplaced() {
        List<String> order = new ArrayList<>();
        lab.fleet.fates(action -> {
            if (action instanceof Action.Logout a) {
                order.add("logout " + lab.pool().findLeg(a.lun()).orElseThrow().state());
            } else if (action instanceof Action.OfflineLeg || action instanceof Action.ReplaceLeg) {
                order.add(action.getClass().getSimpleName());
            }
            return Fate.DONE;
        });
        slow(S1);
        lab.rounds(60);
        assertThat(inSync(S1)).isTrue();
        lab.rounds(10);

        assertThat(order).containsExactly("logout " + LegState.GIVEN_UP, "OfflineLeg", "ReplaceLeg");
        lab.until(Lab::whole);
        assertThat(inSync(S4)).isTrue();
    }

    @Test
    void isForgivenWhenItRecovers() {
        slow(S1);
        lab.rounds(50);
        slow();
        lab.rounds(2);
        slow(S1);
        lab.rounds(50);

        assertThat(lab.pool().isWhole()).isTrue();
    }

    @Test
    void isKeptWhereFewerThanTwoGoodLegsWouldStay() {
        slow(S1);
        lab.rounds(55);
        lab.fleet.cut(D1, S2);
        lab.rounds(7);

        assertThat(noted("only 1 good legs would stay")).isTrue();
        assertThat(inSync(S1)).isTrue();
        lab.fleet.mend(D1, S2);
        lab.rounds(14);
        assertThat(inSync(S1)).as("what has thawed may have to be resilvered").isTrue();
        lab.rounds(4);
        assertThat(inSync(S1)).isFalse();
    }

    @Test
    void isKeptWhileAnotherLegOfThePoolIsBeingReplaced() {
        lab = new Lab(Fleets.of(4, 2, 2), Policy.defaults());
        lab.san().enrol();
        lab.san().createPool(new PoolSpec(P, D1, 1, 4, Fleets.SIZE), Lab.LONG);
        lab.fleet.resilverTicks(1_000_000);
        slow(S1);
        latency(S4, Duration.ofMillis(8));
        lab.rounds(50);
        lab.fleet.fault(D1, lun(S4));
        lab.rounds(30);
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(1);

        assertThat(noted("another one is being replaced")).isTrue();
        assertThat(inSync(S1)).isTrue();
    }

    /** A whole pool, one leg of which has been slow for a while, and others of which have come of late. */
    private static Picture slow(Duration since, NodeName... settling) {
        Picture whole = Picture.ofPool();
        return whole.with(new History(
                Map.of(),
                Map.of(key(whole, S1), since),
                Map.of(),
                Stream.of(settling).map(node -> key(whole, node)).collect(Collectors.toSet()),
                Set.of(),
                Map.of()));
    }

    private static LeafKey key(Picture picture, NodeName node) {
        return new LeafKey(D1, picture.leafOf(lun(node)).orElseThrow().guid());
    }

    private static Optional<LegState> state(Picture picture) {
        return picture.pool().findLeg(lun(S1)).map(Leg::state);
    }

    @Test
    void isGivenUpWhenItHasBeenSlowForSlowForAndNotAMomentSooner() {
        Duration most = Policy.defaults().slowFor();

        assertThat(state(slow(most.minusMillis(1)).then())).contains(LegState.IN_SYNC);
        assertThat(state(slow(most).then())).contains(LegState.GIVEN_UP);
        assertThat(slow(most).because()).singleElement().asString().contains("for 60 s (S20)");
    }

    /** R8: what has just come may have to be brought up to date from the slow one. */
    @Test
    void isKeptWhileOneOfTheOthersHasNotSettled() {
        Picture early = slow(Policy.defaults().slowFor(), S2);

        assertThat(state(early.then())).contains(LegState.IN_SYNC);
        assertThat(early.noted(Note.Kind.ATTENTION, "only 1 good legs would stay"))
                .isTrue();
    }

    /** It may be the next one: however short it has been slow, it is not what the pool should be left with. */
    @Test
    void isKeptWhereAnotherOneIsSlowToo() {
        Picture one = slow(Policy.defaults().slowFor());
        History seen = one.seen().history();
        Picture two = one.with(new History(
                seen.bounces(),
                Map.of(key(one, S1), Policy.defaults().slowFor(), key(one, S2), Duration.ofMillis(1)),
                seen.failedResilvers(),
                seen.settling(),
                seen.unsound(),
                seen.leavingTrouble()));

        assertThat(state(two.then())).contains(LegState.IN_SYNC);
        assertThat(two.noted(Note.Kind.ATTENTION, "only 1 good legs would stay"))
                .isTrue();
    }

    @Test
    void isKeptWhileTheOthersMayLackWritesThatItHas() {
        Picture doubt = slow(Policy.defaults().slowFor())
                .reported(p -> Pools.scan(p, Optional.of(Pools.resilver(ScanReport.State.FINISHED, 1, "a scan"))));

        assertThat(state(doubt.then())).contains(LegState.IN_SYNC);
        assertThat(doubt.noted(Note.Kind.ATTENTION, "so others may lack writes that it has"))
                .isTrue();
    }

    /** It is on its way out already, or has never counted. */
    @Test
    void isLeftToItsCourseWhereItDoesNotCount() {
        Picture lost = slow(Policy.defaults().slowFor()).leg(lun(S1), l -> l.givenUp(l.guid()));

        assertThat(lost.decide().change().isEmpty()).isTrue();
        assertThat(lost.decide().notes()).noneMatch(n -> n.text().contains("is much slower"));
    }

    @Test
    void isKeptWhileTheBrakeHolds() {
        slow(S1);
        lab.fleet.silence(S2);
        lab.fleet.silence(S4);
        lab.rounds(70);

        assertThat(noted(Brake.TEXT)).isTrue();
        assertThat(inSync(S1)).isTrue();
    }
}
