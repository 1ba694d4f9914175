package io.zsan.testkit.world;

import java.util.List;

/** A pool's transaction groups: how what is dirty, and the configuration, get to the legs. */
final class TransactionGroup {
    private static final long NONE = -1;

    private final Pool pool;
    private final World world;
    private long txg;
    private long labelTxg;
    private boolean configChanged = true;
    private boolean wanted = true;
    private boolean damaged;
    /** When the slowest leg is done with the one under way. */
    private long ends = NONE;

    TransactionGroup(Pool pool, long txg) {
        this.pool = pool;
        this.world = pool.host().world();
        this.txg = txg;
    }

    long txg() {
        return txg;
    }

    boolean damaged() {
        return damaged;
    }

    void want() {
        wanted = true;
    }

    void configChanged() {
        configChanged = true;
        wanted = true;
    }

    /** Ends a transaction group if one is wanted and no leg holds it up; says whether it did. */
    boolean advance() {
        if (!wanted || pool.frozen() || pool.suspended() || !pool.host().responsive()) {
            return false;
        }
        if (ends == NONE) {
            long takes = slowest();
            ends = world.time() + takes;
            if (takes > 0) {
                world.wakeAt(ends);
                pool.multihost().heldUp(takes);
            }
        }
        if (world.time() < ends) {
            return false;
        }
        ends = NONE;
        for (Mirror mirror : pool.dataMirrors()) {
            if (!mirror.writable()) {
                mirror.leaves().stream().filter(Leaf::working).forEach(Leaf::failedWrite);
                pool.suspendForErrors();
                return true;
            }
        }
        wanted = false;
        end();
        return true;
    }

    private long slowest() {
        long slowest = 0;
        for (Leaf leaf : pool.leaves()) {
            slowest = Math.max(slowest, leaf.serviceTime());
        }
        return slowest;
    }

    private void end() {
        txg++;
        if (configChanged) {
            labelTxg = txg;
            configChanged = false;
        }
        write(false);
        pool.files().synced();
        for (Leaf leaf : pool.leaves()) {
            PhysicalDisk disk = leaf.diskOrNull();
            damaged |= disk != null && disk.corrupt();
        }
    }

    /** The last transaction group, which says that nobody has the pool. */
    void export() {
        txg++;
        labelTxg = txg;
        write(true);
    }

    private void write(boolean exported) {
        // First the writes that fail: what they make known is in this group's configuration already.
        for (Leaf leaf : pool.leaves()) {
            if (leaf.working() && !leaf.writable()) {
                leaf.failedWrite();
            }
        }
        PoolConfig config = pool.config();
        int data = 0;
        for (Mirror mirror : pool.mirrors()) {
            List<Write> fresh = mirror.isLog() ? List.of() : pool.files().dirty(data++);
            for (Leaf leaf : mirror.leaves()) {
                PhysicalDisk disk = leaf.diskOrNull();
                if (disk != null && leaf.writable()) {
                    disk.commit(label(config, leaf, exported), fresh, pool);
                    if (mirror.isLog()) {
                        disk.freeLog();
                    }
                    leaf.took(leaf.serviceTime());
                }
            }
        }
    }

    /**
     * Takes the legs over, after creation or import; what an import replays is written to all of them. Where a data mirror
     * takes no write the pool is suspended, and nothing of it is written: the intent log stays for the next import.
     */
    void claim() {
        pool.leaves().stream()
                .filter(leaf -> leaf.working() && !leaf.writable())
                .forEach(Leaf::failedWrite);
        if (!pool.dataMirrors().stream().allMatch(Mirror::writable)) {
            pool.suspendForErrors();
            return;
        }
        txg++;
        labelTxg = txg;
        configChanged = false;
        PoolConfig config = pool.config();
        int data = 0;
        for (Mirror mirror : pool.mirrors()) {
            List<Write> replayed = mirror.isLog() ? List.of() : pool.files().dirty(data++);
            for (Leaf leaf : mirror.leaves()) {
                PhysicalDisk disk = leaf.diskOrNull();
                if (disk != null && leaf.writable()) {
                    disk.claim(label(config, leaf, false), replayed);
                    if (mirror.isLog()) {
                        disk.freeLog();
                    }
                }
            }
        }
        pool.files().synced();
    }

    OnDisk label(PoolConfig config, Leaf leaf, boolean exported) {
        DatabaseHost host = pool.host();
        return new OnDisk(
                config,
                leaf.guid(),
                labelTxg,
                exported,
                host.hostId(),
                host.name().text(),
                txg,
                host.wallClock(),
                pool.importNumber());
    }
}
