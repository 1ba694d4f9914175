package io.zsan.testkit.world;

import io.zsan.model.Guid;
import io.zsan.node.VdevState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A pool in the memory of the database node that has imported it. */
public final class Pool {
    private final DatabaseHost host;
    private final World world;
    private final long importNumber;
    private final String name;
    private final Guid guid;
    private final List<Mirror> mirrors;
    private final TreeMap<String, Boolean> datasets = new TreeMap<>();
    private final PoolFiles files;
    private final Resilvers resilvers;
    private final Map<String, String> properties = new TreeMap<>();

    private long txg;
    private long labelTxg;
    private boolean configChanged = true;
    private boolean syncWanted = true;
    private boolean damaged;

    Pool(DatabaseHost host, PoolConfig config, long txg, List<Write> contents) {
        this.host = host;
        this.world = host.world();
        this.name = config.name();
        this.guid = config.guid();
        this.importNumber = world.history().nextImport(config.guid());
        this.mirrors = config.mirrors().stream().map(Mirror::new).toList();
        this.files = new PoolFiles(this, contents);
        this.txg = txg;
        this.resilvers = new Resilvers(this, config.lastScan());
        config.datasets().forEach(dataset -> datasets.put(dataset, false));
        if (!config.comment().isEmpty()) {
            properties.put("comment", config.comment());
        }
        tick();
    }

    public DatabaseHost host() {
        return host;
    }

    public String name() {
        return name;
    }

    public Guid guid() {
        return guid;
    }

    public long txg() {
        return txg;
    }

    public List<Mirror> mirrors() {
        return mirrors;
    }

    public List<Leaf> leaves() {
        return mirrors.stream().flatMap(mirror -> mirror.leaves().stream()).toList();
    }

    /** Settable properties that were set: {@code comment}, {@code cachefile}, {@code failmode} … */
    public Map<String, String> properties() {
        return properties;
    }

    /** File systems, and whether each is mounted. */
    public Map<String, Boolean> datasets() {
        return Collections.unmodifiableMap(datasets);
    }

    public Resilvers resilvers() {
        return resilvers;
    }

    /** Whether it has met data that another owner overwrote. */
    public boolean damaged() {
        return damaged;
    }

    /** Whether a mirror has lost its last leg: then nothing is written any more. */
    public boolean suspended() {
        return mirrors.stream().anyMatch(m -> m.leaves().stream().noneMatch(Leaf::attached));
    }

    /** Whether a leg that ZFS believes in does not answer. ZFS itself does not know (A7). */
    public boolean frozen() {
        return leaves().stream().anyMatch(Leaf::frozen);
    }

    /** The state as its own configuration has it: SUSPENDED is not among these. */
    public VdevState state() {
        if (mirrors.stream().anyMatch(m -> m.state() == VdevState.UNAVAIL)) {
            return VdevState.UNAVAIL;
        }
        return mirrors.stream().allMatch(m -> m.state() == VdevState.ONLINE) ? VdevState.ONLINE : VdevState.DEGRADED;
    }

    /** Bytes in use, for the sizes that {@code zpool list} shows. */
    public long allocated() {
        return world.timings().ballast() + files.bytes();
    }

    /** What is in its files. */
    public PoolFiles files() {
        return files;
    }

    void setMounted(String dataset, boolean mounted) {
        datasets.put(dataset, mounted);
        if (mounted) {
            host.files().makeDirectories("/" + dataset);
        }
    }

    /** The configuration on the legs has to follow. */
    void configChanged() {
        configChanged = true;
        syncWanted = true;
    }

    void deviceLost(InitiatorSession session) {
        for (Leaf leaf : leaves()) {
            if (leaf.session().equals(Optional.of(session))) {
                leaf.leave(VdevState.REMOVED);
                resilvers.left(leaf);
                configChanged();
            }
        }
    }

    /** Lets hanging writes and a wanted transaction group go on; says whether something did. */
    boolean advance() {
        boolean wrote = files.advance();
        return (syncWanted && sync()) || wrote;
    }

    /** Ends a transaction group, unless a leg holds it up. */
    boolean sync() {
        if (frozen() || suspended() || !host.responsive()) {
            syncWanted = true;
            return false;
        }
        syncWanted = false;
        txg++;
        if (configChanged) {
            labelTxg = txg;
            configChanged = false;
        }
        writeLabels(false);
        files.synced();
        damaged |= leaves().stream().flatMap(leaf -> leaf.disk().stream()).anyMatch(PhysicalDisk::corrupt);
        return true;
    }

    /** The last transaction group, which says that nobody has the pool. */
    void writeExported() {
        txg++;
        labelTxg = txg;
        writeLabels(true);
    }

    private void writeLabels(boolean exported) {
        PoolConfig config = config();
        for (Mirror mirror : mirrors) {
            List<Write> fresh = files.dirty(mirror);
            mirror.leaves().stream().filter(Leaf::working).forEach(leaf -> {
                PhysicalDisk disk = leaf.disk().orElseThrow();
                disk.store(fresh, this);
                disk.commit(label(config, leaf, exported), this);
            });
        }
    }

    /** Takes the legs over, after creation or import. */
    void claim() {
        txg++;
        labelTxg = txg;
        configChanged = false;
        PoolConfig config = config();
        leaves().stream()
                .filter(Leaf::working)
                .forEach(leaf -> leaf.disk().orElseThrow().claim(label(config, leaf, false)));
    }

    OnDisk label(PoolConfig config, Leaf leaf, boolean exported) {
        return new OnDisk(
                config,
                leaf.guid(),
                labelTxg,
                exported,
                host.hostId(),
                host.name().text(),
                txg,
                world.instant(world.time()),
                importNumber);
    }

    PoolConfig config() {
        return new PoolConfig(
                name,
                guid,
                properties.getOrDefault("comment", ""),
                mirrors.stream().map(Mirror::config).toList(),
                List.copyOf(datasets.keySet()),
                resilvers.last());
    }

    private void tick() {
        world.after(world.timings().txg(), () -> {
            if (live()) {
                syncWanted = true;
                tick();
            }
        });
    }

    /** Whether it is still what its node has imported. */
    boolean live() {
        return host.pool(name).equals(Optional.of(this));
    }

    long importNumber() {
        return importNumber;
    }

    boolean uses(PhysicalDisk disk) {
        return leaves().stream().anyMatch(leaf -> leaf.disk().equals(Optional.of(disk)));
    }

    /** Whether a write could be acknowledged: some mirror's legs would all still be served. */
    boolean couldAcknowledge() {
        return !suspended()
                && mirrors.stream()
                        .anyMatch(mirror -> mirror.leaves().stream()
                                .filter(Leaf::attached)
                                .allMatch(leaf -> leaf.session().orElseThrow().served()));
    }
}
