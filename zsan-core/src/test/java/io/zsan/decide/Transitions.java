package io.zsan.decide;

import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which changes of the ledger are legal: the state machine of the design, written a second time. */
public final class Transitions {
    private Transitions() {}

    public static List<String> illegal(LedgerState before, LedgerChange change) {
        List<String> problems = new ArrayList<>();
        LedgerState after = before.apply(change);
        for (LedgerChange.Put put : change.puts()) {
            if (put.record() instanceof LunRecord lun) {
                before.findLun(lun.id()).ifPresent(was -> lun(was, lun, problems));
            } else if (put.record() instanceof PoolRecord pool) {
                before.findPool(pool.name()).ifPresent(was -> pool(was, pool, before, after, problems));
            }
        }
        return problems;
    }

    /** I7: a LUN is in a pool exactly if it is a leg of that pool, and of no other. */
    public static List<String> leaks(LedgerState ledger) {
        List<String> problems = new ArrayList<>();
        for (LunRecord lun : ledger.luns()) {
            List<PoolRecord> having = ledger.pools().stream()
                    .filter(p -> p.findLeg(lun.ref()).isPresent())
                    .toList();
            boolean right = lun.pool().isPresent()
                    ? having.size() == 1
                            && having.get(0).name().equals(lun.pool().get())
                    : having.isEmpty();
            if (!right) {
                problems.add("I7: " + lun + " is a leg of " + having);
            }
        }
        return problems;
    }

    private static void lun(LunRecord was, LunRecord is, List<String> problems) {
        boolean legal = switch (was.state()) {
            case FREE -> is.state() == LunState.IN_POOL;
            case IN_POOL -> is.state() == LunState.RETIRED && is.formerPool().equals(was.pool());
            case RETIRED -> is.state() == LunState.FENCED;
            case FENCED -> is.state() == LunState.WIPING;
            case WIPING -> is.state() == LunState.VERIFIED;
            case VERIFIED -> is.state() == LunState.FREE;
        };
        int lives = is.generation().number() - was.generation().number();
        if (!legal || lives != (is.state() == LunState.FREE ? 1 : 0)) {
            problems.add("R7: " + was + " became " + is);
        }
    }

    private static void pool(
            PoolRecord was, PoolRecord is, LedgerState before, LedgerState after, List<String> problems) {
        long raised = is.epoch().number() - was.epoch().number();
        if (!was.ownership().match(edges(is.ownership(), raised))) {
            problems.add("ownership: " + was.epoch() + " " + was.ownership() + " became " + is.epoch() + " "
                    + is.ownership());
        }
        if (was.ownership() instanceof Ownership.Abandoned) {
            return;
        }
        if (is.mirrors().size() != was.mirrors().size()) {
            problems.add("mirrors of " + is.name());
            return;
        }
        for (int i = 0; i < is.mirrors().size(); i++) {
            mirror(was, was.mirrors().get(i), is, is.mirrors().get(i), problems);
        }
        for (Leg leg : was.legs()) {
            boolean left = is.findLeg(leg.lun()).isEmpty();
            if (left && inPool(before, leg) && inPool(after, leg)) {
                problems.add("leg " + leg.lun() + " left and its LUN is not retired");
            }
        }
    }

    private static Ownership.Cases<Boolean> edges(Ownership to, long raised) {
        boolean takeover = to instanceof Ownership.TakingOver && raised == 1;
        return new Ownership.Cases<>(
                from -> raised == 0
                        && (to.equals(new Ownership.Owned(from.target()))
                                || to.equals(new Ownership.Abandoned(from.target()))),
                from -> takeover || (raised == 0 && (to.equals(from) || to instanceof Ownership.Releasing)),
                from -> takeover
                        || (raised == 0 && (to.equals(from) || to.equals(new Ownership.Owned(from.from()))))
                        || (raised == 1 && to instanceof Ownership.Importing),
                from -> takeover
                        || (raised == 0
                                && to.target().equals(from.target())
                                && (to instanceof Ownership.Importing
                                        || (to instanceof Ownership.TakingOver t
                                                && t.fenced().containsAll(from.fenced())))),
                from -> takeover
                        || (raised == 0
                                && to.target().equals(from.target())
                                && (to instanceof Ownership.Owned
                                        || (to instanceof Ownership.Importing i
                                                && from.cleared().containsAll(i.cleared())))),
                from -> raised == 1 && to instanceof Ownership.Creating);
    }

    private static void mirror(
            PoolRecord pool, MirrorRecord was, PoolRecord now, MirrorRecord is, List<String> problems) {
        boolean creating = pool.ownership() instanceof Ownership.Creating;
        boolean owned = pool.ownership() instanceof Ownership.Owned && now.ownership() instanceof Ownership.Owned;
        boolean acceptance = pool.ownership() instanceof Ownership.TakingOver t
                && t.acceptance().isPresent();
        if (is.role() != was.role() || is.width() != was.width()) {
            problems.add("a mirror of " + pool.name() + " was " + was + " and became " + is);
        }
        // Only where ZFS wrote on with a leg that was being filled or given up: then the last one that counted is stale
        // already.
        boolean filling = (owned || pool.ownership() instanceof Ownership.Releasing)
                && was.legs().stream().anyMatch(l -> l.state() == LegState.SYNCING || l.state() == LegState.GIVEN_UP);
        if (!was.inSync().isEmpty() && is.inSync().isEmpty() && !filling) {
            problems.add("a mirror of " + pool.name() + " has lost its last leg in sync");
        }
        for (Leg leg : is.legs()) {
            Optional<Leg> before =
                    was.legs().stream().filter(l -> l.lun().equals(leg.lun())).findFirst();
            boolean legal = switch (leg.state()) {
                case NEW -> before.equals(Optional.of(leg));
                case IN_SYNC ->
                    before.filter(b -> b.isInSync()
                                    || (creating && b.state() == LegState.NEW)
                                    || (owned && b.state() == LegState.SYNCING)
                                    || (acceptance && b.isOnItsWayOut() && b.onceHeldAll()))
                            .isPresent();
                case SYNCING -> before.isEmpty() ? owned : before.get().state() == LegState.SYNCING;
                case GIVEN_UP -> before.filter(b -> b.state() != LegState.NEW).isPresent();
                case LOST ->
                    before.filter(b -> b.state() != LegState.SYNCING && b.state() != LegState.GIVEN_UP)
                            .isPresent();
            };
            if (!legal) {
                problems.add("leg " + before + " became " + leg);
            }
        }
    }

    private static boolean inPool(LedgerState ledger, Leg leg) {
        return ledger.findLun(leg.lun().id())
                .filter(r -> r.ref().equals(leg.lun()) && r.state() == LunState.IN_POOL)
                .isPresent();
    }
}
