package io.zsan.decide;

import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.LunRef;
import io.zsan.node.DatabaseNodeReport;
import java.util.List;
import java.util.Optional;

/** What a creation that was given up leaves behind: sessions, and maybe a pool that came into being all the same. */
final class AbandonedPool {
    private AbandonedPool() {}

    static void decide(Situation now, PoolRecord pool, Ownership.Abandoned abandoned, Draft draft) {
        List<LunRef> left = now.left(pool);
        Optional<DatabaseNodeReport> node = now.database(abandoned.target());
        if (node.isEmpty()) {
            return;
        }
        LeavingLegs.letGoOfLeft(now, pool, abandoned.target(), draft);
        boolean there = node.get().pool(pool.name()).stream()
                .flatMap(p -> p.legs().stream())
                .anyMatch(leaf ->
                        left.stream().anyMatch(lun -> leaf.serial().equals(Optional.of(lun.exportedSerial()))));
        if (there) {
            draft.note(
                    Note.Kind.ATTENTION,
                    pool.name(),
                    "was created on " + abandoned.target()
                            + " after its creation was given up; its LUNs are being taken away, so restart that node");
        }
    }
}
