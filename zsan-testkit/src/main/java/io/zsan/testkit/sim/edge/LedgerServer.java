package io.zsan.testkit.sim.edge;

import io.zsan.error.LedgerUnavailable;
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.InMemoryLedger;
import io.zsan.ledger.Ledger;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.testkit.sim.Streams;
import io.zsan.testkit.sim.rule.Forger;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.world.World;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A ledger behind a network: what is sent may be lost, late, or take effect with its answer lost. The record itself is
 * zsan's own.
 */
public final class LedgerServer {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MOST_DELAY = Duration.ofMillis(20);
    private static final Duration LATEST = Duration.ofSeconds(20);

    private final World world;
    private final SplittableRandom random;
    private final InMemoryLedger record = new InMemoryLedger();
    private final TreeSet<String> cut = new TreeSet<>();
    private final UnaryOperator<LedgerChange> forger;
    private Consumer<LedgerState> onChange = state -> {};
    private boolean repliesLost;
    private boolean commitsLate;

    /**
     * @param broken rules that are not kept
     */
    public LedgerServer(World world, SplittableRandom random, Set<Rule> broken) {
        this.world = world;
        this.random = random;
        this.forger = Forger.of(broken, this::truth);
    }

    /** What it says, whoever could read it. */
    public LedgerState truth() {
        return record.read().join();
    }

    /** Who hears of each change, in the order of changes. */
    public void onChange(Consumer<LedgerState> listener) {
        onChange = listener;
    }

    public void cut(String controller, boolean value) {
        boolean unused = value ? cut.add(controller) : cut.remove(controller);
    }

    public void repliesLost(boolean value) {
        repliesLost = value;
    }

    public void commitsLate(boolean value) {
        commitsLate = value;
    }

    /** The ledger as a controller has it. */
    public Ledger client(String controller, Life life) {
        return new Client(controller, life);
    }

    private Duration delay() {
        return Streams.between(random, Duration.ofMillis(1), MOST_DELAY);
    }

    private final class Client implements Ledger {
        private final String controller;
        private final Life life;

        Client(String controller, Life life) {
            this.controller = controller;
            this.life = life;
        }

        @Override
        public CompletableFuture<LedgerState> read() {
            CompletableFuture<LedgerState> answer = new CompletableFuture<>();
            world.schedule(delay(), () -> {
                if (cut.contains(controller)) {
                    world.schedule(
                            TIMEOUT,
                            () -> answer.completeExceptionally(
                                    new LedgerUnavailable(controller + " does not reach the ledger")));
                } else {
                    LedgerState state = truth();
                    world.schedule(delay(), () -> answer.complete(state));
                }
            });
            return life.through(answer);
        }

        @Override
        public CompletableFuture<CommitResult> commit(LedgerChange change) {
            CompletableFuture<CommitResult> answer = new CompletableFuture<>();
            world.schedule(delay(), () -> {
                if (cut.contains(controller)) {
                    world.schedule(TIMEOUT, () -> answer.complete(CommitResult.UNKNOWN));
                } else if (commitsLate) {
                    world.schedule(TIMEOUT, () -> answer.complete(CommitResult.UNKNOWN));
                    if (random.nextBoolean()) {
                        // Still under way when its sender has long been told that nothing is known.
                        world.schedule(Streams.between(random, Duration.ZERO, LATEST), () -> write(change));
                    }
                } else {
                    CommitResult result = write(change);
                    boolean lost = repliesLost && random.nextBoolean();
                    world.schedule(
                            lost ? TIMEOUT : delay(), () -> answer.complete(lost ? CommitResult.UNKNOWN : result));
                }
            });
            return life.through(answer);
        }

        @Override
        public Watch watch(Consumer<LedgerState> listener) {
            return record.watch(state -> life.run(() -> listener.accept(state)));
        }

        @Override
        public void close() {}
    }

    private CommitResult write(LedgerChange change) {
        CommitResult result = record.commit(forger.apply(change)).join();
        if (result == CommitResult.COMMITTED) {
            onChange.accept(truth());
        }
        return result;
    }
}
