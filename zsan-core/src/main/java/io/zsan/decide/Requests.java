package io.zsan.decide;

import io.zsan.error.InvalidInput;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.StorageNode;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a host application may ask for, as changes of the ledger. Pure. Each says no with an {@link InvalidInput} that
 * names the reason, and gives an empty change where the ledger says already what is asked for.
 */
public final class Requests {
    private final Fleet fleet;
    private final Policy policy;

    public Requests(Fleet fleet, Policy policy) {
        this.fleet = fleet;
        this.policy = policy;
    }

    /** Makes the disks of the fleet known that the ledger does not know yet; the caller has seen that they are blank. */
    public LedgerChange enrol(LedgerState ledger, List<LunId> blank) {
        List<LedgerRecord> fresh = new ArrayList<>();
        for (StorageNode node : fleet.storageNodes()) {
            for (Disk disk : node.disks()) {
                LunId id = new LunId(node.name(), disk.serial());
                Optional<LunRecord> known = ledger.findLun(id);
                if (known.isEmpty() && blank.contains(id)) {
                    otherHome(ledger, id);
                    fresh.add(LunRecord.enrolled(id, disk));
                } else if (known.isPresent()) {
                    same(known.get(), disk);
                }
            }
        }
        return LedgerChange.of(ledger, fresh);
    }

    private static void otherHome(LedgerState ledger, LunId id) {
        DiskSerial serial = id.disk();
        ledger.luns().stream()
                .filter(l -> l.id().disk().equals(serial))
                .findFirst()
                .ifPresent(l -> {
                    throw new InvalidInput("disk " + serial + " is known to the ledger on " + l.id().node()
                            + " and now named on " + id.node()
                            + "; a disk cannot move with its data, wipe it and take it out of the ledger first");
                });
    }

    private static void same(LunRecord known, Disk disk) {
        if (known.sizeBytes() != disk.sizeBytes() || known.sectorBytes() != disk.sectorBytes()) {
            throw new InvalidInput("disk " + known.id() + " is " + known.sizeBytes() + " bytes in sectors of "
                    + known.sectorBytes() + " in the ledger, and " + disk.sizeBytes() + " in sectors of "
                    + disk.sectorBytes() + " in the fleet; is it another disk?");
        }
    }

    /** Takes LUNs for a new pool; {@link Decider} then has it created. */
    public LedgerChange createPool(LedgerState ledger, Observation observation, PoolSpec spec) {
        fleet.databaseNode(spec.owner());
        Situation now = new Situation(fleet, policy, ledger, observation);
        Epoch epoch = Cancellations.epochOfNew(now, spec.name());
        if (now.database(spec.owner()).isEmpty()) {
            throw new InvalidInput(
                    "database node " + spec.owner() + " does not answer; a pool cannot be created there");
        }
        if (now.restarting(spec.owner())) {
            throw new InvalidInput("database node " + spec.owner()
                    + " is being restarted; wait until it is back, or create the pool elsewhere");
        }
        Draft draft = new Draft(ledger);
        List<MirrorRecord> mirrors = new ArrayList<>();
        for (int i = 0; i < spec.mirrors(); i++) {
            mirrors.add(place(now, draft, spec, MirrorRole.DATA, spec.width(), spec.legSizeBytes()));
        }
        for (int i = 0; i < spec.logMirrors(); i++) {
            mirrors.add(place(now, draft, spec, MirrorRole.LOG, spec.logWidth(), spec.logLegSizeBytes()));
        }
        draft.put(new PoolRecord(spec.name(), Optional.empty(), epoch, new Ownership.Creating(spec.owner()), mirrors));
        return draft.decision().change();
    }

    /** Takes the LUNs of one mirror, over failure domains whatever it is for. */
    private static MirrorRecord place(
            Situation now, Draft draft, PoolSpec spec, MirrorRole role, int width, long legSizeBytes) {
        List<LunRecord> luns = Placement.chooseMirror(now, Placement.calm(now, draft.freeLuns()), width, legSizeBytes)
                .orElseThrow(() -> new InvalidInput(shortage(now, spec)));
        luns.forEach(lun -> draft.put(lun.takenBy(spec.name())));
        return new MirrorRecord(
                role, width, luns.stream().map(lun -> Leg.planned(lun.ref())).toList());
    }

    /**
     * Gives a creation up that has not come to its end: no LUN of it answers any more, or its node is gone. Its LUNs are
     * wiped and free again; the name can be used again when they are.
     */
    public LedgerChange cancelCreate(LedgerState ledger, Observation observation, PoolName pool) {
        return Cancellations.create(new Situation(fleet, policy, ledger, observation), pool);
    }

    /**
     * Takes a switchover back while its owner still has the pool imported and mounted. An export that is under way at this
     * very moment may still take effect; the pool then waits for a failover, there or elsewhere.
     */
    public LedgerChange cancelSwitchover(LedgerState ledger, Observation observation, PoolName pool) {
        return Cancellations.switchover(new Situation(fleet, policy, ledger, observation), pool);
    }

    private static String shortage(Situation now, PoolSpec spec) {
        long free = now.ledger().luns().stream()
                .filter(l -> l.state() == LunState.FREE)
                .count();
        long fitting = now.ledger().luns().stream()
                .filter(l -> l.state() == LunState.FREE && l.sizeBytes() >= spec.legSizeBytes())
                .count();
        return "pool " + spec.name() + " needs " + spec.mirrors() + " x " + spec.width() + " free LUNs of at least "
                + spec.legSizeBytes() + " bytes"
                + (spec.logMirrors() == 0
                        ? ""
                        : ", and " + spec.logWidth() + " of at least " + spec.logLegSizeBytes() + " bytes for its log,")
                + " and one sector size, in different failure domains, on storage nodes that answer; "
                + free + " LUNs are free, " + fitting + " of them large enough; add disks or ask for less"
                + heldDown(now);
    }

    private static String heldDown(Situation now) {
        List<NodeName> held = now.fleet().storageNodes().stream()
                .map(StorageNode::name)
                .filter(now::heldDown)
                .toList();
        return held.isEmpty()
                ? ""
                : ". R13: nothing is put on " + held
                        + " for now, because they come and go; wait until they have been calm" + " for a while";
    }

    /** Moves a pool without its owner's help. Raises the epoch at once (R3). */
    public LedgerChange failover(LedgerState ledger, Observation observation, PoolName name, NodeName to) {
        fleet.databaseNode(to);
        PoolRecord pool = ledger.pool(name);
        NodeName from = pool.ownership()
                .match(new Ownership.Cases<NodeName>(
                        creating -> {
                            throw new InvalidInput(
                                    "pool " + name + " is still being created; there is nothing to fail over");
                        },
                        Ownership.Owned::target,
                        Ownership.Releasing::from,
                        Ownership.TakingOver::from,
                        Ownership.Importing::target,
                        abandoned -> {
                            throw new InvalidInput(
                                    "the creation of pool " + name + " was given up; there is nothing to fail over");
                        }));
        if (pool.ownership() instanceof Ownership.TakingOver taking
                && taking.target().equals(to)) {
            return LedgerChange.none();
        }
        if (pool.ownership() instanceof Ownership.Importing importing
                && importing.target().equals(to)) {
            return LedgerChange.none();
        }
        Situation now = new Situation(fleet, policy, ledger, observation);
        if (pool.ownership().equals(new Ownership.Owned(to)) && serves(now, pool, to)) {
            return LedgerChange.none();
        }
        requireClean(now, pool, to);
        return LedgerChange.of(
                ledger, pool.raised(new Ownership.TakingOver(from, to, List.of(), Optional.empty(), Optional.empty())));
    }

    /** Moves a pool with its owner's help. */
    public LedgerChange switchover(LedgerState ledger, Observation observation, PoolName name, NodeName to) {
        fleet.databaseNode(to);
        PoolRecord pool = ledger.pool(name);
        if (pool.ownership() instanceof Ownership.Releasing releasing
                && releasing.target().equals(to)) {
            return LedgerChange.none();
        }
        if (!(pool.ownership() instanceof Ownership.Owned owned)) {
            throw new InvalidInput(
                    "pool " + name + " is not at rest (" + pool.ownership() + "); wait until a node owns it");
        }
        if (owned.target().equals(to)) {
            return LedgerChange.none();
        }
        if (pool.legs().stream().anyMatch(l -> l.state() == LegState.SYNCING)) {
            throw new InvalidInput("pool " + name
                    + " is being resilvered; a switchover would begin it anew, so wait for its end, or fail over");
        }
        pool.legs().stream()
                .filter(l -> l.state() == LegState.GIVEN_UP)
                .findFirst()
                .ifPresent(leg -> {
                    throw new InvalidInput("leg " + leg.lun() + " of pool " + name
                            + " was given up and is not out of the pool yet; wait until it is, or fail over");
                });
        Situation now = new Situation(fleet, policy, ledger, observation);
        if (now.database(owned.target()).isEmpty()) {
            throw new InvalidInput("the owner " + owned.target() + " of pool " + name
                    + " does not answer, so it cannot let go of it; fail over instead");
        }
        requireClean(now, pool, to);
        return LedgerChange.of(ledger, pool.withOwnership(new Ownership.Releasing(owned.target(), to)));
    }

    private static boolean serves(Situation now, PoolRecord pool, NodeName owner) {
        return now.database(owner)
                .flatMap(node -> node.pool(pool.name()))
                .filter(p -> pool.guid().equals(Optional.of(p.guid())) && p.state() != VdevState.SUSPENDED)
                .isPresent();
    }

    /** A node that still has the pool in its memory would be taken for one that has imported it anew. */
    private static void requireClean(Situation now, PoolRecord pool, NodeName to) {
        Optional<DatabaseNodeReport> node = now.database(to);
        if (node.isEmpty()) {
            throw new InvalidInput(
                    "database node " + to + " does not answer; pool " + pool.name() + " stays where it is");
        }
        if (!now.clean(node.get(), pool)) {
            throw new InvalidInput("database node " + to + " still holds pool " + pool.name()
                    + " or sessions to its LUNs from before, or is being restarted; recycle it first");
        }
    }

    /** Goes on with a takeover from legs that are not shown to be current. Names pool, epoch and legs (R5). */
    public LedgerChange accept(LedgerState ledger, Observation observation, DataLossAcceptance acceptance) {
        PoolRecord pool = ledger.pool(acceptance.pool());
        for (var lun : acceptance.legs()) {
            Leg leg = pool.findLeg(lun)
                    .orElseThrow(() -> new InvalidInput(lun + " is no leg of pool " + pool.name() + "; its legs are "
                            + pool.legs().stream().map(l -> l.lun().toString()).toList()));
            if (!leg.onceHeldAll()) {
                throw new InvalidInput(lun + " never held all of pool " + pool.name() + "; it cannot be imported from");
            }
        }
        boolean thisOne = pool.epoch().equals(acceptance.epoch());
        if (thisOne && pool.ownership() instanceof Ownership.TakingOver taking) {
            return LedgerChange.of(
                    ledger,
                    pool.withOwnership(new Ownership.TakingOver(
                            taking.from(),
                            taking.target(),
                            taking.fenced(),
                            taking.evidenceAge(),
                            Optional.of(acceptance))));
        }
        if (thisOne && pool.ownership() instanceof Ownership.Importing importing) {
            return importOnly(new Situation(fleet, policy, ledger, observation), pool, importing, acceptance);
        }
        throw new InvalidInput("pool " + pool.name() + " is not being taken over in epoch " + acceptance.epoch()
                + "; an acceptance of data loss is for one takeover only");
    }

    /** Legs were lost after they were cleared, so that too few are left: the accepted ones are imported as they are now. */
    private static LedgerChange importOnly(
            Situation now, PoolRecord pool, Ownership.Importing importing, DataLossAcceptance acceptance) {
        for (MirrorRecord mirror : pool.mirrors()) {
            List<Leg> accepted = mirror.legs().stream()
                    .filter(l -> acceptance.legs().contains(l.lun()))
                    .toList();
            if (accepted.isEmpty()
                    || !accepted.stream()
                            .allMatch(l -> importing.cleared().contains(l.lun()) && Clearance.usable(now, l))) {
                throw new InvalidInput("pool " + pool.name()
                        + " cannot be imported from these legs: each mirror needs one that was cleared and whose storage"
                        + " node answers");
            }
        }
        Draft draft = new Draft(now.ledger());
        PoolRecord kept = Clearance.keepOnly(now, pool, acceptance.legs(), true, draft);
        draft.put(kept.withOwnership(
                new Ownership.Importing(importing.from(), importing.target(), acceptance.legs(), 0)));
        return draft.decision().change();
    }

    /** Restarts a database node that holds what is no longer its own (R16). */
    public LedgerChange recycle(LedgerState ledger, Observation observation, NodeName name) {
        fleet.databaseNode(name);
        DatabaseNodeReport node = observation
                .databaseNode(name)
                .orElseThrow(() ->
                        new InvalidInput("database node " + name + " does not answer; restart it by its power switch"));
        if (NodeCare.hasDuties(ledger, node)) {
            throw new InvalidInput("database node " + name + " owns a pool, or is to get one; it is not restarted");
        }
        if (ledger.findDatabaseNode(name)
                .flatMap(DatabaseNodeRecord::recyclingSince)
                .isPresent()) {
            return LedgerChange.none();
        }
        return LedgerChange.of(ledger, new DatabaseNodeRecord(name, Optional.of(node.boot())));
    }
}
