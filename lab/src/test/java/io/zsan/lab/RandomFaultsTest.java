package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.Round;
import io.zsan.decide.Policy;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.lab.host.StorageHost;
import io.zsan.lab.process.LabProcess;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.SessionReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Targets, exporters and ZFS daemons are stopped, continued and killed at random, with a writer running, and nothing that
 * was acknowledged is lost: after each takeover, after each spell and at the end each writer's records are there, in order,
 * and nothing else is; a scrub at the end finds nothing.
 *
 * <p>Which faults can be survived without a person is this. What is stopped goes on some time: anything may stop, several at
 * once, for longer than a leg is waited for. What is killed does not come back as it was: a target, an exporter or an owner
 * is killed, or an owner is taken to be dead, when nothing is stopped, two legs are in sync and connected, and the other
 * node is free; a target may be stopped while an owner is taken over from if all three legs are. The pool need not be whole.
 *
 * <p>A fresh leg counts only after 15 s without trouble. So faults come in spells: kills with short stops among them, then
 * stops of every length on what is left; then the pool heals.
 *
 * <p>{@code -Dzsan.lab.faults} says how many (default 200), {@code -Dzsan.lab.seed} which.
 */
class RandomFaultsTest extends OnLab {
    private static final int FAULTS = Integer.getInteger("zsan.lab.faults", 200);
    private static final long SEED = Long.getLong("zsan.lab.seed", 20261122);
    private static final int MOST_STOPPED = 3;
    /** Two legs may be lost, and are filled one after the other. */
    private static final Duration HEALING = Duration.ofSeconds(120);

    private enum Fault {
        TARGET_STOPPED,
        EXPORTER_STOPPED,
        ZFS_STOPPED,
        TARGET_KILLED,
        EXPORTER_KILLED,
        ZFS_KILLED,
        OWNER_KILLED,
        /** A zombie: taken over from while all its processes are stopped, which go on when another node has the pool. */
        OWNER_STOPPED
    }

    private static final List<Fault> STOPS = List.of(Fault.TARGET_STOPPED, Fault.EXPORTER_STOPPED, Fault.ZFS_STOPPED);
    private static final List<Fault> TAKEOVERS = List.of(Fault.ZFS_KILLED, Fault.OWNER_KILLED, Fault.OWNER_STOPPED);

    private final Random random = new Random(SEED);
    private final Deque<Fault> takeovers = new ArrayDeque<>();
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final Map<LabProcess, Long> stopped = new LinkedHashMap<>();
    private NodeName owner = D1;
    private ServiceLoop service;

    @Override
    Policy policy() {
        return Policy.builder(super.policy())
                .dropAfter(Duration.ofMillis(700))
                .holdDown(Duration.ofMillis(100))
                .brake(0.5)
                .build();
    }

    @Test
    void losesNothingThatWasAcknowledged() {
        withPool(Lab.builder().storageNodes(4).disks(2));
        say(FAULTS + " faults of seed " + SEED + "; -Dzsan.lab.seed=" + SEED + " draws them again");
        write();
        try (ServiceLoop loop = new ServiceLoop(san(), this::event)) {
            service = loop;
            while (count() < FAULTS) {
                spell();
                whole();
                check();
            }
        }
        assertThat(scrub(owner.text())).contains("with 0 errors").contains("No known data errors");
        check();
        say(done + ": " + journal().acknowledged() + " records acknowledged, none lost, longest stall "
                + seconds(journal().longestStall()) + ", " + service.rounds() + " rounds");
        if (FAULTS >= 100) {
            assertThat(done).containsOnlyKeys(Fault.values());
        }
        // The writer was let through between the faults.
        assertThat(journal().acknowledged()).isGreaterThan(2 * FAULTS);
    }

    private int count() {
        return done.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Two takeovers, two lost legs, the second of them when nobody is taken over from any more, and 46 stops. */
    private void spell() {
        List<Fault> losses = new ArrayList<>(List.of(Fault.TARGET_KILLED, Fault.EXPORTER_KILLED));
        Collections.shuffle(losses, random);
        List<Fault> first = new ArrayList<>(List.of(takeover(), takeover(), losses.get(0)));
        for (int i = 0; i < 20; i++) {
            first.add(one(STOPS));
        }
        Collections.shuffle(first, random);
        first.add(losses.get(1));
        first.forEach(fault -> make(fault, false));
        for (int i = 0; i < 26; i++) {
            make(one(STOPS), random.nextInt(3) == 0);
        }
    }

    /** Each kind in its turn, the order drawn anew. */
    private Fault takeover() {
        if (takeovers.isEmpty()) {
            List<Fault> all = new ArrayList<>(TAKEOVERS);
            Collections.shuffle(all, random);
            takeovers.addAll(all);
        }
        return takeovers.remove();
    }

    private Fault one(List<Fault> faults) {
        return faults.get(random.nextInt(faults.size()));
    }

    private void make(Fault fault, boolean lasting) {
        if (count() == FAULTS) {
            return;
        }
        done.merge(fault, 1, Integer::sum);
        event("fault " + count() + ": " + fault + (lasting ? " for long" : ""));
        Duration time = lasting ? millis(1500, 3500) : millis(20, 400);
        switch (fault) {
            case TARGET_STOPPED -> stop(storageNode().daemon(), time);
            case EXPORTER_STOPPED -> host().exporter(target(leg())).ifPresent(exporter -> stop(exporter, time));
            case ZFS_STOPPED -> stop(host().daemon(), time);
            case TARGET_KILLED -> {
                calm();
                StorageHost node = lab().storage(leg().id().node());
                node.daemon().kill();
                work(millis(0, 1500));
                node.boot();
            }
            case EXPORTER_KILLED -> {
                calm();
                host().exporter(target(leg())).orElseThrow().kill();
            }
            case ZFS_KILLED -> {
                calm();
                host().daemon().kill();
                takeOver();
            }
            case OWNER_KILLED -> {
                calm();
                boolean silent = random.nextBoolean();
                StorageHost node = storageNode();
                if (silent && inSync().size() == 3) {
                    stop(node.daemon(), time);
                }
                host().powerOff();
                takeOver();
            }
            case OWNER_STOPPED -> {
                calm();
                host().freeze();
                takeOver();
            }
        }
        work(millis(50, 400));
    }

    /** Stops a process for a while; one that is stopped already, for longer. */
    private void stop(LabProcess process, Duration time) {
        while (stopped.size() >= MOST_STOPPED) {
            work(Duration.ofMillis(10));
        }
        if (!process.alive()) {
            event("it is gone already");
            return;
        }
        if (!stopped.containsKey(process)) {
            process.stop();
        }
        stopped.merge(process, System.nanoTime() + time.toNanos(), Math::max);
    }

    /** Lets go on what has been stopped for long enough. */
    private void resumeDue(boolean all) {
        long now = System.nanoTime();
        for (LabProcess process : List.copyOf(stopped.keySet())) {
            if (all || stopped.get(process) - now <= 0) {
                stopped.remove(process);
                if (process.alive()) {
                    process.resume();
                }
            }
        }
    }

    private void takeOver() {
        NodeName old = owner;
        NodeName next = other();
        san().failover(POOL, next, PATIENCE);
        owner = next;
        resumeDue(true);
        assertThat(journal().mistakes(host())).isEmpty();
        write();
        // A zombie, if it is one, goes on; what it writes is not acknowledged, and not in the pool.
        lab().database(old).thaw();
        work(millis(200, 800));
        check();
        lab().database(old).reboot();
    }

    /** Until enough is there that something may be killed without a person being needed (R5). */
    private void calm() {
        resumeDue(true);
        service.await(
                "two legs to be in sync and connected, and the other node to be free",
                HEALING,
                r -> served(r) && inSync().size() >= 2 && free(r, other()));
        written(1);
    }

    /** Whether nothing is left on a node of what it had before it was taken over from. */
    private static boolean free(Round round, NodeName node) {
        return round.ledger()
                        .findDatabaseNode(node)
                        .flatMap(DatabaseNodeRecord::recyclingSince)
                        .isEmpty()
                && round.observation()
                        .databaseNode(node)
                        .filter(seen -> seen.poolsKnown()
                                && seen.pools().isEmpty()
                                && seen.sessions().isEmpty())
                        .isPresent();
    }

    private NodeName other() {
        return owner.equals(D1) ? D2 : D1;
    }

    /** Until the pool has healed. */
    private void whole() {
        resumeDue(true);
        service.await(
                "the pool to be whole",
                HEALING,
                r -> served(r) && r.ledger().pool(POOL).isWhole() && inSync().size() == 3);
    }

    private boolean served(Round round) {
        List<Iqn> connected = round.observation().databaseNode(owner).stream()
                .flatMap(node -> node.sessions().stream())
                .filter(SessionReport::connected)
                .map(SessionReport::target)
                .toList();
        return round.serves(POOL, owner) && inSync().stream().map(this::target).allMatch(connected::contains);
    }

    private void check() {
        written(1);
        assertThat(journal().mistakes(host())).isEmpty();
    }

    private void write() {
        journal().start(host(), Duration.ofMillis(5));
        written(1);
    }

    private void written(int records) {
        int goal = journal().acknowledgedToLatest() + records;
        until("records to be acknowledged", PATIENCE, () -> {
            resumeDue(false);
            return journal().acknowledgedToLatest() >= goal;
        });
    }

    private DatabaseHost host() {
        return lab().database(owner);
    }

    private LunRef leg() {
        // One draw, however many there are: a seed gives the same faults whatever the service has done meanwhile.
        List<LunRef> legs = inSync();
        return legs.get(random.nextInt(12) % legs.size());
    }

    private StorageHost storageNode() {
        List<StorageHost> all = lab().fleet().storageNodes().stream()
                .map(n -> lab().storage(n.name()))
                .toList();
        return all.get(random.nextInt(all.size()));
    }

    private Duration millis(int from, int to) {
        return Duration.ofMillis(from + random.nextInt(to - from));
    }

    /** Lets time pass, and what is stopped go on when its time has come. */
    private void work(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            resumeDue(false);
            pause(Duration.ofMillis(10));
        } while (System.nanoTime() < end);
    }
}
