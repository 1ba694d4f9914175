package io.zsan.testkit.contract;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.FreeBsdDatabaseNode;
import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.Pause;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.freebsd.chap.Secrets;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.BootId;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.StorageNodeDriver;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.fake.FakeRelease;
import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.ManualClock;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.Timings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Fake FreeBSD nodes: three storage nodes with two disks each, two database nodes. Everything can be staged. In process
 * and in virtual time, or through runners such as those of {@link io.zsan.testkit.ssh.SshFleet}.
 */
public final class FakeSubject implements Subject, Stage {
    private static final Duration QUEUE = Duration.ofMillis(200);

    /** Of nodes that are fakes, no secret. */
    private static final byte[] KEY = "32 bytes that everybody may know".getBytes(StandardCharsets.US_ASCII);

    /** How much faster {@link Timings#fast} are than real ones, so that less need be waited. */
    private static final int FASTER = 10;

    private final FakeFleet fakes;
    private final Pause passing;
    private final Optional<Secrets> secrets;
    private final Map<NodeName, StorageNodeDriver> storage = new TreeMap<>();
    private final Map<NodeName, DatabaseNodeDriver> database = new TreeMap<>();
    private final AtomicInteger nonces = new AtomicInteger();

    private FakeSubject(
            FakeFleet fakes,
            Pause pause,
            Pause passing,
            Duration loginWindow,
            Optional<Secrets> secrets,
            Function<NodeName, CommandRunner> runners) {
        this.fakes = fakes;
        this.passing = passing;
        this.secrets = secrets;
        Deadlines deadlines = Deadlines.builder().queue(QUEUE).build();
        for (StorageNode node : fleet().storageNodes()) {
            FreeBsdStorageNode.Builder driver = FreeBsdStorageNode.builder(
                            node, fleet().targetBase(), runners.apply(node.name()))
                    .pause(pause)
                    .clock(fakes.instants())
                    .deadlines(deadlines)
                    .loginWindow(loginWindow)
                    .nonces(() -> new BootId("boot-" + nonces.incrementAndGet()));
            secrets.ifPresent(driver::secrets);
            storage.put(node.name(), driver.build());
        }
        for (DatabaseNode node : fleet().databaseNodes()) {
            FreeBsdDatabaseNode.Builder driver = FreeBsdDatabaseNode.builder(
                            node, fleet().targetBase(), runners.apply(node.name()))
                    .pause(pause)
                    .clock(fakes.instants())
                    .deadlines(deadlines);
            secrets.ifPresent(driver::secrets);
            database.put(node.name(), driver.build());
        }
    }

    /** In process, in virtual time, with FreeBSD 13.2 and CHAP. */
    public static FakeSubject inProcess() {
        return inProcess(FakeRelease.FREEBSD_13);
    }

    /** In process, in virtual time. */
    public static FakeSubject inProcess(FakeRelease release) {
        return inProcess(release, UnaryOperator.identity());
    }

    /** In process, in virtual time, with storage nodes of another release than the database nodes, which have 13.2. */
    public static FakeSubject withStorage(FakeRelease storage) {
        return inProcess(FakeFleet.builder().storageRelease(storage), UnaryOperator.identity());
    }

    /**
     * The same, with something around each runner, such as an audit.
     *
     * @param around put around the runner of each node
     */
    public static FakeSubject inProcess(UnaryOperator<CommandRunner> around) {
        return inProcess(FakeRelease.FREEBSD_13, around);
    }

    private static FakeSubject inProcess(FakeRelease release, UnaryOperator<CommandRunner> around) {
        return inProcess(FakeFleet.builder().release(release), around);
    }

    private static FakeSubject inProcess(FakeFleet.Builder fleet, UnaryOperator<CommandRunner> around) {
        FakeFleet fakes =
                fleet.clock(ManualClock.jumping()).timings(Timings.measured()).build();
        return new FakeSubject(
                fakes,
                fakes::advance,
                fakes::advance,
                FreeBsdStorageNode.DEFAULT_LOGIN_WINDOW,
                Optional.of(MasterKey.of(KEY)),
                node -> around.apply(fakes.node(node).runner()));
    }

    /**
     * In real time, through other runners, with CHAP.
     *
     * @param fakes with {@link Timings#fast} and the system's clock
     */
    public static FakeSubject through(FakeFleet fakes, Function<NodeName, CommandRunner> runners) {
        Pause sleeping = Pause.sleeping();
        return new FakeSubject(
                fakes,
                sleeping,
                time -> sleeping.pause(time.dividedBy(FASTER)),
                Duration.ofSeconds(1),
                Optional.of(MasterKey.of(KEY)),
                runners);
    }

    /** What really is. */
    public FakeFleet fakes() {
        return fakes;
    }

    @Override
    public Fleet fleet() {
        return fakes.fleet();
    }

    /** All but the last disk of the last node: it is there to be left alone. */
    @Override
    public Set<LunId> scratch() {
        StorageNode last = fleet().storageNodes().get(fleet().storageNodes().size() - 1);
        LunId kept =
                new LunId(last.name(), last.disks().get(last.disks().size() - 1).serial());
        return fleet().storageNodes().stream()
                .flatMap(node -> node.disks().stream().map(disk -> new LunId(node.name(), disk.serial())))
                .filter(id -> !id.equals(kept))
                .collect(ImmutableSortedSet.toImmutableSortedSet(LunId::compareTo));
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
        passing.pause(time);
    }

    @Override
    public Stage stage() {
        return this;
    }

    @Override
    public Map<NodeName, String> versions() {
        return ImmutableSortedMap.copyOf(Maps.transformValues(
                Maps.uniqueIndex(fakes.nodes(), node -> node.host().name()), node -> "fake"));
    }

    @Override
    public void close() {}

    // --- stage ---

    @Override
    public Set<Capability> can() {
        return secrets.isPresent()
                ? EnumSet.allOf(Capability.class)
                : EnumSet.complementOf(EnumSet.of(Capability.CHAP));
    }

    @Override
    public void silence(NodeName storageNode) {
        fakes.silence(storageNode);
    }

    @Override
    public void wake(NodeName storageNode) {
        fakes.wake(storageNode);
    }

    @Override
    public void powerCycle(NodeName node) {
        Host host = fakes.world().host(node);
        host.powerCycle();
    }

    @Override
    public void shutOut(LunRef lun) {
        StorageHost host = fakes.world().storage(lun.id().node());
        if (host.targets().istgtFile().isPresent()) {
            // The list of names is that of its start; what it reads at each login is the list of secrets.
            fakes.world().run(() -> host.files().write(AccessList.SECRETS, ""));
            return;
        }
        String conf = host.files().read(AccessList.FILE).orElseThrow();
        fakes.world().run(() -> host.files().write(AccessList.FILE, AccessList.without(conf, lun)));
        fakes.node(lun.id().node()).runner().run(Command.modifying("/usr/sbin/service", "ctld", "onereload"));
    }
}
