package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pool in the memory of the database node that has imported it. */
public final class Pool {
    private final DatabaseHost host;
    private final World world;
    private final long importNumber;
    private final String name;
    private final Guid guid;
    private final ImmutableList<Mirror> mirrors;
    private final ImmutableList<Mirror> dataMirrors;
    private final TreeMap<String, Boolean> datasets = new TreeMap<>();
    private final PoolFiles files;
    private final Resilvers resilvers;
    private final Multihost multihost;
    private final TransactionGroup group;
    private final Map<String, String> properties = new TreeMap<>();

    private @Nullable List<Leaf> leaves;
    private boolean failedEverywhere;
    private boolean suspensionTold;

    Pool(DatabaseHost host, PoolConfig config, long txg, List<Write> contents) {
        this.host = host;
        this.world = host.world();
        this.name = config.name();
        this.guid = config.guid();
        this.importNumber = world.history().nextImport(config.guid());
        this.mirrors = config.mirrors().stream()
                .map(mirror -> new Mirror(mirror, this))
                .collect(ImmutableList.toImmutableList());
        this.dataMirrors = mirrors.stream().filter(mirror -> !mirror.isLog()).collect(ImmutableList.toImmutableList());
        this.files = new PoolFiles(this, contents);
        this.group = new TransactionGroup(this, txg);
        this.resilvers = new Resilvers(this, config.lastScan());
        this.multihost = new Multihost(this);
        config.datasets().forEach(dataset -> datasets.put(dataset, false));
        if (!config.comment().isEmpty()) {
            properties.put("comment", config.comment());
        }
        if (config.multihost()) {
            set(Multihost.PROPERTY, "on");
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
        return group.txg();
    }

    /** All top-level vdevs, those of the log last. */
    public List<Mirror> mirrors() {
        return mirrors;
    }

    List<Mirror> dataMirrors() {
        return dataMirrors;
    }

    boolean hasLog() {
        return mirrors.size() > dataMirrors.size();
    }

    /** A log mirror with a leg. */
    Optional<Mirror> usableLog() {
        if (!hasLog()) {
            return Optional.empty();
        }
        return mirrors.stream()
                .filter(mirror -> mirror.isLog() && mirror.attached())
                .findFirst();
    }

    public List<Leaf> leaves() {
        List<Leaf> known = leaves;
        if (known == null) {
            known = mirrors.stream()
                    .flatMap(mirror -> mirror.leaves().stream())
                    .collect(ImmutableList.toImmutableList());
            leaves = known;
        }
        return known;
    }

    void reshaped() {
        leaves = null;
    }

    /** Settable properties that were set: {@code comment}, {@code cachefile}, {@code failmode} … */
    public Map<String, String> properties() {
        return properties;
    }

    void set(String property, String value) {
        properties.put(property, value);
        switch (property) {
            case Multihost.PROPERTY -> multihost.propertyChanged();
            case BootHabits.PROPERTY -> host.cacheFileChanged(this);
            default -> {}
        }
    }

    /** File systems, and whether each is mounted. */
    public Map<String, Boolean> datasets() {
        return Collections.unmodifiableMap(datasets);
    }

    public Resilvers resilvers() {
        return resilvers;
    }

    Multihost multihost() {
        return multihost;
    }

    /** Whether it has met data that another owner overwrote. */
    public boolean damaged() {
        return group.damaged();
    }

    /**
     * Whether nothing is written any more: a data mirror has lost its last leg, no leg of it took a write, or the owner's
     * signs of life failed (multihost). A log's legs are not needed.
     */
    public boolean suspended() {
        if (failedEverywhere || multihost.suspended()) {
            return true;
        }
        for (int i = 0; i < dataMirrors.size(); i++) {
            if (!dataMirrors.get(i).attached()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a leg that ZFS believes in does not answer. ZFS itself does not know (A7). */
    public boolean frozen() {
        List<Leaf> all = leaves();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).frozen()) {
                return true;
            }
        }
        return false;
    }

    /** The state as its own configuration has it: SUSPENDED is not among these. */
    public VdevState state() {
        if (dataMirrors.stream().anyMatch(m -> m.state() == VdevState.UNAVAIL)) {
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
        group.configChanged();
    }

    void deviceLost(InitiatorSession session) {
        for (Leaf leaf : leaves()) {
            if (leaf.isOn(session)) {
                leaf.leave(VdevState.REMOVED);
                left(leaf);
            }
        }
    }

    /** A leaf is no longer open. */
    void left(Leaf leaf) {
        resilvers.left(leaf);
        configChanged();
    }

    /** Whether another leg of the leaf's mirror is open that is at least as good. */
    boolean othersThan(Leaf leaf) {
        for (Mirror mirror : mirrors) {
            if (mirror.leaves().contains(leaf)) {
                return mirror.leaves().stream()
                        .anyMatch(other -> other != leaf && other.attached() && (leaf.behind() || !other.behind()));
            }
        }
        return false;
    }

    void suspendForErrors() {
        failedEverywhere = true;
    }

    /** Writes go on; those that failed everywhere are tried again. */
    void resume() {
        failedEverywhere = false;
        multihost.resume();
        files.resume();
        configChanged();
    }

    /** Lets hanging writes and a wanted transaction group go on; says whether something did. */
    boolean advance() {
        boolean wrote = files.advance();
        boolean ended = group.advance();
        boolean now = suspended();
        if (now != suspensionTold) {
            suspensionTold = now;
            if (now) {
                tell(WorldEvent.Kind.POOL_SUSPENDED, name, multihost.suspended() ? Multihost.PROPERTY : "");
            }
        }
        return wrote || ended;
    }

    TransactionGroup group() {
        return group;
    }

    PoolConfig config() {
        return new PoolConfig(
                name,
                guid,
                properties.getOrDefault("comment", ""),
                multihost.on(),
                mirrors.stream().map(Mirror::config).toList(),
                List.copyOf(datasets.keySet()),
                resilvers.last());
    }

    private void tick() {
        world.after(world.timings().txg(), () -> {
            if (live()) {
                group.want();
                tick();
            }
        });
    }

    /** Has something done later if its node still has it then; a paused node does it when it wakes. */
    void later(Duration delay, Runnable action) {
        world.after(delay, () -> {
            if (live() && host.responsive()) {
                action.run();
            } else if (live()) {
                later(delay, action);
            }
        });
    }

    /** Whether it is still what its node has imported. */
    boolean live() {
        return host.has(this);
    }

    long importNumber() {
        return importNumber;
    }

    boolean uses(PhysicalDisk disk) {
        return leaves().stream().anyMatch(leaf -> disk.equals(leaf.diskOrNull()));
    }

    void tell(WorldEvent.Kind kind, String subject, String detail) {
        world.tell(kind, host.name(), subject, detail);
    }

    /** Whether a write could be acknowledged: the legs of some mirror that takes the intent log would all be served. */
    boolean couldAcknowledge() {
        if (suspended()) {
            return false;
        }
        boolean log = usableLog().isPresent();
        for (Mirror mirror : mirrors) {
            if (mirror.isLog() == log && mirror.served()) {
                return true;
            }
        }
        return false;
    }
}
