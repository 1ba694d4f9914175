package io.zsan.samples.quickstart;

import io.zsan.San;
import io.zsan.decide.PoolSpec;
import io.zsan.error.CommandRefused;
import io.zsan.freebsd.FreeBsdFleet;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunState;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The six steps, and what became of them. */
final class Story {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration ZOMBIE_TRIES_FOR = Duration.ofSeconds(2);

    private final San san;
    private final FreeBsdFleet nodes;
    private final Lab lab;
    private final Console console;
    private final Journal journal;
    private final PoolSpec spec;
    private final NodeName standby;

    Story(San san, FreeBsdFleet nodes, Lab lab, Console console, Journal journal, PoolSpec spec, NodeName standby) {
        this.san = san;
        this.nodes = nodes;
        this.lab = lab;
        this.console = console;
        this.journal = journal;
        this.spec = spec;
        this.standby = standby;
    }

    /** What happened, counted by looking, not by remembering. */
    record Result(int acknowledged, int lost, int takeovers, int replaced, int recycled, int zombieWrites) {
        boolean good() {
            return acknowledged > 0 && equals(new Result(acknowledged, 0, 1, 1, 1, 0));
        }

        @Override
        public String toString() {
            return "acknowledged=" + acknowledged + " lost=" + lost + " takeovers=" + takeovers + " replaced="
                    + replaced + " recycled=" + recycled + " zombie-writes=" + zombieWrites;
        }
    }

    Result tell() {
        PoolName pool = spec.name();
        NodeName owner = spec.owner();

        console.chapter("1. create pool " + pool + " on " + owner + ", and write to it");
        san.createPool(spec, PATIENCE);
        List<LunRef> first = legs();
        acknowledgedMore(5, owner);

        LunRef victim = first.get(0);
        NodeName silent = victim.id().node();
        console.chapter("2. storage node " + silent + " goes silent");
        lab.silence(silent);
        san.await("the loss to be recorded", PATIENCE, r -> !counts(r.ledger(), victim));
        acknowledgedMore(1, owner);
        console.line("writes stood still for " + seconds(journal.longestStall()) + ", and go on");
        san.await(
                "pool " + pool + " to be whole again",
                PATIENCE,
                r -> r.ledger().pool(pool).isWhole());
        int replaced = (int) legs().stream().filter(l -> !first.contains(l)).count();
        acknowledgedMore(2, owner);

        console.chapter("3. storage node " + silent + " returns");
        lab.wake(silent);
        san.await("its LUN to be free again", PATIENCE, r -> free(r.ledger(), victim.id()));
        int recycled = (int) san.ledgerState().luns().stream()
                .filter(l -> l.state() == LunState.FREE && l.generation().number() > 1)
                .count();
        acknowledgedMore(2, owner);

        console.chapter("4. database node " + owner + " goes silent, but is not dead; " + standby + " takes over");
        san.step();
        lab.silence(owner);
        san.failover(pool, standby, PATIENCE);
        int takeovers = (int) (san.ledgerState().pool(pool).epoch().number() - 1);
        int before = journal.acknowledged();
        acknowledgedMore(1, standby);
        console.line("of the " + before + " records acknowledged so far, " + journal.lostBefore() + " are missing on "
                + standby);
        acknowledgedMore(5, standby);

        console.chapter("5. " + owner + " wakes up, and tries to write");
        lab.wake(owner);
        int zombieWrites = journal.append(runner(owner), ZOMBIE_TRIES_FOR) ? 1 : 0;
        console.line(
                zombieWrites == 0
                        ? "nothing was acknowledged to it; " + standby + " goes on"
                        : "a write of " + owner + " was acknowledged");
        acknowledgedMore(2, standby);

        console.chapter("6. " + owner + " is restarted, and gets the pool back in a planned switchover");
        san.recycle(owner, PATIENCE);
        san.switchover(pool, owner, PATIENCE);
        acknowledgedMore(5, owner);
        journal.stop();
        int lostAtEnd = journal.lost(runner(owner));
        return new Result(
                journal.acknowledged(), journal.lostBefore() + lostAtEnd, takeovers, replaced, recycled, zombieWrites);
    }

    private CommandRunner runner(NodeName node) {
        return nodes.runner(node);
    }

    private List<LunRef> legs() {
        return san.ledgerState().pool(spec.name()).legs().stream()
                .filter(Leg::isInSync)
                .map(Leg::lun)
                .toList();
    }

    private boolean counts(LedgerState ledger, LunRef lun) {
        return ledger.pool(spec.name()).findLeg(lun).filter(Leg::isInSync).isPresent();
    }

    private static boolean free(LedgerState ledger, LunId lun) {
        return ledger.findLun(lun).filter(r -> r.state() == LunState.FREE).isPresent();
    }

    /** Waits until so many further records are acknowledged, while zsan goes on watching. */
    private void acknowledgedMore(int records, NodeName node) {
        int goal = journal.acknowledged() + records;
        san.await(records + " records to be acknowledged", PATIENCE, r -> journal.acknowledged() >= goal);
        if (journal.acknowledged() < goal) {
            throw new CommandRefused("writes on " + node + " do not go on");
        }
        console.line(journal.acknowledged() + " records acknowledged");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
