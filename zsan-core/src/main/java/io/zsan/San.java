package io.zsan;

import io.zsan.act.NodeGateway;
import io.zsan.act.PoolHooks;
import io.zsan.decide.Decider;
import io.zsan.decide.Plan;
import io.zsan.decide.Planner;
import io.zsan.decide.Policy;
import io.zsan.decide.PoolSpec;
import io.zsan.decide.Projection;
import io.zsan.decide.Requests;
import io.zsan.error.InvalidInput;
import io.zsan.error.LedgerUnavailable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.error.ZsanException;
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.Ledger;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.StorageNode;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.Finding;
import io.zsan.node.PoolReport;
import io.zsan.observe.Observation;
import io.zsan.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The facade: a fleet, a ledger, and what a host application may ask of them. Thread-safe.
 *
 * <p>Requests are written to the ledger, and then carried out in rounds (observe, decide, commit, act). A method that
 * {@code plan}s shows what would be done from here and changes nothing. A method that does something blocks until the end
 * is observed, or throws {@link OutcomeUnknown} when its time is up: the request then stands in the ledger, and goes on in
 * the next rounds, of this process or of another. Requests that cannot be met are refused with {@link InvalidInput} before
 * anything is written.
 *
 * <p>Rounds are run by the methods that wait, and by {@link #step} for everything that happens by itself (losses,
 * replacements, recycling): a service calls it in a loop on a thread of its own, about once a second.
 */
public final class San implements AutoCloseable {
    private static final int MOST_TRIES = 20;

    private final Fleet fleet;
    private final Ledger ledger;
    private final NodeGateway nodes;
    private final TimeSource time;
    private final Duration interval;
    private final Controller controller;
    private final Requests requests;
    private final Planner planner;

    /** One round at a time. */
    private final ReentrantLock rounds = new ReentrantLock();

    private San(Builder b, Ledger ledger, NodeGateway nodes) {
        this.fleet = b.fleet;
        this.ledger = ledger;
        this.nodes = nodes;
        this.time = b.time;
        this.interval = b.interval;
        Decider decider = new Decider(b.fleet, b.policy);
        this.controller =
                new Controller(b.fleet, ledger, nodes, decider, b.time, b.patience, b.listener, b.hooks, b.executor);
        this.requests = new Requests(b.fleet, b.policy);
        this.planner = new Planner(decider, new Projection(b.fleet));
    }

    public static Builder builder(Fleet fleet) {
        return new Builder(fleet);
    }

    /** What stands in the way of working with the fleet (R12); empty: nothing. A node that cannot be asked is a finding. */
    public List<Finding> preflight() {
        List<NodeName> names = new ArrayList<>();
        fleet.storageNodes().stream().map(StorageNode::name).forEach(names::add);
        fleet.databaseNodes().stream().map(DatabaseNode::name).forEach(names::add);
        List<CompletableFuture<List<Finding>>> asked = names.stream()
                .map(name -> nodes.preflight(name)
                        .exceptionally(failure -> List.of(new Finding(
                                name, true, "it cannot be asked: " + message(failure), "make it reachable"))))
                .toList();
        return asked.stream().flatMap(f -> join(f).stream()).toList();
    }

    /**
     * Makes the disks of the fleet known to the ledger. Only disks that are there, have the named size, and are blank.
     *
     * @return what stands in the way of disks that were not taken; empty: all are known now
     */
    public List<Finding> enrol() {
        List<Finding> findings = new ArrayList<>();
        List<LunId> blank = blankDisks(ledgerState(), findings);
        commit(current -> requests.enrol(current, blank));
        return findings;
    }

    private List<LunId> blankDisks(LedgerState state, List<Finding> findings) {
        List<LunId> blank = new ArrayList<>();
        for (StorageNode node : fleet.storageNodes()) {
            boolean allKnown = node.disks().stream()
                    .allMatch(d ->
                            state.findLun(new LunId(node.name(), d.serial())).isPresent());
            if (!allKnown) {
                Enrolment.look(node, state, join(nodes.disks(node.name())), blank, findings);
            }
        }
        return blank;
    }

    /** A look ahead on paper: several requests, one after the other, from what is seen now. Changes nothing. */
    public Rehearsal rehearse() {
        rounds.lock();
        try {
            LedgerState state = ledgerState();
            List<LunId> blank = blankDisks(state, new ArrayList<>());
            return new Rehearsal(
                    requests, planner, join(controller.observe(List.of())), state.apply(requests.enrol(state, blank)));
        } finally {
            rounds.unlock();
        }
    }

    /** What creating a pool would do. */
    public Plan planCreatePool(PoolSpec spec) {
        return rehearse().createPool(spec);
    }

    /** Creates a pool, and waits until its owner has it with all legs. */
    public void createPool(PoolSpec spec, Duration timeout) {
        request(List.of(spec.owner()), (s, o) -> requests.createPool(s, o, spec));
        await("pool " + spec.name() + " to be created", timeout, r -> at(r, spec.name(), spec.owner()));
    }

    /** What a takeover would do. */
    public Plan planFailover(PoolName pool, NodeName to) {
        return rehearse().failover(pool, to);
    }

    /**
     * Moves a pool to another database node without the help of its owner, whatever that owner does meanwhile, and waits
     * until it is imported and mounted there. Missing legs are replaced in the background.
     */
    public void failover(PoolName pool, NodeName to, Duration timeout) {
        request(List.of(to), (s, o) -> requests.failover(s, o, pool, to));
        await("pool " + pool + " to be taken over by " + to, timeout, r -> at(r, pool, to));
    }

    /** What a switchover would do. */
    public Plan planSwitchover(PoolName pool, NodeName to) {
        return rehearse().switchover(pool, to);
    }

    /** Moves a pool with the help of its owner, and waits until it is imported and mounted at the other node. */
    public void switchover(PoolName pool, NodeName to, Duration timeout) {
        request(List.of(to), (s, o) -> requests.switchover(s, o, pool, to));
        await("pool " + pool + " to move to " + to, timeout, r -> at(r, pool, to));
    }

    /** Lets a takeover that is refused for want of current legs go on with the data that a person accepts to lose (R5). */
    public void accept(DataLossAcceptance acceptance) {
        request(List.of(), (s, o) -> requests.accept(s, o, acceptance));
    }

    /** Restarts a database node that holds what is no longer its own, and waits until it is back without it (R16). */
    public void recycle(NodeName databaseNode, Duration timeout) {
        request(List.of(databaseNode), (s, o) -> requests.recycle(s, o, databaseNode));
        await(databaseNode + " to restart", timeout, r -> recycled(r, databaseNode));
    }

    /**
     * Runs rounds until a condition holds.
     *
     * @throws OutcomeUnknown if it does not hold in time
     */
    public Round await(String what, Duration timeout, Predicate<Round> condition) {
        long from = time.nanos();
        while (true) {
            Round round = step();
            if (!round.interrupted() && condition.test(round)) {
                return round;
            }
            if (time.nanos() - from >= timeout.toNanos()) {
                throw new OutcomeUnknown("waited " + timeout.toSeconds() + " s for " + what + ": " + reasons(round)
                        + "; the request stands in the ledger and goes on in later rounds");
            }
            if (!round.interrupted()) {
                join(time.after(interval));
            }
        }
    }

    private static String reasons(Round round) {
        List<String> notes = round.decisions().stream()
                .flatMap(d -> d.notes().stream())
                .map(Object::toString)
                .distinct()
                .limit(5)
                .toList();
        return notes.isEmpty() ? "no node says why" : String.join("; ", notes);
    }

    /** One round now. */
    public Round step() {
        rounds.lock();
        try {
            return join(controller.round());
        } finally {
            rounds.unlock();
        }
    }

    /** What the ledger says. */
    public LedgerState ledgerState() {
        return join(ledger.read());
    }

    /** Whether the ledger says that a node owns a pool, and the node has it, mounted, under the ledger's epoch. */
    private static boolean at(Round round, PoolName name, NodeName node) {
        Optional<PoolRecord> record = round.ledger().findPool(name);
        boolean owned = record.map(PoolRecord::ownership)
                .filter(o -> o.equals(new Ownership.Owned(node)))
                .isPresent();
        Optional<PoolReport> report = round.observation().databaseNode(node).flatMap(n -> n.pool(name));
        return owned
                && report.filter(p -> p.mounted() && p.stamp().equals(record.map(PoolRecord::epoch)))
                        .isPresent();
    }

    private static boolean recycled(Round round, NodeName name) {
        boolean done = round.ledger()
                .findDatabaseNode(name)
                .flatMap(DatabaseNodeRecord::recyclingSince)
                .isEmpty();
        Optional<DatabaseNodeReport> node = round.observation().databaseNode(name);
        return done && node.filter(DatabaseNodeReport::poolsKnown).isPresent();
    }

    /** A request: how the ledger should change, given what it says and what is seen. */
    private interface Request {
        LedgerChange change(LedgerState state, Observation seen);
    }

    private void request(List<NodeName> wanted, Request request) {
        rounds.lock();
        try {
            // What is seen must not be older than the ledger: the request may have been met meanwhile, by another
            // process.
            commit(state -> request.change(state, join(controller.observe(wanted))));
        } finally {
            rounds.unlock();
        }
    }

    /** Reads, changes, commits; again if the ledger moved on or its answer was lost (S24). */
    private void commit(Function<LedgerState, LedgerChange> change) {
        LedgerState state = ledgerState();
        LedgerChange wanted = change.apply(state);
        for (int i = 0; i < MOST_TRIES && !wanted.isEmpty(); i++) {
            CommitResult result = join(ledger.commit(wanted));
            if (result == CommitResult.COMMITTED) {
                return;
            }
            state = ledgerState();
            if (holds(state, wanted)) {
                return;
            }
            wanted = change.apply(state);
        }
        if (!wanted.isEmpty()) {
            throw new LedgerUnavailable(
                    "the ledger was changed by others " + MOST_TRIES + " times in a row; try again");
        }
    }

    /** Whether a commit whose reply was lost is there, by the very values and versions that it was to write. */
    private static boolean holds(LedgerState state, LedgerChange change) {
        return change.puts().stream()
                .allMatch(put -> Optional.ofNullable(
                                state.records().get(put.record().key()))
                        .filter(v -> v.version() == put.expectedVersion() + 1
                                && v.record().equals(put.record()))
                        .isPresent());
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown("interrupted; what was under way may still take effect", interrupted);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof ZsanException known) {
                throw known;
            }
            throw new OutcomeUnknown("unforeseen: " + cause, failed);
        }
    }

    private static void onThreadOfItsOwn(Runnable work) {
        Thread thread = new Thread(work, "zsan-hook");
        thread.setDaemon(true);
        thread.start();
    }

    /** Closes the ledger. Drivers and executors belong to whoever made them. */
    @Override
    public void close() {
        ledger.close();
    }

    /** Gathers what a {@link San} is made of; {@link #build} validates. */
    public static final class Builder {
        private final Fleet fleet;
        private @Nullable Ledger ledger;
        private @Nullable NodeGateway nodes;
        private Policy policy = Policy.defaults();
        private TimeSource time = TimeSource.system();
        private SanListener listener = SanListener.none();
        private PoolHooks hooks = PoolHooks.none();
        private Executor executor = San::onThreadOfItsOwn;
        private Duration interval = Duration.ofSeconds(1);
        private Duration patience = Duration.ofSeconds(3);

        private Builder(Fleet fleet) {
            this.fleet = fleet;
        }

        /** Where the record is kept; must be given. Closed with the {@link San}. */
        public Builder ledger(Ledger value) {
            ledger = value;
            return this;
        }

        /** How nodes are reached; must be given. */
        public Builder nodes(NodeGateway value) {
            nodes = value;
            return this;
        }

        /** How bold it is; default {@link Policy#defaults}. */
        public Builder policy(Policy value) {
            policy = value;
            return this;
        }

        /** Where time comes from; default the machine's clocks. */
        public Builder time(TimeSource value) {
            time = value;
            return this;
        }

        /** Who hears what is done; default nobody. */
        public Builder listener(SanListener value) {
            listener = value;
            return this;
        }

        /** What the host application does when pools come and go; default nothing. */
        public Builder hooks(PoolHooks value) {
            hooks = value;
            return this;
        }

        /** Where hooks run; default a daemon thread for each call. */
        public Builder executor(Executor value) {
            executor = value;
            return this;
        }

        /** Pause between the rounds of a method that waits; default 1 s. */
        public Builder interval(Duration value) {
            interval = value;
            return this;
        }

        /** How long a round waits for nodes that are slow; default 3 s. A node that needs longer counts as silent. */
        public Builder patience(Duration value) {
            patience = value;
            return this;
        }

        public San build() {
            Ledger someLedger = ledger;
            NodeGateway someNodes = nodes;
            if (someLedger == null || someNodes == null) {
                throw new InvalidInput("a San needs a ledger and a node gateway");
            }
            return new San(this, someLedger, someNodes);
        }
    }
}
