package io.zsan.freebsd;

import io.zsan.act.DriverGateway;
import io.zsan.act.NodeGateway;
import io.zsan.decide.DisconnectMode;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.devd.Backoff;
import io.zsan.freebsd.devd.DevdEvents;
import io.zsan.freebsd.devd.DevdPipe;
import io.zsan.freebsd.devd.Hinting;
import io.zsan.freebsd.exec.CommandListener;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.CommandTimer;
import io.zsan.freebsd.exec.SshHost;
import io.zsan.freebsd.exec.SshRunner;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.freebsd.portal.PortalAnswer;
import io.zsan.freebsd.portal.PortalProbe;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * The drivers of all nodes of a fleet file, over ssh, with the threads to run them on. Nothing is connected to before the
 * first command. Thread-safe; closing it stops the threads, and what they run ends with an unknown outcome.
 */
public final class FreeBsdFleet implements AutoCloseable {
    private final Map<NodeName, CommandRunner> runners = new TreeMap<>();
    private final ScheduledExecutorService timer = CommandTimer.daemon();
    private final ExecutorService threads;
    private final Map<NodeName, FreeBsdDatabaseNode> database = new TreeMap<>();
    private final NodeGateway gateway;
    private final FleetFile file;
    private final List<DevdEvents> events = new ArrayList<>();

    private FreeBsdFleet(Builder b) {
        file = b.file;
        threads = Executors.newCachedThreadPool(threadFactory());
        List<FreeBsdStorageNode> storage = new ArrayList<>();
        for (StorageNode node : file.fleet().storageNodes()) {
            storage.add(FreeBsdStorageNode.builder(node, file.fleet().targetBase(), runner(node.name(), b))
                    .deadlines(b.deadlines)
                    .loginWindow(b.loginWindow)
                    .build());
        }
        for (DatabaseNode node : file.fleet().databaseNodes()) {
            database.put(
                    node.name(),
                    FreeBsdDatabaseNode.builder(node, file.fleet().targetBase(), runner(node.name(), b))
                            .deadlines(b.deadlines)
                            .disconnectMode(b.disconnectMode)
                            .build());
        }
        NodeGateway drivers = new DriverGateway(storage, database.values(), threads);
        gateway =
                b.disconnectMode == DisconnectMode.FREEZE ? new NudgingGateway(drivers, threads, this::nudge) : drivers;
    }

    private CommandRunner runner(NodeName name, Builder b) {
        CommandRunner runner = new SshRunner(name, b.file.ssh(name), timer, b.listener);
        runners.put(name, runner);
        return runner;
    }

    private static ThreadFactory threadFactory() {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "zsan-node-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The fleet with the defaults. */
    public static FreeBsdFleet connect(FleetFile file) {
        return builder(file).connect();
    }

    public static Builder builder(FleetFile file) {
        return new Builder(file);
    }

    /**
     * The nodes as {@link io.zsan.San} wants them. With {@link DisconnectMode#FREEZE} an observation that shows a session
     * down has its initiator try again at once, where the portal answers ({@link FreeBsdDatabaseNode#nudge}).
     */
    public NodeGateway gateway() {
        return gateway;
    }

    /** Runs commands of the host application on a node, such as starting a database. */
    public CommandRunner runner(NodeName node) {
        CommandRunner runner = runners.get(node);
        if (runner == null) {
            throw new InvalidInput("there is no node '" + node + "'; the fleet has " + runners.keySet());
        }
        return runner;
    }

    /**
     * Sets the sysctls of a database node that {@link io.zsan.San#preflight} finds fault with, now and for later boots
     * ({@link FreeBsdDatabaseNode#tune}). Only where it is called; blocks.
     */
    public List<SysctlChange> tune(NodeName databaseNode) {
        return databaseNode(databaseNode).tune();
    }

    private void nudge(NodeName node, Iqn target) {
        boolean unused = databaseNode(node).nudge(target);
    }

    private FreeBsdDatabaseNode databaseNode(NodeName name) {
        FreeBsdDatabaseNode node = database.get(name);
        if (node == null) {
            throw new InvalidInput("there is no database node '" + name + "'; the fleet has " + database.keySet());
        }
        return node;
    }

    /**
     * Listens to the kernel of a node (devd), until the result or the fleet is closed; it takes one connection, held open.
     * Events are hints: iSCSI sends none, and polling stays the truth.
     */
    public DevdEvents events(NodeName node) {
        DevdEvents listening =
                DevdEvents.listen(DevdPipe.over(node, host(node)), TimeSource.system(), Backoff.defaults(), threads);
        synchronized (events) {
            events.add(listening);
        }
        return listening;
    }

    /**
     * Listens to all nodes and hands each event that is worth a look on, until the fleet is closed; with
     * {@code nodes.watch(san::hint)} a {@link io.zsan.San} looks at once.
     *
     * @param hint gets a node and a line for people; must be quick
     */
    public void watch(BiConsumer<NodeName, String> hint) {
        runners.keySet().forEach(node -> events(node).subscribe(new Hinting(node, hint)));
    }

    private SshHost host(NodeName node) {
        CommandRunner unused = runner(node);
        return file.ssh(node);
    }

    /**
     * Asks every storage node's portal at the same time whether it is there, within a second. A hint, and never a proof
     * ({@link PortalProbe}).
     *
     * @param initiator under whose name it asks
     */
    public Map<NodeName, CompletableFuture<PortalAnswer>> probe(Iqn initiator) {
        PortalProbe probe = new PortalProbe(initiator);
        Map<NodeName, CompletableFuture<PortalAnswer>> answers = new TreeMap<>();
        file.fleet()
                .storageNodes()
                .forEach(node -> answers.put(
                        node.name(), CompletableFuture.supplyAsync(() -> probe.ask(node.portal()), threads)));
        return answers;
    }

    @Override
    public void close() {
        List<DevdEvents> listening;
        synchronized (events) {
            listening = List.copyOf(events);
        }
        listening.forEach(DevdEvents::close);
        threads.shutdownNow();
        timer.shutdownNow();
    }

    /** Changes single values; {@link #connect} makes the fleet. */
    public static final class Builder {
        private final FleetFile file;
        private Deadlines deadlines = Deadlines.defaults();
        private Duration loginWindow = FreeBsdStorageNode.DEFAULT_LOGIN_WINDOW;
        private DisconnectMode disconnectMode = DisconnectMode.FREEZE;
        private CommandListener listener = CommandListener.none();

        private Builder(FleetFile file) {
            this.file = file;
        }

        /** How long commands may take. */
        public Builder deadlines(Deadlines value) {
            deadlines = value;
            return this;
        }

        /** How long a login may take; a fence looks twice, further apart than that (R4). Default {@link FreeBsdStorageNode#DEFAULT_LOGIN_WINDOW}. */
        public Builder loginWindow(Duration value) {
            loginWindow = value;
            return this;
        }

        /** What preflight wants the initiators to be set to; the same as in the policy. */
        public Builder disconnectMode(DisconnectMode value) {
            disconnectMode = value;
            return this;
        }

        /** Who hears of every command that is run as root. */
        public Builder listener(CommandListener value) {
            listener = value;
            return this;
        }

        public FreeBsdFleet connect() {
            return new FreeBsdFleet(this);
        }
    }
}
