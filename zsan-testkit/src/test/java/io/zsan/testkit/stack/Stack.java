package io.zsan.testkit.stack;

import io.zsan.San;
import io.zsan.act.DriverGateway;
import io.zsan.decide.Policy;
import io.zsan.decide.PoolSpec;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.FreeBsdDatabaseNode;
import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.Pause;
import io.zsan.freebsd.exec.Command;
import io.zsan.ledger.InMemoryLedger;
import io.zsan.ledger.Ledger;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunState;
import io.zsan.model.BootId;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.StorageNode;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.commands.CommandList;
import io.zsan.testkit.fake.FaultPlan;
import io.zsan.testkit.world.ManualClock;
import io.zsan.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A fleet, and a {@link San} over its drivers that can be thrown away and made anew at any time. */
final class Stack {
    static final PoolName POOL = new PoolName("pgdata");
    static final NodeName D1 = new NodeName("d1");
    static final NodeName D2 = new NodeName("d2");
    static final Duration LONG = Duration.ofMinutes(10);

    final FakeFleet fleet;
    final Ledger ledger = new InMemoryLedger();
    private final AtomicInteger nonces = new AtomicInteger();
    private final Policy policy;
    San san;

    Stack(int storageNodes, int disks) {
        this(storageNodes, disks, Policy.defaults());
    }

    Stack(int storageNodes, int disks, Policy policy) {
        this.policy = policy;
        fleet = FakeFleet.builder()
                .storageNodes(storageNodes)
                .failureDomains(storageNodes)
                .disksPerNode(disks)
                .clock(ManualClock.jumping())
                .build();
        san = fresh();
    }

    /** Forgets everything but the ledger, as a process does that died. */
    void restart() {
        san = fresh();
    }

    private San fresh() {
        Pause pause = this::pass;
        List<FreeBsdStorageNode> storage = new ArrayList<>();
        for (StorageNode node : fleet.fleet().storageNodes()) {
            storage.add(FreeBsdStorageNode.builder(
                            node,
                            fleet.fleet().targetBase(),
                            CommandList.held(fleet.node(node.name()).runner()))
                    .pause(pause)
                    .clock(fleet.instants())
                    .nonces(() -> new BootId("boot-" + nonces.incrementAndGet()))
                    .build());
        }
        List<FreeBsdDatabaseNode> database = new ArrayList<>();
        for (DatabaseNode node : fleet.fleet().databaseNodes()) {
            database.add(FreeBsdDatabaseNode.builder(
                            node,
                            fleet.fleet().targetBase(),
                            CommandList.held(fleet.node(node.name()).runner()))
                    .pause(pause)
                    .clock(fleet.instants())
                    .build());
        }
        return San.builder(fleet.fleet())
                .ledger(ledger)
                .nodes(new DriverGateway(storage, database, Runnable::run))
                .policy(policy)
                .time(new WorldTime())
                // One thread asks one node after the other: a round takes as long as all silent nodes together.
                .patience(Duration.ofMinutes(1))
                .executor(Runnable::run)
                .build();
    }

    private void pass(Duration time) {
        try {
            fleet.pass(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown("interrupted", e);
        }
    }

    /** Everything on one thread: who waits moves the clock. */
    private final class WorldTime implements TimeSource {
        @Override
        public Instant wall() {
            return fleet.instants().instant();
        }

        @Override
        public long nanos() {
            return fleet.world().nanos();
        }

        @Override
        public CompletableFuture<Void> after(Duration delay) {
            pass(delay);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** An enrolled fleet with a pool of three legs on {@code d1}. */
    Stack withPool() {
        if (!san.enrol().isEmpty()) {
            throw new AssertionError("disks are refused");
        }
        san.createPool(PoolSpec.of(POOL, D1), LONG);
        return this;
    }

    /** The same with a log of two legs; those of the data come first among the legs. */
    Stack withLoggedPool() {
        if (!san.enrol().isEmpty()) {
            throw new AssertionError("disks are refused");
        }
        san.createPool(PoolSpec.of(POOL, D1).withLog(2, Disk.SMALLEST), LONG);
        return this;
    }

    void faults(FaultPlan plan) {
        fleet.nodes().forEach(node -> node.faults(plan));
    }

    List<LunRef> legs() {
        return san.ledgerState().pool(POOL).legs().stream()
                .filter(Leg::isInSync)
                .map(Leg::lun)
                .toList();
    }

    /** A record, made durable; whether it was acknowledged within some seconds. */
    boolean write(NodeName node, String record) {
        var runner = fleet.node(node).runner();
        String file = "/" + POOL + "/journal";
        try {
            return runner.run(Command.modifying("/usr/bin/tee", "-a", file).withStdin(record + "\n"))
                                    .exit()
                            == 0
                    && runner.run(Command.modifying("/usr/bin/fsync", file)).exit() == 0;
        } catch (OutcomeUnknown frozen) {
            return false;
        }
    }

    void awaitWhole() {
        san.await("a whole pool", LONG, r -> r.ledger().pool(POOL).isWhole());
    }

    void awaitFree(LunId lun) {
        san.await(
                "a free LUN",
                LONG,
                r -> r.ledger()
                        .findLun(lun)
                        .filter(l -> l.state() == LunState.FREE)
                        .isPresent());
    }

    void awaitLost(LunRef leg) {
        san.await(
                "the loss",
                LONG,
                r -> r.ledger().pool(POOL).findLeg(leg).filter(Leg::isInSync).isEmpty());
    }
}
