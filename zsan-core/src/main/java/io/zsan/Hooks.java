package io.zsan;

import io.zsan.act.Action;
import io.zsan.act.NodeGateway;
import io.zsan.act.Outcome;
import io.zsan.act.PoolHooks;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the host application when pools come and go. Level-triggered like the rest: a process that finds a pool mounted at
 * its owner, in an epoch that it has not told the host application of yet, tells it.
 */
final class Hooks {
    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private final PoolHooks hooks;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Arrival> told = new HashSet<>();

    private record Arrival(PoolName pool, NodeName node, long epoch) {}

    Hooks(PoolHooks hooks, Executor executor) {
        this.hooks = hooks;
        this.executor = executor;
    }

    /** Carries an action out; an export only after the host application has stopped what uses the pool. */
    CompletableFuture<Outcome> perform(NodeGateway nodes, Action action) {
        if (!(action instanceof Action.ExportPool export)) {
            return nodes.perform(action);
        }
        return CompletableFuture.supplyAsync(() -> beforeExport(export), executor)
                .thenCompose(refusal ->
                        refusal.isPresent() ? CompletableFuture.completedFuture(refusal.get()) : nodes.perform(action));
    }

    /** The host application may throw what it likes; the export then waits for a later round. */
    private Optional<Outcome> beforeExport(Action.ExportPool export) {
        try {
            hooks.beforeExport(export.pool(), export.node());
            return Optional.empty();
        } catch (RuntimeException failure) {
            return Optional.of(new Outcome.Refused("the host application did not let go of the pool: " + failure));
        } finally {
            forget(export.pool(), export.node());
        }
    }

    /** What was stopped is told of again, should the switchover be taken back and the pool stay where it is. */
    private void forget(PoolName pool, NodeName node) {
        lock.lock();
        try {
            told.removeIf(a -> a.pool().equals(pool) && a.node().equals(node));
        } finally {
            lock.unlock();
        }
    }

    /** Tells of the pools that have arrived. */
    void arrivals(Round round) {
        for (PoolRecord pool : round.ledger().pools()) {
            if (pool.ownership() instanceof Ownership.Owned owned && round.serves(pool.name(), owned.target())) {
                arrived(pool, owned.target());
            }
        }
    }

    private void arrived(PoolRecord pool, NodeName owner) {
        Arrival arrival = new Arrival(pool.name(), owner, pool.epoch().number());
        if (!mark(arrival, true)) {
            return;
        }
        CompletableFuture<Void> unused = CompletableFuture.runAsync(
                        () -> hooks.afterMount(pool.name(), owner, pool.epoch()), executor)
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        LOG.warn("afterMount of {} on {} failed; it is called again", pool.name(), owner, failure);
                        mark(arrival, false);
                    }
                });
    }

    private boolean mark(Arrival arrival, boolean as) {
        lock.lock();
        try {
            return as ? told.add(arrival) : told.remove(arrival);
        } finally {
            lock.unlock();
        }
    }
}
