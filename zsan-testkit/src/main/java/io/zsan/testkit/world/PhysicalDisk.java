package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Disk;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A disk in a storage node: what it is, what is on it, and what is wrong with it. */
public final class PhysicalDisk {
    private final World world;
    private final NodeName node;
    private final Disk disk;
    private final TreeSet<Write> flushed = new TreeSet<>();
    private final TreeSet<Write> cached = new TreeSet<>();
    private final TreeSet<Long> complained = new TreeSet<>();
    private String device;
    private @Nullable OnDisk zfs;
    private boolean foreign;
    private boolean corrupt;
    private boolean failsWrites;
    private boolean failsReads;
    private long latency;

    PhysicalDisk(World world, NodeName node, Disk disk, String device) {
        this.world = world;
        this.node = node;
        this.disk = disk;
        this.device = device;
    }

    public Disk disk() {
        return disk;
    }

    /** Such as {@code da1}; where its storage node sees it. A boot may change it. */
    public String device() {
        return device;
    }

    void device(String name) {
        device = name;
    }

    // --- faults ---

    /** While true, every write to it fails. */
    public void failWrites(boolean failing) {
        world.run(() -> failsWrites = failing);
    }

    /** While true, every read from it fails, labels included. */
    public void failReads(boolean failing) {
        world.run(() -> failsReads = failing);
    }

    /** Makes each I/O to it take that much longer from now on; none of them fails (S20). */
    public void latency(Duration extra) {
        world.run(() -> latency = extra.toNanos());
    }

    boolean failsWrites() {
        return failsWrites;
    }

    /** Whether reads from it fail now. */
    public boolean failsReads() {
        return failsReads;
    }

    long latencyNanos() {
        return latency;
    }

    // --- contents ---

    public Optional<OnDisk> zfs() {
        return Optional.ofNullable(zfs);
    }

    /** The records that it holds, in order, including those that are only in its cache. */
    public List<Write> contents() {
        TreeSet<Write> all = new TreeSet<>(flushed);
        all.addAll(cached);
        return ImmutableList.copyOf(all);
    }

    /** Whether its first and last 4 MiB are zeros. */
    public boolean blank() {
        return zfs == null && !foreign;
    }

    /** Whether two owners wrote to it. */
    public boolean corrupt() {
        return corrupt;
    }

    /** Puts something there that is not ZFS's. */
    public void scribble() {
        world.run(() -> foreign = true);
    }

    /** Zeroes both ends. */
    public void wipe() {
        world.run(() -> {
            for (DatabaseHost host : world.databaseHosts()) {
                // What a zombie still holds in its memory is not alive: another node has imported the pool since.
                if (host.pools().stream()
                        .filter(pool -> world.history().isLatest(pool.guid(), pool.importNumber()))
                        .anyMatch(pool -> pool.uses(this))) {
                    world.violation(
                            Violation.Kind.LIVE_LEG_WIPED,
                            host.name(),
                            disk.serial() + " was wiped while " + host.name() + " used it");
                }
            }
            forget();
            world.tell(WorldEvent.Kind.WIPED, node, disk.serial().toString(), "");
        });
    }

    boolean rewriteComment(String pool, String wrong, String right) {
        OnDisk label = zfs;
        if (label == null
                || !label.config().name().equals(pool)
                || !label.config().comment().equals(wrong)) {
            return false;
        }
        zfs = label.with(label.config().with(right));
        return true;
    }

    /** Becomes an empty leg. */
    void format(OnDisk label) {
        forget();
        zfs = label;
    }

    /** Its label no longer counts: it was detached. */
    void detach() {
        zfs = null;
        // What a detached leg holds besides its label stays, but nothing can read it.
        foreign = true;
    }

    void store(List<Write> writes, Pool pool) {
        checkOwner(pool);
        cached.addAll(writes);
    }

    /** A transaction group ends: everything is durable. */
    void commit(OnDisk label, List<Write> writes, Pool pool) {
        checkOwner(pool);
        flushed.addAll(cached);
        flushed.addAll(writes);
        cached.clear();
        zfs = label;
    }

    /** A transaction group has made the intent log on it superfluous. */
    void freeLog() {
        flushed.clear();
        cached.clear();
    }

    /** The records that no transaction group has taken: on a data leg, the intent log. */
    List<Write> uncommitted() {
        return ImmutableList.copyOf(cached);
    }

    /** A new owner takes the leg over. */
    void claim(OnDisk label, List<Write> replayed) {
        zfs = label;
        flushed.addAll(cached);
        flushed.addAll(replayed);
        cached.clear();
    }

    /** A resilver ends: whatever is there and not the pool's own is overwritten (A17). */
    void fill(Iterable<Write> contents, Predicate<Write> own) {
        flushed.removeIf(own.negate());
        cached.removeIf(own.negate());
        contents.forEach(flushed::add);
    }

    void lostPower() {
        if (!world.timings().volatileCaches()) {
            flushed.addAll(cached);
        }
        cached.clear();
    }

    private void checkOwner(Pool pool) {
        OnDisk now = zfs;
        // An older number is that of a label which the present owner could not write when it took the leg over.
        if (now == null || !now.config().guid().equals(pool.guid()) || now.owner() > pool.importNumber()) {
            corrupt = true;
            if (!complained.add(pool.importNumber())) {
                return;
            }
            world.violation(
                    Violation.Kind.FOREIGN_WRITE,
                    pool.host().name(),
                    pool.host().name() + " wrote to " + disk.serial() + " for pool " + pool.name()
                            + ", which is no longer its own");
        }
    }

    private void forget() {
        zfs = null;
        foreign = false;
        corrupt = false;
        flushed.clear();
        cached.clear();
    }
}
