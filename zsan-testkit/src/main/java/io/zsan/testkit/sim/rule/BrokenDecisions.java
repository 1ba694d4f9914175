package io.zsan.testkit.sim.rule;

import com.google.common.collect.ImmutableList;
import io.zsan.act.Action;
import io.zsan.decide.Decider;
import io.zsan.decide.Decision;
import io.zsan.decide.Decisions;
import io.zsan.decide.DisconnectMode;
import io.zsan.decide.Note;
import io.zsan.decide.PlannedAction;
import io.zsan.decide.Policy;
import io.zsan.decide.Requests;
import io.zsan.error.InvalidInput;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Fleet;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.LegReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Observation;
import io.zsan.proof.WipeOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The decisions of production code with rules taken out: production code decides, and what it decides is changed, as
 * somebody would have written it who did not know the rule.
 */
public final class BrokenDecisions implements Decisions {
    private static final String NO_RULE = "a rule is broken";

    private final Fleet fleet;
    private final Policy policy;
    private final Set<Rule> broken;
    private final Decider decider;

    private BrokenDecisions(Set<Rule> broken, Fleet fleet, Policy policy) {
        this.fleet = fleet;
        this.policy = policy;
        this.broken = broken;
        this.decider = new Decider(fleet, policy);
    }

    /** What a controller decides by. */
    public static Decisions with(Set<Rule> broken, Fleet fleet, Policy policy) {
        return broken.isEmpty()
                ? new Decider(fleet, policy)
                : new BrokenDecisions(broken, fleet, weaker(broken, policy));
    }

    private static Policy weaker(Set<Rule> broken, Policy policy) {
        Policy.Builder weaker = Policy.builder(policy);
        if (broken.contains(Rule.R2)) {
            // What freezes and what fails is taken for the same.
            weaker.disconnectMode(DisconnectMode.FREEZE);
        }
        if (broken.contains(Rule.R13)) {
            weaker.brake(1).softPlacement(true).resilversPerStorageNode(100).holdDown(Duration.ofMillis(1));
        }
        return weaker.build();
    }

    @Override
    public Policy policy() {
        return policy;
    }

    @Override
    public Decision decide(Observation seen, LedgerState ledger) {
        Decision decision = decider.decide(seen, ledger);
        for (PoolRecord pool : ledger.pools()) {
            if (broken.contains(Rule.R5)) {
                decision = acceptUnasked(decision, seen, ledger, pool);
            }
            if (broken.contains(Rule.R8)) {
                Optional<Decision> sooner = countAtOnce(seen, ledger, pool);
                if (sooner.isPresent()) {
                    return sooner.get();
                }
            }
        }
        if (broken.contains(Rule.R1)) {
            decision = dropUnrecorded(decision, seen, ledger);
        }
        if (broken.contains(Rule.R6)) {
            decision = more(decision, forgedWipes(seen, ledger));
        }
        if (broken.contains(Rule.R11)) {
            decision = more(decision, offlineAtOnce(seen, ledger));
        }
        if (broken.contains(Rule.R16)) {
            decision = freeZombies(decision, seen, ledger);
        }
        return decision;
    }

    /** R1: sessions that are down are removed at once, and the loss of their legs is never recorded. */
    private Decision dropUnrecorded(Decision decision, Observation seen, LedgerState ledger) {
        boolean losses = decision.change().puts().stream()
                .anyMatch(put -> put.record() instanceof PoolRecord pool
                        && pool.legs().stream().anyMatch(Leg::isOnItsWayOut));
        List<PlannedAction> drops = new ArrayList<>();
        for (PoolRecord pool : ledger.pools()) {
            if (pool.ownership() instanceof Ownership.Owned owned) {
                drops.addAll(logouts(seen, pool, owned.target()));
            }
        }
        boolean empty = decision.change().isEmpty() || losses;
        return new Decision(
                empty ? LedgerChange.none() : decision.change(),
                empty ? List.of() : decision.because(),
                empty
                        ? ImmutableList.<PlannedAction>builder()
                                .addAll(decision.actions())
                                .addAll(drops)
                                .build()
                        : List.of(),
                decision.notes());
    }

    /** R16: the sessions of a node that lost its pool are removed, to free what hangs there. */
    private Decision freeZombies(Decision decision, Observation seen, LedgerState ledger) {
        List<PlannedAction> frees = new ArrayList<>(decision.actions());
        for (PoolRecord pool : ledger.pools()) {
            for (DatabaseNode node : fleet.databaseNodes()) {
                boolean zombie = !pool.ownership().target().equals(node.name())
                        && seen.databaseNode(node.name())
                                .flatMap(report -> report.pool(pool.name()))
                                .isPresent();
                if (zombie && !(pool.ownership() instanceof Ownership.Releasing)) {
                    frees.addAll(logouts(seen, pool, node.name()));
                }
            }
        }
        return decision.change().isEmpty()
                ? new Decision(decision.change(), decision.because(), frees, decision.notes())
                : decision;
    }

    private List<PlannedAction> logouts(Observation seen, PoolRecord pool, NodeName node) {
        List<PlannedAction> logouts = new ArrayList<>();
        for (Leg leg : pool.legs()) {
            if (down(seen, leg, node)) {
                logouts.add(new PlannedAction(new Action.Logout(node, leg.lun(), fleet.target(leg.lun())), NO_RULE));
            }
        }
        return logouts;
    }

    private boolean down(Observation seen, Leg leg, NodeName node) {
        return seen.databaseNode(node)
                .flatMap(report -> report.session(fleet.target(leg.lun())))
                .filter(session -> !session.connected())
                .isPresent();
    }

    /** R5: whatever legs are there are good enough. */
    private Decision acceptUnasked(Decision decision, Observation seen, LedgerState ledger, PoolRecord pool) {
        boolean stale = decision.notes().stream()
                .anyMatch(note -> note.kind() == Note.Kind.STALE_LEGS_ONLY
                        && note.subject().equals(pool.name().text()));
        List<LunRef> fenced = pool.ownership() instanceof Ownership.TakingOver taking
                ? taking.fenced().stream()
                        .filter(lun ->
                                pool.findLeg(lun).filter(Leg::onceHeldAll).isPresent())
                        .toList()
                : List.of();
        if (!stale || fenced.isEmpty() || !decision.change().isEmpty()) {
            return decision;
        }
        try {
            LedgerChange change = new Requests(fleet, policy)
                    .accept(ledger, seen, new DataLossAcceptance(pool.name(), pool.epoch(), fenced));
            return new Decision(change, List.of(NO_RULE), List.of(), decision.notes());
        } catch (InvalidInput impossible) {
            return decision;
        }
    }

    private static Decision more(Decision decision, List<PlannedAction> actions) {
        return decision.change().isEmpty()
                ? new Decision(
                        decision.change(),
                        decision.because(),
                        ImmutableList.<PlannedAction>builder()
                                .addAll(decision.actions())
                                .addAll(actions)
                                .build(),
                        decision.notes())
                : decision;
    }

    /** R6: an order that no ledger made: whatever is not exported is taken for free, and wiped. */
    private static List<PlannedAction> forgedWipes(Observation seen, LedgerState ledger) {
        List<PlannedAction> wipes = new ArrayList<>();
        for (LunRecord lun : ledger.luns()) {
            boolean idle = seen.storageNode(lun.id().node())
                    .filter(node -> node.ready() && node.export(lun.id()).isEmpty())
                    .isPresent();
            if (idle && lun.state() == LunState.IN_POOL) {
                LunRecord forged = lun.retired().fenced().wiping();
                WipeOrder.from(LedgerState.empty().apply(LedgerChange.of(LedgerState.empty(), forged)), lun.id())
                        .ifPresent(order -> wipes.add(new PlannedAction(new Action.Wipe(order), NO_RULE)));
            }
        }
        return wipes;
    }

    /** R11: a leg whose session is down is put offline at once. */
    private List<PlannedAction> offlineAtOnce(Observation seen, LedgerState ledger) {
        List<PlannedAction> commands = new ArrayList<>();
        for (PoolRecord pool : ledger.pools()) {
            if (!(pool.ownership() instanceof Ownership.Owned owned)) {
                continue;
            }
            for (Leg leg : pool.legs()) {
                if (down(seen, leg, owned.target())) {
                    leg.guid()
                            .ifPresent(guid -> commands.add(new PlannedAction(
                                    new Action.OfflineLeg(owned.target(), pool.name(), guid), NO_RULE)));
                }
            }
        }
        return commands;
    }

    /** R8: a leg counts as soon as ZFS shows it. */
    private static Optional<Decision> countAtOnce(Observation seen, LedgerState ledger, PoolRecord pool) {
        if (!(pool.ownership() instanceof Ownership.Owned owned)) {
            return Optional.empty();
        }
        UnaryOperator<Leg> count = leg -> leg.state() != LegState.SYNCING
                ? leg
                : seen.databaseNode(owned.target())
                        .flatMap(node -> node.pool(pool.name()))
                        .flatMap(there -> there.legs().stream()
                                .filter(leaf -> leaf.serial()
                                                .equals(Optional.of(leg.lun().exportedSerial()))
                                        && leaf.state() == VdevState.ONLINE)
                                .findFirst())
                        .map(LegReport::guid)
                        .flatMap(guid -> leg.boot().map(boot -> leg.inSync(guid, boot)))
                        .orElse(leg);
        PoolRecord counted = pool.mapLegs(count);
        return counted.equals(pool)
                ? Optional.empty()
                : Optional.of(new Decision(LedgerChange.of(ledger, counted), List.of(NO_RULE), List.of(), List.of()));
    }
}
