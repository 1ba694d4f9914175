package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.node.VdevState;
import io.zsan.testkit.Lab;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mirrored separate log, and pools of several mirrors (S16). */
class LogMirrorTest {
    private final Moves moves = new Moves();

    @BeforeEach
    void pool() {
        moves.connect("d1", "s1d1", "s2d1", "s3d1", "s4d1");
        KernelOp create =
                moves.create(List.of(List.of("s1d1", "s2d1")), List.of(List.of("s3d1", "s4d1")), "cachefile=none");
        assertThat(create.refusal()).isEmpty();
        moves.lab.advance(6);
    }

    @Test
    void fsyncGoesToTheLogOnlyUntilATransactionGroupEnds() {
        assertThat(moves.lab.pool("d1").mirrors()).extracting(Mirror::isLog).containsExactly(false, true);
        assertThat(moves.write("d1", "first").done()).isTrue();
        assertThat(moves.on("s3d1")).containsExactly("first").isEqualTo(moves.on("s4d1"));
        assertThat(moves.on("s1d1")).isEmpty();
        moves.lab.advance(6);
        assertThat(moves.on("s1d1")).containsExactly("first").isEqualTo(moves.on("s2d1"));
        assertThat(moves.on("s3d1")).isEmpty();
    }

    @Test
    void frozenDataLegDoesNotHoldUpAnFsyncButFrozenLogLegDoes() {
        moves.lab.silence("s1");
        assertThat(moves.write("d1", "first").done()).isTrue();
        moves.lab.silence("s3");
        KernelOp second = moves.write("d1", "second");
        moves.lab.advance(10);
        assertThat(second.done()).isFalse();
        assertThat(moves.world.ableToAcknowledge(moves.lab.pool("d1").guid())).isEmpty();
        moves.lab.wake("s3");
        moves.lab.advance(1);
        assertThat(second.done()).isTrue();
        assertThat(moves.world.ableToAcknowledge(moves.lab.pool("d1").guid())).containsExactly(Moves.D1);
    }

    @Test
    @Timeout(30)
    void fsyncThatNoLegOfTheLogTakesGoesToTheDataMirrors() {
        moves.disk("s3d1").failWrites(true);
        moves.disk("s4d1").failWrites(true);

        assertThat(moves.write("d1", "first").done()).isTrue();

        assertThat(moves.on("s1d1")).containsExactly("first").isEqualTo(moves.on("s2d1"));
        assertThat(moves.on("s3d1")).isEmpty();
    }

    @Test
    void importReplaysTheLog() {
        assertThat(moves.write("d1", "only in the log").done()).isTrue();
        moves.world.host(Moves.D1).powerOff();
        moves.grant("d2", "s1d1", "s2d1", "s3d1", "s4d1");
        assertThat(moves.importPool("d2", true, "s1d1", "s3d1").refusal()).isEmpty();
        assertThat(moves.read("d2")).containsExactly("only in the log");
        assertThat(moves.lost("d2")).isEmpty();
    }

    @Test
    void whatAnImportReplayedOutlivesTheNextTakeover() {
        assertThat(moves.write("d1", "only in the log").done()).isTrue();
        moves.world.host(Moves.D1).powerOff();
        moves.grant("d2", "s1d1", "s2d1", "s3d1", "s4d1");
        assertThat(moves.importPool("d2", true, "s1d1", "s2d1", "s3d1", "s4d1").refusal())
                .isEmpty();
        assertThat(moves.on("s1d1")).containsExactly("only in the log").isEqualTo(moves.on("s2d1"));
        assertThat(moves.on("s3d1")).isEmpty();
        moves.lab.ok("d2", "/sbin/zpool export p1");
        assertThat(moves.importPool("d2", false, "s2d1", "s4d1").refusal()).isEmpty();
        assertThat(moves.lost("d2")).isEmpty();
    }

    private void importWithADataLegThatTakesNoWrite() {
        assertThat(moves.write("d1", "only in the log").done()).isTrue();
        moves.world.host(Moves.D1).powerOff();
        moves.grant("d2", "s1d1", "s3d1");
        moves.disk("s1d1").failWrites(true);
        assertThat(moves.importPool("d2", true, "s1d1", "s3d1").refusal()).isEmpty();
    }

    /** The import cannot replay anything: the log has to stay (seed 122194). */
    @Test
    void importThatNoDataLegTakesAWriteOfKeepsTheLogForTheNext() {
        importWithADataLegThatTakesNoWrite();
        assertThat(moves.lab.pool("d2").suspended()).isTrue();
        assertThat(moves.on("s3d1")).containsExactly("only in the log");

        moves.world.host(Moves.D2).powerOff();
        moves.disk("s1d1").failWrites(false);
        moves.d1().powerOn();
        moves.lab.advance(60);
        moves.grant("d1", "s1d1", "s3d1");
        assertThat(moves.importPool("d1", true, "s1d1", "s3d1").refusal()).isEmpty();
        assertThat(moves.lost("d1")).isEmpty();
    }

    @Test
    void importThatNoDataLegTakesAWriteOfReplaysOnceItGoesOn() {
        importWithADataLegThatTakesNoWrite();
        moves.disk("s1d1").failWrites(false);

        KernelOp clear =
                moves.world.call(() -> moves.world.database(Moves.D2).zpool().clear("p1"));
        moves.lab.advance(6);

        assertThat(clear.done()).isTrue();
        assertThat(moves.on("s1d1")).containsExactly("only in the log");
        assertThat(moves.on("s3d1")).isEmpty();
    }

    @Test
    void importWithoutTheLogIsRefused() {
        moves.world.host(Moves.D1).powerOff();
        moves.grant("d2", "s1d1", "s2d1");
        assertThat(moves.refusal(moves.importPool("d2", true, "s1d1", "s2d1")))
                .isEqualTo("cannot import 'p1': one or more devices is currently unavailable");
    }

    @Test
    void logLegThatWasTakenOfflineDoesNotCountAsTheLog() {
        moves.lab.ok("d1", "/sbin/zpool offline p1 " + moves.lab.leg("d1", "s4d1"));
        moves.lab.advance(6);
        assertThat(moves.write("d1", "not on s4").done()).isTrue();
        moves.world.host(Moves.D1).powerOff();
        moves.grant("d2", "s1d1", "s2d1", "s4d1");
        // The label of the data mirrors knows that s4's leg is offline: then there is no log at all.
        assertThat(moves.refusal(moves.importPool("d2", true, "s1d1", "s2d1", "s4d1")))
                .isEqualTo("cannot import 'p1': one or more devices is currently unavailable");
    }

    @Test
    void staleLogLegThatWasOnlyRemovedImportsAndLosesLaterCommitsSilently() {
        moves.removeSession("d1", "s4d1");
        moves.lab.advance(6);
        assertThat(moves.write("d1", "not on s4").done()).isTrue();
        moves.world.host(Moves.D1).powerOff();
        moves.grant("d2", "s1d1", "s2d1", "s4d1");
        assertThat(moves.importPool("d2", true, "s1d1", "s2d1", "s4d1").refusal())
                .isEmpty();
        assertThat(moves.lost("d2")).containsExactly("not on s4");
    }

    @Test
    void poolGoesOnWithoutItsLog() {
        moves.removeSession("d1", "s3d1");
        moves.removeSession("d1", "s4d1");
        assertThat(moves.lab.pool("d1").suspended()).isFalse();
        assertThat(moves.lab.pool("d1").state()).isEqualTo(VdevState.DEGRADED);
        assertThat(moves.write("d1", "first").done()).isTrue();
        assertThat(moves.on("s1d1")).containsExactly("first");
    }

    @Test
    void logThatIsLostInTheMiddleOfAnFsyncHandsItToTheDataMirrors() {
        moves.lab.silence("s3");
        moves.lab.silence("s4");
        KernelOp fsync = moves.write("d1", "first");
        moves.lab.advance(10);
        assertThat(fsync.done()).isFalse();
        moves.removeSession("d1", "s3d1");
        assertThat(fsync.done()).isFalse();
        moves.removeSession("d1", "s4d1");
        assertThat(fsync.done()).isTrue();
        assertThat(moves.on("s1d1")).containsExactly("first");
    }

    @Test
    void replacedLogLegIsResilvered() {
        moves.connect("d1", "s5d1");
        moves.removeSession("d1", "s4d1");
        moves.lab.ok("d1", "/sbin/zpool replace p1 " + moves.lab.leg("d1", "s4d1") + " " + Lab.path("s5d1"));
        moves.lab.advance(20);
        assertThat(moves.leaf("d1", "s5d1").behind()).isFalse();
        moves.write("d1", "first");
        assertThat(moves.on("s5d1")).containsExactly("first");
    }
}
