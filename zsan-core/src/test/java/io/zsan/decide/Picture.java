package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;

import com.google.common.collect.Maps;
import io.zsan.act.Action;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Fleet;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.observe.History;
import io.zsan.observe.LeafKey;
import io.zsan.observe.Observation;
import io.zsan.observe.Seen;
import io.zsan.observe.SessionKey;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.Pools;
import io.zsan.proof.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One instant, painted over by hand: what the nodes say, and what the ledger says. For decisions at the edge of a bound,
 * and for what no fleet on paper comes to by itself. Each stroke gives a new picture.
 */
record Picture(Fleet fleet, Policy policy, LedgerState ledger, Observation seen) {
    /** A whole pool of three legs on d1 that has been left in peace for a while, and a spare on s4. */
    static Picture ofPool() {
        Lab lab = Lab.withPool();
        lab.rounds(20);
        return of(lab, Fleets.of(4, 1, 3), Policy.defaults());
    }

    static Picture of(Lab lab, Fleet fleet, Policy policy) {
        Observation seen = lab.san().step().observation();
        return new Picture(fleet, policy, lab.state(), seen);
    }

    Decision decide() {
        return new Decider(fleet, policy).decide(seen, ledger);
    }

    Situation situation() {
        return new Situation(fleet, policy, ledger, seen);
    }

    /** What is done, if there is nothing to record. */
    List<Action> actions() {
        return decide().actions().stream().map(PlannedAction::action).toList();
    }

    List<String> because() {
        return decide().because();
    }

    boolean noted(Note.Kind kind, String text) {
        return decide().notes().stream()
                .anyMatch(n -> n.kind() == kind && n.text().contains(text));
    }

    PoolRecord pool() {
        return ledger.pool(P);
    }

    /** The ledger with what is decided. */
    Picture then() {
        return new Picture(fleet, policy, ledger.apply(decide().change()), seen);
    }

    Picture with(Policy other) {
        return new Picture(fleet, other, ledger, seen);
    }

    Picture with(LedgerRecord... records) {
        return new Picture(fleet, policy, ledger.apply(LedgerChange.of(ledger, List.of(records))), seen);
    }

    Picture leg(LunRef lun, UnaryOperator<Leg> change) {
        return with(pool().mapLegs(l -> l.lun().equals(lun) ? change.apply(l) : l));
    }

    Picture without(LunRef lun) {
        return with(pool().mapMirrors(m -> m.without(pool().findLeg(lun).orElseThrow())));
    }

    /** A leg has left: what ZFS still has of it is offline, and waits to be replaced. */
    Picture gap(LunRef lun) {
        return without(lun)
                .withoutSession(lun)
                .leaf(lun, l -> new LegReport(l.guid(), l.serial(), VdevState.OFFLINE, 0, Optional.empty(), false));
    }

    Picture mirrors(List<MirrorRecord> mirrors) {
        PoolRecord p = pool();
        return with(new PoolRecord(p.name(), p.guid(), p.epoch(), p.ownership(), mirrors));
    }

    private Picture with(Observation other) {
        return new Picture(fleet, policy, ledger, other);
    }

    Picture with(Proof... proofs) {
        return with(seen.with(List.of(proofs)));
    }

    Picture with(History history) {
        return with(new Observation(
                seen.at(),
                seen.storage(),
                seen.database(),
                seen.down(),
                seen.soundAge(),
                seen.fenceTrouble(),
                seen.useTrouble(),
                history,
                seen.proofs()));
    }

    /** ZFS on d1 has not let go of a vdev for so long. */
    Picture refusedToLetGo(Guid vdev, Duration since) {
        History history = seen.history();
        Map<LeafKey, Duration> trouble = new TreeMap<>(history.leavingTrouble());
        trouble.put(new LeafKey(D1, vdev), since);
        return with(new History(
                history.bounces(),
                history.slow(),
                history.failedResilvers(),
                history.settling(),
                history.unsound(),
                trouble));
    }

    private Picture answers(
            Map<NodeName, Seen<StorageNodeReport>> storage, Map<NodeName, Seen<DatabaseNodeReport>> db) {
        return with(new Observation(
                seen.at(),
                storage,
                db,
                seen.down(),
                seen.soundAge(),
                seen.fenceTrouble(),
                seen.useTrouble(),
                seen.history(),
                seen.proofs()));
    }

    Picture storage(NodeName node, UnaryOperator<StorageNodeReport> change) {
        Map<NodeName, Seen<StorageNodeReport>> all = new TreeMap<>(seen.storage());
        all.put(node, new Seen.Answered<>(change.apply(seen.storageNode(node).orElseThrow())));
        return answers(all, seen.database());
    }

    Picture silent(NodeName storageNode, Duration since) {
        Map<NodeName, Seen<StorageNodeReport>> all = new TreeMap<>(seen.storage());
        all.put(storageNode, new Seen.Silent<>(since, "no answer"));
        return answers(all, seen.database());
    }

    Picture database(NodeName node, UnaryOperator<DatabaseNodeReport> change) {
        Map<NodeName, Seen<DatabaseNodeReport>> all = new TreeMap<>(seen.database());
        all.put(node, new Seen.Answered<>(change.apply(seen.databaseNode(node).orElseThrow())));
        return answers(seen.storage(), all);
    }

    Picture silentDatabase(NodeName node) {
        Map<NodeName, Seen<DatabaseNodeReport>> all = new TreeMap<>(seen.database());
        all.put(node, new Seen.Silent<>(Duration.ofSeconds(30), "no answer"));
        return answers(seen.storage(), all);
    }

    /** ZFS on d1 does not answer. */
    Picture wedged() {
        return database(D1, r -> new DatabaseNodeReport(r.node(), r.boot(), r.sessions(), List.of(), false));
    }

    Picture reported(UnaryOperator<PoolReport> change) {
        return database(
                D1,
                r -> new DatabaseNodeReport(
                        r.node(),
                        r.boot(),
                        r.sessions(),
                        r.pools().stream().map(change).toList(),
                        r.poolsKnown()));
    }

    Picture leaf(LunRef lun, UnaryOperator<LegReport> change) {
        return reported(p ->
                Pools.legs(p, l -> l.serial().equals(Optional.of(lun.exportedSerial())) ? change.apply(l) : l));
    }

    /** ZFS has no leaf on a LUN. */
    Picture withoutLeaf(LunRef lun) {
        return reported(p -> Pools.mirrors(
                p,
                m -> m.withLegs(m.legs().stream()
                        .filter(l -> !l.serial().equals(Optional.of(lun.exportedSerial())))
                        .toList())));
    }

    /** ZFS has one leaf more in its first mirror. */
    Picture withLeaf(LegReport more) {
        return reported(p -> Pools.mirrors(
                p,
                m -> m == p.mirrors().get(0)
                        ? m.withLegs(Stream.concat(m.legs().stream(), Stream.of(more))
                                .toList())
                        : m));
    }

    Optional<LegReport> leafOf(LunRef lun) {
        return seen.databaseNode(D1).flatMap(r -> r.pool(P)).stream()
                .flatMap(p -> p.legs().stream())
                .filter(l -> l.serial().equals(Optional.of(lun.exportedSerial())))
                .findFirst();
    }

    /** A session of d1, up or down. */
    Picture session(LunRef lun, boolean connected) {
        return session(lun, new SessionReport(fleet.target(lun), connected, ""));
    }

    /** The session of d1 to a LUN as it reports it. */
    Picture session(LunRef lun, SessionReport report) {
        return withoutSession(lun)
                .database(
                        D1,
                        r -> new DatabaseNodeReport(
                                r.node(),
                                r.boot(),
                                Stream.concat(r.sessions().stream(), Stream.of(report))
                                        .toList(),
                                r.pools(),
                                r.poolsKnown()));
    }

    Picture withoutSession(LunRef lun) {
        return database(
                D1,
                r -> new DatabaseNodeReport(
                        r.node(),
                        r.boot(),
                        r.sessions().stream()
                                .filter(s -> !s.target().equals(fleet.target(lun)))
                                .toList(),
                        r.pools(),
                        r.poolsKnown()));
    }

    /** A session of d1 has been down for a while, as far as anybody has looked. */
    Picture down(LunRef lun, Duration since) {
        Map<SessionKey, Duration> down = new TreeMap<>(seen.down());
        down.put(new SessionKey(D1, fleet.target(lun)), since);
        return with(new Observation(
                seen.at(),
                seen.storage(),
                seen.database(),
                down,
                seen.soundAge(),
                seen.fenceTrouble(),
                seen.useTrouble(),
                seen.history(),
                seen.proofs()));
    }

    /** All leaves that have ever been seen sound were so for the last time this long ago. */
    Picture soundAge(Duration age) {
        return looks(Maps.transformValues(seen.soundAge(), old -> age));
    }

    /** Nobody has looked on for long enough to know. */
    Picture neverSound() {
        return looks(Map.of());
    }

    private Picture looks(Map<LeafKey, Duration> ages) {
        return with(new Observation(
                seen.at(),
                seen.storage(),
                seen.database(),
                seen.down(),
                ages,
                seen.fenceTrouble(),
                seen.useTrouble(),
                seen.history(),
                seen.proofs()));
    }

    /** It has been tried in vain for a while to fence a LUN, or to put it to use. */
    Picture trouble(LunRef lun, Duration since) {
        Map<LunRef, Duration> trouble = new TreeMap<>(Map.of(lun, since));
        return with(new Observation(
                seen.at(),
                seen.storage(),
                seen.database(),
                seen.down(),
                seen.soundAge(),
                trouble,
                trouble,
                seen.history(),
                seen.proofs()));
    }
}
