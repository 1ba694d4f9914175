package io.zsan.testkit.scenario;

import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.FaultKind;
import java.time.Duration;

/** A second of a scenario, and what goes wrong or is asked for then. */
record Moment(Duration second) {
    static Moment at(double second) {
        return new Moment(Scenario.time(second));
    }

    /** Something that begins, and lasts. */
    record Spell(Moment moment, FaultKind kind, String on, String other) {
        Fault forSeconds(double seconds) {
            return new Fault(moment.second, kind, on, other, Scenario.time(seconds));
        }

        /** Until that second of the story. */
        Fault until(double second) {
            return forSeconds(second - moment.second.toMillis() / 1000.0);
        }
    }

    /** Kinds whose length is how far a clock jumps. */
    static boolean jumps(FaultKind kind) {
        return kind == FaultKind.CLOCK_JUMP || kind == FaultKind.NODE_CLOCK_JUMP;
    }

    /** A node loses its power. */
    Spell crash(String node) {
        return spell(isStorage(node) ? FaultKind.STORAGE_CRASH : FaultKind.DATABASE_CRASH, node, "");
    }

    /** A node stands still, forgets nothing, and wakes. */
    Spell pause(String node) {
        return spell(isStorage(node) ? FaultKind.STORAGE_PAUSE : FaultKind.DATABASE_PAUSE, node, "");
    }

    /** A storage node loses its power for a moment. */
    Fault powerCycle(String storage) {
        return now(FaultKind.STORAGE_POWER_CYCLE, storage, "");
    }

    /** A storage node bounces: pauses and power cycles in turn. */
    Spell flap(String storage) {
        return spell(FaultKind.STORAGE_FLAP, storage, "");
    }

    /** A storage node loses its power, and names its disks otherwise when it is back. */
    Spell renumber(String storage) {
        return spell(FaultKind.STORAGE_RENUMBER, storage, "");
    }

    /** The storage network between a database node and a storage node is cut; or a controller does not reach a node. */
    Spell cut(String from, String to) {
        return spell(from.startsWith("c") ? FaultKind.CONTROL_CUT : FaultKind.LINK_CUT, from, to);
    }

    /** A database node reaches no storage node. */
    Spell isolate(String database) {
        return spell(FaultKind.DATABASE_ISOLATED, database, "");
    }

    /** No controller reaches a database node, which works on. */
    Spell cutOperatorsOff(String database) {
        return spell(FaultKind.DATABASE_UNREACHABLE, database, "");
    }

    /** Writes to the first disk of a storage node fail. */
    Spell failWrites(String storage) {
        return spell(FaultKind.DISK_WRITE_ERRORS, storage, "0");
    }

    /** Reads from the first disk of a storage node fail, labels included. */
    Spell failReads(String storage) {
        return spell(FaultKind.DISK_READ_ERRORS, storage, "0");
    }

    /** The first disk of a storage node takes its time. */
    Spell slow(String storage) {
        return spell(FaultKind.DISK_SLOW, storage, "0");
    }

    /** ZFS on a database node hangs until it is restarted. */
    Fault wedge(String database) {
        return now(FaultKind.DATABASE_WEDGE, database, "");
    }

    /** The process of a controller dies, and another one starts in its place later. */
    Spell kill(String controller) {
        return spell(FaultKind.CONTROLLER_CRASH, controller, "");
    }

    /** Some commands to a node arrive late, long after they were sent. */
    Spell holdCommands(String node) {
        return spell(FaultKind.COMMANDS_HELD, node, "");
    }

    /** The ledger takes commits, and some of its answers are lost. */
    Spell loseLedgerReplies() {
        return spell(FaultKind.LEDGER_REPLIES_LOST, "ledger", "");
    }

    /** The ledger answers nothing to commits, of which some are lost and some arrive late. */
    Spell delayCommits() {
        return spell(FaultKind.LEDGER_COMMITS_LATE, "ledger", "");
    }

    /** The wall clock of a controller or a node jumps. */
    Fault jumpClock(String on, double seconds) {
        FaultKind kind = on.startsWith("c") ? FaultKind.CLOCK_JUMP : FaultKind.NODE_CLOCK_JUMP;
        return new Fault(second, kind, on, "", Scenario.time(seconds));
    }

    /** The host application asks for a takeover. */
    Fault failover(String pool, String to) {
        return now(FaultKind.ASK_FAILOVER, pool, to);
    }

    /** The host application asks for a database node to be restarted. */
    Fault recycle(String database) {
        return now(FaultKind.ASK_RECYCLE, database, "");
    }

    private Fault now(FaultKind kind, String on, String other) {
        return new Fault(second, kind, on, other, Duration.ZERO);
    }

    private Spell spell(FaultKind kind, String on, String other) {
        return new Spell(this, kind, on, other);
    }

    private static boolean isStorage(String node) {
        return node.startsWith("s");
    }
}
