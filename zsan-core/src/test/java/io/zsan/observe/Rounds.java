package io.zsan.observe;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;

import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.ExportReport;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rounds with one storage node and one database node, and what these answer in them. */
abstract class Rounds {
    static final Iqn TARGET = new Iqn("iqn.2026-11.test:s1.s1d1.g1");
    final Memory memory = new Memory(Duration.ofSeconds(5));
    long seconds;

    Observation after(int more, NodeAnswer s1, NodeAnswer d1) {
        seconds += more;
        return memory.observe(
                Instant.EPOCH.plusSeconds(seconds), seconds * 1_000_000_000L, Map.of(S1, s1, D1, d1), Set.of(S1));
    }

    static NodeAnswer storage(Access access) {
        LunRef lun = lun(S1);
        return new NodeAnswer.FromStorage(new StorageNodeReport(
                S1,
                Optional.of(new BootId("b")),
                true,
                Map.of(lun.id(), new ExportReport(lun, new Epoch(1), access, Set.of())),
                Map.of()));
    }

    static NodeAnswer silent() {
        return new NodeAnswer.None("no answer");
    }

    static NodeAnswer database(boolean connected, LegReport... legs) {
        List<PoolReport> pools = legs.length == 0
                ? List.of()
                : List.of(new PoolReport(
                        P,
                        new Guid(1),
                        VdevState.ONLINE,
                        Optional.empty(),
                        List.of(new MirrorReport(new Guid(2), VdevState.ONLINE, List.of(legs))),
                        Optional.empty(),
                        true,
                        false,
                        false));
        return new NodeAnswer.FromDatabase(new DatabaseNodeReport(
                D1, new BootId("b"), List.of(new SessionReport(TARGET, connected, "")), pools, true));
    }

    static LegReport leg(VdevState state, long errors, boolean replacing, boolean resilvering) {
        return new LegReport(
                new Guid(3),
                Optional.of(lun(S1).exportedSerial()),
                state,
                errors,
                replacing ? Optional.of(new Guid(4)) : Optional.empty(),
                resilvering);
    }

    static LegReport good() {
        return leg(VdevState.ONLINE, 0, false, false);
    }
}
