package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Disk;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A disk in a storage node: what it is, and what is on it. */
public final class PhysicalDisk {
    private final World world;
    private final Disk disk;
    private final String device;
    private final TreeSet<Write> flushed = new TreeSet<>();
    private final TreeSet<Write> cached = new TreeSet<>();
    private final TreeSet<Long> complained = new TreeSet<>();
    private @Nullable OnDisk zfs;
    private boolean foreign;
    private boolean corrupt;

    PhysicalDisk(World world, Disk disk, String device) {
        this.world = world;
        this.disk = disk;
        this.device = device;
    }

    public Disk disk() {
        return disk;
    }

    /** Such as {@code da1}; where its storage node sees it. */
    public String device() {
        return device;
    }

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

    public void failWrites(boolean value) {}

    public void failReads(boolean value) {}

    public void latency(java.time.Duration value) {}

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
        });
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
    void commit(OnDisk label, Pool pool) {
        checkOwner(pool);
        flushed.addAll(cached);
        cached.clear();
        zfs = label;
    }

    /** A new owner takes the leg over. */
    void claim(OnDisk label) {
        zfs = label;
        flushed.addAll(cached);
        cached.clear();
    }

    /** A resilver ends: whatever else was there is overwritten (A17). */
    void fill(List<Write> contents) {
        flushed.clear();
        cached.clear();
        flushed.addAll(contents);
    }

    void lostPower() {
        if (!world.timings().volatileCaches()) {
            flushed.addAll(cached);
        }
        cached.clear();
    }

    private void checkOwner(Pool pool) {
        OnDisk now = zfs;
        if (now == null || !now.config().guid().equals(pool.guid()) || now.owner() != pool.importNumber()) {
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
