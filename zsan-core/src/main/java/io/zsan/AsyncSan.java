package io.zsan;

import io.zsan.act.NodeGateway;
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
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.Ledger;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.StorageNode;
import io.zsan.node.Finding;
import io.zsan.node.Finding.Severity;
import io.zsan.node.NodeTraits;
import io.zsan.observe.Observation;
import io.zsan.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link San} does, without blocking: it starts no thread and waits for nothing except through the futures of its
 * ledger, its node gateway and its time source, so that a whole service can be run on one thread in virtual time.
 * Thread-safe.
 *
 * <p>Each future ends exceptionally with what the method of {@link San} throws.
 */
public final class AsyncSan implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncSan.class);

    private static final int MOST_TRIES = 20;

    private final Fleet fleet;
    private final Ledger ledger;
    private final NodeGateway nodes;
    private final TimeSource time;
    private final Controller controller;
    private final Requests requests;
    private final Planner planner;

    /** One round at a time. */
    private final Turns rounds = new Turns();

    private final Hints hints;

    /**
     * Puts one together from its parts; {@link SanBuilder} makes the usual one.
     *
     * @param interval pause between the rounds of a method that waits
     * @param controller runs the rounds, over the same fleet, ledger, nodes and time
     */
    public AsyncSan(
            Fleet fleet,
            Ledger ledger,
            NodeGateway nodes,
            Policy policy,
            TimeSource time,
            Duration interval,
            Controller controller) {
        this.fleet = fleet;
        this.ledger = ledger;
        this.nodes = nodes;
        this.time = time;
        this.hints = new Hints(time, interval);
        this.controller = controller;
        this.requests = new Requests(fleet, policy);
        this.planner = new Planner(new Decider(fleet, policy), new Projection(fleet));
    }

    /** As {@link San#preflight}. */
    public CompletableFuture<List<Finding>> preflight() {
        return gather(names().map(name -> nodes.preflight(name)
                                .exceptionally(failure -> List.of(new Finding(
                                        name,
                                        Severity.REFUSES,
                                        "it cannot be asked",
                                        message(failure),
                                        "make it reachable"))))
                        .toList())
                .thenCombine(
                        compared(),
                        (found, compared) -> Stream.concat(found.stream().flatMap(List::stream), compared.stream())
                                .toList());
    }

    private Stream<NodeName> names() {
        return Stream.concat(
                fleet.storageNodes().stream().map(StorageNode::name),
                fleet.databaseNodes().stream().map(DatabaseNode::name));
    }

    /** A node that cannot be asked is a finding already. */
    private CompletableFuture<List<Finding>> compared() {
        return gather(names().map(name -> nodes.traits(name).exceptionally(failure -> NodeTraits.unknown(name)))
                        .toList())
                .thenApply(traits -> Comparison.of(fleet, traits));
    }

    /** As {@link San#enrol}. */
    public CompletableFuture<List<Finding>> enrol() {
        return ledger.read()
                .thenCompose(this::newDisks)
                .thenCompose(look -> commit(
                                state -> CompletableFuture.completedFuture(requests.enrol(state, look.blank())))
                        .thenApply(nothing -> look.findings()));
    }

    private CompletableFuture<Enrolment.Look> newDisks(LedgerState state) {
        List<CompletableFuture<Enrolment.Look>> looks = new ArrayList<>();
        for (StorageNode node : fleet.storageNodes()) {
            boolean allKnown = node.disks().stream()
                    .allMatch(d ->
                            state.findLun(new LunId(node.name(), d.serial())).isPresent());
            if (!allKnown) {
                looks.add(nodes.disks(node.name())
                        .thenApply(there -> Enrolment.look(node, state, there))
                        .exceptionally(failure -> Enrolment.unreachable(node, message(failure))));
            }
        }
        return gather(looks).thenApply(Enrolment::together);
    }

    /** As {@link San#rehearse}. */
    public CompletableFuture<Rehearsal> rehearse() {
        return rounds.take(() -> ledger.read()
                .thenCompose(state -> newDisks(state)
                        .thenCompose(look -> controller
                                .observe(List.of())
                                .thenApply(seen -> new Rehearsal(
                                        requests, planner, seen, state.apply(requests.enrol(state, look.blank())))))));
    }

    /** As {@link San#planFailover}, and so on: what a request would do. */
    public CompletableFuture<Plan> plan(Function<Rehearsal, Plan> request) {
        return rehearse().thenApply(request);
    }

    /** As {@link San#createPool}. */
    public CompletableFuture<Round> createPool(PoolSpec spec, Duration timeout) {
        return request(List.of(spec.owner()), (s, o) -> requests.createPool(s, o, spec))
                .thenCompose(nothing -> await(
                        "pool " + spec.name() + " to be created", timeout, r -> r.serves(spec.name(), spec.owner())));
    }

    /** As {@link San#failover}. */
    public CompletableFuture<Round> failover(PoolName pool, NodeName to, Duration timeout) {
        return request(List.of(to), (s, o) -> requests.failover(s, o, pool, to))
                .thenCompose(nothing ->
                        await("pool " + pool + " to be taken over by " + to, timeout, r -> r.serves(pool, to)));
    }

    /** As {@link San#switchover}. */
    public CompletableFuture<Round> switchover(PoolName pool, NodeName to, Duration timeout) {
        return request(List.of(to), (s, o) -> requests.switchover(s, o, pool, to))
                .thenCompose(nothing -> await("pool " + pool + " to move to " + to, timeout, r -> r.serves(pool, to)));
    }

    /** As {@link San#cancelCreate}. */
    public CompletableFuture<Void> cancelCreate(PoolName pool) {
        return request(List.of(), (s, o) -> requests.cancelCreate(s, o, pool));
    }

    /** As {@link San#cancelSwitchover}. */
    public CompletableFuture<Void> cancelSwitchover(PoolName pool) {
        return request(List.of(), (s, o) -> requests.cancelSwitchover(s, o, pool));
    }

    /** As {@link San#accept}. */
    public CompletableFuture<Void> accept(DataLossAcceptance acceptance) {
        return request(List.of(), (s, o) -> requests.accept(s, o, acceptance));
    }

    /** As {@link San#recycle}. */
    public CompletableFuture<Round> recycle(NodeName databaseNode, Duration timeout) {
        return request(List.of(databaseNode), (s, o) -> requests.recycle(s, o, databaseNode))
                .thenCompose(nothing -> await(databaseNode + " to restart", timeout, r -> r.recycled(databaseNode)));
    }

    /** As {@link San#await}. */
    public CompletableFuture<Round> await(String what, Duration timeout, Predicate<Round> condition) {
        Wait wait = new Wait(what, timeout, condition);
        wait.goOn();
        return wait.end;
    }

    /** Rounds until a condition holds. A loop where futures are complete at once, so that the stack does not grow. */
    private final class Wait {
        private final String what;
        private final Duration timeout;
        private final Predicate<Round> condition;
        private final long from = time.nanos();
        private final CompletableFuture<Round> end = new CompletableFuture<>();

        Wait(String what, Duration timeout, Predicate<Round> condition) {
            this.what = what;
            this.timeout = timeout;
            this.condition = condition;
        }

        void goOn() {
            while (!end.isDone()) {
                CompletableFuture<Void> turn = step().thenCompose(this::look).whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        end.completeExceptionally(failure);
                    }
                });
                if (!turn.isDone()) {
                    CompletableFuture<Void> unused = turn.whenComplete((nothing, failure) -> goOn());
                    return;
                }
            }
        }

        private CompletableFuture<Void> look(Round round) {
            if (!round.interrupted() && condition.test(round)) {
                end.complete(round);
            } else if (time.nanos() - from >= timeout.toNanos()) {
                end.completeExceptionally(new OutcomeUnknown("waited " + timeout.toSeconds() + " s for " + what + ": "
                        + round.reasons() + "; the request stands in the ledger and goes on in later rounds"));
            } else if (!round.interrupted()) {
                return hints.due();
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    /** As {@link San#step}. */
    public CompletableFuture<Round> step() {
        return rounds.take(() -> {
            hints.roundBegins();
            return controller.round();
        });
    }

    /** As {@link San#hint}. */
    public void hint(NodeName node, String why) {
        if (!knows(node)) {
            throw new InvalidInput("there is no node '" + node + "' in the fleet");
        }
        LOG.debug("{}: a hint to look: {}", node, why);
        hints.hint();
    }

    private boolean knows(NodeName node) {
        return fleet.storageNodes().stream().anyMatch(n -> n.name().equals(node))
                || fleet.databaseNodes().stream().anyMatch(n -> n.name().equals(node));
    }

    /**
     * Ends when the next round is due: the interval after this call, or sooner where there was a {@link #hint} that no round
     * has looked at yet. However many hints come, a fifth of the interval lies between the beginnings of two rounds.
     */
    public CompletableFuture<Void> due() {
        return hints.due();
    }

    /** As {@link San#ledgerState}. */
    public CompletableFuture<LedgerState> ledgerState() {
        return ledger.read();
    }

    private CompletableFuture<Void> request(
            List<NodeName> wanted, BiFunction<LedgerState, Observation, LedgerChange> request) {
        // What is seen must not be older than the ledger: the request may have been met meanwhile, by another process.
        return rounds.take(() ->
                commit(state -> controller.observe(wanted).thenApply(seen -> request.apply(state, seen))));
    }

    /** Reads, changes, commits; again if the ledger moved on or its answer was lost (S24). */
    private CompletableFuture<Void> commit(Function<LedgerState, CompletableFuture<LedgerChange>> change) {
        return ledger.read().thenCompose(change).thenCompose(wanted -> commit(change, wanted, MOST_TRIES));
    }

    private CompletableFuture<Void> commit(
            Function<LedgerState, CompletableFuture<LedgerChange>> change, LedgerChange wanted, int tries) {
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (tries == 0) {
            return CompletableFuture.failedFuture(new LedgerUnavailable(
                    "the ledger was changed by others " + MOST_TRIES + " times in a row; try again"));
        }
        return ledger.commit(wanted)
                .thenCompose(result -> result == CommitResult.COMMITTED
                        ? CompletableFuture.completedFuture(null)
                        : ledger.read()
                                .thenCompose(state -> holds(state, wanted)
                                        ? CompletableFuture.completedFuture(null)
                                        : change.apply(state).thenCompose(again -> commit(change, again, tries - 1))));
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

    private static <T> CompletableFuture<List<T>> gather(List<CompletableFuture<T>> parts) {
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                .thenApply(
                        nothing -> parts.stream().map(CompletableFuture::join).toList());
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** Closes the ledger. Drivers and executors belong to whoever made them. */
    @Override
    public void close() {
        ledger.close();
    }
}
