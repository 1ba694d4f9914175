package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.node.VdevState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Disks that fail or are slow, and ZFS's answer. */
class DiskFaultsTest {
    private final Moves moves = new Moves();

    private void pool() {
        moves.lab.poolOn("d1", "s1d1", "s2d1", "s3d1");
    }

    @Test
    void shortWriteErrorLeavesALegOnlineThatMissesTheWrite() {
        pool();
        moves.disk("s1d1").failWrites(true);
        assertThat(moves.write("d1", "missed by s1").done()).isTrue();
        moves.disk("s1d1").failWrites(false);
        moves.lab.advance(10);
        Leaf leaf = moves.leaf("d1", "s1d1");
        assertThat(leaf.state()).isEqualTo(VdevState.ONLINE);
        assertThat(leaf.writeErrors()).isPositive();
        assertThat(leaf.behind()).isTrue();
        assertThat(moves.write("d1", "seen by all").done()).isTrue();
        assertThat(moves.on("s1d1")).containsExactly("seen by all");
        assertThat(moves.on("s2d1")).containsExactly("missed by s1", "seen by all");

        // An import that has this leg alone loses the write, and nobody says so.
        moves.lab.fleet.world().host(Moves.D1).powerOff();
        moves.grant("d2", "s1d1");
        assertThat(moves.importPool("d2", true, "s1d1").refusal()).isEmpty();
        assertThat(moves.lost("d2")).containsExactly("missed by s1");
    }

    @Test
    void lastingWriteErrorFaultsTheLegAfterAProbe() {
        pool();
        moves.disk("s1d1").failWrites(true);
        assertThat(moves.write("d1", "first").done()).isTrue();
        moves.lab.advance(1.9);
        assertThat(moves.state("d1", "s1d1")).isEqualTo(VdevState.ONLINE);
        moves.lab.advance(0.2);
        assertThat(moves.state("d1", "s1d1")).isEqualTo(VdevState.FAULTED);
        assertThat(moves.events(WorldEvent.Kind.LEG_STATE))
                .containsExactly("d1 " + io.zsan.testkit.Lab.path("s1d1") + " FAULTED");
        assertThat(moves.write("d1", "second").done()).isTrue();
    }

    @Test
    void poolIsSuspendedWhenNoLegTakesAWriteAndClearFreesIt() {
        pool();
        for (String disk : new String[] {"s1d1", "s2d1", "s3d1"}) {
            moves.disk(disk).failWrites(true);
        }
        KernelOp fsync = moves.write("d1", "first");
        moves.lab.advance(1);
        assertThat(fsync.done()).isFalse();
        assertThat(moves.lab.pool("d1").suspended()).isTrue();
        assertThat(moves.events(WorldEvent.Kind.POOL_SUSPENDED)).containsExactly("d1 p1");
        assertThat(moves.world.ableToAcknowledge(moves.lab.pool("d1").guid())).isEmpty();

        KernelOp inVain = moves.world.call(() -> moves.d1().zpool().clear("p1"));
        assertThat(moves.refusal(inVain)).isEqualTo("cannot clear errors for p1: I/O error");
        moves.disk("s2d1").failWrites(false);
        KernelOp clear = moves.world.call(() -> moves.d1().zpool().clear("p1"));
        assertThat(clear.refusal()).isEmpty();
        assertThat(fsync.done()).isTrue();
        assertThat(moves.on("s2d1")).containsExactly("first");
    }

    @Test
    void slowLegHoldsUpEveryFsyncWithoutErrorOrEvent() {
        pool();
        moves.lab.advance(10);
        moves.events.clear();
        moves.disk("s2d1").latency(Duration.ofSeconds(20));
        KernelOp fsync = moves.write("d1", "first");
        moves.lab.advance(19.9);
        assertThat(fsync.done()).isFalse();
        moves.lab.advance(0.2);
        assertThat(fsync.done()).isTrue();
        assertThat(moves.leaf("d1", "s2d1").latency()).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
        assertThat(moves.leaf("d1", "s1d1").latency()).isZero();
        assertThat(moves.leaf("d1", "s2d1").writeErrors()).isZero();
        assertThat(moves.events(WorldEvent.Kind.LEG_STATE)).isEmpty();
        assertThat(moves.lab.sessionState("d1", "s2d1")).isEqualTo("Connected");
    }

    @Test
    void slowLegHoldsUpEachTransactionGroup() {
        pool();
        moves.lab.advance(10);
        long quick = moves.lab.pool("d1").txg();
        moves.lab.advance(60);
        long healthy = moves.lab.pool("d1").txg() - quick;
        moves.disk("s2d1").latency(Duration.ofSeconds(20));
        long slow = moves.lab.pool("d1").txg();
        moves.lab.advance(60);
        assertThat(moves.lab.pool("d1").txg() - slow).isLessThan(healthy / 2).isPositive();
    }

    @Test
    void unreadableDiskHasNoLabelForAnImport() {
        pool();
        moves.write("d1", "first");
        moves.lab.ok("d1", "/sbin/zpool export p1");
        moves.disk("s1d1").failReads(true);
        assertThat(moves.refusal(moves.importPool("d1", false, "s1d1")))
                .isEqualTo("cannot import 'p1': no such pool available");
        assertThat(moves.importPool("d1", false, "s1d1", "s2d1").refusal()).isEmpty();
        assertThat(moves.state("d1", "s1d1")).isEqualTo(VdevState.UNAVAIL);
    }

    @Test
    void wipeAndSuspensionAreToldOnce() {
        pool();
        moves.disk("s5d1").wipe();
        assertThat(moves.events(WorldEvent.Kind.WIPED)).containsExactly("s5 s5d1");
        moves.lab.ok("d1", "/usr/bin/iscsictl -R -a");
        moves.lab.advance(60);
        assertThat(moves.events(WorldEvent.Kind.POOL_SUSPENDED)).containsExactly("d1 p1");
        assertThat(moves.events(WorldEvent.Kind.LEG_STATE)).hasSize(3).allMatch(event -> event.endsWith(" REMOVED"));
    }
}
