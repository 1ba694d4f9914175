package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.testkit.world.KernelOp.Namespace;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import io.zsan.testkit.world.PoolConfig.MirrorConfig;
import io.zsan.testkit.world.PoolConfig.SlotConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A database node: its initiator, and the pools that its ZFS has imported. */
public final class DatabaseHost extends Host {
    private final String initiatorName;
    private final String address;
    private final Initiator initiator = new Initiator(this);
    private final Zpool zpool = new Zpool(this);
    private final TreeMap<String, Pool> pools = new TreeMap<>();
    private final List<KernelOp> operations = new ArrayList<>();
    private final TreeMap<NodeName, Link> links = new TreeMap<>();
    private final BootHabits bootHabits = new BootHabits(this);
    /** Kept, because it is asked at every event. */
    private ImmutableList<Pool> poolList = ImmutableList.of();

    private @Nullable KernelOp namespaceHolder;

    /**
     * @param address from which its initiator speaks
     * @param hostId {@code kern.hostid}
     */
    public DatabaseHost(World world, DatabaseNode node, String address, long hostId) {
        super(world, node.name());
        this.initiatorName = node.initiator().text();
        this.address = address;
        rcConf().put("iscsid_enable", "YES");
        sysctls().put("kern.hostid", Long.toString(hostId));
        sysctls().put("kern.hostuuid", String.format("%08x-e698-11f1-8567-58a3000000%02x", hostId, hostId & 0xff));
        sysctls().put("kern.geom.label.disk_ident.enable", "1");
        sysctls().put("kern.iscsi.fail_on_shutdown", "1");
        sysctls().put("kern.iscsi.fail_on_disconnection", "0");
        sysctls().put("kern.iscsi.maxtags", "255");
        sysctls().put("kern.iscsi.login_timeout", "60");
        sysctls().put("kern.iscsi.iscsid_timeout", "60");
        sysctls().put("kern.iscsi.ping_timeout", "5");
        sysctls().put("kern.iscsi.debug", "1");
        sysctls().put("vfs.zfs.min_auto_ashift", "9");
        daemons().add("iscsid");
    }

    /** The initiator's name where a session gives none of its own. */
    public String initiatorName() {
        return initiatorName;
    }

    public String address() {
        return address;
    }

    public long hostId() {
        return number("kern.hostid").orElse(0L);
    }

    public Initiator initiator() {
        return initiator;
    }

    /** What changes pools. */
    public Zpool zpool() {
        return zpool;
    }

    /** Imported pools, by name. */
    public List<Pool> pools() {
        return poolList;
    }

    public Optional<Pool> pool(String name) {
        return Optional.ofNullable(pools.get(name));
    }

    public Optional<Pool> pool(Guid guid) {
        for (Pool pool : poolList) {
            if (pool.guid().equals(guid)) {
                return Optional.of(pool);
            }
        }
        return Optional.empty();
    }

    boolean has(Pool pool) {
        return poolList.contains(pool);
    }

    Link linkTo(StorageHost storage) {
        return links.computeIfAbsent(storage.name(), name -> new Link(this, storage));
    }

    /** Whether it logs in by itself at boot to the targets that it had sessions to; default false (R12). */
    public void autologin(boolean value) {
        world().run(() -> bootHabits.autologin(value));
    }

    /**
     * Hangs ZFS until the next boot: a command that cannot be killed holds the lock on all names. Sessions, and I/O to
     * pools that are imported, go on.
     */
    public void wedge() {
        world().run(() -> {
            KernelOp unused = start(Namespace.HOLDS, () -> false, () -> {});
            world().tell(WorldEvent.Kind.WEDGED, name(), "", "");
        });
    }

    /** A pool turns up that somebody made on other disks, which are gone: it is suspended, and in the way of its name. */
    public void strangePool(String name, String comment) {
        world().run(() -> {
            if (powered() && pool(name).isEmpty()) {
                LeafConfig leaf = new LeafConfig(world().newGuid(), "/dev/ada9", false, false, false, 1);
                MirrorConfig mirror = new MirrorConfig(
                        world().newGuid(),
                        1L << 30,
                        12,
                        1,
                        false,
                        List.of(new SlotConfig(Optional.empty(), List.of(leaf))));
                PoolConfig config = new PoolConfig(
                        name, world().newGuid(), comment, false, List.of(mirror), List.of(name), Optional.empty());
                Pool strange = new Pool(this, config, 1, List.of());
                strange.leaves().forEach(Leaf::missing);
                add(strange);
            }
        });
    }

    /** The pool whose mounted file system a path lies in. */
    public Optional<Pool> poolAt(String path) {
        return pools.values().stream()
                .filter(pool -> pool.datasets().entrySet().stream()
                        .anyMatch(dataset -> dataset.getValue() && path.startsWith("/" + dataset.getKey() + "/")))
                .findFirst();
    }

    /** Whether a command holds the lock on all of ZFS's names, so that even {@code zpool status} hangs. */
    public boolean wedged() {
        return namespaceHolder != null;
    }

    /** A command that only looks at pools, and needs the lock on their names for a moment. */
    public KernelOp look() {
        return start(Namespace.NEEDS, () -> true, () -> {});
    }

    KernelOp start(Namespace namespace, BooleanSupplier ready, Runnable effect) {
        KernelOp operation = new KernelOp(namespace, ready, effect);
        operations.add(operation);
        pump();
        return operation;
    }

    void add(Pool pool) {
        pools.put(pool.name(), pool);
        poolList = ImmutableList.copyOf(pools.values());
        bootHabits.remember(pool);
    }

    void drop(Pool pool) {
        pools.remove(pool.name());
        poolList = ImmutableList.copyOf(pools.values());
        bootHabits.forget(pool);
    }

    void deviceLost(InitiatorSession session) {
        pools().forEach(pool -> pool.deviceLost(session));
    }

    /** Lets pools and system calls go on as far as they can; says whether any did. */
    boolean pump() {
        if (!responsive()) {
            return false;
        }
        boolean progress = false;
        for (int i = 0; i < poolList.size(); i++) {
            progress |= poolList.get(i).advance();
        }
        if (operations.isEmpty()) {
            return progress;
        }
        for (KernelOp operation : List.copyOf(operations)) {
            progress |= tryFinish(operation);
        }
        return progress;
    }

    private boolean tryFinish(KernelOp operation) {
        if (!operations.contains(operation)) {
            return false;
        }
        if (operation.namespace() != Namespace.FREE && namespaceHolder != null && namespaceHolder != operation) {
            return false;
        }
        if (operation.namespace() == Namespace.HOLDS) {
            namespaceHolder = operation;
        }
        if (!operation.ready()) {
            return false;
        }
        operations.remove(operation);
        operation.finish();
        if (namespaceHolder == operation) {
            namespaceHolder = null;
        }
        return true;
    }

    @Override
    void lostPower() {
        bootHabits.lostPower();
        initiator.lostPower();
        pools.clear();
        poolList = ImmutableList.of();
        operations.clear();
        namespaceHolder = null;
    }

    @Override
    void booted() {
        bootHabits.booted();
    }

    @Override
    void sysctlChanged(String name) {
        if (name.equals(Initiator.PING)) {
            initiator.pingChanged();
        }
    }

    /** A pool's {@code cachefile} property was set. */
    void cacheFileChanged(Pool pool) {
        if (has(pool)) {
            bootHabits.remember(pool);
        }
    }
}
