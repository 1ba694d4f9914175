package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.Ownership;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.ExportReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Observation;
import io.zsan.paper.Pools;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.ReleaseProof;
import io.zsan.proof.WipeOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What would be seen after an action: its effect on what it is about, and on nothing else. */
class ProjectionTest {
    private static final PoolName Q = new PoolName("q");

    private final Picture whole = Picture.ofPool();
    private final Projection projection = new Projection(whole.fleet());

    private Observation after(Picture picture, Action action) {
        return projection.after(picture.seen(), picture.ledger(), action);
    }

    private Iqn target(NodeName storageNode) {
        return whole.fleet().target(lun(storageNode));
    }

    private static ExportReport export(Observation seen, NodeName node) {
        return seen.storageNode(node).flatMap(r -> r.export(lun(node).id())).orElseThrow();
    }

    private Iqn initiator(NodeName node) {
        return whole.fleet().databaseNode(node).initiator();
    }

    /** Both database nodes have a session to every leg. */
    private Picture shared() {
        Picture picture = whole;
        for (NodeName node : List.of(S1, S2, S3)) {
            picture = picture.storage(node, r -> {
                Map<LunId, ExportReport> exports = new TreeMap<>(r.exports());
                exports.computeIfPresent(
                        lun(node).id(),
                        (id, e) ->
                                new ExportReport(e.lun(), e.epoch(), e.access(), Set.of(initiator(D1), initiator(D2))));
                return new StorageNodeReport(node, r.boot(), r.serving(), exports, r.tokens());
            });
        }
        return picture;
    }

    /** d1 has another pool as well, whose leaves have the same names. */
    private Picture twoPools() {
        return whole.database(
                D1,
                r -> new DatabaseNodeReport(
                        D1, r.boot(), r.sessions(), List.of(r.pool(P).orElseThrow(), other(r)), true));
    }

    private static PoolReport other(DatabaseNodeReport report) {
        PoolReport p = Pools.unmounted(report.pool(P).orElseThrow());
        return new PoolReport(
                Q, p.guid(), p.state(), Optional.of(new Epoch(1)), p.mirrors(), p.scan(), false, false, false);
    }

    private static PoolReport pool(Observation seen, PoolName name) {
        return seen.databaseNode(D1).flatMap(n -> n.pool(name)).orElseThrow();
    }

    @Test
    void aLogoutEndsOneSessionAtBothItsEnds() {
        Observation after = after(shared(), new Action.Logout(D1, lun(S1), target(S1)));

        assertThat(export(after, S1).sessions()).containsExactly(initiator(D2));
        assertThat(export(after, S2).sessions()).containsExactly(initiator(D1), initiator(D2));
        assertThat(after.databaseNode(D1).flatMap(n -> n.session(target(S1)))).isEmpty();
        assertThat(after.databaseNode(D1).flatMap(n -> n.session(target(S2)))).isPresent();
    }

    @Test
    void zfsGoesOnWithoutALegThatItUsedWhenItsSessionIsRemoved() {
        Action logout = new Action.Logout(D1, lun(S1), target(S1));
        Picture offline = whole.leaf(
                lun(S1), l -> new LegReport(l.guid(), l.serial(), VdevState.OFFLINE, 0, Optional.empty(), false));

        assertThat(state(after(whole, logout), S1)).isEqualTo(VdevState.REMOVED);
        assertThat(state(after(whole, logout), S2)).isEqualTo(VdevState.ONLINE);
        assertThat(state(after(offline, logout), S1)).isEqualTo(VdevState.OFFLINE);
    }

    private static VdevState state(Observation seen, NodeName node) {
        return pool(seen, P).legs().stream()
                .filter(l -> l.serial().equals(Optional.of(lun(node).exportedSerial())))
                .map(LegReport::state)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRestartEndsAllSessionsOfANodeAndNobodyElses() {
        Observation after = after(shared(), new Action.RebootNode(D1));

        for (NodeName node : List.of(S1, S2, S3)) {
            assertThat(export(after, node).sessions()).containsExactly(initiator(D2));
        }
        DatabaseNodeReport d1 = after.databaseNode(D1).orElseThrow();
        assertThat(d1.boot())
                .isNotEqualTo(whole.seen().databaseNode(D1).orElseThrow().boot());
        assertThat(d1.sessions()).isEmpty();
        assertThat(d1.pools()).isEmpty();
    }

    @Test
    void aNodeThatDoesNotAnswerDoesNothing() {
        Picture silent = shared().silentDatabase(D1);

        for (Action action : List.of(
                new Action.Logout(D1, lun(S1), target(S1)),
                new Action.RebootNode(D1),
                new Action.ExportPool(D1, P, new Epoch(1), identity(S1)))) {
            assertThat(after(silent, action)).as(action.describe()).isEqualTo(silent.seen());
        }
        Picture wiping = wiping(S4);
        Picture gone = wiping.silent(S1, Duration.ZERO).silent(S4, Duration.ZERO);
        for (Action action :
                List.of(new Action.Fence(lun(S1), new Epoch(2)), new Action.Seal(lun(S1)), wipe(wiping, S4))) {
            assertThat(after(gone, action)).as(action.describe()).isEqualTo(gone.seen());
        }
        assertThat(after(wiping, wipe(wiping, S4)).proofs())
                .hasSize(whole.seen().proofs().size() + 1);
    }

    private LunIdentity identity(NodeName node) {
        return LunIdentity.of(whole.ledger().findLun(lun(node).id()).orElseThrow());
    }

    private Picture wiping(NodeName node) {
        LunRecord lun = whole.ledger().findLun(lun(node).id()).orElseThrow();
        return whole.with(lun.takenBy(P).retired().fenced().wiping());
    }

    private static Action wipe(Picture picture, NodeName node) {
        return new Action.Wipe(WipeOrder.from(picture.ledger(), lun(node).id()).orElseThrow());
    }

    @Test
    void aFenceLeavesAnExportForNobodyAndASealLeavesNone() {
        Observation fenced = after(whole, new Action.Fence(lun(S1), new Epoch(2)));
        Observation sealed = after(whole, new Action.Seal(lun(S1)));

        assertThat(export(fenced, S1)).isEqualTo(new ExportReport(lun(S1), new Epoch(2), Access.nobody(), Set.of()));
        assertThat(sealed.storageNode(S1).flatMap(r -> r.export(lun(S1).id()))).isEmpty();
        for (Observation after : List.of(fenced, sealed)) {
            assertThat(after.databaseNode(D1).flatMap(n -> n.session(target(S1))))
                    .map(SessionReport::connected)
                    .contains(false);
            assertThat(after.databaseNode(D2).flatMap(n -> n.session(target(S1))))
                    .isEmpty();
            assertThat(after.proofs()).hasSize(whole.seen().proofs().size() + 1);
        }
    }

    @Test
    void whatIsDoneToAPoolIsDoneToNoOther() {
        Picture two = twoPools();
        PoolReport q = pool(two.seen(), Q);
        LunRef fresh = lun(S4);
        var old = two.leafOf(lun(S1)).orElseThrow().guid();
        Picture taken = two.with(two.ledger().findLun(fresh.id()).orElseThrow().takenBy(P));
        LunIdentity identity = LunIdentity.of(taken.ledger().findLun(fresh.id()).orElseThrow());

        for (Action action : List.of(
                new Action.StampEpoch(D1, P, new Epoch(9)),
                new Action.MountPool(D1, P),
                new Action.ExportPool(D1, P, new Epoch(1), identity(S1)),
                new Action.ReplaceLeg(D1, P, old, identity))) {
            assertThat(pool(after(taken, action), Q)).as(action.describe()).isEqualTo(q);
        }
        Observation exported = after(taken, new Action.ExportPool(D1, P, new Epoch(1), identity(S1)));
        assertThat(exported.databaseNode(D1).flatMap(n -> n.pool(P))).isEmpty();
        assertThat(exported.proofs()
                        .subList(taken.seen().proofs().size(), exported.proofs().size()))
                .singleElement()
                .satisfies(proof -> assertThat(((ReleaseProof) proof).pool()).isEqualTo(P));
    }

    /** The other side of the replacement stands alone then, and a LUN can take its place. */
    @Test
    void aDetachedLeafLeavesTheOtherSideAlone() {
        Optional<Guid> pair = Optional.of(new Guid(78));
        LegReport old = new LegReport(new Guid(4), Optional.empty(), VdevState.OFFLINE, 0, pair, false);
        LegReport fresh = new LegReport(new Guid(5), Optional.empty(), VdevState.UNAVAIL, 0, pair, false);
        LegReport apart =
                new LegReport(new Guid(6), Optional.empty(), VdevState.OFFLINE, 0, Optional.of(new Guid(79)), false);
        Picture replacing = whole.withLeaf(old).withLeaf(fresh).withLeaf(apart);

        List<LegReport> before = pool(replacing.seen(), P).legs();
        List<LegReport> after = pool(after(replacing, new Action.DetachLeg(D1, P, fresh.guid())), P)
                .legs();
        assertThat(after).hasSize(before.size() - 1);
        assertThat(after).contains(apart).containsAll(before.subList(0, 3));
        assertThat(after)
                .contains(new LegReport(
                        old.guid(),
                        old.serial(),
                        old.state(),
                        old.errors(),
                        Optional.empty(),
                        false,
                        Optional.empty()));
        assertThat(pool(
                                after(
                                        replacing,
                                        new Action.DetachLeg(
                                                D1, P, before.get(0).guid())),
                                P)
                        .legs())
                .as("a leaf that is no side of a replacement")
                .isEqualTo(before.subList(1, before.size()));
    }

    @Test
    void anImportedPoolShowsAVdevForEveryLegThatIsMissing() {
        Picture importing = whole.without(lun(S1));
        importing = importing.with(
                importing.pool().withOwnership(new Ownership.Importing(D1, D2, List.of(lun(S2), lun(S3)), 0)));
        Action order =
                new Action.ImportPool(ImportOrder.from(importing.ledger(), P).orElseThrow());

        List<LegReport> legs = after(importing, order)
                .databaseNode(D2)
                .flatMap(n -> n.pool(P))
                .orElseThrow()
                .legs();
        assertThat(legs)
                .extracting(LegReport::state)
                .containsExactly(VdevState.ONLINE, VdevState.ONLINE, VdevState.UNAVAIL);
    }
}
