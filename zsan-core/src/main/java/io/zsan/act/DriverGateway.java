package io.zsan.act;

import com.google.common.collect.ImmutableSortedMap;
import io.zsan.error.InvalidInput;
import io.zsan.error.ZsanException;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.node.StorageNodeDriver;
import io.zsan.node.UnreadableLegs;
import io.zsan.observe.NodeAnswer;
import io.zsan.proof.FenceProof;
import io.zsan.proof.WipeProof;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A gateway made of one blocking driver for each node and an executor to run them on. The executor should have a thread
 * for every node at least twice: a node that hangs keeps the threads that talk to it until their deadlines.
 */
public final class DriverGateway implements NodeGateway {
    private final Map<NodeName, StorageNodeDriver> storage;
    private final Map<NodeName, DatabaseNodeDriver> database;
    private final Executor executor;

    public DriverGateway(
            Collection<? extends StorageNodeDriver> storage,
            Collection<? extends DatabaseNodeDriver> database,
            Executor executor) {
        this.storage = byName(storage, StorageNodeDriver::node);
        this.database = byName(database, DatabaseNodeDriver::node);
        this.executor = executor;
    }

    private static <D> Map<NodeName, D> byName(Collection<? extends D> drivers, Function<D, NodeName> name) {
        ImmutableSortedMap.Builder<NodeName, D> map = ImmutableSortedMap.naturalOrder();
        drivers.forEach(d -> map.put(name.apply(d), d));
        return map.buildOrThrow();
    }

    @Override
    public CompletableFuture<NodeAnswer> observe(NodeName node) {
        return async(() -> {
                    StorageNodeDriver s = storage.get(node);
                    NodeAnswer answer = s != null
                            ? new NodeAnswer.FromStorage(s.observe())
                            : new NodeAnswer.FromDatabase(database(node).observe());
                    return answer;
                })
                .exceptionally(failure -> new NodeAnswer.None(reason(failure)));
    }

    @Override
    public CompletableFuture<List<DiskReport>> disks(NodeName storageNode) {
        return async(() -> storage(storageNode).disks());
    }

    @Override
    public CompletableFuture<List<Finding>> preflight(NodeName node) {
        return async(() -> storage.containsKey(node)
                ? storage(node).preflight()
                : database(node).preflight());
    }

    @Override
    public CompletableFuture<NodeTraits> traits(NodeName node) {
        return async(() -> storage.containsKey(node)
                ? storage(node).traits()
                : database(node).traits());
    }

    @Override
    public CompletableFuture<Outcome> perform(Action action) {
        return async(() -> run(action)).exceptionally(DriverGateway::outcome);
    }

    private <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, executor);
    }

    /** An unknown outcome stays unknown; an error that nobody foresaw is unknown too. */
    private static Outcome outcome(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof UnreadableLegs legs) {
            return new Outcome.Refused(reason(failure), legs.luns());
        }
        boolean known = cause instanceof ZsanException z && z.outcomeKnown();
        return known ? new Outcome.Refused(reason(failure)) : new Outcome.Unknown(reason(failure));
    }

    private static String reason(Throwable failure) {
        Throwable cause = unwrap(failure);
        String message = Optional.ofNullable(cause.getMessage()).orElse("");
        return cause instanceof ZsanException ? message : cause.getClass().getSimpleName() + ": " + message;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private StorageNodeDriver storage(NodeName node) {
        return Optional.ofNullable(storage.get(node))
                .orElseThrow(() -> new InvalidInput("there is no driver for storage node " + node));
    }

    private DatabaseNodeDriver database(NodeName node) {
        return Optional.ofNullable(database.get(node))
                .orElseThrow(() -> new InvalidInput("there is no driver for database node " + node));
    }

    private Outcome run(Action action) {
        if (action instanceof Action.PrepareStorageNode a) {
            storage(a.node()).prepare();
        } else if (action instanceof Action.Grant a) {
            storage(a.node()).grant(a.lun(), a.epoch(), a.initiator(), a.seen());
        } else if (action instanceof Action.Fence a) {
            return Outcome.done(FenceProof.of(storage(a.node()).fence(a.lun(), a.epoch())));
        } else if (action instanceof Action.Seal a) {
            return Outcome.done(FenceProof.of(storage(a.node()).seal(a.lun())));
        } else if (action instanceof Action.Wipe a) {
            return Outcome.done(WipeProof.of(storage(a.node()).wipe(a.order())));
        } else {
            return runOnDatabaseNode(action, database(action.node()));
        }
        return Outcome.done();
    }

    private Outcome runOnDatabaseNode(Action action, DatabaseNodeDriver driver) {
        if (action instanceof Action.Login a) {
            driver.login(a.target(), a.epoch(), a.portal());
        } else if (action instanceof Action.Logout a) {
            driver.logout(a.target());
        } else if (action instanceof Action.CreatePool a) {
            driver.create(a.order());
        } else if (action instanceof Action.ImportPool a) {
            driver.importPool(a.order());
        } else if (action instanceof Action.StampEpoch a) {
            driver.stamp(a.pool(), a.epoch());
        } else if (action instanceof Action.MountPool a) {
            driver.mount(a.pool());
        } else if (action instanceof Action.ExportPool a) {
            return Outcome.done(driver.export(a.pool(), a.epoch(), a.witness()));
        } else if (action instanceof Action.OfflineLeg a) {
            driver.offline(a.pool(), a.leg());
        } else if (action instanceof Action.ReplaceLeg a) {
            driver.replace(a.pool(), a.old(), a.fresh());
        } else if (action instanceof Action.DetachLeg a) {
            driver.detach(a.pool(), a.leaf());
        } else if (action instanceof Action.RebootNode) {
            driver.reboot();
        } else {
            throw new IllegalArgumentException("no driver call for " + action);
        }
        return Outcome.done();
    }
}
