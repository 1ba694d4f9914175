package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static io.zsan.paper.Lab.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.Pools;
import io.zsan.proof.CreateOrder.CreateMirror;
import io.zsan.proof.ImportOrder.ImportLeg;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S16: a separate log is mirrored, and each of its legs is guarded as a leg of the data is. */
class SeparateLogTest {
    private static final NodeName S5 = new NodeName("s5");
    private static final NodeName S6 = new NodeName("s6");
    private static final PoolSpec LOGGED = PoolSpec.of(P, D1).withLog(2, Fleets.SIZE);

    /** One disk each: the data on s1, s2 and s3, the log on s4 and s5, and s6 to spare. */
    private final Lab lab = new Lab(Fleets.of(6, 1, 3), Policy.defaults());

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    private Lab withLog() {
        lab.san().enrol();
        lab.san().createPool(LOGGED, LONG);
        return lab;
    }

    private MirrorRecord log() {
        return lab.pool().mirrors().get(1);
    }

    private static List<LunRef> luns(MirrorRecord mirror) {
        return mirror.legs().stream().map(Leg::lun).toList();
    }

    private void ask(NodeName to) {
        assertThatThrownBy(() -> lab.san().failover(P, to, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
    }

    private List<Note> notes() {
        return lab.san().step().decisions().stream()
                .flatMap(d -> d.notes().stream())
                .toList();
    }

    @Test
    void aPoolHasALogOnlyIfOneIsAskedFor() {
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), LONG);

        assertThat(lab.pool().mirrors()).extracting(MirrorRecord::role).containsExactly(MirrorRole.DATA);
    }

    @Test
    void aLogIsCreatedInTheSameCommandAndRecordedAsALog() {
        withLog();

        assertThat(lab.performed(Action.CreatePool.class))
                .singleElement()
                .satisfies(create -> assertThat(create.order().mirrors())
                        .extracting(CreateMirror::role)
                        .containsExactly(MirrorRole.DATA, MirrorRole.LOG));
        assertThat(log().role()).isEqualTo(MirrorRole.LOG);
        assertThat(luns(log())).containsExactly(lun(S4), lun(S5));
        assertThat(log().isWhole()).isTrue();
    }

    /** Three storage nodes with two disks each: the log's legs share nodes with the data, and never with each other. */
    @Test
    void aLogIsPlacedOverFailureDomains() {
        Lab small = new Lab(Fleets.of(3, 2, 2), Policy.defaults());
        small.san().enrol();
        small.san().createPool(PoolSpec.of(P, D1).withLog(), LONG);

        assertThat(small.pool().mirrors().get(1).legs())
                .extracting(leg -> leg.lun().id().node())
                .containsExactly(S1, S2, S3);
    }

    @Test
    void aLogThatCannotBeSpreadIsRefusedAndNothingIsTaken() {
        lab.san().enrol();

        assertThatThrownBy(() -> lab.san().createPool(PoolSpec.of(P, D1).withLog(4, Fleets.SIZE), LONG))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("and 4 of at least 1073741824 bytes for its log");
        assertThat(lab.state().luns()).allMatch(l -> l.state() == LunState.FREE);
    }

    @Test
    void aPlanShowsTheLog() {
        lab.san().enrol();

        assertThat(lab.san().planCreatePool(LOGGED).text())
                .contains("create p on d1 of [[s1/s1d1#1, s2/s2d1#1, s3/s3d1#1], log [s4/s4d1#1, s5/s5d1#1]]");
        withLog();
        assertThat(lab.san().planFailover(P, D2).text())
                .contains("from [s1/s1d1#1, s2/s2d1#1, s3/s3d1#1, log s4/s4d1#1, log s5/s5d1#1]");
    }

    @Test
    void aPoolWhoseLogBecameDataIsNotTheOneThatIsCreated() {
        lab.san().enrol();
        assertThatThrownBy(() -> lab.san().createPool(LOGGED, Duration.ZERO)).isInstanceOf(OutcomeUnknown.class);
        while (lab.performed(Action.CreatePool.class).isEmpty()) {
            lab.san().step();
        }
        PoolReport right = lab.fleet.pool(D1, P).orElseThrow();
        lab.fleet.pool(
                D1, P, p -> Pools.mirrors(p, m -> new MirrorReport(m.guid(), MirrorRole.DATA, m.state(), m.legs())));
        lab.san().step();
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Creating(D1));

        lab.fleet.pool(D1, P, p -> right);
        lab.san().step();
        assertThat(lab.pool().ownership()).isEqualTo(new Ownership.Owned(D1));
    }

    @Test
    void aLostLogLegFreezesIsRecordedOfflinedAndReplaced() {
        withLog();
        lab.fleet.kill(S4);
        lab.rounds(5);
        assertThat(lab.fleet.writable(D1, P)).isFalse();
        assertThat(lab.pool().isWhole()).isTrue();

        lab.rounds(25);
        lab.until(l -> luns(log()).equals(List.of(lun(S5), lun(S6))));
        lab.until(Lab::whole);

        assertThat(log().role()).isEqualTo(MirrorRole.LOG);
        assertThat(lab.performed(Action.OfflineLeg.class)).hasSize(1);
        assertThat(lab.performed(Action.ReplaceLeg.class))
                .singleElement()
                .satisfies(replace -> assertThat(replace.fresh().lun()).isEqualTo(lun(S6)));
        assertThat(lab.fleet.writable(D1, P)).isTrue();
    }

    @Test
    void aPoolIsNotWholeAndItsOldLegIsNotWipedUntilTheLogIsWholeToo() {
        withLog();
        lab.fleet.resilverTicks(1_000);
        lab.fleet.kill(S4);
        lab.rounds(30);
        lab.fleet.revive(S4);
        lab.rounds(30);

        assertThat(lab.pool().mirrors().get(0).isWhole()).isTrue();
        assertThat(lab.pool().isWhole()).isFalse();
        assertThat(lab.state().findLun(lun(S4).id()).orElseThrow().state()).isEqualTo(LunState.FENCED);
        assertThat(lab.performed(Action.Wipe.class)).isEmpty();
    }

    @Test
    void aLostLogLegIsRecycled() {
        withLog();
        lab.fleet.kill(S4);
        lab.heals();
        lab.fleet.revive(S4);
        lab.until(Lab::allFree);

        assertThat(lab.state().findLun(lun(S4).id()).orElseThrow().ref()).isEqualTo(lun(S4, 1, 2));
    }

    /** A storage node that has a leg of the data and one of the log: both are replaced, each in its own mirror. */
    @Test
    void aLegOfEachMirrorIsReplacedWhereBothWereOnOneStorageNode() {
        Lab small = new Lab(Fleets.of(4, 2, 2), Policy.defaults());
        small.san().enrol();
        small.san().createPool(PoolSpec.of(P, D1).withLog(), LONG);
        small.fleet.kill(S1);
        small.heals();

        assertThat(small.pool().mirrors()).allMatch(MirrorRecord::isWhole);
        assertThat(small.pool().mirrors())
                .allSatisfy(mirror -> assertThat(mirror.legs())
                        .extracting(leg -> leg.lun().id().node())
                        .containsExactlyInAnyOrder(S2, S3, S4));
        assertThat(small.violations()).isEmpty();
    }

    @Test
    void aPlanReplacesALegOfEachMirrorOnce() {
        Lab small = new Lab(Fleets.of(4, 2, 2), Policy.defaults());
        small.san().enrol();
        small.san().createPool(PoolSpec.of(P, D1).withLog(), LONG);
        small.fleet.kill(S1);
        small.fleet.kill(D1);
        small.rounds(15);

        String plan = small.san().planFailover(P, D2).text();
        List<String> replaced = plan.lines()
                .filter(line -> line.contains(": replace leg "))
                .map(line -> line.replaceFirst(".*: replace leg ([0-9]+) of p by .*", "$1"))
                .toList();
        assertThat(replaced).as(plan).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aTakeoverFencesAndImportsTheLogToo() {
        withLog();
        lab.fleet.kill(D1);
        lab.san().failover(P, D2, LONG);

        assertThat(lab.performed(Action.Fence.class))
                .extracting(Action.Fence::lun)
                .contains(lun(S4), lun(S5));
        assertThat(lab.performed(Action.ImportPool.class))
                .singleElement()
                .satisfies(action -> assertThat(action.order().legs())
                        .filteredOn(leg -> leg.role() == MirrorRole.LOG)
                        .extracting((ImportLeg leg) -> leg.identity().lun())
                        .containsExactly(lun(S4), lun(S5)));
        assertThat(lab.fleet.writable(D2, P)).isTrue();
    }

    /** The data could be imported at once; but the log's last current leg is dark, and with it what only the log has. */
    @Test
    void aTakeoverIsRefusedWhereOnlyAStaleLegOfTheLogAnswers() {
        withLog();
        lab.fleet.kill(S6);
        lab.fleet.kill(S5);
        lab.rounds(30);
        assertThat(log().inSync()).extracting(Leg::lun).containsExactly(lun(S4));
        lab.fleet.kill(D1);
        lab.fleet.silence(S4);
        lab.fleet.revive(S5);
        ask(D2);
        lab.rounds(30);

        assertThat(notes())
                .anyMatch(n -> n.kind() == Note.Kind.STALE_LEGS_ONLY
                        && n.text().contains("log mirror 1 has 0 fenced current legs and needs 1"));
        assertThat(lab.performed(Action.ImportPool.class)).isEmpty();

        lab.fleet.speak(S4);
        lab.san().failover(P, D2, LONG);
        assertThat(lab.performed(Action.ImportPool.class))
                .singleElement()
                .satisfies(action -> assertThat(action.order().legs())
                        .extracting(leg -> leg.identity().lun())
                        .contains(lun(S4))
                        .doesNotContain(lun(S5)));
    }

    /** A zombie whose log is not fenced can have an fsync acknowledged, however well its data is fenced (R4). */
    @Test
    void fencingAllOfTheDataIsNotEnough() {
        withLog();
        lab.fleet.silence(D1);
        lab.fleet.silence(S4);
        lab.fleet.silence(S5);
        ask(D2);
        lab.rounds(60);

        assertThat(lab.performed(Action.ImportPool.class)).isEmpty();
        assertThat(lab.performed(Action.Grant.class))
                .noneMatch(grant -> grant.epoch().number() == 2);
    }

    /** An import without the log would need {@code -m}: an acceptance of loss names a leg of the log as well. */
    @Test
    void aPersonCannotAcceptThatThereIsNoLog() {
        withLog();
        lab.fleet.kill(D1);
        lab.fleet.kill(S4);
        lab.fleet.kill(S5);
        ask(D2);
        lab.rounds(30);
        lab.san().accept(new DataLossAcceptance(P, lab.pool().epoch(), List.of(lun(S1), lun(S2), lun(S3))));
        lab.rounds(30);

        assertThat(notes()).anyMatch(n -> n.text().contains("log mirror 1 has 0 fenced"));
        assertThat(lab.performed(Action.ImportPool.class)).isEmpty();
    }

    @Test
    void aSwitchoverTakesTheLogAlong() {
        withLog();
        lab.san().switchover(P, D2, LONG);

        assertThat(lab.pool().isWhole()).isTrue();
        assertThat(lab.fleet.pool(D2, P).orElseThrow().mirrors())
                .extracting(MirrorReport::role)
                .containsExactly(MirrorRole.DATA, MirrorRole.LOG);
    }
}
