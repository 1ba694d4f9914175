package io.zsan.testkit.sim;

import static java.util.Objects.requireNonNull;

import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.Decisions;
import io.zsan.decide.DisconnectMode;
import io.zsan.decide.Note;
import io.zsan.decide.PlannedAction;
import io.zsan.decide.PoolSpec;
import io.zsan.error.ZsanException;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.FailureDomain;
import io.zsan.model.Fleet;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
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
import io.zsan.testkit.sim.schedule.Fault;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One simulation: builds the world and the services of a schedule, lets time run, and looks at every event. */
public final class Simulation {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final long BALLAST = 100L << 20;
    private static final Duration QUIET = Duration.ofMinutes(30);
    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(2);
    private static final int FRAMES = 6;

    private final Schedule schedule;
    private final Set<Rule> broken;
    private final Streams streams;
    private final Trace trace;
    private final Optional<Recorder> recorder;
    private final ManualClock clock = ManualClock.still();
    private final World world;
    private final Fleet fleet;
    private final TreeMap<NodeName, StorageAgent> storage = new TreeMap<>();
    private final TreeMap<NodeName, DatabaseAgent> database = new TreeMap<>();
    private final ControlNetwork control = new ControlNetwork();
    private final LedgerServer ledger;
    private final Writers writers;
    private final TreeMap<String, Service> services = new TreeMap<>();
    private final TreeMap<String, Integer> lives = new TreeMap<>();
    private final TreeSet<PoolName> accepted = new TreeSet<>();
    private final TreeSet<PoolName> damaged = new TreeSet<>();
    private final Tally tally = new Tally();
    private final Milestones milestones = new Milestones(tally);
    private final List<Breach> breaches = new ArrayList<>();
    private final EndsWhole endsWhole;
    private final List<Invariant> invariants;
    private LedgerState lastLedger = LedgerState.empty();
    private boolean over;

    private Simulation(Schedule schedule, Set<Rule> broken, boolean wholeTrace) {
        this.schedule = schedule;
        this.broken = broken;
        this.streams = new Streams(schedule.seed());
        this.trace = new Trace(wholeTrace);
        this.fleet = fleet(schedule.setup());
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
        this.recorder =
                wholeTrace ? Optional.of(new Recorder(world, fleet, storage.values(), broken)) : Optional.empty();
        recorder.ifPresent(r -> trace.keep(r.recording()));
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
            return simulation.threw(e);
        }
    }

    private Run threw(RuntimeException thrown) {
        unforeseen(thrown);
        return new Run(schedule, breaches, tally, Duration.ofNanos(world.nanos()), trace);
    }

    private static Fleet fleet(Setup setup) {
        List<StorageNode> storage = new ArrayList<>();
        for (int i = 1; i <= setup.storageNodes(); i++) {
            List<Disk> disks = new ArrayList<>();
            for (int j = 1; j <= setup.disks(); j++) {
                disks.add(setup.hardware().disk(i, j));
            }
            storage.add(new StorageNode(
                    new NodeName("s" + i),
                    new FailureDomain("rack" + setup.hardware().rackOf(i)),
                    Portal.parse("10.0.0." + i + ":3260"),
                    disks));
        }
        List<DatabaseNode> database = new ArrayList<>();
        for (int i = 1; i <= setup.databaseNodes(); i++) {
            database.add(new DatabaseNode(new NodeName("d" + i), new Iqn("iqn.2026-01.io.zsan:d" + i)));
        }
        return new Fleet(new Iqn("iqn.2026-01.io.zsan"), storage, database);
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
        while (!over && breaches.isEmpty()) {
            OptionalLong next = world.nextEvent();
            if (next.isEmpty() || next.getAsLong() > horizon) {
                end();
                break;
            }
            clock.advance(Duration.ofNanos(Math.max(0, next.getAsLong() - world.nanos())));
            world.settle();
        }
        look();
        return new Run(schedule, breaches, tally, Duration.ofNanos(world.nanos()), trace, ledger.truth(), lost());
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

    private void look() {
        recorder.ifPresent(r -> {
            TreeMap<String, Life> lives = new TreeMap<>();
            services.forEach((name, service) -> lives.put(name, service.life()));
            r.look(lives);
        });
    }

    private void breach(Invariant invariant, String what) {
        Breach breach = new Breach(invariant.name(), world.nanos(), what);
        breaches.add(breach);
        line("BREACH", invariant.name(), what);
    }

    private void ledgerChanged(LedgerState now) {
        recorder.ifPresent(r -> r.ledger(now));
        milestones.changed(lastLedger, now);
        for (PoolRecord pool : now.pools()) {
            Optional<PoolRecord> before = lastLedger.findPool(pool.name());
            if (before.filter(pool::equals).isPresent()) {
                continue;
            }
            line("LEDGER", "ledger", pool);
            if (pool.ownership() instanceof Ownership.Owned
                    && before.filter(b -> b.ownership() instanceof Ownership.Importing)
                            .isPresent()) {
                tally.add("done takeover or switchover");
                accepted.remove(pool.name());
            }
        }
        lastLedger = now;
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
        recorder.ifPresent(r -> r.died(controller));
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
        tally.add("accepted loss of data");
    }

    void powerCycle(NodeName node) {
        tally.add("done power switch by a person");
        world.database(node).powerCycle();
    }

    void clear(PoolName pool, NodeName node) {
        line("CLEARED", node.text(), pool);
        tally.add("done clear by a person");
        KernelOp unused = world.database(node).zpool().clear(pool.text());
    }

    // What is told.

    void fault(Fault fault) {
        tally.add("fault " + fault.kind());
        line("FAULT", fault.on(), fault);
    }

    void over(Fault fault) {
        line("FAULT_OVER", fault.on(), fault);
    }

    void told(String kind, String lane, Object what) {
        line(kind, lane, what);
    }

    void started(String controller, PlannedAction action) {
        recorder.ifPresent(r -> r.started(controller, action));
        line("STARTED", controller, action);
    }

    void ended(String controller, Action action, Outcome outcome) {
        recorder.ifPresent(r -> r.ended(controller, action, outcome));
        tally.add("action " + action.getClass().getSimpleName() + " "
                + outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        line("ENDED", controller, action.node() + ": " + action.describe() + " -> " + outcome);
    }

    void noted(String controller, Note note) {
        tally.add("note " + note.kind());
        line("NOTED", controller, note);
    }

    /**
     * Something that a service did ended exceptionally. Whatever goes wrong in the world, it may fail only in ways that
     * zsan names; anything else is a broken promise too.
     */
    void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof ZsanException)) {
            unforeseen(cause);
        }
    }

    private void unforeseen(Throwable cause) {
        String where = Arrays.stream(cause.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(", ", " at ", ""));
        Breach breach = new Breach(
                "an exception: " + cause.getClass().getSimpleName(), world.nanos(), cause.getMessage() + where);
        breaches.add(breach);
        line("BREACH", breach.invariant(), breach.what());
    }

    void answered(String controller, String what, Optional<Throwable> failure) {
        failure.ifPresent(this::failed);
        tally.add("request " + what + failure.map(f -> " not done").orElse(" done"));
        line("ANSWERED", controller, what + failure.map(f -> ": " + f).orElse(": done"));
    }

    private void line(String kind, String lane, Object text) {
        trace.add(new TraceLine(world.nanos(), kind, lane, text.toString()));
    }

    private final class Onlooker implements WorldListener {
        @Override
        public void happened(WorldEvent event) {
            trace.add(new TraceLine(
                    event.nanos(), event.kind().name(), event.node().text(), event.subject() + " " + event.detail()));
            if (event.kind() == WorldEvent.Kind.ACKNOWLEDGED) {
                tally.add("done acknowledged write");
                recorder.ifPresent(r -> r.acknowledged(event.node(), event.subject()));
            } else if (event.kind() == WorldEvent.Kind.WIPED) {
                tally.add("done wipe");
            }
            for (Invariant invariant : invariants) {
                invariant.happened(event, Simulation.this::breach);
            }
        }

        @Override
        public void settled() {
            for (Invariant invariant : invariants) {
                invariant.settled(Simulation.this::breach);
            }
            look();
        }
    }
}
