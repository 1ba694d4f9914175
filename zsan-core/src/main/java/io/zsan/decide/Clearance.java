package io.zsan.decide;

import io.zsan.ledger.Leg;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.LunRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** R5: whether enough legs that hold every acknowledged write are in hand to import a pool, and what stays behind. */
final class Clearance {
    private Clearance() {}

    /**
     * How many legs are wanted beside the one that ZFS needs (k in R5): none, if the old owner's pool was seen healthy
     * shortly before; else one, because a disk error may have dropped a leg without anybody seeing it.
     */
    static int spare(Policy policy, Ownership.TakingOver taking, Instant at) {
        boolean fresh = taking.seenHealthy()
                .filter(seen -> Duration.between(seen, at).compareTo(policy.evidenceMaxAge()) <= 0)
                .isPresent();
        return fresh ? 0 : 1;
    }

    /** How many fenced, current legs of a mirror an import needs. */
    static int needed(Policy policy, MirrorRecord mirror, int spare) {
        int recorded = mirror.inSync().size();
        // R2: where ZFS may drop legs before they are recorded, only the whole recorded set is proof.
        return policy.disconnectMode() == DisconnectMode.FAIL ? recorded : Math.min(recorded, 1 + spare);
    }

    /** The legs to import from: fenced, and in the recorded in-sync set; or those that a person has accepted. */
    static List<LunRef> importable(PoolRecord pool, Ownership.TakingOver taking) {
        Optional<DataLossAcceptance> accepted =
                taking.acceptance().filter(a -> a.epoch().equals(pool.epoch()));
        return pool.legs().stream()
                .filter(leg -> accepted.isPresent() ? accepted.get().legs().contains(leg.lun()) : leg.isInSync())
                .map(Leg::lun)
                .filter(taking.fenced()::contains)
                .toList();
    }

    /** The mirror that is short of current legs, if any. */
    static Optional<Shortage> shortage(Policy policy, PoolRecord pool, Ownership.TakingOver taking, int spare) {
        List<LunRef> importable = importable(pool, taking);
        boolean accepted =
                taking.acceptance().filter(a -> a.epoch().equals(pool.epoch())).isPresent();
        for (int i = 0; i < pool.mirrors().size(); i++) {
            MirrorRecord mirror = pool.mirrors().get(i);
            int have = (int) mirror.legs().stream()
                    .filter(l -> importable.contains(l.lun()))
                    .count();
            int need = accepted ? 1 : needed(policy, mirror, spare);
            if (have < Math.max(need, 1)) {
                return Optional.of(new Shortage(i, have, Math.max(need, 1)));
            }
        }
        return Optional.empty();
    }

    /** A mirror that has fewer current, fenced legs than an import needs. */
    record Shortage(int mirror, int have, int need) {}

    /**
     * The pool with only the given legs, which all count as in sync; the LUNs of the others are retired. A leg whose
     * storage node could not be told to fence it is among the others (fence debt, R4).
     */
    static PoolRecord keepOnly(PoolRecord pool, List<LunRef> keep, Draft draft) {
        PoolRecord kept = pool;
        for (Leg leg : pool.legs()) {
            if (!keep.contains(leg.lun())) {
                kept = kept.mapMirrors(m -> m.legs().contains(leg) ? m.without(leg) : m);
                draft.retire(leg.lun());
            } else if (!leg.isInSync()) {
                kept = kept.mapLegs(l -> l.equals(leg)
                        ? l.inSync(l.guid().orElseThrow(), l.boot().orElseThrow())
                        : l);
            }
        }
        return kept;
    }
}
