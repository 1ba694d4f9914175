package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Fleet;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.node.LegReport;
import io.zsan.node.ScanReport;
import io.zsan.node.ScanReport.State;
import io.zsan.node.VdevState;
import io.zsan.observe.Observation;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import io.zsan.paper.Pools;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** R8, R11 and R13 where gaps are filled. */
class LegReplacementTest {
    private static final ScanReport GOOD = Pools.resilver(State.FINISHED, 0, "resilver of s4");

    private static LegReport leaf(LegReport l, VdevState state, long errors, Optional<Guid> in, boolean resilvering) {
        return new LegReport(l.guid(), l.serial(), state, errors, in, resilvering);
    }

    private static LegReport good(LegReport l) {
        return leaf(l, VdevState.ONLINE, 0, Optional.empty(), false);
    }

    static Stream<Arguments> notInSync() {
        UnaryOperator<LegReport> good = LegReplacementTest::good;
        return Stream.of(
                Arguments.of("no scan", good, Optional.empty()),
                Arguments.of("running", good, Optional.of(Pools.resilver(State.RUNNING, 0, "resilver of s4"))),
                Arguments.of("cancelled", good, Optional.of(Pools.resilver(State.CANCELED, 0, "resilver of s4"))),
                Arguments.of("errors of the resilver", good, Optional.of(Pools.resilver(State.FINISHED, 1, "other"))),
                Arguments.of("the scan of before", good, Optional.of(Pools.resilver(State.FINISHED, 0, "old scan"))),
                Arguments.of(
                        "not online",
                        op(l -> leaf(l, VdevState.DEGRADED, 0, Optional.empty(), false)),
                        Optional.of(GOOD)),
                Arguments.of(
                        "errors of the leg",
                        op(l -> leaf(l, VdevState.ONLINE, 1, Optional.empty(), false)),
                        Optional.of(GOOD)),
                Arguments.of(
                        "still replacing",
                        op(l -> leaf(l, VdevState.ONLINE, 0, Optional.of(new Guid(9)), false)),
                        Optional.of(GOOD)),
                Arguments.of(
                        "marked as resilvering",
                        op(l -> leaf(l, VdevState.ONLINE, 0, Optional.empty(), true)),
                        Optional.of(GOOD)));
    }

    private static UnaryOperator<LegReport> op(UnaryOperator<LegReport> change) {
        return change;
    }

    private static Lab resilvering() {
        Lab lab = Lab.withPool();
        lab.fleet.resilverTicks(1_000_000);
        lab.fleet.pool(D1, P, p -> Pools.scan(p, Optional.of(Pools.resilver(State.FINISHED, 0, "old scan"))));
        lab.fleet.fault(D1, lun(S1));
        // It is put in, and has stood there long enough to show what it lacks.
        lab.rounds(30);
        assertThat(lab.pool().findLeg(lun(S4)).orElseThrow().state()).isEqualTo(LegState.SYNCING);
        return lab;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void notInSync(String why, UnaryOperator<LegReport> leaf, Optional<ScanReport> scan) {
        Lab lab = resilvering();
        lab.fleet.leaf(D1, lun(S4), leaf);
        lab.fleet.pool(D1, P, p -> Pools.scan(p, scan));
        lab.san().step();

        assertThat(lab.pool().findLeg(lun(S4)).map(Leg::state)).isNotEqualTo(Optional.of(LegState.IN_SYNC));
    }

    @Test
    void inSyncWhenAResilverOfItsOwnHasEndedWithoutAStain() {
        Lab lab = resilvering();
        lab.fleet.leaf(D1, lun(S4), LegReplacementTest::good);
        lab.fleet.pool(D1, P, p -> Pools.scan(p, Optional.of(GOOD)));
        lab.san().step();

        assertThat(lab.pool().isWhole()).isTrue();
    }

    /** A person cleared the errors of a leg that failed writes: it looks sound until ZFS begins to resilver it again. */
    @Test
    void notInSyncJustAfterItsErrorsWereCleared() {
        Lab lab = resilvering();
        lab.fleet.leaf(D1, lun(S4), l -> leaf(l, VdevState.ONLINE, 20, Optional.empty(), false));
        lab.rounds(1);
        lab.fleet.leaf(D1, lun(S4), LegReplacementTest::good);
        lab.fleet.pool(D1, P, p -> Pools.scan(p, Optional.of(GOOD)));
        lab.rounds(14);
        assertThat(lab.pool().isWhole()).isFalse();
        lab.rounds(3);
        assertThat(lab.pool().isWhole()).isTrue();
    }

    /** Nobody looked for a night, and the weekly scrub has taken the place of the resilver in the status. */
    @Test
    void inSyncWhenAScrubHidesTheResilverAndHasEndedWithoutErrors() {
        Lab lab = resilvering();
        lab.fleet.leaf(D1, lun(S4), LegReplacementTest::good);
        lab.fleet.pool(
                D1,
                P,
                p -> Pools.scan(
                        p,
                        Optional.of(
                                new ScanReport(false, State.FINISHED, 0, 100, 0, 0, 0, Optional.empty(), "scrub"))));
        lab.san().step();

        assertThat(lab.pool().isWhole()).isTrue();
    }

    /** Two legs of one pool at once: the second must not be written over the first with a stale copy. */
    @Test
    void twoLegsThatAreReadyAtOnceAreBothRecordedOneAfterTheOther() {
        Lab lab = resilvering();
        lab.fleet.leaf(D1, lun(S4), LegReplacementTest::good);
        lab.fleet.pool(D1, P, p -> Pools.scan(p, Optional.of(GOOD)));
        PoolRecord two = lab.pool()
                .mapLegs(l -> l.lun().equals(lun(S2))
                        ? new Leg(
                                l.lun(),
                                l.guid(),
                                l.boot(),
                                LegState.SYNCING,
                                Optional.of(new Guid(1)),
                                Optional.of("x"))
                        : l);
        LedgerState ledger = lab.state().apply(LedgerChange.of(lab.state(), two));
        Observation seen = lab.san().rehearse() == null ? null : observation(lab);

        Decision first = new Decider(Fleets.of(4, 1, 3), Policy.defaults()).decide(seen, ledger);
        assertThat(first.because()).hasSize(1);
        LedgerState then = ledger.apply(first.change());
        Decision second = new Decider(Fleets.of(4, 1, 3), Policy.defaults()).decide(seen, then);

        assertThat(then.apply(second.change()).pool(P).isWhole()).isTrue();
    }

    private static Observation observation(Lab lab) {
        return lab.san().step().observation();
    }

    /** R11: one command to a pool at a time. */
    @Test
    void twoFreshLegsArePutInOneAfterTheOther() {
        Lab lab = Lab.withPool();
        Observation seen = observation(lab);
        PoolRecord two = lab.pool()
                .mapLegs(l -> l.lun().equals(lun(Fleets.S3))
                        ? l
                        : new Leg(
                                l.lun(),
                                Optional.of(new Guid(l.lun().id().node().hashCode())),
                                l.boot(),
                                LegState.SYNCING,
                                Optional.of(new Guid(1)),
                                Optional.of("x")));
        LedgerState ledger = lab.state().apply(LedgerChange.of(lab.state(), two));

        Decision decision = new Decider(Fleets.of(4, 1, 3), Policy.defaults()).decide(seen, ledger);

        assertThat(decision.actions())
                .filteredOn(a -> a.action() instanceof Action.ReplaceLeg)
                .hasSize(1);
    }

    @Test
    void theReplacementOfALegThatWasGivenUpIsTakenApartFirst() {
        Lab lab = resilvering();
        lab.fleet.reboot(S4);
        lab.fleet.resilverTicks(2);
        lab.heals();
        lab.rounds(5);

        assertThat(lab.performed(Action.DetachLeg.class)).hasSize(1);
        assertThat(lab.violations()).isEmpty();
        assertThat(lab.fleet.pool(D1, P).orElseThrow().legs()).hasSize(3).allMatch(l -> l.state() == VdevState.ONLINE);
    }

    /** R13. */
    @Test
    void nothingIsReplacedWhileTooMuchOfTheFleetIsSilent() {
        Lab lab = Lab.withPool();
        lab.fleet.silence(S2);
        lab.fleet.silence(Fleets.S3);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(30);
        assertThat(lab.performed(Action.ReplaceLeg.class)).isEmpty();
        assertThat(lab.pool().legs()).hasSize(2);

        lab.fleet.speak(S2);
        lab.heals();
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(1);
    }

    @Test
    void oneStorageNodeFillsOnlySoManyLegsAtOnce() {
        for (int most : List.of(1, 2)) {
            Lab lab = new Lab(
                    Fleets.of(4, 2, 2),
                    Policy.builder().resilversPerStorageNode(most).build());
            lab.san().enrol();
            lab.fleet.resilverTicks(1_000_000);
            lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
            lab.fleet.silence(S4);
            lab.san().createPool(PoolSpec.of(new io.zsan.model.PoolName("q"), D1), Lab.LONG);
            lab.fleet.speak(S4);
            lab.fleet.kill(S1);
            lab.rounds(40);

            assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(most);
        }
    }

    @Test
    void poolsWithTheFewestCurrentLegsComeFirst() {
        Lab lab = new Lab(Fleets.of(4, 2, 2), Policy.defaults());
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
        lab.fleet.silence(S4);
        lab.san().createPool(PoolSpec.of(new io.zsan.model.PoolName("q"), D1), Lab.LONG);
        lab.fleet.speak(S4);
        Observation seen = observation(lab);
        LedgerState ledger = gap(lab.state(), P, 1);
        ledger = gap(ledger, new io.zsan.model.PoolName("q"), 2);

        Decision decision = new Decider(Fleets.of(4, 2, 2), Policy.defaults()).decide(offline(seen), ledger);

        assertThat(decision.because().get(0)).contains("of q");
    }

    private static LedgerState gap(LedgerState ledger, io.zsan.model.PoolName name, int count) {
        PoolRecord pool = ledger.pool(name);
        List<Leg> legs = pool.legs().subList(count, 3);
        return ledger.apply(LedgerChange.of(
                ledger,
                new PoolRecord(name, pool.guid(), pool.epoch(), pool.ownership(), List.of(new MirrorRecord(3, legs)))));
    }

    /** The first two leaves of each pool are offline. */
    private static Observation offline(Observation seen) {
        Fleet fleet = Fleets.of(4, 2, 2);
        Projection projection = new Projection(fleet);
        Observation after = seen;
        for (var pool : seen.databaseNode(D1).orElseThrow().pools()) {
            for (LegReport leg : pool.legs().subList(0, 2)) {
                after = projection.after(
                        after, LedgerState.empty(), new Action.OfflineLeg(D1, pool.name(), leg.guid()));
            }
        }
        return after;
    }

    @Test
    void placementIsStrictUnlessToldOtherwiseAndSaysWhatItMeets() {
        Lab lab = Lab.withPool();
        Observation seen = observation(lab);
        List<LunRef> others = List.of(lun(S1), lun(S2));
        for (boolean soft : List.of(false, true)) {
            Situation now =
                    new Situation(racks(), Policy.builder().softPlacement(soft).build(), lab.state(), seen);
            var free = lab.state().luns().stream()
                    .filter(l -> l.id().node().equals(S4))
                    .toList();
            Optional<Placement.Choice> choice = Placement.choose(now, free, others, Fleets.SIZE, 512);

            assertThat(choice.map(Placement.Choice::grade))
                    .isEqualTo(soft ? Optional.of(Placement.Grade.MEETS_SOFT) : Optional.empty());
            assertThat(Placement.choose(now, free, List.of(), Fleets.SIZE, 512)
                            .orElseThrow()
                            .grade())
                    .isEqualTo(Placement.Grade.MEETS_STRICT);
            assertThat(Placement.choose(now, free, List.of(lun(S4, 1, 1)), Fleets.SIZE, 512))
                    .isEmpty();
            assertThat(Placement.choose(now, free, List.of(), Fleets.SIZE + 1, 512))
                    .isEmpty();
            assertThat(Placement.choose(now, free, List.of(), Fleets.SIZE, 4096))
                    .isEmpty();
        }
    }

    /** s4 stands in the rack of s1. */
    private static Fleet racks() {
        Fleet fleet = Fleets.of(4, 1, 3);
        return new Fleet(
                fleet.targetBase(),
                fleet.storageNodes().stream()
                        .map(n -> n.name().equals(S4)
                                ? new io.zsan.model.StorageNode(
                                        n.name(), new io.zsan.model.FailureDomain("rack1"), n.portal(), n.disks())
                                : n)
                        .toList(),
                fleet.databaseNodes());
    }

    @Test
    void theDatabaseDoesNotWaitForAMountThatIsRefusedAndTheLegsDoNotEither() {
        Lab lab = Lab.withPool();
        lab.fleet.fates(a -> a instanceof Action.MountPool ? Fate.REFUSED : Fate.DONE);
        lab.fleet.pool(D1, P, Pools::unmounted);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(30);

        assertThat(lab.whole()).isTrue();
    }
}
