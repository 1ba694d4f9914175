package io.zsan.testkit.sim.edge;

import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.MirrorRole;
import io.zsan.model.PoolName;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.Mirror;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.Resilver;
import io.zsan.testkit.world.ScanSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code zpool status} and its like say of a pool. */
final class PoolView {
    private static final String SERIAL = "/dev/diskid/DISK-";
    private static final String STAMP = "zsan:";

    private PoolView() {}

    static PoolReport of(Pool pool, long now) {
        List<MirrorReport> mirrors = new ArrayList<>();
        for (Mirror mirror : pool.mirrors()) {
            List<LegReport> legs = new ArrayList<>();
            for (Mirror.Slot slot : mirror.slots()) {
                for (Leaf leaf : slot.leaves()) {
                    legs.add(leg(leaf, slot.replacing()));
                }
            }
            mirrors.add(new MirrorReport(
                    mirror.guid(), mirror.isLog() ? MirrorRole.LOG : MirrorRole.DATA, mirror.state(), legs));
        }
        boolean mounted = pool.datasets().values().stream().allMatch(m -> m);
        boolean cached = !pool.properties().getOrDefault("cachefile", "").equals("none");
        return new PoolReport(
                new PoolName(pool.name()),
                pool.guid(),
                pool.suspended() ? VdevState.SUSPENDED : pool.state(),
                stamp(pool.properties().getOrDefault("comment", "")),
                mirrors,
                scan(pool, now),
                mounted,
                cached,
                pool.damaged());
    }

    private static LegReport leg(Leaf leaf, Optional<Guid> replacing) {
        long errors = leaf.readErrors() + leaf.writeErrors() + leaf.checksumErrors();
        return new LegReport(
                leaf.guid(),
                serial(leaf),
                leaf.state(),
                errors,
                replacing,
                leaf.resilvering(),
                Optional.of(leaf.latency()));
    }

    static Optional<String> serial(Leaf leaf) {
        return leaf.path().startsWith(SERIAL) ? Optional.of(leaf.path().substring(SERIAL.length())) : Optional.empty();
    }

    /** The comment that carries an epoch. */
    static String comment(Epoch epoch) {
        return STAMP + epoch.number();
    }

    static Optional<Epoch> stamp(String comment) {
        return comment.startsWith(STAMP)
                ? Optional.of(new Epoch(Long.parseLong(comment.substring(STAMP.length()))))
                : Optional.empty();
    }

    private static Optional<ScanReport> scan(Pool pool, long now) {
        Optional<Resilver> running = pool.resilvers().running();
        if (running.isPresent()) {
            Resilver r = running.get();
            long rate = r.issued() / r.seconds(now);
            return Optional.of(new ScanReport(
                    true,
                    ScanReport.State.RUNNING,
                    0,
                    100.0 * r.issued() / Math.max(1, r.total()),
                    r.issued(),
                    r.total(),
                    rate,
                    Optional.empty(),
                    "since " + r.start()));
        }
        return pool.resilvers().last().map(PoolView::ended);
    }

    private static ScanReport ended(ScanSummary last) {
        return new ScanReport(
                true,
                ScanReport.State.FINISHED,
                last.errors(),
                100,
                last.bytes(),
                last.bytes(),
                0,
                Optional.empty(),
                "until " + last.end());
    }
}
