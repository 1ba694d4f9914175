package io.zsan.testkit.contract;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.CommandRefused;
import io.zsan.error.ZsanException;
import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.FreeBsdDatabaseNode;
import io.zsan.freebsd.FreeBsdFleet;
import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.freebsd.chap.Secrets;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.LocalRunner;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.freebsd.fleet.Hooks;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.StorageNodeDriver;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The hosts of a fleet file, over ssh, with zsan's drivers for FreeBSD. What can be staged follows from the hooks that
 * the file has for <em>every</em> node of a kind: {@code stop} and {@code start} of storage nodes silence and wake them,
 * {@code power-cycle} restarts storage or database nodes. Logins take a secret where the file names a {@code chap-key}.
 */
public final class FleetSubject implements Subject, Stage {
    private static final Duration HOOK = Duration.ofMinutes(2);

    private final FleetFile file;
    private final FreeBsdFleet nodes;
    private final Map<NodeName, StorageNodeDriver> storage = new TreeMap<>();
    private final Map<NodeName, DatabaseNodeDriver> database = new TreeMap<>();

    private FleetSubject(FleetFile file) {
        this.file = file;
        this.nodes = FreeBsdFleet.connect(file);
        Deadlines deadlines = Deadlines.defaults();
        Optional<Secrets> secrets = file.chapKey().map(MasterKey::read);
        for (StorageNode node : fleet().storageNodes()) {
            FreeBsdStorageNode.Builder driver = FreeBsdStorageNode.builder(
                            node, fleet().targetBase(), nodes.runner(node.name()))
                    .deadlines(deadlines);
            secrets.ifPresent(driver::secrets);
            storage.put(node.name(), driver.build());
        }
        for (DatabaseNode node : fleet().databaseNodes()) {
            FreeBsdDatabaseNode.Builder driver = FreeBsdDatabaseNode.builder(
                            node, fleet().targetBase(), nodes.runner(node.name()))
                    .deadlines(deadlines);
            secrets.ifPresent(driver::secrets);
            database.put(node.name(), driver.build());
        }
    }

    /** Connects to nothing before the first command. */
    public static FleetSubject of(FleetFile file) {
        return new FleetSubject(file);
    }

    @Override
    public Fleet fleet() {
        return file.fleet();
    }

    @Override
    public Set<LunId> scratch() {
        return file.scratch();
    }

    @Override
    public StorageNodeDriver storage(NodeName node) {
        return of(storage, node);
    }

    @Override
    public DatabaseNodeDriver database(NodeName node) {
        return of(database, node);
    }

    private static <T> T of(Map<NodeName, T> drivers, NodeName node) {
        T driver = drivers.get(node);
        if (driver == null) {
            throw new IllegalArgumentException("no node " + node + " in " + drivers.keySet());
        }
        return driver;
    }

    @Override
    public void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while the contract waits");
            }
        }
    }

    @Override
    public Stage stage() {
        return this;
    }

    @Override
    public Map<NodeName, String> versions() {
        ImmutableSortedMap.Builder<NodeName, String> versions = ImmutableSortedMap.naturalOrder();
        storage.keySet().forEach(node -> versions.put(node, "FreeBSD " + says(node, "/bin/freebsd-version", "-k")));
        database.keySet()
                .forEach(node -> versions.put(
                        node,
                        "FreeBSD " + says(node, "/bin/freebsd-version", "-k") + ", "
                                + says(node, "/sbin/zpool", "version")));
        return versions.buildOrThrow();
    }

    /** The first line of what a node says; a version that is not known is no reason to stop. */
    private String says(NodeName node, String program, String argument) {
        try {
            CommandResult result = nodes.runner(node).run(Command.reading(program, argument));
            return result.out().lines().findFirst().orElse("version not told");
        } catch (ZsanException e) {
            return "version not told";
        }
    }

    @Override
    public void close() {
        nodes.close();
    }

    // --- stage ---

    @Override
    public Set<Capability> can() {
        Set<Capability> can = EnumSet.of(Capability.ACCESS_LIST_ONLY);
        if (file.chapKey().isPresent()) {
            can.add(Capability.CHAP);
        }
        if (all(storage.keySet(), Hooks::stop) && all(storage.keySet(), Hooks::start)) {
            can.add(Capability.SILENCE);
        }
        if (all(storage.keySet(), Hooks::powerCycle)) {
            can.add(Capability.RESTART_STORAGE);
        }
        if (all(database.keySet(), Hooks::powerCycle)) {
            can.add(Capability.RESTART_DATABASE);
        }
        return ImmutableSortedSet.copyOf(can);
    }

    private boolean all(Collection<NodeName> of, Function<Hooks, List<String>> hook) {
        return of.stream().noneMatch(node -> hook.apply(file.hooks(node)).isEmpty());
    }

    @Override
    public void silence(NodeName storageNode) {
        hook(storageNode, file.hooks(storageNode).stop());
    }

    @Override
    public void wake(NodeName storageNode) {
        hook(storageNode, file.hooks(storageNode).start());
    }

    @Override
    public void powerCycle(NodeName node) {
        hook(node, file.hooks(node).powerCycle());
    }

    private static void hook(NodeName node, List<String> words) {
        Command command =
                Command.modifying(words.get(0), words.subList(1, words.size())).within(HOOK);
        require(new LocalRunner(node).run(command), node + ": the hook " + words);
    }

    @Override
    public void shutOut(LunRef lun) {
        NodeName node = lun.id().node();
        CommandResult conf = nodes.runner(node).run(Command.reading("/bin/cat", AccessList.FILE));
        require(conf, node + ": reading " + AccessList.FILE);
        require(
                nodes.runner(node)
                        .run(Command.modifying("/usr/bin/tee", AccessList.FILE)
                                .withStdin(AccessList.without(conf.out(), lun), AccessList.secrets(conf.out()))),
                node + ": writing " + AccessList.FILE);
        require(
                nodes.runner(node).run(Command.modifying("/usr/sbin/service", "ctld", "onereload")),
                node + ": service ctld onereload");
    }

    private static void require(CommandResult result, String what) {
        if (!result.succeeded()) {
            throw new CommandRefused(what + " ended with " + result.exit() + ": " + result.err());
        }
    }
}
