package io.zsan.decide;

import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.ExportReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.observe.Bounces;
import io.zsan.observe.Observation;
import io.zsan.proof.FenceProof;
import java.util.List;
import java.util.Optional;

/** Everything that a decision looks at, and the questions that several decisions ask of it. */
record Situation(Fleet fleet, Policy policy, LedgerState ledger, Observation observation) {
    Optional<StorageNodeReport> storage(LunRef lun) {
        return observation.storageNode(lun.id().node());
    }

    Optional<DatabaseNodeReport> database(NodeName node) {
        return observation.databaseNode(node);
    }

    /** The export of exactly this generation, if its node answered and exports it. */
    Optional<ExportReport> export(LunRef lun) {
        return storage(lun).flatMap(r -> r.export(lun.id())).filter(e -> e.lun().equals(lun));
    }

    boolean grantedTo(LunRef lun, Iqn initiator, Epoch epoch) {
        return export(lun)
                .filter(e -> e.access().allows(initiator) && e.epoch().equals(epoch))
                .isPresent();
    }

    Iqn target(LunRef lun) {
        return fleet.target(lun);
    }

    Iqn initiator(NodeName databaseNode) {
        return fleet.databaseNode(databaseNode).initiator();
    }

    Optional<SessionReport> session(NodeName databaseNode, LunRef lun) {
        return database(databaseNode).flatMap(r -> r.session(target(lun)));
    }

    boolean connected(NodeName databaseNode, LunRef lun) {
        return session(databaseNode, lun).filter(SessionReport::connected).isPresent();
    }

    /** Whether all sessions that the node has to a pool's LUNs are up: only then ZFS may be spoken to (R11). */
    boolean noSessionDown(NodeName node, PoolRecord pool) {
        return pool.legs().stream()
                .map(leg -> session(node, leg.lun()))
                .flatMap(Optional::stream)
                .allMatch(SessionReport::connected);
    }

    /** Whether nothing fresh is put on a storage node for now, because it comes and goes (R13, S13). */
    boolean heldDown(NodeName storageNode) {
        Bounces bounces = observation.history().bounces().get(storageNode);
        return bounces != null && bounces.calmFor().compareTo(policy.heldDownFor(bounces.count())) < 0;
    }

    /** LUNs that have left a pool, and are not wiped yet. */
    List<LunRef> left(PoolRecord pool) {
        return ledger.luns().stream()
                .filter(lun ->
                        lun.state() != LunState.IN_POOL && lun.formerPool().equals(Optional.of(pool.name())))
                .map(LunRecord::ref)
                .toList();
    }

    /**
     * Whether the storage node of a leg has restarted, as far as it answered, since the leg was begun to be written: then
     * acknowledged writes may be missing on it, and ZFS does not know (R9).
     */
    boolean restartedUnder(Leg leg) {
        return storage(leg.lun())
                .filter(r -> leg.boot().isPresent() && !r.boot().equals(leg.boot()))
                .isPresent();
    }

    /**
     * Whether a database node holds nothing of a pool: not imported, no session to any of its LUNs. A node that is about
     * to be restarted is not clean: the restart may come late.
     */
    boolean clean(DatabaseNodeReport node, PoolRecord pool) {
        return node.poolsKnown()
                && !restarting(node.node())
                && node.pool(pool.name()).isEmpty()
                && pool.legs().stream()
                        .noneMatch(leg -> node.session(target(leg.lun())).isPresent());
    }

    /** Whether a restart of a database node is asked for, and not seen yet. */
    boolean restarting(NodeName node) {
        return ledger.findDatabaseNode(node)
                .flatMap(DatabaseNodeRecord::recyclingSince)
                .isPresent();
    }

    boolean fenced(LunRef lun, Epoch epoch) {
        return observation.proofs().stream()
                .anyMatch(p -> p instanceof FenceProof f
                        && f.lun().equals(lun)
                        && f.epoch().equals(epoch));
    }

    /** The leaf of a pool that a leg of the record is, by GUID or, while that is unknown, by serial. */
    static Optional<LegReport> leaf(PoolReport pool, Leg leg) {
        return leaf(pool.legs(), leg);
    }

    /** The one of these leaves that a leg of the record is. */
    static Optional<LegReport> leaf(List<LegReport> leaves, Leg leg) {
        Optional<String> serial = leg.guid().isPresent()
                ? Optional.empty()
                : Optional.of(leg.lun().exportedSerial());
        for (LegReport leaf : leaves) {
            boolean same = leg.guid().isPresent()
                    ? leaf.guid().equals(leg.guid().get())
                    : leaf.serial().equals(serial);
            if (same) {
                return Optional.of(leaf);
            }
        }
        return Optional.empty();
    }
}
