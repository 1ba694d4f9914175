package io.zsan.testkit.sim.edge;

import io.zsan.act.Action;
import io.zsan.act.NodeGateway;
import io.zsan.act.Outcome;
import io.zsan.error.NodeUnreachable;
import io.zsan.model.NodeName;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.observe.NodeAnswer;
import io.zsan.testkit.sim.Streams;
import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A controller's way to the nodes. A message takes its time; it may never arrive, arrive late, or take effect with its
 * answer lost. What is sent to a paused node is there when it wakes.
 */
public final class Wire implements NodeGateway {
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration COMMAND = Duration.ofSeconds(40);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(40);
    private static final Duration LATEST = Duration.ofSeconds(90);
    private static final Duration TURN = Duration.ofMillis(250);
    private static final int MOST_TURNS = 20;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final String controller;
    private final World world;
    private final Map<NodeName, StorageAgent> storage;
    private final Map<NodeName, DatabaseAgent> database;
    private final ControlNetwork network;
    private final Life life;
    private final SplittableRandom random;
    private final Consumer<Action> sent;

    /** Nodes on which a ZFS command of this controller has not ended (R11). */
    private final TreeSet<NodeName> busy = new TreeSet<>();

    public Wire(
            String controller,
            World world,
            Map<NodeName, StorageAgent> storage,
            Map<NodeName, DatabaseAgent> database,
            ControlNetwork network,
            Life life,
            SplittableRandom random,
            Consumer<Action> sent) {
        this.controller = controller;
        this.world = world;
        this.storage = storage;
        this.database = database;
        this.network = network;
        this.life = life;
        this.random = random;
        this.sent = sent;
    }

    @Override
    public CompletableFuture<NodeAnswer> observe(NodeName node) {
        CompletableFuture<NodeAnswer> answer = new CompletableFuture<>();
        Supplier<NodeAnswer> look = storage.containsKey(node)
                ? () -> new NodeAnswer.FromStorage(agent(storage, node).report())
                : () -> new NodeAnswer.FromDatabase(agent(database, node).report());
        look(node, look, answer::complete, () -> answer.complete(new NodeAnswer.None("no answer in time")));
        return life.through(answer);
    }

    @Override
    public CompletableFuture<List<DiskReport>> disks(NodeName node) {
        CompletableFuture<List<DiskReport>> answer = new CompletableFuture<>();
        look(
                node,
                () -> agent(storage, node).disks(),
                answer::complete,
                () -> answer.completeExceptionally(new NodeUnreachable(node + " does not answer")));
        return life.through(answer);
    }

    @Override
    public CompletableFuture<List<Finding>> preflight(NodeName node) {
        CompletableFuture<List<Finding>> answer = new CompletableFuture<>();
        look(
                node,
                List::of,
                answer::complete,
                () -> answer.completeExceptionally(new NodeUnreachable(node + " does not answer")));
        return life.through(answer);
    }

    private <T> void look(NodeName node, Supplier<T> look, Consumer<T> answer, Runnable none) {
        Duration there = delay();
        world.schedule(there, () -> {
            if (!passes(node)) {
                world.schedule(LOOK.minus(there), none);
                return;
            }
            T seen = look.get();
            world.schedule(delay(), () -> {
                if (passes(node)) {
                    answer.accept(seen);
                } else {
                    world.schedule(LOOK, none);
                }
            });
        });
    }

    @Override
    public CompletableFuture<Outcome> perform(Action action) {
        sent.accept(action);
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        if (onZfs(action)) {
            queue(action, answer, MOST_TURNS);
        } else {
            send(action, false, answer);
        }
        return life.through(answer);
    }

    /** R11: one ZFS command at a time on a node; the next one waits a while for its turn. */
    private void queue(Action action, CompletableFuture<Outcome> answer, int turns) {
        if (busy.add(action.node())) {
            send(action, true, answer);
        } else if (turns == 0) {
            answer.complete(new Outcome.Refused("a ZFS command is under way on " + action.node() + " (R11)"));
        } else {
            world.schedule(TURN, () -> queue(action, answer, turns - 1));
        }
    }

    private void send(Action action, boolean zfs, CompletableFuture<Outcome> answer) {
        NodeName node = action.node();
        world.schedule(COMMAND, () -> answer.complete(new Outcome.Unknown("no answer in time")));
        boolean late = network.holds(node) && random.nextBoolean();
        Duration there = late ? Streams.between(random, LONGEST, LATEST) : delay();
        world.schedule(there, () -> arrive(action, zfs, answer));
    }

    private void arrive(Action action, boolean zfs, CompletableFuture<Outcome> answer) {
        NodeName node = action.node();
        Host host = world.host(node);
        if (!host.responsive() && host.powered()) {
            // Lies in its buffers until it wakes.
            world.schedule(AGAIN, () -> arrive(action, zfs, answer));
            return;
        }
        if (!passes(node)) {
            boolean unused = zfs && busy.remove(node);
            return;
        }
        StorageAgent target = storage.get(node);
        CompletableFuture<Outcome> effect =
                target != null ? target.perform(action) : agent(database, node).perform(action);
        int boot = host.boots();
        if (zfs) {
            freeAtBoot(node, boot);
        }
        CompletableFuture<Void> unused = effect.thenAccept(outcome -> {
            if (zfs) {
                busy.remove(node);
            }
            boolean lost = network.losesReplies(node) && random.nextBoolean();
            if (!lost) {
                world.schedule(delay(), () -> {
                    if (passes(node)) {
                        answer.complete(outcome);
                    }
                });
            }
        });
    }

    /** What hung in the kernel is gone with it. */
    private void freeAtBoot(NodeName node, int boot) {
        world.schedule(COMMAND, () -> {
            if (!busy.contains(node)) {
                return;
            }
            if (world.host(node).boots() != boot) {
                busy.remove(node);
            } else {
                freeAtBoot(node, boot);
            }
        });
    }

    private static boolean onZfs(Action action) {
        return !(action instanceof Action.Login
                || action instanceof Action.Logout
                || action instanceof Action.RebootNode
                || action instanceof Action.PrepareStorageNode
                || action instanceof Action.Grant
                || action instanceof Action.Fence
                || action instanceof Action.Seal
                || action instanceof Action.Wipe);
    }

    private boolean passes(NodeName node) {
        return world.host(node).answersOperators() && !network.isCut(controller, node);
    }

    private Duration delay() {
        return Streams.between(random, SHORTEST, LONGEST);
    }

    private static <A> A agent(Map<NodeName, A> agents, NodeName node) {
        A agent = agents.get(node);
        if (agent == null) {
            throw new IllegalArgumentException("no such node: " + node);
        }
        return agent;
    }
}
