package io.zsan.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.devd.Backoff;
import io.zsan.freebsd.devd.DevdEvent;
import io.zsan.freebsd.devd.DevdEvents;
import io.zsan.freebsd.devd.DevdPipe;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.LineFeed;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.proof.LunIdentity;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.world.Timings;
import io.zsan.testkit.world.WorldEvent;
import io.zsan.testkit.world.WorldListener;
import io.zsan.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of a fake node's kernel through a real ssh client and server. */
class DevdStreamTest {
    private static final NodeName D1 = new NodeName("d1");
    private static final Backoff SOON = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private FakeFleet fleet;
    private SshFleet ssh;

    @BeforeEach
    void start() throws Exception {
        fleet = FakeFleet.builder().timings(Timings.fast()).build();
        ssh = SshFleet.start(fleet, directory);
    }

    @AfterEach
    void stop() throws Exception {
        ssh.close();
        threads.shutdownNow();
    }

    @Test
    void tellsOverSshWhatHappensToDisks() throws Exception {
        LineFeed feed = DevdPipe.over(D1, ssh.endpoint(D1).sshHost());
        try (DevdEvents events = DevdEvents.listen(feed, TimeSource.system(), SOON, threads)) {
            Taker taker = new Taker(events);
            taker.until(e -> e instanceof DevdEvent.LookAgain look && look.why().contains("began"));
            Sessions sessions = new Sessions();
            sessions.connect();
            taker.until(new DevdEvent.DiskCreated("da0", DevdEvent.Layer.GEOM)::equals);
            sessions.disconnect();
            taker.until(new DevdEvent.DiskDestroyed("da0", DevdEvent.Layer.GEOM)::equals);
        }
    }

    @Test
    void theFakeTellsTheSameWithoutSsh() throws Exception {
        try (DevdEvents events = DevdEvents.listen(fleet.node(D1).devd(), TimeSource.system(), SOON, threads)) {
            Taker taker = new Taker(events);
            taker.until(DevdEvent.LookAgain.class::isInstance);
            new Sessions().connect();
            taker.until(new DevdEvent.DiskCreated("da0", DevdEvent.Layer.GEOM)::equals);
        }
    }

    @Test
    void listensAgainAfterANodeLostItsPower() throws Exception {
        LineFeed feed = DevdPipe.over(D1, ssh.endpoint(D1).sshHost());
        try (DevdEvents events = DevdEvents.listen(feed, TimeSource.system(), SOON, threads)) {
            Taker taker = new Taker(events);
            Predicate<DevdEvent> began =
                    e -> e instanceof DevdEvent.LookAgain look && look.why().contains("began");
            taker.until(began);
            fleet.powerCycle(D1);
            taker.until(began);
            new Sessions().connect();
            taker.until(new DevdEvent.DiskCreated("da0", DevdEvent.Layer.GEOM)::equals);
        }
    }

    @Test
    void closingLeavesNoProcessBehind() throws Exception {
        LineFeed feed = DevdPipe.over(D1, ssh.endpoint(D1).sshHost());
        DevdEvents events = DevdEvents.listen(feed, TimeSource.system(), SOON, threads);
        Taker taker = new Taker(events);
        taker.until(e -> e instanceof DevdEvent.LookAgain look && look.why().contains("began"));
        List<ProcessHandle> clients = ProcessHandle.current().children().toList();
        assertThat(clients).isNotEmpty();
        events.close();
        for (ProcessHandle client : clients) {
            assertThat(client.onExit()).succeedsWithin(20, TimeUnit.SECONDS);
        }
        assertThat(taker.complete.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Reports a figure; what is slow here is not wrong. */
    @Test
    void measuresTheWayOfAnEvent() throws Exception {
        List<Long> happened = new CopyOnWriteArrayList<>();
        fleet.world().watch(new WorldListener() {
            @Override
            public void happened(WorldEvent event) {
                if (event.kind() == WorldEvent.Kind.DISK_CREATED || event.kind() == WorldEvent.Kind.DISK_DESTROYED) {
                    happened.add(System.nanoTime());
                }
            }
        });
        LineFeed feed = DevdPipe.over(D1, ssh.endpoint(D1).sshHost());
        List<Long> micros = new ArrayList<>();
        try (DevdEvents events = DevdEvents.listen(feed, TimeSource.system(), SOON, threads)) {
            Taker taker = new Taker(events);
            taker.until(e -> e instanceof DevdEvent.LookAgain look && look.why().contains("began"));
            Sessions sessions = new Sessions();
            for (int i = 0; i < 5; i++) {
                sessions.connect();
                taker.until(new DevdEvent.DiskCreated("da0", DevdEvent.Layer.DEVFS)::equals);
                micros.add((taker.at - happened.get(2 * i)) / 1000);
                sessions.disconnect();
                taker.until(new DevdEvent.DiskDestroyed("da0", DevdEvent.Layer.DEVFS)::equals);
                micros.add((taker.at - happened.get(2 * i + 1)) / 1000);
            }
        }
        Collections.sort(micros);
        System.out.println("devd over ssh, event to typed event: median " + micros.get(micros.size() / 2)
                + " us, longest " + micros.get(micros.size() - 1) + " us, of " + micros.size());
        assertThat(micros).hasSize(10);
    }

    /** A session of d1 to a LUN of s1, made and removed by an operator. */
    private final class Sessions {
        private final StorageNode node = fleet.fleet().storageNodes().get(0);
        private final DatabaseNode owner = fleet.fleet().databaseNodes().get(0);
        private final Iqn base = fleet.fleet().targetBase();
        private final LunRef lun =
                new LunRef(new LunId(node.name(), node.disks().get(0).serial()), new Generation(1));

        Sessions() {
            FreeBsdStorageNode storage = FreeBsdStorageNode.builder(
                            node, base, fleet.node(node.name()).runner())
                    .build();
            storage.prepare();
            storage.grant(
                    new LunIdentity(lun, node.disks().get(0).sizeBytes(), 512),
                    Epoch.FIRST,
                    owner.initiator(),
                    storage.observe().boot().orElseThrow());
        }

        void connect() throws InterruptedException {
            run("-A", "-p", node.portal().text(), "-t", lun.target(base).toString());
        }

        void disconnect() throws InterruptedException {
            run("-R", "-t", lun.target(base).toString());
        }

        private void run(String... arguments) throws InterruptedException {
            Command command = Command.modifying("/usr/bin/iscsictl", arguments);
            assertThat(fleet.node(D1).runner().run(command).exit()).isZero();
            // The world stands still unless somebody looks at it.
            fleet.pass(Duration.ofSeconds(1));
        }
    }

    private static final class Taker implements Flow.Subscriber<DevdEvent> {
        private final LinkedBlockingQueue<DevdEvent> seen = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<Long> times = new LinkedBlockingQueue<>();
        final CountDownLatch complete = new CountDownLatch(1);
        long at;

        Taker(DevdEvents events) {
            events.subscribe(this);
        }

        void until(Predicate<DevdEvent> wanted) throws InterruptedException {
            List<DevdEvent> others = new ArrayList<>();
            while (true) {
                @Nullable DevdEvent event = seen.poll(30, TimeUnit.SECONDS);
                assertThat(event).as("the wanted event, after " + others).isNotNull();
                at = times.take();
                if (wanted.test(event)) {
                    return;
                }
                others.add(event);
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(DevdEvent event) {
            times.add(System.nanoTime());
            seen.add(event);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {
            complete.countDown();
        }
    }
}
