package io.zsan.freebsd.devd;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.exec.LineFeed;
import io.zsan.model.NodeName;
import io.zsan.time.TimeSource;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One thread, and time that a test moves. */
class DevdEventsTest {
    private static final String GONE = "!system=GEOM subsystem=DEV type=DESTROY cdev=da";

    private final Time time = new Time();
    private final Feed feed = new Feed();
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4));
    private final DevdEvents events = DevdEvents.listen(feed, time, backoff, Runnable::run);

    @Test
    void tellsToLookAgainAndThenWhatHappens() {
        Taker taker = taker(Long.MAX_VALUE);
        feed.receiver.began();
        feed.receiver.line(GONE + "0");
        assertThat(taker.seen)
                .hasSize(3)
                .satisfies(seen -> assertThat(seen.subList(0, 2)).hasOnlyElementsOfType(DevdEvent.LookAgain.class))
                .endsWith(new DevdEvent.DiskDestroyed("da0", DevdEvent.Layer.GEOM));
    }

    @Test
    void listensAgainLaterAndLaterAndSaysSo() {
        Taker taker = taker(Long.MAX_VALUE);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            feed.receiver.ended("Connection refused");
            waits.add(time.pending().toSeconds());
            time.pass();
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 4L);
        assertThat(feed.opened).isEqualTo(5);
        taker.seen.clear();
        feed.receiver.began();
        assertThat(taker.seen).hasOnlyElementsOfType(DevdEvent.LookAgain.class).hasSize(1);
    }

    @Test
    void aConnectionThatLastedIsFollowedSoon() {
        feed.receiver.ended("refused");
        time.pass();
        feed.receiver.ended("refused");
        time.pass();
        time.nanos += Duration.ofSeconds(4).toNanos();
        feed.receiver.ended("Connection reset");
        assertThat(time.pending()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatAGivenUpConnectionSaysIsNotHeard() {
        Taker taker = taker(Long.MAX_VALUE);
        LineFeed.Receiver old = feed.receiver;
        old.ended("reset");
        old.ended("reset again");
        assertThat(time.waits).isEqualTo(1);
        time.pass();
        int before = taker.seen.size();
        old.line(GONE + "0");
        assertThat(taker.seen).hasSize(before);
    }

    @Test
    void givesNoMoreThanWasAskedFor() {
        Taker taker = taker(1);
        feed.receiver.line(GONE + "0");
        assertThat(taker.seen).hasSize(1);
        taker.subscription.request(1);
        assertThat(taker.seen).hasSize(2);
    }

    @Test
    void aSlowSubscriberLosesTheOldestAndIsToldSo() {
        Taker taker = taker(1);
        for (int i = 0; i < DevdEvents.BUFFER + 5; i++) {
            feed.receiver.line(GONE + i);
        }
        taker.seen.clear();
        taker.subscription.request(Long.MAX_VALUE);
        assertThat(taker.seen).hasSize(DevdEvents.BUFFER + 1);
        assertThat(taker.seen.get(0)).isInstanceOf(DevdEvent.LookAgain.class);
        assertThat(taker.seen.get(1)).isEqualTo(new DevdEvent.DiskDestroyed("da5", DevdEvent.Layer.GEOM));
    }

    @Test
    void slownessOfOneDoesNotHoldUpAnother() {
        taker(1);
        Taker quick = taker(Long.MAX_VALUE);
        feed.receiver.line(GONE + "7");
        assertThat(quick.seen).endsWith(new DevdEvent.DiskDestroyed("da7", DevdEvent.Layer.GEOM));
    }

    @Test
    void closingEndsTheConnectionAndTheSubscriptions() {
        Taker taker = taker(Long.MAX_VALUE);
        events.close();
        assertThat(feed.closed).isEqualTo(1);
        assertThat(taker.complete).isTrue();
        feed.receiver.ended("closed");
        assertThat(time.waits).isZero();
        Taker late = taker(1);
        assertThat(late.complete).isTrue();
        assertThat(late.seen).isEmpty();
    }

    @Test
    void cancellingEndsIt() {
        Taker taker = taker(Long.MAX_VALUE);
        taker.subscription.cancel();
        int before = taker.seen.size();
        feed.receiver.line(GONE + "0");
        assertThat(taker.seen).hasSize(before);
    }

    @Test
    void aSubscriberThatFailsIsLeftAlone() {
        Taker failing = new Taker(Long.MAX_VALUE) {
            @Override
            public void onNext(DevdEvent event) {
                super.onNext(event);
                throw new IllegalStateException("subscriber");
            }
        };
        events.subscribe(failing);
        feed.receiver.line(GONE + "0");
        assertThat(failing.seen).hasSize(1);
    }

    @Test
    void askingForNothingIsAnError() {
        Taker taker = taker(1);
        taker.subscription.request(0);
        assertThat(taker.failure).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hintsOfWhatIsWorthALook() {
        List<String> hints = new ArrayList<>();
        events.subscribe(new Hinting(events.node(), (node, why) -> hints.add(node + " " + why)));
        hints.clear();
        feed.receiver.line("!system=ZFS subsystem=ZFS type=sysevent.fs.zfs.history_event pool=p1");
        feed.receiver.line(GONE + "0");
        assertThat(hints).singleElement().asString().startsWith("d1 DiskDestroyed");
    }

    private Taker taker(long wants) {
        Taker taker = new Taker(wants);
        events.subscribe(taker);
        return taker;
    }

    private static class Taker implements Flow.Subscriber<DevdEvent> {
        final List<DevdEvent> seen = new ArrayList<>();
        private final long wants;
        Flow.Subscription subscription;
        boolean complete;

        @Nullable
        Throwable failure;

        Taker(long wants) {
            this.wants = wants;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(wants);
        }

        @Override
        public void onNext(DevdEvent event) {
            seen.add(event);
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
        }

        @Override
        public void onComplete() {
            complete = true;
        }
    }

    private static final class Feed implements LineFeed {
        int opened;
        int closed;
        Receiver receiver;

        @Override
        public NodeName node() {
            return new NodeName("d1");
        }

        @Override
        public Closeable open(Receiver to) {
            opened++;
            receiver = to;
            return () -> closed++;
        }
    }

    private static final class Time implements TimeSource {
        long nanos;
        int waits;
        private Duration delay = Duration.ZERO;
        private CompletableFuture<Void> waiting = new CompletableFuture<>();

        Duration pending() {
            return delay;
        }

        void pass() {
            nanos += delay.toNanos();
            waiting.complete(null);
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
        public CompletableFuture<Void> after(Duration time) {
            waits++;
            delay = time;
            waiting = new CompletableFuture<>();
            return waiting;
        }
    }
}
