package io.zsan.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.NodeUnreachable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.NodeName;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.Lab;
import io.zsan.testkit.world.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults on the way, as a driver meets them through {@link FakeNode#runner}. One thread; time jumps. */
class FaultsTest {
    private static final Command VERSION = Command.reading("/bin/freebsd-version");
    private static final Command MKDIR = Command.modifying("/bin/mkdir", "-p", "/var/db/zsan/tokens");

    private final FakeFleet fleet =
            FakeFleet.builder().clock(ManualClock.jumping()).build();
    private final FakeNode node = fleet.node("s1");
    private final CommandRunner runner = node.runner();

    @AfterEach
    void forgetInterrupts() {
        boolean unused = Thread.interrupted();
    }

    private boolean directoryThere() {
        return fleet.storage("s1").files().isDirectory("/var/db/zsan/tokens");
    }

    @Test
    void lostReplyOfACommandThatWasCarriedOut() {
        node.faults(FaultPlan.once(Fault.REPLY_LOST, (n, words) -> words.get(0).equals("/bin/mkdir")));
        assertThatThrownBy(() -> runner.run(MKDIR)).isInstanceOf(OutcomeUnknown.class);
        assertThat(directoryThere()).isTrue();
        assertThat(runner.run(MKDIR).exit()).isZero();
    }

    @Test
    void hangingCommandIsGivenUpAtItsDeadline() {
        node.faults(FaultPlan.always(Fault.HANG, (n, words) -> words.get(0).equals("/bin/mkdir")));
        long before = fleet.world().nanos();
        assertThatThrownBy(() -> runner.run(MKDIR.within(Duration.ofSeconds(7))))
                .isInstanceOf(OutcomeUnknown.class);
        assertThat(fleet.world().nanos() - before)
                .isEqualTo(Duration.ofSeconds(7).toNanos());
        assertThat(directoryThere()).isFalse();
    }

    @Test
    void refusedConnectionIsKnownToHaveDoneNothing() {
        node.faults(FaultPlan.always(Fault.REFUSED, (n, words) -> true));
        assertThatThrownBy(() -> runner.run(MKDIR)).isInstanceOf(NodeUnreachable.class);
        assertThatThrownBy(() -> runner.runAll(List.of(VERSION, VERSION))).isInstanceOf(NodeUnreachable.class);
        assertThat(directoryThere()).isFalse();
    }

    @Test
    void heldCommandArrivesLate() throws Exception {
        node.faults(FaultPlan.once(Fault.HELD, (n, words) -> words.get(0).equals("/bin/mkdir")));
        assertThatThrownBy(() -> runner.run(MKDIR)).isInstanceOf(OutcomeUnknown.class);
        assertThat(directoryThere()).isFalse();
        assertThat(node.heldCommands()).isEqualTo(1);
        assertThat(node.deliverHeld()).extracting(FakeResult::exit).containsExactly(0);
        assertThat(directoryThere()).isTrue();
        assertThat(node.heldCommands()).isZero();
    }

    @Test
    void delayedGrantIsRefusedByTheNodeItself() throws Exception {
        // S22: a grant of epoch 1 is stuck while epoch 2 is granted to somebody else.
        Lab lab = new Lab();
        lab.prepare("s1");
        FakeNode s1 = lab.fleet.node("s1");
        s1.faults(FaultPlan.once(Fault.HELD, (n, words) -> words.contains(Scripts.access())));
        assertThatThrownBy(() -> lab.access("s1d1", 1, 1, "d1")).hasRootCauseInstanceOf(NoAnswer.class);
        lab.access("s1d1", 1, 2, "d2");
        FakeResult late = s1.deliverHeld().get(0);
        assertThat(late.exit()).isEqualTo(Scripts.STALE);
        assertThat(late.err()).isEqualTo("zsan: stale token: s1d1 has generation 1 epoch 2\n");
    }

    @Test
    void silentNodeIsUnreachable() {
        fleet.silence(new NodeName("s1"));
        assertThatThrownBy(() -> runner.run(VERSION)).isInstanceOf(NodeUnreachable.class);
        fleet.wake(new NodeName("s1"));
        fleet.isolate(new NodeName("s1"));
        assertThatThrownBy(() -> runner.run(VERSION)).isInstanceOf(NodeUnreachable.class);
        fleet.wake(new NodeName("s1"));
        assertThat(runner.run(VERSION).out()).isEqualTo("13.2-RELEASE\n");
    }

    @Test
    void batchKeepsWhatCameBeforeTheHang() {
        node.faults(FaultPlan.always(Fault.HANG, (n, words) -> words.get(0).equals("/usr/sbin/ctladm")));
        List<Attempt> attempts =
                runner.runAll(List.of(VERSION, Command.reading("/usr/sbin/ctladm", "devlist", "-x"), VERSION));
        assertThat(attempts.get(0)).isInstanceOf(Attempt.Ended.class);
        assertThat(attempts.get(1)).isInstanceOf(Attempt.Unknown.class);
        assertThat(attempts.get(2)).isInstanceOf(Attempt.Unknown.class);
    }

    @Test
    void interruptedThreadGetsAnUnknownOutcomeAndStaysInterrupted() {
        node.faults(FaultPlan.always(Fault.HANG, (n, words) -> true));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> runner.run(VERSION)).isInstanceOf(OutcomeUnknown.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void rebootTakesItsOwnReplyAway() {
        CommandRunner database = fleet.node("d1").runner();
        assertThatThrownBy(() -> database.run(Command.modifying("/sbin/reboot", "-nq")))
                .isInstanceOf(OutcomeUnknown.class);
        // It answers again when it has booted.
        assertThat(database.run(Command.reading("/sbin/sysctl", "kern.boottime"))
                        .out())
                .contains("17:00:05 2026");
    }

    @Test
    void hungCommandTakesEffectAfterItsCallerHasGivenUp() {
        Lab lab = new Lab(); // Still clock for the pool, its runner polls.
        lab.poolOn("d1", "s1d1", "s2d1", "s3d1");
        lab.silence("s1");
        lab.advance(10);
        var offline = lab.start("d1", "/sbin/zpool offline p1 " + lab.leg("d1", "s2d1"));
        lab.advance(30);
        assertThat(offline).isNotDone();
        lab.wake("s1");
        lab.advance(2);
        assertThat(Lab.ended(offline).exit()).isZero();
        assertThat(lab.leafState("d1", "s2d1")).isEqualTo("OFFLINE");
    }
}
