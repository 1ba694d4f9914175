package io.zsan;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A pause of one second; a fifth of it lies between two rounds at least. */
class HintsTest {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Time time = new Time();
    private final Hints hints = new Hints(time, PAUSE);

    @Test
    void withoutAHintTheRoundIsDueAfterThePause() {
        hints.roundBegins();
        CompletableFuture<Void> due = hints.due();
        time.pass(Duration.ofMillis(999));
        assertThat(due).isNotDone();
        time.pass(Duration.ofMillis(1));
        assertThat(due).isDone();
    }

    @Test
    void aHintEndsThePause() {
        hints.roundBegins();
        time.pass(Duration.ofMillis(300));
        CompletableFuture<Void> due = hints.due();
        assertThat(due).isNotDone();
        hints.hint();
        assertThat(due).isDone();
    }

    @Test
    void aHintDuringARoundMakesAnotherOneDue() {
        hints.roundBegins();
        time.pass(Duration.ofMillis(300));
        hints.hint();
        assertThat(hints.due()).isDone();
        hints.roundBegins();
        time.pass(Duration.ofMillis(300));
        assertThat(hints.due()).isNotDone();
    }

    @Test
    void aFloodOfHintsIsFiveRoundsAPause() {
        int rounds = 0;
        for (int i = 0; i < 200; i++) {
            hints.hint();
            if (hints.due().isDone()) {
                hints.roundBegins();
                rounds++;
            }
            time.pass(Duration.ofMillis(10));
        }
        assertThat(rounds).isEqualTo(10);
    }

    private static final class Time implements TimeSource {
        private record Timer(long at, CompletableFuture<Void> end) {}

        private final List<Timer> timers = new ArrayList<>();
        private long nanos;

        void pass(Duration by) {
            nanos += by.toNanos();
            List.copyOf(timers).stream().filter(timer -> timer.at() <= nanos).forEach(timer -> {
                timers.remove(timer);
                timer.end().complete(null);
            });
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public CompletableFuture<Void> after(Duration delay) {
            Timer timer = new Timer(nanos + delay.toNanos(), new CompletableFuture<>());
            timers.add(timer);
            return timer.end();
        }
    }
}
