package io.zsan.decide;

import io.zsan.act.Action;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.util.Optional;
import java.util.function.Predicate;

/** The permission matrix: what the ledger must say for each action (ledger first). Written a second time, from the design. */
public final class Permissions {
    private Permissions() {}

    public static boolean allowed(Fleet fleet, LedgerState ledger, Action action) {
        if (action instanceof Action.PrepareStorageNode) {
            return true;
        } else if (action instanceof Action.Grant a) {
            return fleet.databaseNodes().stream()
                    .filter(d -> d.initiator().equals(a.initiator()))
                    .anyMatch(d -> mayReach(ledger, d.name(), a.lun().lun(), Optional.of(a.epoch())));
        } else if (action instanceof Action.Login a) {
            return mayReach(ledger, a.node(), a.lun(), Optional.empty());
        } else if (action instanceof Action.Logout a) {
            return mayLetGo(ledger, a.node(), a.lun());
        } else if (action instanceof Action.Fence a) {
            return ledger.pools().stream()
                    .anyMatch(p -> p.findLeg(a.lun()).isPresent()
                            && p.epoch().equals(a.epoch())
                            && (p.ownership() instanceof Ownership.TakingOver
                                    || p.ownership() instanceof Ownership.Importing));
        } else if (action instanceof Action.Seal a) {
            return lun(ledger, a.lun(), LunState.RETIRED) || lun(ledger, a.lun(), LunState.WIPING);
        } else if (action instanceof Action.Wipe a) {
            LunRef lun = a.order().identity().lun();
            return lun(ledger, lun, LunState.WIPING)
                    && ledger.pools().stream()
                            .noneMatch(p ->
                                    p.legs().stream().anyMatch(l -> l.lun().id().equals(lun.id())));
        } else if (action instanceof Action.RebootNode a) {
            return ledger.findDatabaseNode(a.node())
                            .flatMap(r -> r.recyclingSince())
                            .isPresent()
                    && ledger.pools().stream().noneMatch(p -> owns(p, a.node()));
        }
        return onPool(ledger, action);
    }

    private static boolean onPool(LedgerState ledger, Action action) {
        if (action instanceof Action.CreatePool a) {
            return pool(ledger, a.order().pool(), p -> p.ownership().equals(new Ownership.Creating(a.node())));
        } else if (action instanceof Action.ImportPool a) {
            return pool(
                    ledger,
                    a.order().pool(),
                    p -> p.ownership() instanceof Ownership.Importing i
                            && i.target().equals(a.node())
                            && p.epoch().equals(a.order().epoch())
                            && a.order().legs().stream()
                                    .allMatch(l ->
                                            i.cleared().contains(l.identity().lun())
                                                    && p.findLeg(l.identity().lun())
                                                            .filter(Leg::isInSync)
                                                            .isPresent())
                            && p.mirrors().stream().noneMatch(m -> m.inSync().isEmpty()));
        } else if (action instanceof Action.ExportPool a) {
            return pool(
                    ledger,
                    a.pool(),
                    p -> p.ownership() instanceof Ownership.Releasing r
                            && r.from().equals(a.node())
                            && p.epoch().equals(a.epoch()));
        } else if (action instanceof Action.StampEpoch a) {
            return owned(ledger, a.pool(), a.node(), p -> p.epoch().equals(a.epoch()));
        } else if (action instanceof Action.MountPool a) {
            return owned(ledger, a.pool(), a.node(), p -> true);
        } else if (action instanceof Action.OfflineLeg a) {
            return pool(
                    ledger,
                    a.pool(),
                    p -> serves(p, a.node())
                            && p.legs().stream()
                                    .noneMatch(
                                            l -> !l.isOnItsWayOut() && l.guid().equals(Optional.of(a.leg()))));
        } else if (action instanceof Action.ReplaceLeg a) {
            return owned(
                    ledger,
                    a.pool(),
                    a.node(),
                    p -> p.findLeg(a.fresh().lun())
                            .filter(l -> l.replaces().equals(Optional.of(a.old())))
                            .isPresent());
        } else if (action instanceof Action.DetachLeg a) {
            return pool(
                    ledger,
                    a.pool(),
                    p -> serves(p, a.node())
                            && p.legs().stream()
                                    .filter(l -> l.guid().equals(Optional.of(a.leaf())))
                                    .allMatch(l -> l.state() == LegState.GIVEN_UP
                                            && l.replaces().isPresent()));
        }
        return false;
    }

    /** Only the node that the ledger names, only legs that it may have, only in the pool's present epoch. */
    private static boolean mayReach(LedgerState ledger, NodeName node, LunRef lun, Optional<Epoch> epoch) {
        return lun(ledger, lun, LunState.IN_POOL)
                && ledger.pools().stream()
                        .filter(p -> epoch.isEmpty() || epoch.get().equals(p.epoch()))
                        .anyMatch(p -> p.findLeg(lun)
                                .filter(leg -> p.ownership()
                                        .match(new Ownership.Cases<Boolean>(
                                                o -> o.target().equals(node),
                                                o -> o.target().equals(node) && !leg.isOnItsWayOut(),
                                                o -> o.from().equals(node) && leg.isInSync(),
                                                o -> false,
                                                o -> o.target().equals(node)
                                                        && o.cleared().contains(lun)
                                                        && leg.isInSync(),
                                                o -> false)))
                                .isPresent());
    }

    /** R1: never before the loss is recorded. R16: never a zombie's session. */
    private static boolean mayLetGo(LedgerState ledger, NodeName node, LunRef lun) {
        Optional<PoolName> left = ledger.findLun(lun.id())
                .filter(r -> r.ref().equals(lun) && r.state() != LunState.IN_POOL)
                .flatMap(LunRecord::formerPool);
        return ledger.pools().stream().anyMatch(p -> {
            boolean gone = left.equals(Optional.of(p.name()));
            Optional<Leg> leg = p.findLeg(lun);
            boolean lost = leg.filter(Leg::isOnItsWayOut).isPresent();
            return p.ownership()
                    .match(new Ownership.Cases<Boolean>(
                            o -> false,
                            o -> o.target().equals(node) && (gone || lost),
                            o -> o.from().equals(node) && (gone || leg.isPresent()),
                            o -> false,
                            o -> o.target().equals(node) && gone,
                            o -> o.target().equals(node) && gone));
        });
    }

    private static boolean owns(PoolRecord p, NodeName node) {
        // One that imports may be restarted while its ZFS hangs (R11), which the ledger does not say: see GrantTest.
        return serves(p, node) || p.ownership().equals(new Ownership.Creating(node));
    }

    private static boolean serves(PoolRecord p, NodeName node) {
        return p.ownership().equals(new Ownership.Owned(node))
                || (p.ownership() instanceof Ownership.Releasing r && r.from().equals(node));
    }

    private static boolean lun(LedgerState ledger, LunRef lun, LunState state) {
        return ledger.findLun(lun.id())
                .filter(r -> r.ref().equals(lun) && r.state() == state)
                .isPresent();
    }

    private static boolean pool(LedgerState ledger, PoolName name, Predicate<PoolRecord> holds) {
        return ledger.findPool(name).filter(holds).isPresent();
    }

    private static boolean owned(LedgerState ledger, PoolName name, NodeName node, Predicate<PoolRecord> holds) {
        return pool(ledger, name, p -> p.ownership().equals(new Ownership.Owned(node)) && holds.test(p));
    }
}
