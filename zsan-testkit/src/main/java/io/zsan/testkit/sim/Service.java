package io.zsan.testkit.sim;

import io.zsan.AsyncSan;
import io.zsan.Controller;
import io.zsan.Round;
import io.zsan.SanListener;
import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.act.PoolHooks;
import io.zsan.decide.Decisions;
import io.zsan.decide.Note;
import io.zsan.decide.PlannedAction;
import io.zsan.ledger.Ledger;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.testkit.sim.edge.Life;
import io.zsan.testkit.sim.edge.SimTime;
import io.zsan.testkit.sim.edge.Wire;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** One process that embeds zsan: production code over simulated edges, and the host application around it. */
final class Service {
    /** As {@code San}'s default. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration HOOK = Duration.ofMillis(50);

    private final String name;
    private final Simulation simulation;
    private final Life life = new Life();
    private final SimTime time;
    private final Wire wire;
    private final Ledger ledger;
    private final Decisions decisions;
    private final AsyncSan san;
    private final HostApplication host;

    Service(String name, int number, Simulation simulation, Decisions decisions) {
        this.name = name;
        this.simulation = simulation;
        Streams streams = simulation.streams().part(name + " " + number);
        SplittableRandom clock = streams.fork("clock");
        // Quartz: some parts in a hundred thousand.
        this.time = new SimTime(simulation.world(), life, 1 + (clock.nextInt(11) - 5) * 1e-5);
        this.wire = simulation.wire(name, life, streams.fork("wire"));
        this.ledger = simulation.ledger().client(name, life);
        this.decisions = decisions;
        this.san = over(simulation.fleet());
        this.host = new HostApplication(simulation.fleet(), simulation.setup(), san, streams.fork("host"), new Desk());
    }

    private AsyncSan over(Fleet fleet) {
        Controller controller = new Controller(
                fleet,
                ledger,
                wire,
                decisions,
                time,
                PATIENCE,
                new Ear(),
                new Databases(),
                hook -> simulation.world().schedule(HOOK, () -> life.run(hook)));
        return new AsyncSan(
                fleet,
                ledger,
                wire,
                simulation.setup().policy(),
                time,
                simulation.setup().interval(),
                controller);
    }

    String name() {
        return name;
    }

    Life life() {
        return life;
    }

    SimTime time() {
        return time;
    }

    HostApplication host() {
        return host;
    }

    /** Rounds for as long as the process lives. */
    void start() {
        round();
    }

    private void round() {
        if (host.busy()) {
            again();
            return;
        }
        CompletableFuture<Round> unused = san.step().whenComplete((round, failure) -> {
            if (failure == null) {
                host.look(round);
            } else {
                simulation.chronicle().failed(failure);
            }
            again();
        });
    }

    private void again() {
        simulation.world().schedule(simulation.setup().interval(), () -> life.run(this::round));
    }

    /** What the host application does when pools come and go: a database is started and stopped. */
    private final class Databases implements PoolHooks {
        @Override
        public void beforeExport(PoolName pool, NodeName node) {
            simulation.writers().stop(pool.text(), node);
        }

        @Override
        public void afterMount(PoolName pool, NodeName node, Epoch epoch) {
            simulation.writers().start(pool.text(), node);
        }
    }

    private final class Ear implements SanListener {
        @Override
        public void recorded(String what) {
            simulation.chronicle().told("RECORDED", name, what);
        }

        @Override
        public void started(PlannedAction action) {
            simulation.chronicle().started(name, action);
        }

        @Override
        public void ended(Action action, Outcome outcome, Duration took) {
            simulation.chronicle().ended(name, action, outcome);
        }

        @Override
        public void noted(Note note) {
            simulation.chronicle().noted(name, note);
        }
    }

    private final class Desk implements HostApplication.Desk {
        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public boolean calm() {
            return simulation.calm();
        }

        @Override
        public void asked(String what) {
            simulation.chronicle().told("ASKED", name, what);
        }

        @Override
        public void ended(String what, Optional<Throwable> failure) {
            simulation.chronicle().answered(name, what, failure);
        }

        @Override
        public void accepted(DataLossAcceptance acceptance) {
            simulation.accepted(acceptance);
        }

        @Override
        public AsyncSan over(Fleet other) {
            return Service.this.over(other);
        }

        @Override
        public void powerCycle(NodeName node) {
            simulation.powerCycle(node);
        }

        @Override
        public void clear(PoolName pool, NodeName node) {
            simulation.clear(pool, node);
        }
    }
}
