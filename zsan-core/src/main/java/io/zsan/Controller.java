package io.zsan;

import com.google.common.collect.ImmutableSet;
import io.zsan.act.Action;
import io.zsan.act.NodeGateway;
import io.zsan.act.Outcome;
import io.zsan.act.PoolHooks;
import io.zsan.decide.Decision;
import io.zsan.decide.Decisions;
import io.zsan.decide.Note;
import io.zsan.decide.PlannedAction;
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.Ledger;
import io.zsan.ledger.LedgerState;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Fleet;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.observe.LeafKey;
import io.zsan.observe.Memory;
import io.zsan.observe.NodeAnswer;
import io.zsan.observe.Observation;
import io.zsan.proof.Proof;
import io.zsan.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: observe, decide, commit, act. Asynchronous, so that a simulator can run it on one thread in virtual time; it
 * blocks nowhere, starts no thread, and holds no intent: another controller with the same ledger goes on where this one
 * stops. Rounds must not overlap; what a slow node still has to answer may outlive its round.
 */
public final class Controller {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    /** More changes than any round makes; a round that wants more is cut here and goes on in the next one. */
    private static final int MOST_COMMITS = 50;

    /** How many times as long as a round a request waits for a node that it cannot do without. */
    private static final int LAST_CHANCE = 4;

    private final Fleet fleet;
    private final Ledger ledger;
    private final NodeGateway nodes;
    private final Decisions decider;
    private final TimeSource time;
    private final Duration patience;
    private final SanListener listener;
    private final Hooks hooks;
    private final Set<NodeName> storageNodes = new TreeSet<>();

    /** Guards what rounds and late answers share: the memory, what is under way, and the listener. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Memory memory;
    private final Map<NodeName, CompletableFuture<NodeAnswer>> asked = new TreeMap<>();

    /** Nodes that a round waits for; a silent one is asked beside it, and waited for again when it has answered. */
    private final Set<NodeName> awaited = new TreeSet<>();

    private final Set<String> underWay = new HashSet<>();
    private final List<Proof> fresh = new ArrayList<>();
    private Set<Note> lastNotes = Set.of();
    private List<ResilverProgress> lastProgress = List.of();

    /**
     * @param patience how long a round waits for answers and for actions; what takes longer goes on beside later rounds
     * @param executor runs the hooks
     */
    public Controller(
            Fleet fleet,
            Ledger ledger,
            NodeGateway nodes,
            Decisions decider,
            TimeSource time,
            Duration patience,
            SanListener listener,
            PoolHooks hooks,
            Executor executor) {
        this.fleet = fleet;
        this.ledger = ledger;
        this.nodes = nodes;
        this.decider = decider;
        this.time = time;
        this.patience = patience;
        this.listener = listener;
        this.memory = new Memory(decider.policy().slowLeg());
        this.hooks = new Hooks(hooks, executor);
        fleet.storageNodes().forEach(n -> storageNodes.add(n.name()));
        awaited.addAll(storageNodes);
        fleet.databaseNodes().stream().map(DatabaseNode::name).forEach(awaited::add);
    }

    /** One turn. Ends exceptionally only with {@link io.zsan.error.LedgerUnavailable}. */
    public CompletableFuture<Round> round() {
        long began = time.nanos();
        return look().thenCompose(seen -> ledger.read().thenCompose(state -> settle(seen, state, new ArrayList<>())))
                .thenCompose(round -> {
                    hooks.arrivals(round);
                    if (time.nanos() - began
                            > patience.multipliedBy(LAST_CHANCE).toNanos()) {
                        // A process that stood still in the middle of a round does not act on what it saw before.
                        LOG.info("the look of this round is too old to act on; looking again");
                        return CompletableFuture.completedFuture(round);
                    }
                    return act(round).thenCompose(nothing -> takeUp(round));
                });
    }

    /** What was read back in this round goes into the ledger in this round: a proof is worth nothing to the next process. */
    private CompletableFuture<Round> takeUp(Round round) {
        List<Proof> proofs = new ArrayList<>();
        guarded(() -> {
            proofs.addAll(fresh);
            fresh.clear();
        });
        return proofs.isEmpty() || round.interrupted()
                ? CompletableFuture.completedFuture(round)
                : settle(round.observation().with(proofs), round.ledger(), new ArrayList<>(round.decisions()));
    }

    /**
     * What all nodes say, as far as they say it in time.
     *
     * @param wanted nodes that the caller cannot do without: one that still owes an answer is given time to come to an end
     *     with it, and is asked again
     */
    public CompletableFuture<Observation> observe(List<NodeName> wanted) {
        List<CompletableFuture<NodeAnswer>> owed = new ArrayList<>();
        guarded(() -> {
            awaited.addAll(wanted);
            wanted.forEach(node -> Optional.ofNullable(asked.get(node)).ifPresent(owed::add));
        });
        return within(patience.multipliedBy(LAST_CHANCE), all(owed)).thenCompose(nothing -> {
            guarded(() -> awaited.addAll(wanted));
            return look();
        });
    }

    private CompletableFuture<Observation> look() {
        Map<NodeName, CompletableFuture<NodeAnswer>> answers = new TreeMap<>();
        fleet.storageNodes().stream().map(StorageNode::name).forEach(n -> answers.put(n, ask(n)));
        fleet.databaseNodes().stream().map(DatabaseNode::name).forEach(n -> answers.put(n, ask(n)));
        return within(patience, all(awaited(answers))).thenApply(nothing -> {
            Map<NodeName, NodeAnswer> known = new TreeMap<>();
            answers.forEach((node, answer) -> known.put(
                    node, answer.getNow(new NodeAnswer.None("no answer within " + patience.toMillis() + " ms"))));
            lock.lock();
            try {
                known.forEach((node, answer) -> {
                    if (answer instanceof NodeAnswer.None) {
                        awaited.remove(node);
                    }
                });
                Observation seen = memory.observe(time.wall(), time.nanos(), known, storageNodes);
                tell(Progress.of(seen));
                return seen;
            } finally {
                lock.unlock();
            }
        });
    }

    private List<CompletableFuture<NodeAnswer>> awaited(Map<NodeName, CompletableFuture<NodeAnswer>> answers) {
        lock.lock();
        try {
            return answers.entrySet().stream()
                    .filter(entry -> awaited.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Asks a node, unless it still owes the answer to an earlier question: a late answer is a stale one. */
    private CompletableFuture<NodeAnswer> ask(NodeName node) {
        CompletableFuture<NodeAnswer> question = new CompletableFuture<>();
        lock.lock();
        try {
            if (asked.putIfAbsent(node, question) != null) {
                return CompletableFuture.completedFuture(
                        new NodeAnswer.None("it still owes the answer to an earlier question"));
            }
        } finally {
            lock.unlock();
        }
        CompletableFuture<Void> unused = nodes.observe(node)
                .exceptionally(failure -> new NodeAnswer.None(String.valueOf(failure)))
                .thenAccept(answer -> {
                    guarded(() -> {
                        asked.remove(node);
                        if (!(answer instanceof NodeAnswer.None)) {
                            awaited.add(node);
                        }
                    });
                    question.complete(answer);
                });
        return question;
    }

    /** Decides and commits until the ledger says all that the observation tells. */
    private CompletableFuture<Round> settle(Observation seen, LedgerState state, List<Decision> decisions) {
        Decision decision = decider.decide(seen, state);
        decisions.add(decision);
        if (decision.change().isEmpty() || decisions.size() > MOST_COMMITS) {
            tell(decision);
            return CompletableFuture.completedFuture(new Round(seen, state, decisions, false));
        }
        return ledger.commit(decision.change()).thenCompose(result -> {
            if (result != CommitResult.COMMITTED) {
                // Conflict or lost reply (S24): nothing is assumed. The next round reads what is there, and decides
                // anew.
                LOG.info("ledger commit ended {}; deciding again", result);
                return CompletableFuture.completedFuture(new Round(seen, state, decisions, true));
            }
            decision.because().forEach(why -> {
                LOG.info("recorded: {}", why);
                guarded(() -> listener.recorded(why));
            });
            return settle(seen, state.apply(decision.change()), decisions);
        });
    }

    private void tell(List<ResilverProgress> progress) {
        progress.stream().filter(p -> !lastProgress.contains(p)).forEach(listener::resilvering);
        lastProgress = progress;
    }

    private void tell(Decision decision) {
        Set<Note> notes = Set.copyOf(decision.notes());
        decision.notes().stream().filter(n -> !lastNotes.contains(n)).forEach(n -> {
            LOG.info("{}", n);
            guarded(() -> listener.noted(n));
        });
        lastNotes = notes;
    }

    private CompletableFuture<Void> act(Round round) {
        if (round.interrupted()) {
            return CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<?>> running = new ArrayList<>();
        Decision last = round.decisions().get(round.decisions().size() - 1);
        for (PlannedAction planned : last.actions()) {
            String key = planned.action().node() + " " + planned.action().describe();
            if (begin(key, planned)) {
                long from = time.nanos();
                running.add(hooks.perform(nodes, planned.action())
                        .thenAccept(outcome -> end(key, planned.action(), outcome, time.nanos() - from)));
            }
        }
        return within(patience, all(running));
    }

    private boolean begin(String key, PlannedAction planned) {
        lock.lock();
        try {
            if (!underWay.add(key)) {
                return false;
            }
            listener.started(planned);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end(String key, Action action, Outcome outcome, long nanos) {
        lock.lock();
        try {
            underWay.remove(key);
            if (outcome instanceof Outcome.Done done) {
                done.proof().ifPresent(memory::keep);
                done.proof().ifPresent(fresh::add);
            } else {
                LOG.info("{}: {} ended {}", action.node(), action.describe(), outcome);
            }
            remember(action, outcome);
            listener.ended(action, outcome, Duration.ofNanos(nanos));
        } finally {
            lock.unlock();
        }
    }

    /** Trouble that lasts is evidence too: what always fails is gone without in the end. */
    private void remember(Action action, Outcome outcome) {
        boolean done = outcome instanceof Outcome.Done;
        if (action instanceof Action.Fence fence) {
            memory.fenceTried(fence.lun(), done, time.nanos());
        } else if (action instanceof Action.Grant grant) {
            memory.grantTried(grant.lun().lun(), done, time.nanos());
        } else if (action instanceof Action.ReplaceLeg replace) {
            memory.replaceTried(replace.fresh().lun(), done, time.nanos());
        } else if (action instanceof Action.OfflineLeg offline) {
            memory.leavingTried(new LeafKey(offline.node(), offline.leg()), done, time.nanos());
        } else if (action instanceof Action.DetachLeg detach) {
            memory.leavingTried(new LeafKey(detach.node(), detach.leaf()), done, time.nanos());
        } else if (action instanceof Action.ImportPool load) {
            Set<LunRef> unreadable =
                    outcome instanceof Outcome.Refused refused ? refused.unreadable() : ImmutableSet.of();
            // One that was refused for another reason says nothing of the labels.
            if (done || !unreadable.isEmpty()) {
                load.order().legs().stream()
                        .map(leg -> leg.identity().lun())
                        .forEach(lun -> memory.importTried(load.node(), lun, !unreadable.contains(lun), time.nanos()));
            }
        }
    }

    private void guarded(Runnable call) {
        lock.lock();
        try {
            call.run();
        } finally {
            lock.unlock();
        }
    }

    private static CompletableFuture<Void> all(Iterable<? extends CompletableFuture<?>> futures) {
        List<CompletableFuture<?>> list = new ArrayList<>();
        futures.forEach(list::add);
        return CompletableFuture.allOf(list.toArray(new CompletableFuture<?>[0]));
    }

    private CompletableFuture<Void> within(Duration limit, CompletableFuture<Void> work) {
        return work.isDone()
                ? work
                : CompletableFuture.anyOf(work, time.after(limit)).thenApply(nothing -> null);
    }
}
