package io.zsan.testkit.driver;

import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.FreeBsdDatabaseNode;
import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.Pause;
import io.zsan.freebsd.chap.Secrets;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.ledger.RecordKey;
import io.zsan.ledger.Versioned;
import io.zsan.model.BootId;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.FailureDomain;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeOrder;
import io.zsan.testkit.commands.CommandList;
import io.zsan.testkit.fake.FakeNode;
import io.zsan.testkit.fake.FakeRelease;
import io.zsan.testkit.fake.Fault;
import io.zsan.testkit.fake.FaultPlan;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.ManualClock;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.Timings;
import io.zsan.testkit.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Three storage nodes with two disks each, two database nodes, and a driver for each, in virtual time. */
final class DriverLab {
    static final Iqn BASE = new Iqn("iqn.2026-11.example:san");
    static final PoolName POOL = new PoolName("p1");
    static final long SIZE = 256L << 20;

    final ManualClock clock = ManualClock.jumping();
    final World world;
    final Map<NodeName, FakeNode> fakes = new TreeMap<>();
    final Map<NodeName, FreeBsdStorageNode> storage = new TreeMap<>();
    final Map<NodeName, FreeBsdDatabaseNode> database = new TreeMap<>();

    /** Every command line that a node was sent, as {@code d1 /sbin/zpool list …}; scripts by their names. */
    final List<String> sent = new ArrayList<>();

    private final AtomicInteger nonces = new AtomicInteger();

    DriverLab() {
        this(Timings.measured());
    }

    DriverLab(Timings timings) {
        this(timings, CommandList::held);
    }

    /**
     * A lab whose commands pass through something.
     *
     * @param around put around each runner
     */
    DriverLab(Timings timings, UnaryOperator<CommandRunner> around) {
        this(timings, around, Optional.empty());
    }

    /** With CHAP. */
    DriverLab(Secrets secrets) {
        this(Timings.measured(), CommandList::held, Optional.of(secrets));
    }

    /** With both. */
    DriverLab(Timings timings, UnaryOperator<CommandRunner> around, Optional<Secrets> secrets) {
        this(timings, around, secrets, FakeRelease.FREEBSD_13);
    }

    /** With storage nodes of another release. */
    DriverLab(Timings timings, UnaryOperator<CommandRunner> around, Optional<Secrets> secrets, FakeRelease ofStorage) {
        world = new World(clock, timings, Instant.parse("2026-11-22T18:00:00Z"), 1);
        Pause pause = time -> {
            clock.advance(time);
            world.settle();
        };
        for (int i = 1; i <= 3; i++) {
            NodeName name = new NodeName("s" + i);
            StorageNode node = new StorageNode(
                    name,
                    new FailureDomain("rack-" + i),
                    Portal.parse("10.0.0.1" + i),
                    List.of(disk("WD" + i + "A"), disk("WD" + i + "B")));
            StorageHost host = new StorageHost(world, node);
            world.add(host);
            FakeNode fake = new FakeNode(world, host, ofStorage);
            fakes.put(name, fake);
            FreeBsdStorageNode.Builder driver = FreeBsdStorageNode.builder(node, BASE, around.apply(fake.runner()))
                    .pause(pause)
                    .clock(world::now)
                    .nonces(() -> new BootId("boot-" + nonces.incrementAndGet()));
            secrets.ifPresent(driver::secrets);
            storage.put(name, driver.build());
        }
        for (int i = 1; i <= 2; i++) {
            NodeName name = new NodeName("d" + i);
            DatabaseNode node = new DatabaseNode(name, new Iqn("iqn.2026-11.example:d" + i));
            DatabaseHost host = new DatabaseHost(world, node, "10.0.0.2" + i, 1000 + i);
            world.add(host);
            FakeNode fake = new FakeNode(world, host);
            fakes.put(name, fake);
            FreeBsdDatabaseNode.Builder driver = FreeBsdDatabaseNode.builder(node, BASE, around.apply(fake.runner()))
                    .pause(pause)
                    .clock(world::now)
                    .deadlines(Deadlines.builder().queue(Duration.ofMillis(200)).build());
            secrets.ifPresent(driver::secrets);
            database.put(name, driver.build());
        }
        faults(FaultPlan.none());
    }

    private static Disk disk(String serial) {
        return new Disk(new DiskSerial(serial), SIZE, 512);
    }

    /** What happens to commands from now on; each is recorded. */
    void faults(FaultPlan plan) {
        fakes.values()
                .forEach(fake -> fake.faults((node, words) -> {
                    sent.add(node + " "
                            + String.join(
                                    " ",
                                    words.size() > 3 && words.get(1).equals("-c")
                                            ? words.subList(3, words.size())
                                            : words));
                    return plan.decide(node, words);
                }));
    }

    /** A fault for the first command whose line, as in {@link #sent}, contains a text. */
    void faultOnce(Fault fault, String text) {
        faults(FaultPlan.once(fault, (node, words) -> (node + " " + String.join(" ", words)).contains(text)));
    }

    List<String> sent(String containing) {
        return sent.stream().filter(line -> line.contains(containing)).toList();
    }

    void advance(Duration time) {
        clock.advance(time);
        world.settle();
    }

    FreeBsdStorageNode storage(String name) {
        return storage.get(new NodeName(name));
    }

    FreeBsdDatabaseNode database(String name) {
        return database.get(new NodeName(name));
    }

    FakeNode fake(String name) {
        return fakes.get(new NodeName(name));
    }

    StorageHost storageHost(String name) {
        return world.storage(new NodeName(name));
    }

    DatabaseHost databaseHost(String name) {
        return world.database(new NodeName(name));
    }

    Iqn initiator(String name) {
        return new Iqn("iqn.2026-11.example:" + name);
    }

    /** Runs a command as an operator would. */
    CommandResult shell(String node, String program, String... arguments) {
        return fake(node).runner().run(Command.modifying(program, arguments));
    }

    /** The LUN of a disk such as {@code s1.A}, in its first generation. */
    static LunRef lun(String name) {
        return lun(name, 1);
    }

    static LunRef lun(String name, int generation) {
        NodeName node = new NodeName(name.substring(0, 2));
        return new LunRef(
                new LunId(node, new DiskSerial("WD" + name.charAt(1) + name.charAt(3))), new Generation(generation));
    }

    static LunIdentity identity(LunRef lun) {
        return new LunIdentity(lun, SIZE, 512);
    }

    static Iqn target(LunRef lun) {
        return lun.target(BASE);
    }

    DriverLab prepared() {
        storage.values().forEach(FreeBsdStorageNode::prepare);
        return this;
    }

    /** The present boot of a storage node, or the first of all where it has none. */
    BootId boot(String storageNode) {
        return storage(storageNode).observe().boot().orElse(new BootId("boot-1"));
    }

    /** Grants LUNs to a database node and waits for its sessions. */
    void connect(String node, Epoch epoch, LunRef... luns) {
        for (LunRef lun : luns) {
            storage.get(lun.id().node())
                    .grant(
                            identity(lun),
                            epoch,
                            initiator(node),
                            boot(lun.id().node().text()));
            database(node)
                    .login(
                            target(lun),
                            epoch,
                            storageHost(lun.id().node().text()).portal());
        }
        advance(Duration.ofSeconds(2));
    }

    /** A pool of one mirror on the A disks of all storage nodes, at d1 in epoch 1. */
    DriverLab pool() {
        LunRef[] luns = {lun("s1.A"), lun("s2.A"), lun("s3.A")};
        connect("d1", Epoch.FIRST, luns);
        database("d1").create(createOrder(Epoch.FIRST, "d1", List.of(List.of(luns))));
        return this;
    }

    PoolReport poolAt(String node) {
        return database(node).observe().pool(POOL).orElseThrow();
    }

    LegReport leg(String node, LunRef lun) {
        return poolAt(node).legs().stream()
                .filter(l -> l.serial().equals(Optional.of(lun.exportedSerial())))
                .findFirst()
                .orElseThrow();
    }

    static CreateOrder createOrder(Epoch epoch, String node, List<List<LunRef>> mirrors) {
        return createOrder(epoch, node, mirrors, List.of());
    }

    static CreateOrder createOrder(Epoch epoch, String node, List<List<LunRef>> data, List<List<LunRef>> logs) {
        List<List<LunRef>> mirrors = Stream.concat(data.stream(), logs.stream()).toList();
        List<MirrorRecord> records = Stream.concat(
                        data.stream().map(luns -> planned(MirrorRole.DATA, luns)),
                        logs.stream().map(luns -> planned(MirrorRole.LOG, luns)))
                .toList();
        PoolRecord pool =
                new PoolRecord(POOL, Optional.empty(), epoch, new Ownership.Creating(new NodeName(node)), records);
        return CreateOrder.from(ledger(pool, mirrors.stream().flatMap(List::stream)), POOL)
                .orElseThrow();
    }

    private static MirrorRecord planned(MirrorRole role, List<LunRef> luns) {
        return new MirrorRecord(
                role, luns.size(), luns.stream().map(Leg::planned).toList());
    }

    /** An order to import from these legs, with the GUIDs that the pool really has. */
    static ImportOrder importOrder(PoolReport pool, Epoch epoch, String node, LunRef... luns) {
        List<Leg> legs = Arrays.stream(luns)
                .map(lun -> Leg.planned(lun).inSync(guid(pool, lun), new BootId("boot-1")))
                .toList();
        return importOrder(pool.guid(), epoch, node, legs);
    }

    static ImportOrder importOrder(Guid pool, Epoch epoch, String node, List<Leg> legs) {
        return importOrderOf(pool, epoch, node, List.of(new MirrorRecord(3, legs)));
    }

    static ImportOrder importOrderOf(Guid pool, Epoch epoch, String node, List<MirrorRecord> mirrors) {
        List<LunRef> luns =
                mirrors.stream().flatMap(m -> m.legs().stream()).map(Leg::lun).toList();
        PoolRecord record = new PoolRecord(
                POOL,
                Optional.of(pool),
                epoch,
                new Ownership.Importing(new NodeName("d1"), new NodeName(node), luns, 0),
                mirrors);
        return ImportOrder.from(ledger(record, luns.stream()), POOL).orElseThrow();
    }

    static Guid guid(PoolReport pool, LunRef lun) {
        return pool.legs().stream()
                .filter(l -> l.serial().equals(Optional.of(lun.exportedSerial())))
                .findFirst()
                .orElseThrow()
                .guid();
    }

    static WipeOrder wipeOrder(LunRef lun) {
        return wipeOrder(lun, SIZE);
    }

    static WipeOrder wipeOrder(LunRef lun, long size) {
        LunRecord record = new LunRecord(
                lun.id(), lun.generation(), size, 512, LunState.WIPING, Optional.empty(), Optional.empty());
        return WipeOrder.from(state(Stream.of(record)), lun.id()).orElseThrow();
    }

    private static LedgerState ledger(PoolRecord pool, Stream<LunRef> luns) {
        Stream<LedgerRecord> records = luns.map(lun -> new LunRecord(
                lun.id(), lun.generation(), SIZE, 512, LunState.IN_POOL, Optional.of(POOL), Optional.empty()));
        return state(Stream.concat(Stream.of(pool), records));
    }

    private static LedgerState state(Stream<? extends LedgerRecord> records) {
        Map<RecordKey, Versioned> map = new TreeMap<>();
        records.forEach(record -> map.put(record.key(), new Versioned(1, record)));
        return LedgerState.of(map);
    }
}
