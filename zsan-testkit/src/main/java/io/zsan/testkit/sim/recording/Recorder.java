package io.zsan.testkit.sim.recording;

import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.PlannedAction;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.ExportReport;
import io.zsan.testkit.sim.edge.Life;
import io.zsan.testkit.sim.edge.StorageAgent;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.InitiatorSession;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Keeps a {@link Recording} of a simulation while it runs. */
public final class Recorder {
    private final World world;
    private final Fleet fleet;
    private final Collection<StorageAgent> storage;
    private final Recording recording;

    /**
     * @param broken the rules that are broken on purpose
     */
    public Recorder(World world, Fleet fleet, Collection<StorageAgent> storage, Set<Rule> broken) {
        this.world = world;
        this.fleet = fleet;
        this.storage = storage;
        this.recording = new Recording(broken);
    }

    public Recording recording() {
        return recording;
    }

    /**
     * Looks at everything as it is now.
     *
     * @param lives of the controllers' processes, by controller
     */
    public void look(SortedMap<String, Life> lives) {
        long now = world.nanos();
        TreeMap<NodeName, Condition> nodes = new TreeMap<>();
        TreeMap<OnNode, PoolCondition> imports = new TreeMap<>();
        TreeMap<OnNode, Boolean> sessions = new TreeMap<>();
        world.storageHosts().forEach(host -> nodes.put(host.name(), condition(host)));
        for (DatabaseHost host : world.databaseHosts()) {
            nodes.put(host.name(), condition(host));
            for (Pool pool : host.pools()) {
                imports.put(new OnNode(host.name(), pool.name()), condition(pool));
            }
            for (InitiatorSession session : host.initiator().sessions()) {
                sessions.put(new OnNode(host.name(), session.target()), session.up());
            }
        }
        TreeMap<LunId, ExportReport> exports = new TreeMap<>();
        storage.forEach(agent -> exports.putAll(agent.exports()));
        TreeMap<String, Condition> controllers = new TreeMap<>();
        lives.forEach((name, life) -> controllers.put(name, condition(life)));
        recording.nodes.at(now, nodes);
        recording.imports.at(now, imports);
        recording.sessions.at(now, sessions);
        recording.exports.at(now, exports);
        recording.controllers.at(now, controllers);
    }

    private static Condition condition(Host host) {
        if (!host.powered()) {
            return Condition.OFF;
        }
        if (!host.responsive()) {
            return Condition.PAUSED;
        }
        return host.answersOperators() ? Condition.UP : Condition.UNREACHABLE;
    }

    private static PoolCondition condition(Pool pool) {
        if (pool.suspended()) {
            return PoolCondition.SUSPENDED;
        }
        return pool.frozen() ? PoolCondition.FROZEN : PoolCondition.SERVES;
    }

    private static Condition condition(Life life) {
        if (!life.alive()) {
            return Condition.OFF;
        }
        return life.runs() ? Condition.UP : Condition.PAUSED;
    }

    /** The ledger has changed. */
    public void ledger(LedgerState now) {
        TreeMap<PoolName, PoolRecord> pools = new TreeMap<>();
        now.pools().forEach(pool -> pools.put(pool.name(), pool));
        TreeMap<LunId, LunRecord> luns = new TreeMap<>();
        for (LunRecord lun : now.luns()) {
            luns.put(lun.id(), lun);
            recording.targets.put(fleet.target(lun.ref()).text(), lun.ref());
        }
        recording.pools.at(world.nanos(), pools);
        recording.luns.at(world.nanos(), luns);
    }

    /** A writer was told that a record is durable. */
    public void acknowledged(NodeName node, String pool) {
        recording
                .acknowledged
                .computeIfAbsent(new OnNode(node, pool), place -> new ArrayList<>())
                .add(world.nanos());
    }

    /** A controller began an action. */
    public void started(String controller, PlannedAction planned) {
        recording.open.add(new Deed(
                controller, planned.action(), planned.because(), world.nanos(), Long.MAX_VALUE, Optional.empty()));
    }

    /** An action of a controller ended. */
    public void ended(String controller, Action action, Outcome outcome) {
        close(deed -> deed.controller().equals(controller) && deed.action().equals(action), 1, Optional.of(outcome));
    }

    /** The process of a controller is dead: nobody is left to hear how its actions end. */
    public void died(String controller) {
        close(deed -> deed.controller().equals(controller), Integer.MAX_VALUE, Optional.empty());
    }

    private void close(Predicate<Deed> which, int most, Optional<Outcome> outcome) {
        recording.open.stream().filter(which).limit(most).toList().forEach(deed -> {
            recording.open.remove(deed);
            recording.deeds.add(
                    new Deed(deed.controller(), deed.action(), deed.because(), deed.from(), world.nanos(), outcome));
        });
    }
}
