package io.zsan.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.FailureDomain;
import io.zsan.model.Fleet;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import io.zsan.testkit.fake.FakeNode;
import io.zsan.testkit.fake.FakeRelease;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.ManualClock;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.Timings;
import io.zsan.testkit.world.World;
import io.zsan.testkit.world.WorldClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A fleet of fake nodes, freshly installed: storage nodes {@code s1}, {@code s2} … that export nothing yet, database nodes
 * {@code d1}, {@code d2} … without sessions. Thread-safe. The same builder settings give the same fleet.
 */
public final class FakeFleet {
    private final Fleet fleet;
    private final World world;
    private final WorldClock clock;
    private final ImmutableSortedMap<NodeName, FakeNode> nodes;

    private FakeFleet(Builder builder) {
        this.fleet = builder.fleet();
        this.clock = builder.clock;
        this.world = new World(clock, builder.timings, builder.epoch, builder.seed);
        Random hostIds = new Random(builder.seed ^ 0x686f7374);
        ImmutableSortedMap.Builder<NodeName, FakeNode> fakes = ImmutableSortedMap.naturalOrder();
        for (StorageNode node : fleet.storageNodes()) {
            StorageHost host = new StorageHost(world, node);
            world.add(host);
            fakes.put(node.name(), new FakeNode(world, host, builder.storageRelease.orElse(builder.release)));
        }
        int number = 0;
        for (DatabaseNode node : fleet.databaseNodes()) {
            long hostId = 1 + (hostIds.nextInt() & 0x7fffffffL);
            DatabaseHost host = new DatabaseHost(world, node, Builder.address(78, number++), hostId);
            world.add(host);
            fakes.put(node.name(), new FakeNode(world, host, builder.release));
        }
        this.nodes = fakes.buildOrThrow();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The description that zsan works with. */
    public Fleet fleet() {
        return fleet;
    }

    /** What really is. */
    public World world() {
        return world;
    }

    public Collection<FakeNode> nodes() {
        return nodes.values();
    }

    public FakeNode node(NodeName name) {
        FakeNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name + " in " + nodes.keySet());
        }
        return node;
    }

    public FakeNode node(String name) {
        return node(new NodeName(name));
    }

    public StorageHost storage(String name) {
        return world.storage(new NodeName(name));
    }

    public DatabaseHost database(String name) {
        return world.database(new NodeName(name));
    }

    /** Pauses a node: it answers nothing, neither to operators nor to other nodes, and forgets nothing. */
    public void silence(NodeName node) {
        world.host(node).silence();
    }

    /** Takes away the operators' way to a node; it works on, and reaches storage. */
    public void isolate(NodeName node) {
        world.host(node).cutOperators();
    }

    /** Ends {@link #silence} and {@link #isolate}. */
    public void wake(NodeName node) {
        world.host(node).wake();
    }

    /** Takes a node's power away and gives it back: what it had in memory is gone. */
    public void powerCycle(NodeName node) {
        world.host(node).powerCycle();
    }

    /** As {@link #powerCycle}: nothing is written before. */
    public void reboot(NodeName node) {
        powerCycle(node);
    }

    /** Moves a {@link ManualClock}, and lets everything happen that is due by then. */
    public void advance(Duration time) {
        if (!(clock instanceof ManualClock manual)) {
            throw new IllegalStateException("the fleet's clock is not a ManualClock");
        }
        manual.advance(time);
        world.settle();
    }

    /** Lets time pass for one who waits, and returns when it has: a sleep in the world's time. */
    public void pass(Duration time) throws InterruptedException {
        long end = world.nanos() + time.toNanos();
        boolean unused = world.await(() -> false, end);
    }

    /** The world's wall-clock time. */
    public InstantSource instants() {
        return world::now;
    }

    /** Settings, each with a default. */
    public static final class Builder {
        private static final long MIB = 1 << 20;

        private int storageNodes = 3;
        private int disksPerNode = 2;
        private int failureDomains = 3;
        private int databaseNodes = 2;
        private long diskBytes = 256 * MIB;
        private Timings timings = Timings.measured();
        private WorldClock clock = WorldClock.system();
        private Instant epoch = Instant.parse("2026-11-22T17:00:00Z");
        private long seed = 1;
        private FakeRelease release = FakeRelease.FREEBSD_13;
        private Optional<FakeRelease> storageRelease = Optional.empty();

        private Builder() {}

        /** Default 3. */
        public Builder storageNodes(int count) {
            storageNodes = positive(count);
            return this;
        }

        /** Default 2. */
        public Builder disksPerNode(int count) {
            disksPerNode = positive(count);
            return this;
        }

        /** The storage nodes are dealt out to as many; default 3. */
        public Builder failureDomains(int count) {
            failureDomains = positive(count);
            return this;
        }

        /** Default 2. */
        public Builder databaseNodes(int count) {
            databaseNodes = positive(count);
            return this;
        }

        /** Default 256 MiB. */
        public Builder diskBytes(long bytes) {
            diskBytes = bytes;
            return this;
        }

        /** Default {@link Timings#measured}. */
        public Builder timings(Timings value) {
            timings = value;
            return this;
        }

        /** Default {@link WorldClock#system}. */
        public Builder clock(WorldClock value) {
            clock = value;
            return this;
        }

        /** The wall-clock time at the beginning; by default the afternoon on which the captures were made. */
        public Builder epoch(Instant value) {
            epoch = value;
            return this;
        }

        /** Of all GUIDs and host ids; default 1. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** What all nodes seem to run; default {@link FakeRelease#FREEBSD_13}. */
        public Builder release(FakeRelease value) {
            release = value;
            return this;
        }

        /** What the storage nodes seem to run, where it is another one. */
        public Builder storageRelease(FakeRelease value) {
            storageRelease = Optional.of(value);
            return this;
        }

        public FakeFleet build() {
            return new FakeFleet(this);
        }

        private Fleet fleet() {
            ImmutableList.Builder<StorageNode> storage = ImmutableList.builder();
            for (int i = 0; i < storageNodes; i++) {
                storage.add(new StorageNode(
                        new NodeName("s" + (i + 1)),
                        new FailureDomain("rack" + (i % failureDomains + 1)),
                        new Portal(address(77, i), Portal.DEFAULT_PORT),
                        disks("s" + (i + 1))));
            }
            ImmutableList.Builder<DatabaseNode> databases = ImmutableList.builder();
            for (int i = 0; i < databaseNodes; i++) {
                String name = "d" + (i + 1);
                databases.add(new DatabaseNode(new NodeName(name), new Iqn("iqn.2026-11.io.zsan.lab:" + name)));
            }
            return new Fleet(new Iqn("iqn.2026-11.io.zsan.lab:san"), storage.build(), databases.build());
        }

        private List<Disk> disks(String node) {
            ImmutableList.Builder<Disk> disks = ImmutableList.builder();
            for (int i = 1; i <= disksPerNode; i++) {
                disks.add(new Disk(new DiskSerial(node + "d" + i), diskBytes, 512));
            }
            return disks.build();
        }

        private static String address(int net, int number) {
            return "10." + net + "." + number / 200 + "." + (11 + number % 200);
        }

        private static int positive(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("not a count: " + count);
            }
            return count;
        }
    }
}
