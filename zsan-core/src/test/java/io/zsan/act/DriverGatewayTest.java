package io.zsan.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.node.StorageNodeDriver;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.UnreadableLegs;
import io.zsan.observe.NodeAnswer;
import io.zsan.paper.Fleets;
import io.zsan.proof.FenceProof;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeOrder;
import io.zsan.proof.WipeReadBack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How what a driver returns or throws becomes an outcome. */
class DriverGatewayTest {
    private final List<String> granted = new ArrayList<>();
    private Supplier<FenceReadBack> fence = () -> readBack(true);

    private static FenceReadBack readBack(boolean applied) {
        Duration window = Duration.ofSeconds(1);
        return new FenceReadBack(
                Fleets.lun(Fleets.S1), new Epoch(2), applied, Set.of(), Set.of(), window, window, Instant.EPOCH);
    }

    private final DriverGateway gateway = new DriverGateway(List.of(new Driver()), List.of(), Runnable::run);

    private Outcome fence() {
        return gateway.perform(new Action.Fence(Fleets.lun(Fleets.S1), new Epoch(2)))
                .join();
    }

    @Test
    void aGrantNamesTheBootInWhichItWasDecided() {
        LunIdentity lun = new LunIdentity(Fleets.lun(Fleets.S1), Fleets.SIZE, 512);
        gateway.perform(new Action.Grant(lun, new Epoch(2), new Iqn("iqn.2026-11.test:d1"), new BootId("boot-7")))
                .join();

        assertThat(granted).containsExactly(lun + " 2 iqn.2026-11.test:d1 boot-7");
    }

    @Test
    void aFenceIsDoneWithItsProof() {
        assertThat(fence())
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        d -> assertThat(d.proof().orElseThrow()).isInstanceOf(FenceProof.class));
    }

    @Test
    void aFenceThatDidNotBiteIsRefused() {
        fence = () -> readBack(false);
        assertThat(fence()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void whatTheDriverRefusesIsRefusedAndWhatItDoesNotKnowIsUnknown() {
        fence = () -> {
            throw new CommandRefused("no");
        };
        assertThat(fence()).isInstanceOf(Outcome.Refused.class);
        fence = () -> {
            throw new OutcomeUnknown("hung");
        };
        assertThat(fence()).isInstanceOf(Outcome.Unknown.class);
        fence = () -> {
            throw new IllegalStateException("nobody foresaw this");
        };
        assertThat(fence()).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void legsThatCannotBeReadAreNamed() {
        LunRef lun = Fleets.lun(Fleets.S1);
        fence = () -> {
            throw new UnreadableLegs("dead", List.of(lun));
        };
        assertThat(fence()).isEqualTo(new Outcome.Refused("dead", Set.of(lun)));
    }

    @Test
    void aNodeThatCannotBeAskedHasNotAnswered() {
        assertThat(gateway.observe(Fleets.S1).join()).isInstanceOf(NodeAnswer.None.class);
        assertThat(gateway.observe(Fleets.S2).join()).isInstanceOf(NodeAnswer.None.class);
    }

    private final class Driver implements StorageNodeDriver {
        @Override
        public NodeName node() {
            return Fleets.S1;
        }

        @Override
        public StorageNodeReport observe() {
            throw new OutcomeUnknown("hung");
        }

        @Override
        public List<DiskReport> disks() {
            return List.of();
        }

        @Override
        public List<Finding> preflight() {
            return List.of();
        }

        @Override
        public void prepare() {}

        @Override
        public void grant(LunIdentity lun, Epoch epoch, Iqn initiator, BootId seen) {
            granted.add(lun + " " + epoch + " " + initiator + " " + seen);
        }

        @Override
        public FenceReadBack fence(LunRef lun, Epoch epoch) {
            return fence.get();
        }

        @Override
        public FenceReadBack seal(LunRef lun) {
            return fence.get();
        }

        @Override
        public WipeReadBack wipe(WipeOrder order) {
            throw new IllegalStateException();
        }
    }
}
