package io.zsan.lab;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.zsan.act.DriverGateway;
import io.zsan.act.NodeGateway;
import io.zsan.lab.driver.LabDrivers;
import io.zsan.lab.driver.LabStorageNode;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.lab.host.StorageHost;
import io.zsan.lab.process.Census;
import io.zsan.lab.process.Timeline;
import io.zsan.model.BootId;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.FailureDomain;
import io.zsan.model.Fleet;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.StorageNodeDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Storage nodes and database nodes that are up, and their drivers. Some labs may be up at a time, each at a {@link Place}
 * of its own. Closing it ends every process and removes every file; if that does not succeed, it says so.
 */
public final class Lab implements AutoCloseable {
    private static final Duration LOGIN_WINDOW = Duration.ofMillis(300);

    private final Place place;
    private final Path directory;
    private final Census census;
    private final Timeline timeline;
    private final Process guard;
    private final Fleet fleet;
    private final Map<NodeName, StorageHost> storage = new TreeMap<>();
    private final Map<NodeName, DatabaseHost> database = new TreeMap<>();
    private final Map<NodeName, StorageNodeDriver> storageDrivers = new TreeMap<>();
    private final Map<NodeName, DatabaseNodeDriver> databaseDrivers = new TreeMap<>();
    private final ExecutorService threads;

    private Lab(Builder b) throws IOException {
        place = Place.take();
        directory = Files.createTempDirectory("zsan-lab");
        census = new Census(directory);
        timeline = new Timeline(InstantSource.system());
        guard = census.guard();
        fleet = b.fleet(place);
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "lab-driver");
            thread.setDaemon(true);
            return thread;
        });
        AtomicInteger nonces = new AtomicInteger();
        try {
            for (StorageNode node : fleet.storageNodes()) {
                StorageHost host =
                        StorageHost.start(node, directory.resolve(node.name().text()), census, timeline);
                storage.put(node.name(), host);
                storageDrivers.put(
                        node.name(),
                        new LabStorageNode(
                                host,
                                fleet.targetBase(),
                                LOGIN_WINDOW,
                                () -> new BootId("boot-" + nonces.incrementAndGet())));
            }
            int last = 20;
            for (DatabaseNode node : fleet.databaseNodes()) {
                last++;
                DatabaseHost host = DatabaseHost.start(
                        node, directory.resolve(node.name().text()), place.address(last), census, timeline);
                database.put(node.name(), host);
                databaseDrivers.put(node.name(), LabDrivers.database(host, fleet.targetBase()));
            }
        } catch (RuntimeException failed) {
            Path kept = Files.createTempDirectory("zsan-lab-failed");
            keepLogs(kept);
            close();
            throw new IllegalStateException("the lab does not come up; its logs are kept in " + kept, failed);
        }
    }

    /** A lab of three storage nodes with one disk of 128 MiB each, and two database nodes. */
    public static Builder builder() {
        return new Builder();
    }

    public Fleet fleet() {
        return fleet;
    }

    /** Where its logs are while it is up. */
    public Path directory() {
        return directory;
    }

    /** What happened so far; tests add to it. */
    public Timeline timeline() {
        return timeline;
    }

    /** A storage node's machine, for faults. */
    public StorageHost storage(String name) {
        return storage(new NodeName(name));
    }

    public StorageHost storage(NodeName name) {
        return known(storage, name);
    }

    /** A database node's machine, for faults. */
    public DatabaseHost database(String name) {
        return database(new NodeName(name));
    }

    public DatabaseHost database(NodeName name) {
        return known(database, name);
    }

    public StorageNodeDriver storageDriver(String name) {
        return known(storageDrivers, new NodeName(name));
    }

    public DatabaseNodeDriver databaseDriver(String name) {
        return known(databaseDrivers, new NodeName(name));
    }

    /** All nodes, as {@link io.zsan.San} wants them. */
    public NodeGateway gateway() {
        return new DriverGateway(storageDrivers.values(), databaseDrivers.values(), threads);
    }

    /** The processes of this lab that live. */
    public Set<Long> processes() {
        return census.living();
    }

    private static <T> T known(Map<NodeName, T> all, NodeName name) {
        T one = all.get(name);
        if (one == null) {
            throw new io.zsan.error.InvalidInput("the lab has no " + name + ", but " + all.keySet());
        }
        return one;
    }

    /** Copies the logs of all daemons, and the timeline, to a directory. */
    public void keepLogs(Path to) {
        try {
            Files.createDirectories(to);
            timeline.write(to);
            try (Stream<Path> files = Files.walk(directory, 2)) {
                for (Path log : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                    String name = directory.relativize(log).toString().replace('/', '-');
                    Files.copy(log, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        Set<Long> left = census.killAll();
        guard.destroyForcibly();
        place.close();
        try {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("processes of the lab survive their being killed: " + left);
        }
    }

    /** Changes single values; {@link #up} brings the lab up. */
    public static final class Builder {
        private int storageNodes = 3;
        private int disks = 1;
        private int databaseNodes = 2;
        private long diskBytes = 128L << 20;

        private Builder() {}

        /** s1, s2, …, each in a failure domain of its own; default 3. */
        public Builder storageNodes(int value) {
            storageNodes = value;
            return this;
        }

        /** Disks of each storage node; default 1. */
        public Builder disks(int value) {
            disks = value;
            return this;
        }

        /** d1, d2, …; default 2. */
        public Builder databaseNodes(int value) {
            databaseNodes = value;
            return this;
        }

        /** Size of each disk; sparse; default 128 MiB. */
        public Builder diskBytes(long value) {
            diskBytes = value;
            return this;
        }

        private Fleet fleet(Place place) {
            List<StorageNode> storage = new ArrayList<>();
            for (int n = 1; n <= storageNodes; n++) {
                List<Disk> own = new ArrayList<>();
                for (int d = 1; d <= disks; d++) {
                    own.add(new Disk(new DiskSerial("DISK" + n + d), diskBytes, 512));
                }
                storage.add(new StorageNode(
                        new NodeName("s" + n),
                        new FailureDomain("rack" + n),
                        new Portal(place.address(10 + n), Portal.DEFAULT_PORT),
                        own));
            }
            List<DatabaseNode> database = new ArrayList<>();
            for (int n = 1; n <= databaseNodes; n++) {
                database.add(new DatabaseNode(new NodeName("d" + n), new Iqn("iqn.2026-01.io.zsan.lab:d" + n)));
            }
            return new Fleet(new Iqn("iqn.2026-01.io.zsan.lab"), storage, database);
        }

        /**
         * Brings it up, in some seconds.
         *
         * @throws IllegalStateException if the machine lacks something; the message says what and how to get it
         */
        public Lab up() {
            List<String> missing = LabRequirements.missing();
            if (!missing.isEmpty()) {
                throw new IllegalStateException("the lab cannot run on this machine: " + String.join("; ", missing));
            }
            try {
                return new Lab(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
