package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.zsan.testkit.Lab;
import io.zsan.testkit.world.CtlConf.AuthGroup;
import io.zsan.testkit.world.CtlConf.LunConf;
import io.zsan.testkit.world.CtlConf.TargetConf;
import org.junit.jupiter.api.Test;

/** Storage nodes: boots, and configurations that need no file. */
class StorageHostTest {
    private static final String TARGET = "iqn.2026-11.io.zsan.lab:t1";

    private final Moves moves = new Moves();

    private CtlConf exporting(String device, String... initiators) {
        return new CtlConf(
                ImmutableSortedMap.of("g", new AuthGroup("g", "none", ImmutableList.copyOf(initiators))),
                ImmutableSortedMap.of(),
                ImmutableSortedMap.of(
                        "l1", new LunConf("l1", "block", "/dev/" + device, 512, "SER1", "id", ImmutableSortedMap.of())),
                ImmutableSortedMap.of(TARGET, new TargetConf(TARGET, "g", "pg", ImmutableSortedMap.of(0, "l1"))));
    }

    private InitiatorSession session(String node) {
        return moves.world.call(
                () -> moves.lab.fleet.database(node).initiator().sessions().get(0));
    }

    private void login(String node) {
        DatabaseHost host = moves.lab.fleet.database(node);
        String portal = moves.lab.fleet.storage("s1").portal().text();
        moves.world.run(() -> assertThat(host.initiator().add(TARGET, portal, host.initiatorName()))
                .isPresent());
        moves.lab.advance(1);
    }

    @Test
    void readyConfigurationIsInForceAfterTheReloadsTime() {
        TargetServer targets = moves.lab.fleet.storage("s1").targets();
        targets.start(exporting("da0", Lab.initiator("d1")));
        login("d1");
        assertThat(session("d1").state()).isEqualTo("Connected");
        targets.reload(() -> exporting("da0", Lab.initiator("d2")));
        moves.lab.advance(1);
        login("d2");
        // A live session is not cut (A10), and the new list counts.
        assertThat(session("d1").up()).isTrue();
        assertThat(session("d2").up()).isTrue();
        targets.reload(() -> CtlConf.empty());
        moves.lab.advance(0.2);
        assertThat(session("d1").up()).isTrue();
        moves.lab.advance(0.2);
        assertThat(session("d1").up()).isFalse();
        assertThat(targets.configuration().targets()).isEmpty();
    }

    @Test
    void nodeThatLosesItsPowerForgetsAReloadUnderWay() {
        TargetServer targets = moves.lab.fleet.storage("s1").targets();
        targets.start(CtlConf.empty());
        targets.reload(() -> exporting("da0"));
        moves.lab.fleet.storage("s1").powerCycle();
        moves.lab.advance(10);
        assertThat(targets.running()).isFalse();
        assertThat(targets.luns()).isEmpty();
    }

    @Test
    void bootMayGiveEachDiskAnothersName() {
        StorageHost s1 = moves.lab.fleet.storage("s1");
        assertThat(s1.disks()).extracting(PhysicalDisk::device).containsExactly("da0", "da1");
        s1.renumberAtBoot(true);
        s1.powerCycle();
        moves.lab.advance(10);
        assertThat(s1.disks()).extracting(PhysicalDisk::device).containsExactly("da1", "da0");
        assertThat(s1.device("da0")).contains(s1.disks().get(1));
        s1.powerCycle();
        moves.lab.advance(10);
        assertThat(s1.disks()).extracting(PhysicalDisk::device).containsExactly("da1", "da0");
    }

    @Test
    void openBootWithSwappedNamesServesAnotherDiskUnderTheOldSerial() {
        // S9.
        StorageHost s1 = moves.lab.fleet.storage("s1");
        s1.targets().start(exporting("da0"));
        login("d1");
        assertThat(session("d1").device().orElseThrow().disk())
                .isEqualTo(s1.disks().get(0));
        s1.bootsOpen(true);
        s1.renumberAtBoot(true);
        s1.powerCycle();
        moves.lab.advance(20);
        InitiatorSession.Device device = session("d1").device().orElseThrow();
        assertThat(device.lun().serial()).isEqualTo("SER1");
        assertThat(device.disk()).isEqualTo(s1.disks().get(1));
    }

    @Test
    void closedBootExportsNothing() {
        StorageHost s1 = moves.lab.fleet.storage("s1");
        s1.targets().start(exporting("da0"));
        login("d1");
        s1.powerCycle();
        moves.lab.advance(20);
        assertThat(session("d1").state()).isEqualTo("Connection refused");
    }
}
