package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All nodes and disks, and the time. Thread-safe through one lock: {@link #call} looks or changes, {@link #await} waits.
 *
 * <p>State moves forward at each access, event by event in the order of time, up to what the clock says then. The same
 * seed, the same calls and the same times give the same world.
 */
public final class World {
    /** One way through the storage network. */
    public enum Direction {
        /** Requests and data to be written. */
        TO_STORAGE,
        /** Answers. */
        FROM_STORAGE
    }

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WorldClock clock;
    private final Timings timings;
    private final Instant epoch;
    private final Random random;
    private final long origin;
    private final EventQueue events = new EventQueue();
    private final History history = new History();
    private final TreeMap<NodeName, StorageHost> storageHosts = new TreeMap<>();
    private final TreeMap<NodeName, DatabaseHost> databaseHosts = new TreeMap<>();

    private long time;
    private long writes;
    private OpenZfs openZfs;
    private @Nullable WorldListener listener;
    private final List<WorldListener> watchers = new ArrayList<>();

    /**
     * @param epoch the wall-clock time at the beginning, in UTC
     */
    public World(WorldClock clock, Timings timings, Instant epoch, long seed) {
        this.clock = clock;
        this.timings = timings;
        this.epoch = epoch;
        this.random = new Random(seed);
        this.origin = clock.nanos();
        this.openZfs = timings.zfs().version();
    }

    /** Looks at the world or changes it, at the time that the clock says now. May be nested. */
    public <T extends @Nullable Object> T call(Supplier<T> action) {
        lock.lock();
        try {
            if (lock.getHoldCount() > 1) {
                // Part of a step: time stands still until that is done.
                return action.get();
            }
            advance();
            T result = action.get();
            pump();
            advance();
            if (lock.hasWaiters(changed)) {
                changed.signalAll();
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #call}, for what has no result. */
    public void run(Runnable action) {
        Object unused = call(() -> {
            action.run();
            return this;
        });
    }

    /** Lets everything happen that is due by now. */
    public void settle() {
        run(() -> {});
    }

    /** Waits until something holds. Inside {@link #call} too; others run meanwhile. */
    public void await(BooleanSupplier done) throws InterruptedException {
        boolean unused = await(done, Long.MAX_VALUE);
    }

    /**
     * Waits until something holds or the world's time is that late.
     *
     * @param deadline in nanoseconds of {@link #nanos}
     * @return whether it holds
     */
    public boolean await(BooleanSupplier done, long deadline) throws InterruptedException {
        lock.lock();
        try {
            advance();
            long start = time;
            while (!done.getAsBoolean()) {
                if (time >= deadline) {
                    return false;
                }
                if (time - start > clock.patience()) {
                    throw new IllegalStateException("a command hangs for ever");
                }
                long next = Math.min(events.next(), deadline);
                clock.pass(changed, next == Long.MAX_VALUE ? TICK : Math.max(1, next - time));
                advance();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds since the world began. */
    public long nanos() {
        lock.lock();
        try {
            if (lock.getHoldCount() == 1) {
                advance();
            }
            return time;
        } finally {
            lock.unlock();
        }
    }

    /** The wall-clock time. */
    public Instant now() {
        return call(() -> instant(time));
    }

    Instant instant(long nanos) {
        return epoch.plusNanos(nanos);
    }

    Timings timings() {
        return timings;
    }

    long time() {
        return time;
    }

    /** Has something done later, on the thread that moves the time. */
    public void schedule(Duration delay, Runnable action) {
        run(() -> after(delay, action));
    }

    /** When the next thing happens, in nanoseconds of {@link #nanos}; empty: nothing is going to. */
    public OptionalLong nextEvent() {
        lock.lock();
        try {
            if (lock.getHoldCount() == 1) {
                advance();
            }
            return events.next() == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(events.next());
        } finally {
            lock.unlock();
        }
    }

    /** Who looks on from now on; one at a time. */
    public void listen(WorldListener to) {
        run(() -> listener = to);
    }

    /** Who hears, besides the one who looks on, what happens, and what the nodes' kernels tell of their disks. */
    public void watch(WorldListener watcher) {
        run(() -> watchers.add(watcher));
    }

    /** Ends {@link #watch}. */
    public void unwatch(WorldListener watcher) {
        run(() -> watchers.remove(watcher));
    }

    void tell(WorldEvent.Kind kind, NodeName node, String subject, String detail) {
        WorldListener someone = listener;
        if (someone != null) {
            someone.happened(new WorldEvent(time, kind, node, subject, detail));
        }
        kernel(kind, node, subject, detail);
    }

    /** What is for watchers only: a look at it is no part of a run. */
    void kernel(WorldEvent.Kind kind, NodeName node, String subject, String detail) {
        if (!watchers.isEmpty()) {
            WorldEvent event = new WorldEvent(time, kind, node, subject, detail);
            List.copyOf(watchers).forEach(watcher -> watcher.happened(event));
        }
    }

    void after(Duration delay, Runnable action) {
        events.add(time + delay.toNanos(), action);
    }

    /** Makes sure that what waits for a moment is looked at then. */
    void wakeAt(long nanos) {
        events.add(nanos, () -> {});
    }

    /** Which OpenZFS the database nodes run; by default what the {@link Timings} say. */
    public void openZfs(OpenZfs version) {
        run(() -> openZfs = version);
    }

    public OpenZfs openZfs() {
        return openZfs;
    }

    /** One of two, by the seed. */
    boolean chance() {
        return random.nextBoolean();
    }

    /** A share of a time, by the seed. */
    Duration upTo(Duration most) {
        return Duration.ofNanos((long) (most.toNanos() * random.nextDouble()));
    }

    Guid newGuid() {
        // Nineteen or twenty digits, as most are.
        return new Guid(random.nextLong() | 1L << 60);
    }

    long nextWrite() {
        return ++writes;
    }

    /** The number of the latest write of any node; 0: there was none. */
    public long lastWrite() {
        return call(() -> writes);
    }

    History history() {
        return history;
    }

    void violation(Violation.Kind kind, NodeName node, String what) {
        history.violation(new Violation(kind, instant(time), what));
        tell(WorldEvent.Kind.VIOLATION, node, kind.toString(), what);
    }

    // --- nodes ---

    public void add(StorageHost host) {
        run(() -> storageHosts.put(host.name(), host));
    }

    public void add(DatabaseHost host) {
        run(() -> databaseHosts.put(host.name(), host));
    }

    public Collection<StorageHost> storageHosts() {
        return storageHosts.values();
    }

    public Collection<DatabaseHost> databaseHosts() {
        return databaseHosts.values();
    }

    public StorageHost storage(NodeName name) {
        return present(storageHosts.get(name), name);
    }

    public DatabaseHost database(NodeName name) {
        return present(databaseHosts.get(name), name);
    }

    public Host host(NodeName name) {
        Host storage = storageHosts.get(name);
        return storage != null ? storage : database(name);
    }

    private static <T> T present(@Nullable T host, NodeName name) {
        if (host == null) {
            throw new IllegalArgumentException("no such node in this world: " + name);
        }
        return host;
    }

    Optional<StorageHost> listening(Portal portal) {
        for (StorageHost host : storageHosts.values()) {
            if (host.portal().equals(portal)) {
                return Optional.of(host);
            }
        }
        return Optional.empty();
    }

    /** Cuts or mends the storage network between two nodes; both live on. */
    public void link(NodeName database, NodeName storage, boolean up) {
        run(() -> {
            linkBetween(database, storage).cut(!up);
            reachabilityChanged();
        });
    }

    /**
     * Cuts or mends one way. With requests lost nothing arrives; with replies lost writes reach the disk and are never
     * answered. Either way both sides miss each other's pings and drop the session.
     */
    public void oneWay(NodeName database, NodeName storage, Direction direction, boolean cut) {
        run(() -> {
            linkBetween(database, storage).lose(direction, cut);
            reachabilityChanged();
        });
    }

    /** Makes each I/O and each login between two nodes take that much longer from now on. */
    public void delay(NodeName database, NodeName storage, Duration extra) {
        run(() -> linkBetween(database, storage).delay(extra.toNanos()));
    }

    private Link linkBetween(NodeName database, NodeName storage) {
        return database(database).linkTo(storage(storage));
    }

    boolean connected(DatabaseHost database, StorageHost storage) {
        return database.linkTo(storage).open();
    }

    void reachabilityChanged() {
        for (DatabaseHost database : databaseHosts.values()) {
            database.initiator().reachabilityChanged();
        }
        for (StorageHost storage : storageHosts.values()) {
            storage.targets().reachabilityChanged();
        }
    }

    // --- checks ---

    /** Has somebody write another comment into the labels of a pool; returns whether there were any with the wrong one. */
    public boolean rewriteComment(String pool, String wrong, String right) {
        return call(() -> storageHosts.values().stream()
                        .flatMap(host -> host.disks().stream())
                        .filter(disk -> disk.rewriteComment(pool, wrong, right))
                        .count()
                > 0);
    }

    /** Every write that a node was told is durable, in the order of telling. */
    public List<Write> acknowledgedWrites() {
        return call(history::acknowledged);
    }

    List<Write> acknowledgedOf(Guid pool) {
        return history.acknowledgedOf(pool);
    }

    /** How many writes were acknowledged so far. */
    public int acknowledgedCount() {
        return call(history::count);
    }

    /** Acknowledged writes from a place in the order of telling on: what came after the first {@code index}. */
    public List<Write> acknowledgedFrom(int index) {
        return call(() -> history.from(index));
    }

    public List<Violation> violations() {
        return call(history::violations);
    }

    /** What a node reads from a file of a pool that it has imported. */
    public List<Write> readBack(NodeName node, String pool) {
        return call(
                () -> database(node).pool(pool).map(p -> p.files().contents()).orElse(ImmutableList.of()));
    }

    /** Acknowledged writes of a pool that a node which has imported it does not see. */
    public List<Write> lostWrites(NodeName node, String pool) {
        return call(() -> {
            Pool imported = database(node).pool(pool).orElseThrow();
            return history.acknowledgedOf(imported.guid()).stream()
                    .filter(write -> !imported.files().contains(write))
                    .toList();
        });
    }

    /** The nodes that could get a write of a pool acknowledged now (I1: at most one). */
    public List<NodeName> ableToAcknowledge(Guid pool) {
        return call(() -> {
            ImmutableList.Builder<NodeName> able = ImmutableList.builder();
            for (DatabaseHost host : databaseHosts.values()) {
                if (host.responsive()
                        && host.pool(pool).map(Pool::couldAcknowledge).orElse(false)) {
                    able.add(host.name());
                }
            }
            return able.build();
        });
    }

    // --- time ---

    private void advance() {
        long now = clock.nanos() - origin;
        boolean moved = false;
        for (EventQueue.Event event = events.takeDue(now); event != null; event = events.takeDue(now)) {
            time = Math.max(time, event.at());
            event.action().run();
            pump();
            WorldListener someone = listener;
            if (someone != null) {
                someone.settled();
            }
            moved = true;
        }
        time = Math.max(time, now);
        if (moved && lock.hasWaiters(changed)) {
            changed.signalAll();
        }
    }

    /** Lets go on whatever waited for what has just changed. */
    private void pump() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (DatabaseHost host : databaseHosts.values()) {
                progress |= host.pump();
            }
        }
    }
}
