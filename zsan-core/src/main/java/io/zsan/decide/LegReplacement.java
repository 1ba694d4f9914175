package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.proof.LunIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills the gaps of a pool: a fresh LUN, a resilver, and only then a leg that counts (R8). */
final class LegReplacement {
    /** Stands for the last scan of a pool that has had none. */
    static final String NO_SCAN = "none";

    private LegReplacement() {}

    /**
     * Takes the replacements that are under way one step on. Something is recorded or said to ZFS for one leg at most
     * (R11), so that no leg works on a record that another one has changed. Returns whether there are any.
     */
    static boolean advance(Situation now, PoolRecord pool, NodeName owner, PoolReport there, Draft draft) {
        List<Leg> syncing =
                pool.legs().stream().filter(l -> l.state() == LegState.SYNCING).toList();
        for (Leg leg : syncing) {
            if (step(now, pool, leg, owner, there, draft)) {
                return true;
            }
        }
        return !syncing.isEmpty();
    }

    private static boolean step(
            Situation now, PoolRecord pool, Leg leg, NodeName owner, PoolReport there, Draft draft) {
        String because = "it takes the place of " + leg.replaces().orElseThrow() + " in " + pool.name();
        if (!Exporting.connected(now, draft, pool, leg, owner, because)) {
            return false;
        }
        Optional<LegReport> leaf = Situation.leaf(there, leg);
        if (leaf.isEmpty()) {
            now.ledger()
                    .findLun(leg.lun().id())
                    .ifPresent(r -> draft.act(
                            new Action.ReplaceLeg(
                                    owner, pool.name(), leg.replaces().orElseThrow(), LunIdentity.of(r)),
                            "it is connected, and the pool does not have it yet"));
            return true;
        }
        Survivors left = new Survivors(now, owner, Optional.of(there));
        // R8: what a person has just cleared looks sound, and ZFS may be about to resilver it again.
        if (synced(leg, leaf.get(), there)
                && !left.settling(leg)
                && !mirrorOf(pool, leg).inSync().isEmpty()) {
            draft.put(
                    pool.mapLegs(l -> l.equals(leg)
                            ? l.inSync(leaf.get().guid(), leg.boot().orElseThrow())
                            : l),
                    "R8: leg " + leg.lun() + " of " + pool.name() + " is resilvered without errors: in sync");
            return true;
        }
        if (FailedResilver.giveUp(now, pool, leg, leaf.get(), there, left, draft)) {
            return true;
        }
        draft.waiting(pool.name(), "leg " + leg.lun() + " is resilvering");
        return false;
    }

    private static MirrorRecord mirrorOf(PoolRecord pool, Leg leg) {
        return pool.mirrors().stream()
                .filter(m -> m.legs().contains(leg))
                .findFirst()
                .orElseThrow();
    }

    /**
     * R8. ZFS takes the old side of a replacement away only when the new one lacks nothing; besides, the last scan must
     * have ended without errors and not be the one from before the leg was put in, and the leg must be without a stain.
     * A scrub that came after the resilver, and hides it, shows as much when it has ended.
     */
    private static boolean synced(Leg leg, LegReport leaf, PoolReport pool) {
        boolean resilvered = pool.scan()
                .filter(s -> s.state() == ScanReport.State.FINISHED
                        && s.errors() == 0
                        && !leg.scanBefore().equals(Optional.of(s.identity())))
                .isPresent();
        return resilvered
                && leg.boot().isPresent()
                && leaf.state() == VdevState.ONLINE
                && leaf.errors() == 0
                && leaf.replacing().isEmpty()
                && !leaf.resilvering();
    }

    /**
     * Starts what is missing: gives up a dead side of an old replacement, or chooses a LUN for a gap. Returns whether it
     * did.
     */
    static boolean begin(Situation now, PoolRecord pool, NodeName owner, PoolReport there, Draft draft) {
        List<Action> refused = new ArrayList<>();
        for (MirrorRecord mirror : pool.mirrors()) {
            Optional<MirrorReport> seen = report(mirror, there);
            if (seen.isEmpty() || unknown(mirror)) {
                continue;
            }
            List<LegReport> strays = LegLoss.strays(pool, seen.get().legs());
            Optional<LegReport> halfDone = strays.stream()
                    .filter(leaf -> leaf.replacing().isPresent() && abandoned(leaf, strays))
                    .reduce((first, second) -> second);
            if (halfDone.isPresent()) {
                Guid leaf = halfDone.get().guid();
                Action detach = new Action.DetachLeg(owner, pool.name(), leaf);
                if (LeavingLegs.refusedForLong(now, owner, leaf)) {
                    // Its mirror lacks something (seed 682218); that must not keep others from being filled.
                    draft.note(
                            Note.Kind.ATTENTION,
                            pool.name(),
                            "ZFS does not let go of what is left of a replacement, vdev " + leaf
                                    + ": the legs of its mirror may lack data; look at zpool status -v on " + owner);
                    refused.add(detach);
                    continue;
                }
                draft.act(detach, "the replacement that it belonged to was given up");
                return true;
            }
            if (mirror.legs().size() < mirror.width() && fill(now, pool, mirror, strays, there, draft)) {
                return true;
            }
        }
        refused.stream()
                .findFirst()
                .ifPresent(detach -> draft.act(detach, "the replacement that it belonged to was given up, long ago"));
        return !refused.isEmpty();
    }

    /** Whether one of its vdevs is a leg that is kept, and nobody can say which. */
    private static boolean unknown(MirrorRecord mirror) {
        return mirror.legs().stream()
                .anyMatch(leg -> leg.isOnItsWayOut() && leg.guid().isEmpty());
    }

    /** Both sides of the replacement are no leg of the record. */
    private static boolean abandoned(LegReport leaf, List<LegReport> strays) {
        return strays.stream()
                .anyMatch(other -> !other.equals(leaf) && other.replacing().equals(leaf.replacing()));
    }

    private static boolean fill(
            Situation now,
            PoolRecord pool,
            MirrorRecord mirror,
            List<LegReport> strays,
            PoolReport there,
            Draft draft) {
        Optional<Guid> gap = strays.stream()
                .filter(leaf ->
                        leaf.state() != VdevState.ONLINE && leaf.replacing().isEmpty())
                .map(LegReport::guid)
                .findFirst();
        if (gap.isEmpty()) {
            draft.note(Note.Kind.ATTENTION, pool.name(), "a mirror is short of legs, and has no vdev to replace");
            return false;
        }
        if (Brake.holds(now)) {
            draft.note(Note.Kind.BRAKE, pool.name(), Brake.TEXT);
            return false;
        }
        List<LunRef> others = mirror.legs().stream().map(Leg::lun).toList();
        List<LunRecord> free = ready(now, draft, List.of());
        Optional<Placement.Choice> choice =
                Placement.choose(now, Placement.calm(now, free), others, least(now, mirror), sector(now, mirror));
        if (choice.isEmpty()) {
            Optional<Placement.Choice> later =
                    Placement.choose(now, free, others, least(now, mirror), sector(now, mirror));
            draft.note(
                    Note.Kind.NO_PLACE,
                    pool.name(),
                    later.map(c -> "R13: free LUNs that would do lie on storage nodes that come and go, such as "
                                    + c.lun().id().node() + "; they are used when these have been calm for a while")
                            .orElse("no free LUN of its size lies in another failure domain than its other legs"));
            return false;
        }
        LunRecord lun = choice.get().lun();
        BootId boot = now.storage(lun.ref()).flatMap(StorageNodeReport::boot).orElseThrow();
        String scan = there.scan().map(ScanReport::identity).orElse(NO_SCAN);
        Leg leg = Leg.replacing(lun.ref(), boot, gap.get(), scan);
        draft.put(lun.takenBy(pool.name()));
        draft.put(
                pool.mapMirrors(m -> m.equals(mirror) ? m.with(leg) : m),
                lun.ref() + " takes the place of a lost leg of " + pool.name() + " ("
                        + choice.get().grade() + ")");
        return true;
    }

    /**
     * Whether a free LUN could take the place of a leg at once, though other gaps in the fleet are filled as well: those
     * that there are now, or that this very decision makes.
     */
    static boolean atHand(Situation now, MirrorRecord mirror, Leg leg, Draft draft) {
        if (Brake.holds(now)) {
            return false;
        }
        List<LunRef> others = mirror.without(leg).legs().stream().map(Leg::lun).toList();
        List<LunRecord> taken = new ArrayList<>();
        for (long gaps = gaps(draft); gaps >= 0; gaps--) {
            List<LunRecord> free = Placement.calm(now, ready(now, draft, taken));
            Optional<Placement.Choice> choice =
                    Placement.choose(now, free, others, least(now, mirror), sector(now, mirror));
            if (choice.isEmpty()) {
                return false;
            }
            taken.add(choice.get().lun());
        }
        return true;
    }

    /** Legs that are missing and for which no LUN is chosen yet. */
    private static long gaps(Draft draft) {
        return draft.pools().stream()
                .filter(p -> !(p.ownership() instanceof Ownership.Abandoned))
                .flatMap(p -> p.mirrors().stream())
                .mapToLong(m -> m.width()
                        - m.legs().stream().filter(l -> !l.isOnItsWayOut()).count())
                .sum();
    }

    /** Free LUNs on storage nodes that can export them now, and are not busy filling others. */
    private static List<LunRecord> ready(Situation now, Draft draft, List<LunRecord> taken) {
        return draft.freeLuns().stream()
                .filter(lun -> !taken.contains(lun))
                .filter(lun -> filling(draft, lun.id().node())
                                + taken.stream()
                                        .filter(t ->
                                                t.id().node().equals(lun.id().node()))
                                        .count()
                        < now.policy().resilversPerStorageNode())
                .filter(lun ->
                        now.storage(lun.ref()).filter(StorageNodeReport::ready).isPresent())
                .toList();
    }

    private static Optional<MirrorReport> report(MirrorRecord mirror, PoolReport there) {
        return there.mirrors().stream()
                .filter(m -> m.legs().stream()
                        .anyMatch(leaf -> mirror.inSync().stream()
                                .anyMatch(leg -> leg.guid().equals(Optional.of(leaf.guid())))))
                .findFirst();
    }

    /** With what this very decision has begun for other pools. */
    private static long filling(Draft draft, NodeName storageNode) {
        return draft.pools().stream()
                .flatMap(p -> p.legs().stream())
                .filter(l ->
                        l.state() == LegState.SYNCING && l.lun().id().node().equals(storageNode))
                .count();
    }

    /** A fresh LUN must hold what the smallest leg of the mirror holds. */
    static long least(Situation now, MirrorRecord mirror) {
        return luns(now, mirror).stream().mapToLong(LunRecord::sizeBytes).min().orElse(0);
    }

    static int sector(Situation now, MirrorRecord mirror) {
        return luns(now, mirror).stream().mapToInt(LunRecord::sectorBytes).max().orElse(0);
    }

    private static List<LunRecord> luns(Situation now, MirrorRecord mirror) {
        return mirror.legs().stream()
                .map(l -> now.ledger().findLun(l.lun().id()))
                .flatMap(Optional::stream)
                .toList();
    }
}
