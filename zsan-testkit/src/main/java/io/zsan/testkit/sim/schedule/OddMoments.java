package io.zsan.testkit.sim.schedule;

import io.zsan.decide.DisconnectMode;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Incidents in which people ask for something, or do something, at the very moment when it fits least. */
final class OddMoments {
    private final Trouble trouble;
    private final SplittableRandom random;
    private final DisconnectMode mode;

    OddMoments(Trouble trouble, SplittableRandom random, DisconnectMode mode) {
        this.trouble = trouble;
        this.random = random;
        this.mode = mode;
    }

    void incident(Duration at) {
        switch (random.nextInt(12)) {
            case 0 -> bornInTrouble(at);
            case 1 -> strangerOfThatName(at);
            case 2 -> exportedAndWantedBack(at);
            case 3 -> switchedInTrouble(at);
            case 4 -> importedInTrouble(at);
            case 5 -> filledInTrouble(at);
            case 6 -> restartedInTrouble(at);
            case 7 -> scribbled(at);
            case 8 -> filledInDoubt(at);
            case 9 -> slowInTrouble(at);
            case 10 -> wedgedInTrouble(at);
            default -> watched(at);
        }
    }

    /** A pool comes to be while its record cannot follow, and is hurt or taken back before it is recorded. */
    private void bornInTrouble(Duration at) {
        String name = trouble.name();
        String owner = trouble.database();
        ask(at, FaultKind.ASK_CREATE, name, owner);
        trouble.add(at.plusMillis(3500), FaultKind.LEDGER_COMMITS_LATE, "ledger", "", Duration.ofSeconds(20));
        some(
                1 + random.nextInt(3),
                at,
                6,
                20,
                FaultKind.STORAGE_CRASH,
                FaultKind.STORAGE_POWER_CYCLE,
                FaultKind.DISK_WRITE_ERRORS,
                FaultKind.TARGET_STOP,
                FaultKind.PERSON_EMPTIES_TARGET);
        if (random.nextBoolean()) {
            trouble.add(later(at, 6, 20), FaultKind.PERSON_STAMPS, name, stamp(), Duration.ofSeconds(20));
        }
        ask(later(at, 6, 25), FaultKind.ASK_CANCEL_CREATE, name, "");
        ask(later(at, 10, 40), oneOf(FaultKind.ASK_CANCEL_CREATE, FaultKind.ASK_ACCEPT), name, "0");
        ask(later(at, 25, 60), FaultKind.ASK_CREATE, name, owner);
    }

    /** A pool of somebody else stands where one of that name is to be created; it may even carry its stamp. */
    private void strangerOfThatName(Duration at) {
        String name = trouble.name();
        String owner = trouble.database();
        ask(at, oneOf(FaultKind.FOREIGN_POOL, FaultKind.FOREIGN_COPY), name, owner);
        ask(later(at, 2, 3), FaultKind.ASK_CREATE, name, owner);
        ask(later(at, 8, 25), FaultKind.ASK_CANCEL_CREATE, name, "");
    }

    /** A person exports a pool by hand, and asks for it back where it was, or elsewhere. */
    private void exportedAndWantedBack(Duration at) {
        String pool = trouble.pool();
        trouble.add(at, FaultKind.PERSON_EXPORTS, pool, "", Duration.ZERO);
        ask(later(at, 1, 5), FaultKind.ASK_FAILOVER, pool, trouble.database());
        ask(later(at, 1, 8), oneOf(FaultKind.ASK_FAILOVER, FaultKind.ASK_WATCH), pool, trouble.database());
    }

    /** While a pool is on its way from one node to another, somebody or something comes between. */
    private void switchedInTrouble(Duration from) {
        Duration at = from.plusSeconds(10);
        String pool = trouble.pool();
        String to = trouble.database();
        if (random.nextInt(3) == 0) {
            trouble.add(from, FaultKind.STORAGE_CRASH, trouble.storage(), "", Duration.ofSeconds(50));
        }
        ask(at, FaultKind.ASK_SWITCHOVER, pool, to);
        if (random.nextBoolean()) {
            ask(at.plusMillis(50), FaultKind.ASK_SWITCHOVER, trouble.pool(), trouble.database());
        }
        if (random.nextInt(4) == 0) {
            // All legs at once: the pool is suspended.
            for (int leg = 0; leg < 4; leg++) {
                trouble.add(at.minusMillis(300), FaultKind.PERSON_LOGS_OUT, pool, "" + leg, Duration.ZERO);
            }
        } else if (random.nextInt(3) == 0) {
            if (random.nextBoolean()) {
                ask(at.minusMillis(200), FaultKind.PERSON_UNMOUNTS, pool, "");
            } else {
                trouble.add(at.minusMillis(200), FaultKind.PERSON_STAMPS, pool, stamp(), Duration.ofSeconds(10));
            }
            ask(later(at, 0, 1), FaultKind.ASK_CANCEL_SWITCHOVER, pool, "");
        } else if (random.nextInt(3) == 0) {
            trouble.strangers(later(at, 2, 9), pool);
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            Duration then = later(at, 0, 8);
            FaultKind kind = oneOf(
                    FaultKind.ASK_SWITCHOVER,
                    FaultKind.ASK_RECYCLE,
                    FaultKind.PERSON_UNMOUNTS,
                    FaultKind.PERSON_STAMPS,
                    FaultKind.FOREIGN_POOL,
                    FaultKind.CONTROLLER_CRASH,
                    FaultKind.DATABASE_ISOLATED,
                    FaultKind.STORAGE_CRASH,
                    FaultKind.ASK_CANCEL_SWITCHOVER);
            switch (kind) {
                case ASK_SWITCHOVER -> ask(then, kind, pool, random.nextBoolean() ? to : trouble.database());
                case PERSON_UNMOUNTS, ASK_CANCEL_SWITCHOVER -> ask(then, kind, pool, "");
                case PERSON_STAMPS -> trouble.add(then, kind, pool, stamp(), Duration.ofSeconds(10));
                case FOREIGN_POOL -> ask(then, kind, pool, trouble.database());
                case CONTROLLER_CRASH -> trouble.add(then, kind, trouble.controller(), "", Duration.ofSeconds(1));
                default -> trouble.single(then, kind);
            }
        }
        ask(later(at, 1, 12), FaultKind.ASK_CANCEL_SWITCHOVER, pool, "");
    }

    /** Storage nodes go between the clearance of their legs and the import, and a person accepts what is left. */
    private void importedInTrouble(Duration at) {
        String pool = trouble.pool();
        ask(at, FaultKind.ASK_FAILOVER, pool, trouble.database());
        some(1 + random.nextInt(3), at, 4, 14, FaultKind.STORAGE_CRASH, FaultKind.STORAGE_PAUSE, FaultKind.TARGET_STOP);
        // In FAIL mode who accepts too soon has two owners: the old one goes on with a leg that is not fenced yet (R2).
        for (int i = mode == DisconnectMode.FREEZE ? random.nextInt(3) : -1; i >= 0; i--) {
            ask(later(at, 8, 30), FaultKind.ASK_ACCEPT, pool, Integer.toString(random.nextInt(16)));
        }
    }

    /** A fresh leg is being filled while disks fail, nodes bounce, and people meddle. */
    private void filledInTrouble(Duration at) {
        String pool = trouble.pool();
        trouble.add(at, FaultKind.STORAGE_CRASH, trouble.storage(), "", Duration.ofSeconds(40 + random.nextInt(60)));
        if (random.nextBoolean()) {
            trouble.add(later(at, 10, 20), FaultKind.ASK_WATCH, pool, trouble.database(), Duration.ofSeconds(50));
        }
        some(
                1 + random.nextInt(4),
                at,
                18,
                60,
                FaultKind.DISK_READ_ERRORS,
                FaultKind.DISK_WRITE_ERRORS,
                FaultKind.STORAGE_FLAP,
                FaultKind.STORAGE_POWER_CYCLE,
                FaultKind.LINK_CUT,
                FaultKind.PERSON_OFFLINES,
                FaultKind.PERSON_LOGS_OUT,
                FaultKind.PERSON_CHANGES_SECRET);
    }

    /** A fresh leg is filled from legs that cannot be read in places, so that nobody knows what the others lack. */
    private void filledInDoubt(Duration at) {
        trouble.add(at, FaultKind.STORAGE_CRASH, trouble.storage(), "", Duration.ofSeconds(60 + random.nextInt(60)));
        FaultKind kind = oneOf(FaultKind.DISK_READ_ERRORS, FaultKind.DISK_READ_ERRORS, FaultKind.DISK_WRITE_ERRORS);
        Duration from = later(at, 16, 40);
        for (int i = 1 + random.nextInt(2); i >= 0; i--) {
            trouble.everyDisk(from, kind, trouble.storage(), Duration.ofSeconds(5 + random.nextInt(40)));
        }
        some(
                1 + random.nextInt(4),
                at,
                25,
                100,
                FaultKind.STORAGE_CRASH,
                FaultKind.STORAGE_POWER_CYCLE,
                FaultKind.DISK_SLOW,
                FaultKind.PERSON_LOGS_OUT,
                FaultKind.PERSON_OFFLINES);
    }

    /** A disk is slow for long, while others come and go. */
    private void slowInTrouble(Duration at) {
        trouble.everyDisk(at, FaultKind.DISK_SLOW, trouble.storage(), Duration.ofSeconds(150 + random.nextInt(60)));
        some(
                2 + random.nextInt(3),
                at,
                40,
                120,
                FaultKind.STORAGE_PAUSE,
                FaultKind.STORAGE_CRASH,
                FaultKind.PERSON_OFFLINES);
        if (random.nextBoolean()) {
            for (int i = 0; i < 2; i++) {
                trouble.add(
                        later(at, 40, 80),
                        FaultKind.CONTROL_CUT,
                        trouble.controller(),
                        trouble.storage(),
                        Duration.ofSeconds(60));
            }
        }
    }

    /** ZFS hangs on an owner that had a bad disk, and then its legs go one after the other. */
    private void wedgedInTrouble(Duration at) {
        String owner = trouble.database();
        if (random.nextBoolean()) {
            trouble.everyDisk(at, FaultKind.DISK_WRITE_ERRORS, trouble.storage(), Duration.ofSeconds(10));
        }
        trouble.add(later(at, 1, 6), FaultKind.DATABASE_WEDGE, owner, "", Duration.ZERO);
        some(
                1 + random.nextInt(3),
                at,
                2,
                20,
                FaultKind.STORAGE_CRASH,
                FaultKind.STORAGE_PAUSE,
                FaultKind.PERSON_LOGS_OUT);
    }

    /** A node is to be restarted, and is given something to do before it is. */
    private void restartedInTrouble(Duration at) {
        String node = trouble.database();
        if (random.nextBoolean()) {
            trouble.add(at, FaultKind.REPLIES_LOST, node, "", Duration.ofSeconds(3));
        }
        ask(at, FaultKind.ASK_RECYCLE, node, "");
        // Two services may each see the ledger as it was before the other one wrote.
        ask(
                at.plusMillis(random.nextInt(random.nextBoolean() ? 100 : 2000)),
                FaultKind.ASK_CREATE,
                trouble.name(),
                node);
        ask(
                later(at, 0, 4),
                oneOf(FaultKind.ASK_SWITCHOVER, FaultKind.ASK_FAILOVER, FaultKind.ASK_PLAN),
                trouble.pool(),
                node);
    }

    /** A person who gets nothing right. */
    private void scribbled(Duration at) {
        some(
                1 + random.nextInt(6),
                at,
                0,
                30,
                FaultKind.ASK_NONSENSE,
                FaultKind.ASK_NONSENSE,
                FaultKind.ASK_EDITED_FLEET);
    }

    /** A person plans all the time, while nodes go and come. */
    private void watched(Duration at) {
        trouble.add(at, FaultKind.ASK_WATCH, trouble.pool(), trouble.database(), Duration.ofSeconds(60));
        some(
                2 + random.nextInt(2),
                at,
                0,
                30,
                FaultKind.STORAGE_CRASH,
                FaultKind.STORAGE_POWER_CYCLE,
                FaultKind.STORAGE_PAUSE,
                FaultKind.PERSON_LOGS_OUT,
                FaultKind.PERSON_OFFLINES,
                FaultKind.DISK_WRITE_ERRORS,
                FaultKind.ASK_SWITCHOVER,
                FaultKind.ASK_RECYCLE);
    }

    /** So many of these, each between so many seconds after a moment. */
    private void some(int times, Duration after, int least, int most, FaultKind... kinds) {
        for (int i = 0; i < times; i++) {
            trouble.single(later(after, least, most), oneOf(kinds));
        }
    }

    private void ask(Duration at, FaultKind kind, String on, String other) {
        trouble.add(at, kind, on, other, kind == FaultKind.ASK_WATCH ? Duration.ofSeconds(20) : Duration.ZERO);
    }

    private String stamp() {
        return Integer.toString(random.nextInt(4));
    }

    private FaultKind oneOf(FaultKind... kinds) {
        return List.of(kinds).get(random.nextInt(kinds.length));
    }

    private Duration later(Duration than, int least, int most) {
        return than.plusMillis(1000L * least + random.nextInt(1000 * (most - least)));
    }
}
