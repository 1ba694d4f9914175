package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.node.StorageNodeReport;
import io.zsan.proof.WipeOrder;
import io.zsan.proof.WipeProof;
import java.util.Optional;

/** R7: RETIRED, FENCED, WIPING, VERIFIED, FREE, one step at a time and never past one. */
final class LunRecycling {
    private LunRecycling() {}

    static void decide(Situation now, LunRecord lun, Draft draft) {
        Optional<StorageNodeReport> node = now.storage(lun.ref()).filter(StorageNodeReport::ready);
        switch (lun.state()) {
            case FREE, IN_POOL -> {}
            case RETIRED -> {
                if (now.fenced(lun.ref(), Epoch.SEALED)) {
                    draft.put(lun.fenced(), "R7: nobody can reach " + lun.ref() + " any more");
                } else if (node.isPresent()) {
                    draft.act(new Action.Seal(lun.ref()), "R7: it has left " + former(lun));
                }
            }
            case FENCED -> {
                if (dispensable(now, lun)) {
                    draft.put(lun.wiping(), "R7: " + lun.ref() + " may be wiped");
                } else {
                    draft.waiting(lun.ref(), former(lun) + " is not whole yet; its old leg is not wiped");
                }
            }
            case WIPING -> {
                if (wiped(now, lun)) {
                    draft.put(lun.verified(), "R7: the label areas of " + lun.ref() + " read as zero");
                } else if (node.isPresent() && now.export(lun.ref()).isPresent()) {
                    // Another process's seal was under way when it was recorded as fenced, and did not come to its end.
                    draft.act(new Action.Seal(lun.ref()), "R7: it is exported once more, to nobody");
                } else if (node.isPresent()) {
                    WipeOrder.from(now.ledger(), lun.id())
                            .ifPresent(order -> draft.act(new Action.Wipe(order), "R7: it was retired and is fenced"));
                }
            }
            case VERIFIED -> {
                if (lun.generation().number() < Generation.MAX) {
                    draft.put(lun.freed(), "R7: " + lun.id() + " is free again, in its next generation");
                } else {
                    draft.note(Note.Kind.ATTENTION, lun.ref(), "it has lived its last generation; replace the disk");
                }
            }
        }
    }

    private static String former(LunRecord lun) {
        return lun.formerPool().map(p -> "pool " + p).orElse("its pool");
    }

    private static boolean wiped(Situation now, LunRecord lun) {
        return now.observation().proofs().stream()
                .anyMatch(p -> p instanceof WipeProof w && w.lun().equals(lun.ref()));
    }

    /**
     * Old data is the last resort of a pool that loses everything else, so it is kept until the pool is whole; except when
     * this very LUN is what the pool needs to become whole.
     */
    private static boolean dispensable(Situation now, LunRecord lun) {
        Optional<PoolRecord> pool = lun.formerPool().flatMap(now.ledger()::findPool);
        if (pool.isEmpty()) {
            return true;
        }
        if (pool.get().ownership() instanceof Ownership.Abandoned abandoned) {
            return now.session(abandoned.target(), lun.ref()).isEmpty();
        }
        if (!(pool.get().ownership() instanceof Ownership.Owned owned)
                // In its next generation nobody would know the session for what it is.
                || now.session(owned.target(), lun.ref()).isPresent()) {
            return false;
        }
        if (Lineage.split(now, pool.get())) {
            // S3: the other side may count this very LUN among its legs.
            return false;
        }
        return pool.get().isWhole() || pool.get().mirrors().stream().anyMatch(m -> starving(now, m));
    }

    /** Short of a leg, with nothing free to fill the gap, but with a leg in sync; and the gap may be filled now (R13). */
    private static boolean starving(Situation now, MirrorRecord mirror) {
        return mirror.legs().size() < mirror.width()
                && !Brake.holds(now)
                && !mirror.inSync().isEmpty()
                && Placement.choose(
                                now,
                                now.ledger().luns().stream()
                                        .filter(l -> l.state() == LunState.FREE)
                                        .toList(),
                                mirror.legs().stream().map(l -> l.lun()).toList(),
                                LegReplacement.least(now, mirror),
                                LegReplacement.sector(now, mirror))
                        .isEmpty();
    }
}
