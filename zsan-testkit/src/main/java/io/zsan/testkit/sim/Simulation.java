package io.zsan.testkit.sim;

import static java.util.Objects.requireNonNull;

import io.zsan.act.Action;
import io.zsan.decide.Decisions;
import io.zsan.decide.DisconnectMode;
import io.zsan.decide.PoolSpec;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.Fleet;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.testkit.sim.check.EndsWhole;
import io.zsan.testkit.sim.check.Invariant;
import io.zsan.testkit.sim.check.Invariants;
import io.zsan.testkit.sim.check.Truth;
import io.zsan.testkit.sim.edge.ControlNetwork;
import io.zsan.testkit.sim.edge.DatabaseAgent;
import io.zsan.testkit.sim.edge.LedgerServer;
import io.zsan.testkit.sim.edge.Life;
import io.zsan.testkit.sim.edge.StorageAgent;
import io.zsan.testkit.sim.edge.Wire;
import io.zsan.testkit.sim.recording.Recorder;
import io.zsan.testkit.sim.rule.BrokenDecisions;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.sim.schedule.Setup;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.KernelOp;
import io.zsan.testkit.world.ManualClock;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.Timings;
import io.zsan.testkit.world.World;
import io.zsan.testkit.world.WorldEvent;
import io.zsan.testkit.world.WorldListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One simulation: builds the world and the services of a schedule, lets time run, and looks at every event. */
public final class Simulation {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final long BALLAST = 100L << 20;
    private static final Duration QUIET = Duration.ofMinutes(30);
    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(2);

    private final Schedule schedule;
    private final Set<Rule> broken;
    private final Streams streams;
    private final ManualClock clock = ManualClock.still();
    private final World world;
    private final Fleet fleet;
    private final TreeMap<NodeName, StorageAgent> storage = new TreeMap<>();
    private final TreeMap<NodeName, DatabaseAgent> database = new TreeMap<>();
    private final ControlNetwork control = new ControlNetwork();
    private final LedgerServer ledger;
    private final Writers writers;
    private final Chronicle chronicle;
    private final TreeMap<String, Service> services = new TreeMap<>();
    private final TreeMap<String, Integer> lives = new TreeMap<>();
    private final TreeSet<PoolName> accepted = new TreeSet<>();
    private final TreeSet<PoolName> damaged = new TreeSet<>();
    private final EndsWhole endsWhole;
    private final List<Invariant> invariants;
    private boolean over;

    private Simulation(Schedule schedule, Set<Rule> broken, boolean wholeTrace) {
        this.schedule = schedule;
        this.broken = broken;
        this.streams = new Streams(schedule.seed());
        this.fleet = schedule.setup().fleet();
        this.world = new World(clock, timings(schedule.setup()), BEGINNING, schedule.seed());
        fleet.storageNodes().forEach(node -> world.add(new StorageHost(world, node)));
        int host = 1;
        for (DatabaseNode node : fleet.databaseNodes()) {
            DatabaseHost made = new DatabaseHost(world, node, "10.0.1." + host, 1000L + host++);
            boolean fails = schedule.setup().policy().disconnectMode() == DisconnectMode.FAIL;
            made.sysctls().put("kern.iscsi.fail_on_disconnection", fails ? "1" : "0");
            world.add(made);
        }
        // Half of all fleets has CHAP; nothing is drawn for it.
        boolean chap = schedule.seed() % 2 != 0;
        world.storageHosts().forEach(h -> storage.put(h.name(), new StorageAgent(world, fleet, h, chap, broken)));
        world.databaseHosts().forEach(h -> database.put(h.name(), new DatabaseAgent(world, fleet, h, chap, broken)));
        this.chronicle = new Chronicle(
                world,
                wholeTrace ? Optional.of(new Recorder(world, fleet, storage.values(), broken)) : Optional.empty());
        this.ledger = new LedgerServer(world, streams.fork("ledger"), broken);
        this.writers = new Writers(world, streams.fork("writers"));
        Truth truth = new Truth(
                world,
                fleet,
                schedule.setup().policy(),
                ledger::truth,
                node -> requireNonNull(storage.get(node)).exports().values(),
                accepted::contains,
                damaged::contains,
                writers::run);
        this.endsWhole = Invariants.endsWhole(truth);
        this.invariants = Invariants.of(truth, endsWhole);
    }

    private static Timings timings(Setup setup) {
        return Timings.measured()
                .withBoot(setup.boot())
                .withResilver(BALLAST * 1000 / setup.resilver().toMillis(), BALLAST);
    }

    /** Runs a schedule. */
    public static Run run(Schedule schedule) {
        return run(schedule, Set.of(), false);
    }

    /**
     * Runs a schedule with rules broken.
     *
     * @param wholeTrace whether all that happened is kept, for a timeline
     */
    public static Run run(Schedule schedule, Set<Rule> broken, boolean wholeTrace) {
        Simulation simulation = new Simulation(schedule, broken, wholeTrace);
        try {
            return simulation.run();
        } catch (RuntimeException e) {
            simulation.chronicle.unforeseen(e);
            return simulation.chronicle.told(schedule);
        }
    }

    private Run run() {
        world.listen(new Onlooker());
        ledger.onChange(this::ledgerChanged);
        Setup setup = schedule.setup();
        for (int i = 1; i <= setup.controllers(); i++) {
            begin("c" + i);
        }
        prepare();
        Injector injector = new Injector(this);
        schedule.faults().forEach(injector::plan);
        world.schedule(setup.faultsUntil(), this::watchForTheEnd);
        long horizon = setup.faultsUntil().plus(QUIET).toNanos();
        while (!over && chronicle.clean()) {
            OptionalLong next = world.nextEvent();
            if (next.isEmpty() || next.getAsLong() > horizon) {
                end();
                break;
            }
            clock.advance(Duration.ofNanos(Math.max(0, next.getAsLong() - world.nanos())));
            world.settle();
        }
        chronicle.look(services);
        return chronicle.told(schedule, ledger.truth(), lost());
    }

    /** Acknowledged writes that are not there any more, as far as the owners of pools have them imported. */
    private int lost() {
        int lost = 0;
        for (PoolRecord pool : ledger.truth().pools()) {
            NodeName owner = pool.ownership().target();
            if (world.database(owner).pool(pool.name().text()).isPresent()) {
                lost += world.lostWrites(owner, pool.name().text()).size();
            }
        }
        return lost;
    }

    /** The first service enrols the disks and creates the pools, one after the other. */
    private void prepare() {
        List<Consumer<HostApplication>> requests = new ArrayList<>();
        requests.add(HostApplication::enrol);
        int node = 0;
        for (PoolSetup pool : schedule.setup().pools()) {
            NodeName owner = fleet.databaseNodes()
                    .get(node++ % fleet.databaseNodes().size())
                    .name();
            PoolSpec spec = new PoolSpec(new PoolName(pool.name()), owner, pool.mirrors(), pool.width(), Disk.SMALLEST);
            requests.add(host -> host.create(pool.log() ? spec.withLog() : spec));
        }
        world.schedule(FIRST_REQUEST, () -> request(requests, 0));
    }

    private void request(List<Consumer<HostApplication>> requests, int next) {
        if (next == requests.size()) {
            return;
        }
        HostApplication host = service("c1").host();
        if (!host.busy()) {
            requests.get(next).accept(host);
        }
        world.schedule(FIRST_REQUEST, () -> request(requests, host.busy() ? next : next + 1));
    }

    private void begin(String controller) {
        int life = lives.merge(controller, 1, Integer::sum);
        Decisions decisions =
                BrokenDecisions.with(broken, fleet, schedule.setup().policy());
        Service service = new Service(controller, life, this, decisions);
        services.put(controller, service);
        service.start();
    }

    /** When everything is as it should be, and stays so for a while, the simulation is over. */
    private void watchForTheEnd() {
        if (endsWhole.missing().isEmpty() && allThere()) {
            end();
            return;
        }
        world.schedule(CHECK, this::watchForTheEnd);
    }

    private boolean allThere() {
        return schedule.setup().pools().stream()
                .allMatch(pool ->
                        ledger.truth().findPool(new PoolName(pool.name())).isPresent());
    }

    private void end() {
        over = true;
        invariants.forEach(invariant -> invariant.atEnd(this::breach));
    }

    private void breach(Invariant invariant, String what) {
        chronicle.breach(invariant.name(), what);
    }

    private void ledgerChanged(LedgerState now) {
        chronicle.ledgerChanged(now).forEach(accepted::remove);
    }

    // What services and faults need.

    Setup setup() {
        return schedule.setup();
    }

    Fleet fleet() {
        return fleet;
    }

    Streams streams() {
        return streams;
    }

    World world() {
        return world;
    }

    LedgerServer ledger() {
        return ledger;
    }

    ControlNetwork control() {
        return control;
    }

    Writers writers() {
        return writers;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    Wire wire(String controller, Life life, SplittableRandom random) {
        return new Wire(controller, world, storage, database, control, life, random, this::sent);
    }

    private Service service(String controller) {
        Service service = services.get(controller);
        if (service == null) {
            throw new IllegalArgumentException("no such controller: " + controller);
        }
        return service;
    }

    private void sent(Action action) {
        invariants.forEach(invariant -> invariant.sent(action, this::breach));
    }

    boolean calm() {
        return world.nanos() > schedule.setup().faultsUntil().toNanos();
    }

    void crash(String controller, Duration until) {
        service(controller).life().kill();
        chronicle.died(controller);
        world.schedule(until, () -> {
            if (!service(controller).life().alive()) {
                begin(controller);
            }
        });
    }

    void pause(String controller) {
        service(controller).life().pause();
    }

    void resume(String controller) {
        service(controller).life().resume();
    }

    void jump(String controller, Duration by) {
        service(controller).time().jump(by);
    }

    /** Has a service that runs, and is free where it is not impatient, ask for something. */
    void ask(Consumer<HostApplication> request) {
        services.values().stream()
                .filter(service -> service.life().runs()
                        && (setup().impatient() || !service.host().busy()))
                .findFirst()
                .ifPresent(service -> request.accept(service.host()));
    }

    void accepted(DataLossAcceptance acceptance) {
        accepted.add(acceptance.pool());
        damaged.add(acceptance.pool());
        chronicle.done("accepted loss of data");
    }

    void powerCycle(NodeName node) {
        chronicle.done("done power switch by a person");
        world.database(node).powerCycle();
    }

    void clear(PoolName pool, NodeName node) {
        chronicle.told("CLEARED", node.text(), pool);
        chronicle.done("done clear by a person");
        KernelOp unused = world.database(node).zpool().clear(pool.text());
    }

    private final class Onlooker implements WorldListener {
        @Override
        public void happened(WorldEvent event) {
            chronicle.happened(event);
            for (Invariant invariant : invariants) {
                invariant.happened(event, Simulation.this::breach);
            }
        }

        @Override
        public void settled() {
            for (Invariant invariant : invariants) {
                invariant.settled(Simulation.this::breach);
            }
            chronicle.look(services);
        }
    }
}
