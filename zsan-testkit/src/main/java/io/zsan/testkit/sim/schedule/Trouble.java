package io.zsan.testkit.sim.schedule;

import io.zsan.testkit.sim.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws what goes wrong: single faults of every kind, and incidents in which several go together. */
final class Trouble {
    /** Names that pools are created under later, some of them again and again. */
    private static final List<String> NAMES = List.of("q1", "q2");

    /** How many sorts of nonsense there are. */
    private static final int NONSENSE = 18;

    private final SplittableRandom random;
    private final Setup setup;
    private final List<FaultKind> kinds;
    /** Whether people ask and do things at odd moments, too. */
    private final boolean odd;

    private final List<Fault> faults = new ArrayList<>();

    Trouble(SplittableRandom random, Setup setup, List<FaultKind> kinds) {
        this.random = random;
        this.setup = setup;
        this.kinds = kinds;
        this.odd = kinds.stream().anyMatch(FaultKind::rough);
    }

    /** Between {@code least} and {@code most} things that go wrong within a time. */
    List<Fault> draw(Duration from, Duration within, int least, int most) {
        int many = least + random.nextInt(most - least + 1);
        for (int i = 0; i < many; i++) {
            Duration at = from.plus(Streams.between(random, Duration.ZERO, within));
            if (odd && random.nextInt(3) == 0) {
                new OddMoments(this, random, setup.policy().disconnectMode()).incident(at);
            } else if (random.nextInt(4) == 0) {
                incident(at);
            } else {
                single(at, kinds.get(random.nextInt(kinds.size())));
            }
        }
        return faults;
    }

    void single(Duration at, FaultKind kind) {
        switch (kind) {
            case STORAGE_CRASH, STORAGE_PAUSE, STORAGE_FLAP, STORAGE_RENUMBER -> add(at, kind, storage(), "");
            case STORAGE_POWER_CYCLE, TARGET_STOP -> add(at, kind, storage(), "", Duration.ZERO);
            case LINK_CUT, LINK_ANSWERS_LOST, LINK_REQUESTS_LOST, LINK_DELAY, LINK_FLAP ->
                add(at, kind, database(), storage());
            case DATABASE_ISOLATED, DATABASE_CRASH, DATABASE_PAUSE, DATABASE_UNREACHABLE ->
                add(at, kind, database(), "");
            case DATABASE_WEDGE -> add(at, kind, database(), "", Duration.ZERO);
            case DISK_WRITE_ERRORS, DISK_READ_ERRORS ->
                add(at, kind, storage(), Integer.toString(random.nextInt(setup.disks())));
            // A leg counts as slow only after a minute of it (S20).
            case DISK_SLOW ->
                add(
                        at,
                        kind,
                        storage(),
                        Integer.toString(random.nextInt(setup.disks())),
                        longer(lasts().plusSeconds(60L * random.nextInt(3))));
            case CONTROLLER_CRASH, CONTROLLER_PAUSE, LEDGER_CUT -> add(at, kind, controller(), "");
            case CONTROL_CUT, REPLIES_LOST, COMMANDS_HELD ->
                add(
                        at,
                        kind,
                        kind == FaultKind.CONTROL_CUT ? controller() : node(),
                        kind == FaultKind.CONTROL_CUT ? node() : "");
            case LEDGER_REPLIES_LOST, LEDGER_COMMITS_LATE -> add(at, kind, "ledger", "");
            case CLOCK_JUMP -> add(at, kind, controller(), "", jump());
            case NODE_CLOCK_JUMP -> add(at, kind, node(), "", jump());
            case ASK_FAILOVER, ASK_SWITCHOVER -> add(at, kind, pool(), database(), Duration.ZERO);
            case ASK_PLAN -> add(at, kind, pool(), database(), Duration.ZERO);
            case ASK_CANCEL_SWITCHOVER -> changeOfMind(at);
            case ASK_RECYCLE -> add(at, kind, database(), "", Duration.ZERO);
            case ASK_CREATE, ASK_PLAN_CREATE -> add(at, kind, name(), database(), Duration.ZERO);
            case ASK_CANCEL_CREATE -> createdAndNot(at);
            case ASK_ACCEPT -> accepted(at);
            case ASK_ENROL -> add(at, kind, "fleet", "", Duration.ZERO);
            case PERSON_OFFLINES, PERSON_LOGS_OUT, PERSON_CHANGES_SECRET ->
                add(at, kind, pool(), Integer.toString(random.nextInt(4)), Duration.ZERO);
            case PERSON_EXPORTS, PERSON_UNMOUNTS, PERSON_CACHES -> add(at, kind, pool(), "", Duration.ZERO);
            case PERSON_STAMPS -> add(at, kind, pool(), Integer.toString(random.nextInt(4)), lasts());
            case PERSON_EMPTIES_TARGET -> add(at, kind, storage(), "", Duration.ZERO);
            case ASK_NONSENSE -> add(at, kind, pool(), Integer.toString(random.nextInt(NONSENSE)), Duration.ZERO);
            case ASK_EDITED_FLEET -> add(at, kind, storage(), edit(), Duration.ZERO);
            case ASK_WATCH -> add(at, kind, pool(), database());
            case FOREIGN_POOL, FOREIGN_COPY ->
                add(at, kind, random.nextBoolean() ? pool() : name(), database(), Duration.ZERO);
        }
    }

    /** What goes wrong together in the wild. */
    private void incident(Duration at) {
        switch (random.nextInt(9)) {
            case 0 -> rack(at);
            case 1 -> minority(at);
            case 2 -> oneAfterTheOther(at);
            case 3 -> blackout(at);
            case 4 -> cycledWhileFrozen(at);
            case 5 -> zombie(at);
            case 6 -> lateController(at);
            case 7 -> lastLeg(at);
            default -> replacedThenGone(at);
        }
    }

    /** A rack loses its power: a database node and a storage node at once (S5). */
    private void rack(Duration at) {
        Duration lasts = lasts();
        add(at, FaultKind.DATABASE_CRASH, database(), "", lasts);
        add(at, FaultKind.STORAGE_CRASH, storage(), "", lasts);
    }

    /** A database node keeps some storage nodes to itself, away from everybody else; another takes over (S1, S25). */
    private void minority(Duration at) {
        String zombie = database();
        Duration lasts = lasts();
        add(at, FaultKind.DATABASE_UNREACHABLE, zombie, "", lasts);
        for (int i = 1; i <= setup.storageNodes(); i++) {
            if (random.nextInt(3) > 0) {
                add(at, FaultKind.LINK_CUT, zombie, "s" + i, longer(lasts));
            } else {
                for (int c = 1; c <= setup.controllers(); c++) {
                    add(at, FaultKind.CONTROL_CUT, "c" + c, "s" + i, longer(lasts));
                }
            }
        }
        add(at.plusSeconds(1), FaultKind.ASK_FAILOVER, pool(), database(), Duration.ZERO);
    }

    /** Storage nodes go one after the other, and come back in the same order: the first one is stale (S2, S4). */
    private void oneAfterTheOther(Duration at) {
        int first = 1 + random.nextInt(setup.storageNodes());
        for (int i = 0; i < 3; i++) {
            add(
                    at.plusSeconds(25L * i),
                    random.nextBoolean() ? FaultKind.STORAGE_CRASH : FaultKind.STORAGE_PAUSE,
                    "s" + (1 + (first + i) % setup.storageNodes()),
                    "",
                    Duration.ofMinutes(1));
        }
    }

    /** The power fails everywhere, and comes back by and by. */
    private void blackout(Duration at) {
        Duration lasts = lasts();
        for (int i = 1; i <= setup.storageNodes(); i++) {
            add(at, FaultKind.STORAGE_CRASH, "s" + i, "", longer(lasts));
        }
        for (int i = 1; i <= setup.databaseNodes(); i++) {
            if (random.nextBoolean()) {
                add(at, FaultKind.DATABASE_CRASH, "d" + i, "", longer(lasts));
            }
        }
    }

    /** A storage node is cycled while a session is frozen (S21), and the owner goes soon after. */
    private void cycledWhileFrozen(Duration at) {
        String node = storage();
        add(at, FaultKind.STORAGE_PAUSE, node, "", Duration.ofSeconds(4));
        add(at.plusSeconds(4), FaultKind.STORAGE_POWER_CYCLE, node, "", Duration.ZERO);
        add(at.plusSeconds(8 + random.nextInt(20)), FaultKind.DATABASE_CRASH, database(), "", lasts());
    }

    /** The owner stands still, another takes over, it wakes. */
    private void zombie(Duration at) {
        add(at, FaultKind.DATABASE_PAUSE, database(), "", Duration.ofSeconds(20 + random.nextInt(60)));
        add(at.plusSeconds(2), FaultKind.ASK_FAILOVER, pool(), database(), Duration.ZERO);
    }

    /**
     * A controller stands still in the middle of a takeover, another one goes on, and the next takeover comes; what the
     * first one sent is still on its way (S22).
     */
    private void lateController(Duration at) {
        String pool = pool();
        add(at, FaultKind.ASK_FAILOVER, pool, database(), Duration.ZERO);
        for (int i = 1; i <= setup.storageNodes(); i++) {
            add(at.plusSeconds(2), FaultKind.COMMANDS_HELD, "s" + i, "", Duration.ofSeconds(8));
        }
        if (random.nextBoolean()) {
            add(
                    at.plusMillis(2000 + random.nextInt(9000)),
                    FaultKind.CONTROLLER_PAUSE,
                    controller(),
                    "",
                    Duration.ofSeconds(25 + random.nextInt(60)));
        }
        add(at.plusSeconds(20 + random.nextInt(25)), FaultKind.ASK_FAILOVER, pool, database(), Duration.ZERO);
    }

    /** A database node loses all its storage nodes but one for a while, and later that one dies with it. */
    private void lastLeg(Duration at) {
        String owner = database();
        int kept = 1 + random.nextInt(setup.storageNodes());
        Duration cut = Duration.ofSeconds(20 + random.nextInt(20));
        for (int i = 1; i <= setup.storageNodes(); i++) {
            if (i != kept) {
                add(at, FaultKind.LINK_CUT, owner, "s" + i, cut);
            }
        }
        Duration dies = at.plus(cut).plusMillis(random.nextInt(8000) - 4000);
        add(dies, FaultKind.DATABASE_CRASH, owner, "", longer(Duration.ofSeconds(20)));
        add(dies, FaultKind.STORAGE_CRASH, "s" + kept, "", longer(Duration.ofSeconds(40)));
    }

    /** Two storage nodes die, their legs are replaced, and in the middle of that the third goes, and the owner (S14). */
    private void replacedThenGone(Duration at) {
        int first = 1 + random.nextInt(setup.storageNodes());
        for (int i = 0; i < 2; i++) {
            add(at, FaultKind.STORAGE_CRASH, "s" + (1 + (first + i) % setup.storageNodes()), "", Duration.ofMinutes(2));
        }
        Duration dies = at.plusSeconds(20 + random.nextInt(40));
        add(dies, FaultKind.STORAGE_CRASH, "s" + (1 + (first + 2) % setup.storageNodes()), "", Duration.ofMinutes(1));
        add(dies, FaultKind.DATABASE_CRASH, database(), "", lasts());
    }

    Duration longer(Duration than) {
        return than.plusMillis(random.nextInt(10_000));
    }

    void add(Duration at, FaultKind kind, String on, String other) {
        add(at, kind, on, other, lasts());
    }

    void add(Duration at, FaultKind kind, String on, String other, Duration lasts) {
        faults.add(new Fault(at, kind, on, other, lasts));
    }

    /** A switchover is asked for, and taken back soon after; its owner may have let go of the pool by then. */
    private void changeOfMind(Duration at) {
        String pool = pool();
        add(at, FaultKind.ASK_SWITCHOVER, pool, database(), Duration.ZERO);
        add(at.plusMillis(random.nextInt(8000)), FaultKind.ASK_CANCEL_SWITCHOVER, pool, "", Duration.ZERO);
    }

    /** A pool is asked for, and taken back while it is being created, or long after; its name is used again. */
    private void createdAndNot(Duration at) {
        String name = name();
        String owner = database();
        add(at, FaultKind.ASK_CREATE, name, owner, Duration.ZERO);
        if (random.nextBoolean()) {
            add(at, FaultKind.DATABASE_UNREACHABLE, owner, "", lasts());
        }
        Duration taken = at.plusMillis(random.nextInt(15_000));
        add(taken, FaultKind.ASK_CANCEL_CREATE, name, "", Duration.ZERO);
        if (random.nextBoolean()) {
            add(taken.plusSeconds(1 + random.nextInt(40)), FaultKind.ASK_CREATE, name, database(), Duration.ZERO);
        }
    }

    /** A person takes over and accepts a loss in the same breath, before anybody knows whether there is one. */
    private void accepted(Duration at) {
        String pool = pool();
        if (random.nextBoolean()) {
            add(at, FaultKind.ASK_FAILOVER, pool, database(), Duration.ZERO);
        }
        add(
                at.plusMillis(random.nextInt(20_000)),
                FaultKind.ASK_ACCEPT,
                pool,
                Integer.toString(random.nextInt(16)),
                Duration.ZERO);
    }

    private String edit() {
        return List.of(FleetEdit.values())
                .get(random.nextInt(FleetEdit.values().length))
                .name();
    }

    String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    /** Mostly short, sometimes longer than anybody waits. */
    Duration lasts() {
        double exponent = random.nextDouble() * 5.2;
        return Duration.ofMillis((long) (500 * Math.exp(exponent)));
    }

    /** The same befalls all disks of a storage node. */
    void everyDisk(Duration at, FaultKind kind, String storage, Duration lasts) {
        for (int disk = 0; disk < setup.disks(); disk++) {
            add(at, kind, storage, Integer.toString(disk), lasts);
        }
    }

    /** Pools of that name turn up on all database nodes that have none. */
    void strangers(Duration at, String pool) {
        for (int i = 1; i <= setup.databaseNodes(); i++) {
            add(at, FaultKind.FOREIGN_POOL, pool, "d" + i, Duration.ZERO);
        }
    }

    private Duration jump() {
        return Duration.ofSeconds(random.nextInt(7200) - 3600);
    }

    String storage() {
        return "s" + (1 + random.nextInt(setup.storageNodes()));
    }

    String database() {
        return "d" + (1 + random.nextInt(setup.databaseNodes()));
    }

    private String node() {
        return random.nextBoolean() ? storage() : database();
    }

    String controller() {
        return "c" + (1 + random.nextInt(setup.controllers()));
    }

    String pool() {
        return setup.pools().get(random.nextInt(setup.pools().size())).name();
    }
}
