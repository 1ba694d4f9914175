package io.zsan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.decide.Policy;
import io.zsan.decide.Requests;
import io.zsan.error.InvalidInput;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.LunState;
import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.paper.Fleets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R10 before a disk is taken at all. */
class EnrolmentTest {
    private static final Fleet FLEET = Fleets.of(3, 1, 1);
    private static final LunId DISK = Fleets.lun(Fleets.S1).id();

    private static DiskReport seen(long size, int sector, boolean blank) {
        return new DiskReport(DISK.disk(), size, sector, "da7", blank);
    }

    private static List<Finding> look(List<LunId> blank, DiskReport... there) {
        Enrolment.Look look = Enrolment.look(FLEET.storageNode(Fleets.S1), LedgerState.empty(), List.of(there));
        blank.addAll(look.blank());
        return look.findings();
    }

    @Test
    void aBlankDiskOfTheNamedSizeIsTaken() {
        List<LunId> blank = new ArrayList<>();
        assertThat(look(blank, seen(Fleets.SIZE, 512, true))).isEmpty();
        assertThat(blank).containsExactly(DISK);

        var change = new Requests(FLEET, Policy.defaults()).enrol(LedgerState.empty(), blank);
        LedgerState state = LedgerState.empty().apply(change);
        assertThat(state.luns())
                .singleElement()
                .satisfies(l -> assertThat(l.state()).isEqualTo(LunState.FREE));
        assertThat(new Requests(FLEET, Policy.defaults()).enrol(state, blank).isEmpty())
                .isTrue();
    }

    @Test
    void anythingElseIsAFinding() {
        List<LunId> blank = new ArrayList<>();
        DiskReport good = seen(Fleets.SIZE, 512, true);

        assertThat(look(blank))
                .singleElement()
                .satisfies(f -> assertThat(f.what()).contains("no disk"));
        assertThat(look(blank, good, good))
                .singleElement()
                .satisfies(f -> assertThat(f.what()).contains("2 disks"));
        assertThat(look(blank, seen(Fleets.SIZE + 512, 512, true))).hasSize(1);
        assertThat(look(blank, seen(Fleets.SIZE, 4096, true))).hasSize(1);
        assertThat(look(blank, seen(Fleets.SIZE, 512, false)))
                .singleElement()
                .satisfies(f -> assertThat(f.what()).contains("not blank"));
        assertThat(blank).isEmpty();
    }

    @Test
    void aDiskThatMovedOrChangedItsSizeIsRefused() {
        LedgerState state = LedgerState.empty()
                .apply(new Requests(FLEET, Policy.defaults()).enrol(LedgerState.empty(), List.of(DISK)));
        Fleet moved = new Fleet(
                FLEET.targetBase(),
                List.of(new io.zsan.model.StorageNode(
                        Fleets.S2,
                        FLEET.storageNodes().get(1).domain(),
                        FLEET.storageNodes().get(1).portal(),
                        FLEET.storageNodes().get(0).disks())),
                FLEET.databaseNodes());

        assertThatThrownBy(() ->
                        new Requests(moved, Policy.defaults()).enrol(state, List.of(new LunId(Fleets.S2, DISK.disk()))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("s1", "s2");
    }
}
