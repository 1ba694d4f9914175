package io.zsan.testkit.sim.check;

import io.zsan.ledger.LedgerState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.model.LunId;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.InitiatorSession;
import io.zsan.testkit.world.PhysicalDisk;
import java.util.TreeSet;

/** I5: nothing recycled is ever read as data again: a LUN that is free is blank, and nobody has a session to an old life. */
final class RecycledBlank implements Invariant {
    private final Truth truth;
    private final TreeSet<LunId> free = new TreeSet<>();
    private LedgerState last = LedgerState.empty();

    RecycledBlank(Truth truth) {
        this.truth = truth;
    }

    @Override
    public String name() {
        return "I5 nothing recycled is read again";
    }

    @Override
    public void settled(Breach breach) {
        LedgerState now = truth.ledger().get();
        if (now.equals(last)) {
            return;
        }
        last = now;
        for (LunRecord lun : now.luns()) {
            if (lun.state() != LunState.FREE) {
                free.remove(lun.id());
            } else if (free.add(lun.id())) {
                freed(lun, breach);
            }
        }
    }

    private void freed(LunRecord lun, Breach breach) {
        PhysicalDisk disk = truth.world().storage(lun.id().node()).disk(lun.id().disk());
        if (!disk.blank()) {
            breach.report(this, lun.ref() + " is free, and its disk is not blank");
        }
        for (DatabaseHost host : truth.world().databaseHosts()) {
            for (InitiatorSession session : host.initiator().sessions()) {
                boolean onIt = session.device().filter(d -> d.disk() == disk).isPresent();
                if (onIt && session.usable()) {
                    breach.report(this, lun.ref() + " is free, and " + host.name() + " has a session to its disk");
                }
            }
        }
    }
}
