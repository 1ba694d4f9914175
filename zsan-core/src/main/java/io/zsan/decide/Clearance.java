package io.zsan.decide;

import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.node.StorageNodeReport;
import io.zsan.observe.LeafKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** R5: whether enough legs that hold every acknowledged write are in hand to import a pool, and what stays behind. */
final class Clearance {
    private Clearance() {}

    /**
     * How many legs are wanted beside the one that ZFS needs (k in R5): none, if the legs that count were seen sound at the
     * old owner shortly before they were fenced; else one, because a disk error may have dropped a leg without anybody
     * seeing it.
     */
    static int spare(Policy policy, Ownership.TakingOver taking) {
        boolean fresh = taking.evidenceAge()
                .filter(age -> age.compareTo(policy.evidenceMaxAge()) <= 0)
                .isPresent();
        return fresh ? 0 : 1;
    }

    /** How long ago the old owner showed all legs that count sound, as far as this very process has seen it. */
    static Optional<Duration> evidence(Situation now, PoolRecord pool, NodeName from) {
        List<Leg> counting = pool.legs().stream().filter(Leg::isInSync).toList();
        if (now.database(from).isPresent()
                && counting.stream()
                        .anyMatch(leg -> now.session(from, leg.lun()).isEmpty())) {
            // Somebody has removed a session since, and ZFS goes on without that leg.
            return Optional.empty();
        }
        if (pool.legs().stream()
                .filter(leg -> leg.state() == LegState.GIVEN_UP)
                .flatMap(leg -> leg.guid().stream())
                .anyMatch(vdev -> now.observation().history().leavingTrouble().containsKey(new LeafKey(from, vdev)))) {
            // ZFS has not let go of a leg: the others may lack what it holds, although nothing shows.
            return Optional.empty();
        }
        List<Guid> legs =
                counting.stream().map(Leg::guid).flatMap(Optional::stream).toList();
        return now.observation().soundAge(from, legs);
    }

    /**
     * How many fenced, current legs of a mirror an import needs. A leg that is being filled takes every new write, too, and
     * so does one that was given up while it was connected: if ZFS lost all the others unseen, it went on with that one
     * alone, and none of the recorded legs is current any more.
     */
    static int needed(Policy policy, MirrorRecord mirror, int spare) {
        int recorded = mirror.inSync().size();
        boolean filling = mirror.legs().stream().anyMatch(leg -> leg.state() == LegState.SYNCING);
        boolean written = filling || mirror.legs().stream().anyMatch(leg -> leg.state() == LegState.GIVEN_UP);
        if (policy.disconnectMode() == DisconnectMode.FAIL) {
            // R2: where ZFS may drop legs before they are recorded, only the whole recorded set is proof. A lost leg
            // is part of it until ZFS has put it offline, which ends a transaction group: another leg has all of that.
            // Before, a write that was on its way to both may be on the lost one alone.
            int lost = (int) mirror.legs().stream().filter(Leg::isOnItsWayOut).count();
            return recorded + lost + (filling ? 1 : 0);
        }
        int several = Math.min(recorded, ofSeveral(policy, spare));
        return written ? Math.max(1 + spare, several) : several;
    }

    /**
     * How many legs an import needs of a mirror that has several in sync. A disk may have dropped one since the last look,
     * however short ago: of two legs one has everything.
     */
    static int ofSeveral(Policy policy, int spare) {
        return policy.lastLegTakeover() ? 1 + spare : 2;
    }

    /**
     * The legs to import from: fenced, in the recorded in-sync set, and not restarted since (R9); or those that a person has
     * accepted, where these do not suffice.
     */
    static Choice importable(Situation now, PoolRecord pool, Ownership.TakingOver taking, int spare) {
        List<LunRef> current = pool.legs().stream()
                .filter(leg -> current(now, leg))
                .map(Leg::lun)
                .filter(taking.fenced()::contains)
                .toList();
        Optional<Shortage> shortage = shortage(now.policy(), pool, current, spare);
        Optional<DataLossAcceptance> word =
                taking.acceptance().filter(a -> a.epoch().equals(pool.epoch()));
        if (shortage.isEmpty() || word.isEmpty()) {
            return new Choice(current, false, shortage);
        }
        List<LunRef> accepted = pool.legs().stream()
                .filter(leg -> word.get().legs().contains(leg.lun()) && usable(now, leg))
                .map(Leg::lun)
                .filter(taking.fenced()::contains)
                .toList();
        return new Choice(accepted, true, shortage(pool, accepted, mirror -> 1));
    }

    /** Whether a leg is recorded as current and nothing is known against it (R9). */
    static boolean current(Situation now, Leg leg) {
        return leg.isInSync() && !now.restartedUnder(leg);
    }

    /**
     * Legs to import from.
     *
     * @param accepted whether they are what a person has accepted
     * @param shortage the mirror that is short of them, if any
     */
    record Choice(List<LunRef> legs, boolean accepted, Optional<Shortage> shortage) {}

    /** Whether a leg that may be stale once held the pool, and its storage node says in which boot it is now. */
    static boolean usable(Situation now, Leg leg) {
        return leg.onceHeldAll()
                && now.storage(leg.lun()).flatMap(StorageNodeReport::boot).isPresent();
    }

    private static Optional<Shortage> shortage(Policy policy, PoolRecord pool, List<LunRef> legs, int spare) {
        // What was recorded counts, with those that have restarted since: the rest is no better for their loss.
        return shortage(pool, legs, mirror -> Math.max(1, needed(policy, mirror, spare)));
    }

    private static Optional<Shortage> shortage(PoolRecord pool, List<LunRef> legs, ToIntFunction<MirrorRecord> needed) {
        for (int i = 0; i < pool.mirrors().size(); i++) {
            MirrorRecord mirror = pool.mirrors().get(i);
            int need = needed.applyAsInt(mirror);
            int have = (int)
                    mirror.legs().stream().filter(l -> legs.contains(l.lun())).count();
            if (have < need) {
                return Optional.of(new Shortage(i, mirror.role(), have, need));
            }
        }
        return Optional.empty();
    }

    /** A mirror that has fewer current, fenced legs than an import needs. */
    record Shortage(int mirror, MirrorRole role, int have, int need) {
        /** The mirror, as a person would name it. */
        String where() {
            return (role == MirrorRole.LOG ? "log mirror " : "mirror ") + mirror;
        }
    }

    /**
     * The pool with only the given legs, which all count as in sync; the LUNs of the others are retired. A leg whose
     * storage node could not be told to fence it is among the others (fence debt, R4). A leg that a person has accepted
     * counts from the present boot of its storage node on: what that lost is what was accepted (R9).
     */
    static PoolRecord keepOnly(Situation now, PoolRecord pool, List<LunRef> keep, boolean accepted, Draft draft) {
        PoolRecord kept = pool;
        for (Leg leg : pool.legs()) {
            Optional<BootId> boot = now.storage(leg.lun()).flatMap(StorageNodeReport::boot);
            if (!keep.contains(leg.lun()) || (accepted && !usable(now, leg))) {
                kept = kept.mapMirrors(m -> m.without(leg));
                draft.retire(leg.lun());
            } else if (accepted) {
                kept = kept.mapLegs(l -> l.equals(leg) ? l.inSync(l.guid().orElseThrow(), boot.orElseThrow()) : l);
            }
        }
        return kept;
    }
}
