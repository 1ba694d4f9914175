package io.zsan.testkit.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.testkit.sim.recording.Span;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LegSlotsTest {
    private static final BootId BOOT = new BootId("b");

    @Test
    void putsAFreshLegInThePlaceOfTheOneThatItReplaces() {
        Leg first = inSync("s1", 1);
        Leg second = inSync("s2", 2);
        Leg fresh = Leg.replacing(lun("s3"), BOOT, new Guid(1), "scan");

        List<List<Span<LegSlots.Place>>> places = LegSlots.of(
                List.of(
                        new Span<>(0, 10, pool(first, second)),
                        new Span<>(10, 20, pool(first.lost(), second)),
                        new Span<>(20, 30, pool(second)),
                        new Span<>(30, 40, pool(second, fresh)),
                        new Span<>(40, 50, pool(second, fresh.inSync(new Guid(3), BOOT)))),
                0);

        assertThat(places.get(0))
                .containsExactly(
                        span(0, 10, "s1", LegState.IN_SYNC),
                        span(10, 20, "s1", LegState.LOST),
                        new Span<>(20, 30, new LegSlots.Place(Optional.empty(), Optional.empty())),
                        span(30, 40, "s3", LegState.SYNCING),
                        span(40, 50, "s3", LegState.IN_SYNC));
        assertThat(places.get(1)).containsExactly(span(0, 50, "s2", LegState.IN_SYNC));
    }

    private static Span<LegSlots.Place> span(long from, long to, String node, LegState state) {
        return new Span<>(from, to, new LegSlots.Place(Optional.of(lun(node)), Optional.of(state)));
    }

    private static PoolRecord pool(Leg... legs) {
        return new PoolRecord(
                new PoolName("p1"),
                Optional.of(new Guid(99)),
                Epoch.FIRST,
                new Ownership.Owned(new NodeName("d1")),
                List.of(new MirrorRecord(2, List.of(legs))));
    }

    private static Leg inSync(String node, long guid) {
        return Leg.planned(lun(node)).inSync(new Guid(guid), BOOT);
    }

    private static LunRef lun(String node) {
        return new LunRef(new LunId(new NodeName(node), new DiskSerial("DISK1")), Generation.FIRST);
    }
}
