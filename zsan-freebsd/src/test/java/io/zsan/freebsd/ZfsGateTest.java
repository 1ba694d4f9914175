package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.NodeUnreachable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ZfsGateTest {
    private static final Command STATUS = Command.reading("/sbin/zpool", "status", "-P");
    private static final Command LIST = Command.reading("/sbin/zpool", "list", "-H", "-o", "name");

    private boolean hanging;
    private Instant now = Instant.parse("2026-11-22T18:00:00Z");
    private final ScriptedRunner runner = new ScriptedRunner("d1", this::answer);
    private final ZfsGate gate =
            new ZfsGate(runner, Deadlines.builder().queue(Duration.ofMillis(50)).build(), () -> now);

    private CommandResult answer(Command command) {
        if (hanging) {
            throw new OutcomeUnknown("d1: " + command + " did not end in time");
        }
        return ScriptedRunner.said(0, "", "");
    }

    private void status() {
        gate.hold(() -> gate.run(STATUS));
    }

    private void hang() {
        hanging = true;
        assertThatThrownBy(this::status).isInstanceOf(OutcomeUnknown.class).hasMessageContaining("did not end in time");
        runner.asked.clear();
    }

    @Test
    void letsOneCommandAfterTheOtherThrough() {
        status();
        status();

        assertThat(runner.asked).containsExactly(STATUS, STATUS);
    }

    @Test
    void keepsASecondCommandOutWhileOneIsRunning() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> gate.hold(() -> {
            running.countDown();
            await(end);
        }));
        await(running);

        assertThatThrownBy(this::status)
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessage("d1: another command is still running; this one was not sent (R11)");
        assertThat(gate.ifFree(() -> "looked")).isEmpty();
        assertThat(runner.asked).isEmpty();

        end.countDown();
        first.get(10, TimeUnit.SECONDS);
        status();
        assertThat(runner.asked).containsExactly(STATUS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sendsOnlyAProbeAfterOneHungAndNothingUntilTheNextIsDue() {
        hang();

        assertThatThrownBy(this::status)
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("nothing more is sent to it (R11): d1: /sbin/zpool status -P did not end");
        assertThatThrownBy(this::status).isInstanceOf(OutcomeUnknown.class);
        assertThat(gate.ifFree(() -> "looked")).isEmpty();

        assertThat(runner.asked).containsExactly(LIST.within(Duration.ofSeconds(3)));
    }

    @Test
    void goesOnWhenAProbeIsAnswered() {
        hang();
        hanging = false;

        status();

        assertThat(runner.asked).containsExactly(LIST.within(Duration.ofSeconds(3)), STATUS);
    }

    @Test
    void waitsLongerBetweenProbesTheLongerItHangs() {
        hang();
        for (int second = 0; second < 300; second++) {
            assertThat(gate.ifFree(() -> "looked")).isEmpty();
            now = now.plusSeconds(1);
        }

        // 0, 5, 15, 35, 75, then each minute.
        assertThat(runner.asked).hasSize(8);
    }

    @Test
    void probesAlthoughTheClockWasSetBack() {
        hang();
        assertThat(gate.ifFree(() -> "looked")).isEmpty();
        now = now.minusSeconds(86_400);
        hanging = false;

        assertThat(gate.ifFree(() -> "looked")).contains("looked");
    }

    @Test
    void opensWhereACommandOfABatchHung() {
        ScriptedRunner late = new ScriptedRunner("d1", command -> {
            if (command.equals(STATUS)) {
                throw new OutcomeUnknown("hung");
            }
            return ScriptedRunner.said(1, "", "");
        });
        ZfsGate other = new ZfsGate(late, Deadlines.defaults(), () -> now);

        assertThat(other.ifFree(() -> other.runAll(List.of(LIST, STATUS), 1))).isPresent();

        assertThatThrownBy(() -> other.hold(() -> {})).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void staysClosedWhereWhatHungIsNotOfZfs() {
        ScriptedRunner late = new ScriptedRunner("d1", command -> {
            throw new OutcomeUnknown("hung");
        });
        ZfsGate other = new ZfsGate(late, Deadlines.defaults(), () -> now);

        assertThat(other.ifFree(() -> other.runAll(List.of(LIST), 1))).isPresent();

        other.hold(() -> {});
    }

    @Test
    void staysClosedWhereTheNodeIsUnreachable() {
        ZfsGate other = new ZfsGate(
                new ScriptedRunner("d1", command -> {
                    throw new NodeUnreachable("refused");
                }),
                Deadlines.defaults(),
                () -> now);

        assertThatThrownBy(() -> other.hold(() -> other.run(STATUS))).isInstanceOf(NodeUnreachable.class);
        other.hold(() -> {});
    }

    @Test
    void refusesCommandsOutsideOfIt() {
        assertThatThrownBy(() -> gate.run(STATUS)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> gate.runAll(List.of(STATUS), 0)).isInstanceOf(IllegalStateException.class);
    }
}
