package io.zsan.testkit.sim;

import io.zsan.AsyncSan;
import io.zsan.Round;
import io.zsan.decide.Note;
import io.zsan.decide.Plan;
import io.zsan.decide.PoolSpec;
import io.zsan.ledger.Leg;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Seen;
import io.zsan.testkit.sim.schedule.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A service that embeds zsan, and is not very clever: it fails over when an owner has not answered for a while or does not
 * serve, rightly or not, and recycles nodes that hold what is not theirs. Long after the faults are over it plays the person
 * who accepts a loss of data where nothing else is left.
 */
final class HostApplication {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Duration STUCK = Duration.ofSeconds(90);

    private final Fleet fleet;
    private final Setup setup;
    private final AsyncSan san;
    private final SplittableRandom random;
    private final Desk desk;
    private final Slips slips;
    private final TreeMap<String, Long> troubleSince = new TreeMap<>();
    private int waiting;

    /** What the host application has besides zsan: a clock, a record of its deeds, and its person. */
    interface Desk {
        long nanos();

        /** Whether all faults are over, so that what is stuck now stays stuck. */
        boolean calm();

        void asked(String what);

        void ended(String what, Optional<Throwable> failure);

        void accepted(DataLossAcceptance acceptance);

        /** A service of the same ledger and nodes that has been given another fleet. */
        AsyncSan over(Fleet other);

        /** Uses the power switch of a node. */
        void powerCycle(NodeName node);

        /** Runs {@code zpool clear}. */
        void clear(PoolName pool, NodeName node);
    }

    HostApplication(Fleet fleet, Setup setup, AsyncSan san, SplittableRandom random, Desk desk) {
        this.fleet = fleet;
        this.setup = setup;
        this.san = san;
        this.random = random;
        this.desk = desk;
        this.slips = new Slips(fleet, san, desk::over, this::ask);
    }

    /** Whether a request of its own is being waited for, which runs rounds by itself. */
    boolean busy() {
        return waiting > 0;
    }

    void enrol() {
        ask("enrol", san.enrol());
    }

    void create(PoolSpec spec) {
        ask("create", san.createPool(spec, LONG));
    }

    void failover(PoolName pool, NodeName to) {
        ask("failover", san.failover(pool, to, LONG));
    }

    void switchover(PoolName pool, NodeName to) {
        ask("switchover", san.switchover(pool, to, LONG));
    }

    void recycle(NodeName node) {
        ask("recycle", san.recycle(node, LONG));
    }

    void cancelSwitchover(PoolName pool) {
        ask("cancel switchover", san.cancelSwitchover(pool));
    }

    /** Has a person look at what could be done with a pool, before anything is. */
    void plan(PoolName pool, NodeName to) {
        int which = random.nextInt(3);
        ask(
                "plan",
                san.plan(rehearsal -> switch (which) {
                            case 0 -> rehearsal.failover(pool, to);
                            case 1 -> rehearsal.switchover(pool, to);
                            default -> rehearsal.recycle(to);
                        })
                        .thenApply(Plan::text));
    }

    /** A small pool, or now and then one that is not to be had. */
    void create(PoolName pool, NodeName owner) {
        ask("create another", san.createPool(spec(pool, owner), LONG));
    }

    void cancelCreate(PoolName pool) {
        ask("cancel create", san.cancelCreate(pool));
    }

    void planFailover(PoolName pool, NodeName to) {
        ask("plan", san.plan(rehearsal -> rehearsal.failover(pool, to)).thenApply(Plan::text));
    }

    /** What its people get wrong. */
    Slips slips() {
        return slips;
    }

    void planCreate(PoolName pool, NodeName owner) {
        PoolSpec spec = spec(pool, owner);
        ask("plan", san.plan(rehearsal -> rehearsal.createPool(spec)).thenApply(Plan::text));
    }

    private PoolSpec spec(PoolName pool, NodeName owner) {
        PoolSpec spec = new PoolSpec(pool, owner, 1 + random.nextInt(2), 2 + random.nextInt(2), Disk.SMALLEST);
        return random.nextInt(3) == 0 ? spec.withLog() : spec;
    }

    /**
     * Has a person accept a loss of data in the present epoch, or in another one.
     *
     * @param which which of the legs, a bit for each; none set: all
     */
    void accept(PoolName name, int which) {
        waiting++;
        CompletableFuture<?> unused = san.ledgerState().whenComplete((ledger, failure) -> {
            waiting--;
            Optional<PoolRecord> pool = failure == null ? ledger.findPool(name) : Optional.empty();
            pool.filter(p -> !p.legs().isEmpty()).ifPresent(p -> accept(p, which));
        });
    }

    private void accept(PoolRecord pool, int which) {
        List<LunRef> legs = new ArrayList<>();
        for (int i = 0; i < pool.legs().size(); i++) {
            if (which == 0 || (which >> i & 1) != 0) {
                legs.add(pool.legs().get(i).lun());
            }
        }
        if (!legs.isEmpty()) {
            Epoch epoch = random.nextInt(5) == 0 ? pool.epoch().next() : pool.epoch();
            DataLossAcceptance word = new DataLossAcceptance(pool.name(), epoch, legs);
            desk.accepted(word);
            ask("accept", san.accept(word));
        }
    }

    private void ask(String what, CompletableFuture<?> request) {
        waiting++;
        desk.asked(what);
        CompletableFuture<?> unused = request.whenComplete((result, failure) -> {
            waiting--;
            desk.ended(what, Optional.ofNullable(failure));
        });
    }

    /** Looks at what a round saw, and asks for at most one thing. */
    void look(Round round) {
        if (busy() || round.interrupted()) {
            return;
        }
        for (PoolRecord pool : round.ledger().pools()) {
            if (attend(round, pool)) {
                return;
            }
        }
        tidy(round);
    }

    /** A creation that does not get on, long after the faults: its node may be one that has to be restarted first. */
    private boolean hopeless(PoolRecord pool) {
        if (!lasts(pool.name() + " creating", desk.calm(), STUCK)) {
            return false;
        }
        troubleSince.remove(pool.name() + " creating");
        cancelCreate(pool.name());
        return true;
    }

    private boolean attend(Round round, PoolRecord pool) {
        if (pool.ownership() instanceof Ownership.Creating) {
            return hopeless(pool);
        }
        if (pool.ownership() instanceof Ownership.Abandoned) {
            return false;
        }
        if (pool.ownership() instanceof Ownership.TakingOver || pool.ownership() instanceof Ownership.Importing) {
            return stuck(round, pool);
        }
        repair(round, pool);
        Optional<String> trouble = trouble(round, pool);
        if (!lasts(pool.name() + " trouble", trouble.isPresent(), setup.suspicion())) {
            return false;
        }
        Optional<NodeName> target = target(round, pool);
        target.ifPresent(to -> {
            troubleSince.remove(pool.name() + " trouble");
            failover(pool.name(), to);
        });
        // Nobody is there to take it, and the owner hangs: a person goes to its power switch.
        if (lasts(pool.name() + " nobody", desk.calm() && target.isEmpty(), STUCK)) {
            troubleSince.remove(pool.name() + " nobody");
            desk.powerCycle(pool.ownership().target());
        }
        return target.isPresent();
    }

    /** A person clears what a resilver stumbled over, once the disks are well again. */
    private void repair(Round round, PoolRecord pool) {
        boolean errors = round.observation()
                .databaseNode(pool.ownership().target())
                .flatMap(node -> node.pool(pool.name()))
                .filter(there -> Symptoms.failed(there) || (Symptoms.waits(pool) && Symptoms.unwell(there)))
                .isPresent();
        if (lasts(pool.name() + " errors", desk.calm() && errors, STUCK)) {
            troubleSince.remove(pool.name() + " errors");
            desk.clear(pool.name(), pool.ownership().target());
        }
    }

    /** Why a pool's owner seems to serve nobody. */
    private Optional<String> trouble(Round round, PoolRecord pool) {
        if (pool.ownership() instanceof Ownership.Creating) {
            return Optional.empty();
        }
        NodeName owner = pool.ownership() instanceof Ownership.Releasing releasing
                ? releasing.from()
                : pool.ownership().target();
        Seen<DatabaseNodeReport> seen = round.observation().database().get(owner);
        if (seen == null || seen instanceof Seen.Silent) {
            return Optional.of("silent");
        }
        DatabaseNodeReport report = seen.report().orElseThrow();
        Optional<PoolReport> there = report.pool(pool.name());
        if (!report.poolsKnown()) {
            return Optional.of("wedged");
        }
        if (pool.ownership() instanceof Ownership.Releasing) {
            // It may be on its way; who waits for it in vain for long gives up.
            return lasts(pool.name() + " releasing", true, LONG) ? Optional.of("not let go") : Optional.empty();
        }
        troubleSince.remove(pool.name() + " releasing");
        if (there.isEmpty()) {
            return Optional.of("not imported");
        }
        if (there.get().state() == VdevState.SUSPENDED) {
            return Optional.of("suspended");
        }
        boolean hopeless =
                pool.mirrors().stream().anyMatch(mirror -> mirror.inSync().isEmpty());
        if (desk.calm() && lasts(pool.name() + " hopeless", hopeless, STUCK)) {
            return Optional.of("no leg holds everything");
        }
        boolean unused = pool.mirrors().stream()
                .anyMatch(mirror -> mirror.inSync().stream().noneMatch(leg -> Symptoms.online(there.get(), leg)));
        if (desk.calm() && lasts(pool.name() + " unused", unused, STUCK)) {
            return Optional.of("no leg of a mirror is in use");
        }
        if (lasts(
                pool.name() + " split", desk.calm() && Symptoms.noted(round, pool, Note.Kind.SPLIT_BRAIN, ""), LONG)) {
            // Whatever stands in a stamp, the ledger of these services is the right one.
            troubleSince.remove(pool.name() + " split");
            desk.powerCycle(owner);
            return Optional.empty();
        }
        if (desk.calm() && lasts(pool.name() + " advised", Symptoms.advised(round, pool), LONG)) {
            return Optional.of("a failover is advised");
        }
        boolean frozen = report.sessions().stream().anyMatch(session -> !session.connected());
        return desk.calm() && lasts(pool.name() + " frozen", frozen, STUCK) ? Optional.of("frozen") : Optional.empty();
    }

    /** A node that could take a pool over; where there is none, one that has to be restarted first. */
    private Optional<NodeName> target(Round round, PoolRecord pool) {
        List<NodeName> clean = new ArrayList<>();
        Optional<NodeName> dirty = Optional.empty();
        for (DatabaseNode node : fleet.databaseNodes()) {
            Optional<DatabaseNodeReport> report = round.observation().databaseNode(node.name());
            if (report.isEmpty() || !report.get().poolsKnown()) {
                continue;
            }
            boolean holds = report.get().pool(pool.name()).isPresent()
                    || pool.legs().stream()
                            .anyMatch(leg -> report.get()
                                    .session(fleet.target(leg.lun()))
                                    .isPresent());
            if (!holds) {
                clean.add(node.name());
            } else if (dirty.isEmpty()) {
                dirty = Optional.of(node.name());
            }
        }
        if (clean.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(clean.get(random.nextInt(clean.size())));
    }

    /** A takeover that does not get on: long after the faults, a person looks at it. */
    private boolean stuck(Round round, PoolRecord pool) {
        boolean dead = round.observation()
                .databaseNode(pool.ownership().target())
                .filter(DatabaseNodeReport::poolsKnown)
                .isEmpty();
        if (lasts(pool.name() + " target dead", dead, setup.suspicion())) {
            Optional<NodeName> other =
                    target(round, pool).filter(to -> !to.equals(pool.ownership().target()));
            if (other.isPresent()) {
                troubleSince.remove(pool.name() + " target dead");
                failover(pool.name(), other.get());
                return true;
            }
        }
        if (!lasts(pool.name() + " stuck " + pool.epoch(), desk.calm(), STUCK)) {
            return false;
        }
        troubleSince.remove(pool.name() + " stuck " + pool.epoch());
        if (Symptoms.noted(round, pool, Note.Kind.SPLIT_BRAIN, "")) {
            // As the note says: who should not have the pool is restarted.
            Symptoms.strangers(round, pool).forEach(desk::powerCycle);
            return true;
        }
        boolean stale = Symptoms.noted(round, pool, Note.Kind.STALE_LEGS_ONLY, "");
        if (stale) {
            List<LunRef> legs =
                    pool.legs().stream().filter(Leg::onceHeldAll).map(Leg::lun).toList();
            if (legs.isEmpty()) {
                return false;
            }
            DataLossAcceptance word = new DataLossAcceptance(pool.name(), pool.epoch(), legs);
            desk.accepted(word);
            ask("accept", san.accept(word));
            return true;
        }
        Optional<NodeName> other =
                target(round, pool).filter(to -> !to.equals(pool.ownership().target()));
        other.ifPresent(to -> failover(pool.name(), to));
        return other.isPresent();
    }

    /** Nodes that hold a pool, or sessions to a pool's legs, which is not theirs, are restarted by and by. */
    private void tidy(Round round) {
        for (DatabaseNode node : fleet.databaseNodes()) {
            Optional<DatabaseNodeReport> report = round.observation().databaseNode(node.name());
            if (report.isEmpty()) {
                continue;
            }
            boolean holds = !report.get().poolsKnown()
                    || report.get().pools().stream().anyMatch(p -> !Symptoms.owns(round, p.name(), node.name()))
                    || report.get().sessions().stream().anyMatch(s -> !s.connected());
            boolean importing = report.get().poolsKnown();
            boolean duties = round.ledger().pools().stream()
                    .map(PoolRecord::ownership)
                    .anyMatch(o -> (o.target().equals(node.name()) && !(o instanceof Ownership.Importing && !importing))
                            || (o instanceof Ownership.Releasing r && r.from().equals(node.name())));
            if (lasts(node.name() + " dirty", holds && !duties, setup.suspicion())) {
                troubleSince.remove(node.name() + " dirty");
                recycle(node.name());
                return;
            }
        }
    }

    private boolean lasts(String what, boolean now, Duration time) {
        if (!now) {
            troubleSince.remove(what);
            return false;
        }
        long since = troubleSince.computeIfAbsent(what, w -> desk.nanos());
        return desk.nanos() - since >= time.toNanos();
    }
}
