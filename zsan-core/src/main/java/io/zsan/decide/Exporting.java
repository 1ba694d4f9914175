package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.NodeName;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.proof.LunIdentity;
import java.util.Optional;

/** Brings a leg's LUN to a database node: granted, then a session that is up. Used wherever a leg is needed. */
final class Exporting {
    private Exporting() {}

    /**
     * Whether the leg is connected at the node; if not, drafts the next step towards it.
     *
     * @param because why the leg is needed there
     */
    static boolean connected(Situation now, Draft draft, PoolRecord pool, Leg leg, NodeName to, String because) {
        if (record(now, pool, leg).isEmpty()) {
            draft.note(Note.Kind.ATTENTION, leg.lun(), "the ledger does not have it in pool " + pool.name());
            return false;
        }
        Optional<StorageNodeReport> storage = now.storage(leg.lun());
        if (storage.isEmpty()) {
            draft.waiting(leg.lun(), "its storage node does not answer");
            return false;
        }
        if (!storage.get().ready()) {
            draft.waiting(leg.lun(), "its storage node is not ready to export");
            return false;
        }
        if (!now.grantedTo(leg.lun(), now.initiator(to), pool.epoch())) {
            grant(now, draft, pool, leg, to, because);
            return false;
        }
        Optional<SessionReport> session = now.session(to, leg.lun());
        if (session.isEmpty()) {
            login(now, draft, pool, leg, to, because);
            return false;
        }
        if (session.get().rejected()) {
            renew(now, draft, pool, leg, to, because);
            return false;
        }
        if (!session.get().connected()) {
            draft.waiting(leg.lun(), "its session at " + to + " is not up yet");
            return false;
        }
        return true;
    }

    /** Drafts the grant of a leg's LUN to a node. */
    static void grant(Situation now, Draft draft, PoolRecord pool, Leg leg, NodeName to, String because) {
        Optional<LunRecord> record = record(now, pool, leg);
        Optional<BootId> boot = now.storage(leg.lun()).flatMap(StorageNodeReport::boot);
        if (record.isPresent() && boot.isPresent()) {
            draft.act(
                    new Action.Grant(LunIdentity.of(record.get()), pool.epoch(), now.initiator(to), boot.get()),
                    because);
        }
    }

    private static void login(Situation now, Draft draft, PoolRecord pool, Leg leg, NodeName to, String because) {
        if (now.database(to).isPresent()) {
            draft.act(
                    new Action.Login(
                            to,
                            leg.lun(),
                            pool.epoch(),
                            now.target(leg.lun()),
                            now.fleet().storageNode(leg.lun().id().node()).portal()),
                    because);
        }
    }

    /**
     * Sets both sides anew where the target rejects what a session shows: it was left behind by an epoch before, its login
     * came late, or the key was changed. The session is not removed, which would thaw what hangs on it (R16).
     */
    static void renew(Situation now, Draft draft, PoolRecord pool, Leg leg, NodeName to, String because) {
        grant(now, draft, pool, leg, to, because);
        login(now, draft, pool, leg, to, because);
    }

    private static Optional<LunRecord> record(Situation now, PoolRecord pool, Leg leg) {
        return now.ledger()
                .findLun(leg.lun().id())
                .filter(r -> r.ref().equals(leg.lun()) && r.pool().equals(Optional.of(pool.name())));
    }
}
