package io.zsan.paper;

import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.proof.ImportOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What becomes of a pool's status. */
public final class Pools {
    private Pools() {}

    /** The GUID that a projection gives a leaf on a LUN. */
    public static Guid guid(LunRef lun) {
        return new Guid(lun.toString().hashCode() | 1L << 62);
    }

    static List<LegReport> online(MirrorReport mirror) {
        return mirror.legs().stream().filter(l -> l.state() == VdevState.ONLINE).toList();
    }

    public static PoolReport legs(PoolReport pool, UnaryOperator<LegReport> change) {
        return mirrorLegs(pool, m -> m.stream().map(change).toList());
    }

    private static PoolReport mirrorLegs(PoolReport p, UnaryOperator<List<LegReport>> change) {
        return mirrors(p, m -> m.withLegs(change.apply(m.legs())));
    }

    public static PoolReport mirrors(PoolReport p, UnaryOperator<MirrorReport> change) {
        return new PoolReport(
                p.name(),
                p.guid(),
                p.state(),
                p.stamp(),
                p.mirrors().stream().map(change).toList(),
                p.scan(),
                p.mounted(),
                p.cached(),
                p.dataErrors());
    }

    public static PoolReport scan(PoolReport p, Optional<ScanReport> scan) {
        return new PoolReport(
                p.name(), p.guid(), p.state(), p.stamp(), p.mirrors(), scan, p.mounted(), p.cached(), p.dataErrors());
    }

    public static PoolReport state(PoolReport p, VdevState state) {
        return new PoolReport(
                p.name(), p.guid(), state, p.stamp(), p.mirrors(), p.scan(), p.mounted(), p.cached(), p.dataErrors());
    }

    public static PoolReport stamp(PoolReport p, Epoch epoch) {
        return new PoolReport(
                p.name(),
                p.guid(),
                p.state(),
                Optional.of(epoch),
                p.mirrors(),
                p.scan(),
                p.mounted(),
                p.cached(),
                p.dataErrors());
    }

    /** Another pool of the same name. */
    public static PoolReport renumbered(PoolReport p) {
        return new PoolReport(
                p.name(), new Guid(4711), p.state(), p.stamp(), p.mirrors(), p.scan(), true, false, false);
    }

    /** Another pool of the same name, all of whose leaves are gone. */
    public static PoolReport stranger(PoolReport p) {
        return renumbered(legs(p, l -> PaperFleet.with(l, VdevState.FAULTED, l.replacing(), false)));
    }

    public static PoolReport unmounted(PoolReport p) {
        return new PoolReport(
                p.name(), p.guid(), p.state(), p.stamp(), p.mirrors(), p.scan(), false, p.cached(), p.dataErrors());
    }

    public static ScanReport resilver(ScanReport.State state, long errors, String identity) {
        return new ScanReport(true, state, errors, 50, 0, 0, 0, Optional.empty(), identity);
    }

    /** The fresh leaf and the old one side by side, as long as the resilver runs. The projection has swapped them. */
    static PoolReport replacing(PoolReport p, Guid old, PoolReport before, LunRef fresh) {
        LegReport gone = before.legs().stream()
                .filter(l -> l.guid().equals(old))
                .findFirst()
                .orElseThrow();
        Optional<Guid> vdev = Optional.of(new Guid(old.bits() + 7));
        PoolReport both = mirrorLegs(p, legs -> {
            List<LegReport> after = new ArrayList<>();
            for (LegReport l : legs) {
                if (l.guid().equals(guid(fresh))) {
                    after.add(PaperFleet.with(gone, gone.state(), vdev, false));
                    after.add(PaperFleet.with(l, VdevState.ONLINE, vdev, true));
                } else {
                    after.add(l);
                }
            }
            return after;
        });
        return scan(both, Optional.of(resilver(ScanReport.State.RUNNING, 0, "resilver of " + fresh)));
    }

    static PoolReport resilvered(PoolReport p, LegReport fresh) {
        PoolReport after = mirrorLegs(
                p,
                legs -> legs.stream()
                        .filter(l -> l.guid().equals(fresh.guid())
                                || fresh.replacing().isEmpty()
                                || !l.replacing().equals(fresh.replacing()))
                        .map(l -> l.guid().equals(fresh.guid())
                                ? PaperFleet.with(l, VdevState.ONLINE, Optional.empty(), false)
                                : l)
                        .toList());
        String identity = p.scan().map(ScanReport::identity).orElse("resilver");
        return scan(after, Optional.of(resilver(ScanReport.State.FINISHED, 0, identity)));
    }

    /** A replacement with one side left is none. */
    static PoolReport collapsed(PoolReport p) {
        return mirrorLegs(
                p,
                legs -> legs.stream()
                        .map(l -> l.replacing().isPresent()
                                        && legs.stream()
                                                        .filter(o ->
                                                                o.replacing().equals(l.replacing()))
                                                        .count()
                                                == 1
                                ? PaperFleet.with(l, l.state(), Optional.empty(), false)
                                : l)
                        .toList());
    }

    /** From its labels: the legs of the order are there, the others are not. */
    static PoolReport imported(PoolReport label, ImportOrder order) {
        PoolReport legs = legs(label, l -> {
            boolean there = order.legs().stream().anyMatch(o -> o.guid().equals(l.guid()));
            VdevState state = there ? VdevState.ONLINE : l.state() == VdevState.OFFLINE ? l.state() : VdevState.UNAVAIL;
            return PaperFleet.with(l, state, l.replacing(), false);
        });
        return unmounted(legs);
    }
}
