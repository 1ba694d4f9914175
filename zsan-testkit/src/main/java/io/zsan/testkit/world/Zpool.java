package io.zsan.testkit.world;

import io.zsan.node.VdevState;
import io.zsan.testkit.world.KernelOp.Namespace;
import io.zsan.testkit.world.Mirror.Slot;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What changes the pools of a database node. Each call returns an operation that waits while a leg of the pool is frozen,
 * and most hold up every other ZFS command meanwhile (A8).
 */
public final class Zpool {
    private final DatabaseHost host;

    Zpool(DatabaseHost host) {
        this.host = host;
    }

    /** A leaf by GUID, path, or path without {@code /dev/}. */
    public static Optional<Leaf> leaf(Pool pool, String text) {
        return pool.leaves().stream()
                .filter(leaf -> leaf.guid().toString().equals(text)
                        || leaf.path().equals(text)
                        || leaf.path().equals("/dev/" + text))
                .findFirst();
    }

    public KernelOp offline(String poolName, String leafName) {
        return change(poolName, Namespace.HOLDS, () -> {
            Pool pool = open(poolName);
            Leaf leaf = leaf(pool, leafName).orElseThrow(() -> noSuchDevice(1, "offline " + leafName));
            notSuspended(pool, "offline " + leafName);
            if (!mirror(pool, leaf).canSpare(leaf)) {
                throw new ZfsRefusal("cannot offline " + leafName + ": no valid replicas");
            }
            return () -> {
                leaf.leave(VdevState.OFFLINE);
                pool.resilvers().left(leaf);
                pool.configChanged();
            };
        });
    }

    /** Afterwards the leaf is ONLINE and being resilvered soon, or still what it was. */
    public KernelOp online(String poolName, String leafName) {
        return change(poolName, Namespace.HOLDS, () -> {
            Pool pool = open(poolName);
            Leaf leaf = leaf(pool, leafName).orElseThrow(() -> noSuchDevice(1, "online " + leafName));
            notSuspended(pool, "online " + leafName);
            return () -> {
                if (leaf.attached()) {
                    return;
                }
                if (reopen(pool, leaf)) {
                    pool.resilvers().startSoon();
                } else {
                    leaf.leave(VdevState.UNAVAIL);
                }
                pool.configChanged();
            };
        });
    }

    private boolean reopen(Pool pool, Leaf leaf) {
        Optional<InitiatorSession> device = host.initiator()
                .device(leaf.path())
                .filter(session -> session.usable() && carries(session, pool, leaf));
        device.ifPresent(session -> {
            leaf.attach(session);
            leaf.disk().orElseThrow().claim(pool.group().label(pool.config(), leaf, false), List.of());
        });
        return device.isPresent();
    }

    /** What zfsd does when a device is back: onlines the legs that were on it (A26). */
    void onlineReturned(InitiatorSession session) {
        for (Pool pool : host.pools()) {
            for (Leaf leaf : pool.leaves()) {
                boolean lost = !leaf.attached() && leaf.state() != VdevState.OFFLINE;
                if (lost && carries(session, pool, leaf)) {
                    KernelOp unused = online(pool.name(), leaf.guid().toString());
                }
            }
        }
    }

    /**
     * Clears error counters and opens legs again whose devices are back; frees a suspended pool if every data mirror has
     * a leg that answers then (A9). Whatever legs are behind is resilvered soon.
     */
    public KernelOp clear(String poolName) {
        return change(poolName, Namespace.HOLDS, true, () -> {
            Pool pool = open(poolName);
            if (pool.multihost().suspended() && !host.world().openZfs().clearsMultihost()) {
                throw new ZfsRefusal(
                        "cannot clear errors for " + poolName + ": invalid argument for this pool operation");
            }
            return () -> {
                for (Leaf leaf : pool.leaves()) {
                    leaf.clearErrors();
                    if (!leaf.attached() && leaf.state() != VdevState.OFFLINE) {
                        boolean unused = reopen(pool, leaf);
                    }
                }
                if (!pool.dataMirrors().stream().allMatch(Mirror::writable)) {
                    throw new ZfsRefusal("cannot clear errors for " + poolName + ": I/O error");
                }
                pool.resume();
                pool.resilvers().startSoon();
            };
        });
    }

    private static boolean carries(InitiatorSession session, Pool pool, Leaf leaf) {
        return session.device()
                .flatMap(device -> device.disk().zfs())
                .filter(label -> label.leaf().equals(leaf.guid())
                        && label.config().guid().equals(pool.guid()))
                .isPresent();
    }

    public KernelOp replace(String poolName, String oldName, String path, boolean force) {
        String action = "replace " + oldName + " with " + path;
        return change(poolName, Namespace.HOLDS, () -> {
            Pool pool = open(poolName);
            InitiatorSession device = Devices.resolve(host, path);
            Devices.checkUnused(host, path, device, force);
            Leaf old = leaf(pool, oldName).orElseThrow(() -> noSuchDevice(255, action));
            notSuspended(pool, action);
            Mirror mirror = mirror(pool, old);
            Slot slot = mirror.slotOf(old);
            if (slot.replacing().isPresent()) {
                throw new ZfsRefusal(
                        255,
                        "cannot " + action + ": already in replacing/spare config; wait for completion or use"
                                + " 'zpool detach'");
            }
            if (Devices.asize(device) < mirror.asize()) {
                throw new ZfsRefusal(255, "cannot " + action + ": device is too small");
            }
            return () -> {
                World world = host.world();
                String full = path.startsWith("/") ? path : "/dev/" + path;
                Leaf fresh = new Leaf(new LeafConfig(world.newGuid(), full, false, false, true, pool.txg()), pool);
                fresh.attach(device);
                slot.replace(world.newGuid(), fresh);
                fresh.disk().orElseThrow().format(pool.group().label(pool.config(), fresh, false));
                pool.configChanged();
                pool.resilvers().start();
            };
        });
    }

    public KernelOp detach(String poolName, String leafName) {
        return change(poolName, Namespace.HOLDS, () -> {
            Pool pool = open(poolName);
            Leaf leaf = leaf(pool, leafName).orElseThrow(() -> noSuchDevice(255, "detach " + leafName));
            notSuspended(pool, "detach " + leafName);
            Mirror mirror = mirror(pool, leaf);
            if (!mirror.canSpare(leaf)) {
                throw new ZfsRefusal(255, "cannot detach " + leafName + ": no valid replicas");
            }
            return () -> {
                Slot slot = mirror.slotOf(leaf);
                if (slot.leaves().size() > 1) {
                    slot.drop(leaf);
                } else {
                    mirror.remove(slot);
                }
                if (leaf.working()) {
                    leaf.disk().orElseThrow().detach();
                }
                pool.resilvers().left(leaf);
                pool.configChanged();
            };
        });
    }

    /** Sets a property; hangs in a freeze, but lets others pass. */
    public KernelOp set(String poolName, String property, String value) {
        return change(poolName, Namespace.NEEDS, () -> {
            Pool pool = open(poolName);
            if (property.equals("comment") && value.length() > 32) {
                throw new ZfsRefusal(
                        "cannot set property for '" + poolName + "': comment must not exceed 32 characters");
            }
            if (refusesSuspended(pool)) {
                throw new ZfsRefusal("cannot set property for '" + poolName + "': pool I/O is currently suspended");
            }
            return () -> {
                pool.set(property, value);
                pool.configChanged();
            };
        });
    }

    /** Ends a transaction group. */
    public KernelOp sync(String poolName) {
        return change(poolName, Namespace.NEEDS, () -> {
            Pool pool = open(poolName);
            notSuspended(pool, "sync " + poolName);
            return pool::configChanged;
        });
    }

    public KernelOp export(String poolName) {
        return export(poolName, false);
    }

    /** By force, a suspended pool's export hangs, and all of ZFS with it (A9). */
    public KernelOp export(String poolName, boolean force) {
        return change(poolName, Namespace.HOLDS, () -> {
            Pool pool = open(poolName);
            if (!force && refusesSuspended(pool)) {
                throw new ZfsRefusal("cannot export '" + poolName + "': pool I/O is currently suspended");
            }
            return () -> {
                pool.group().export();
                host.drop(pool);
                host.world().tell(WorldEvent.Kind.POOL_EXPORTED, host.name(), poolName, "");
            };
        });
    }

    public KernelOp create(String poolName, List<List<String>> mirrors, Map<String, String> properties, boolean force) {
        return create(poolName, mirrors, List.of(), properties, force);
    }

    /** With mirrors for the intent log besides. */
    public KernelOp create(
            String poolName,
            List<List<String>> mirrors,
            List<List<String>> logMirrors,
            Map<String, String> properties,
            boolean force) {
        return new PoolCreation(host, poolName, mirrors, logMirrors, new TreeMap<>(properties), force).start();
    }

    /** Imports a pool, by GUID or name, from what is on some devices. */
    public KernelOp importPool(
            String text, List<InitiatorSession> devices, Map<String, String> properties, boolean force, boolean mount) {
        return new PoolImport(host, text, devices, new TreeMap<>(properties), force, mount).start();
    }

    /** Mounts a file system. */
    public KernelOp mount(String dataset) {
        return host.start(Namespace.NEEDS, () -> true, () -> {
            Pool pool = host.pools().stream()
                    .filter(p -> p.datasets().containsKey(dataset))
                    .findFirst()
                    .orElseThrow(() -> new ZfsRefusal("cannot open '" + dataset + "': dataset does not exist"));
            if (pool.datasets().getOrDefault(dataset, false)) {
                throw new ZfsRefusal("cannot mount '" + dataset + "': filesystem already mounted");
            }
            pool.setMounted(dataset, true);
        });
    }

    /** {@code zfs unmount -f}. */
    public KernelOp unmount(String dataset) {
        return host.start(
                Namespace.FREE,
                () -> true,
                () -> host.pools().stream()
                        .filter(pool -> pool.datasets().containsKey(dataset))
                        .forEach(pool -> pool.setMounted(dataset, false)));
    }

    /** Makes a file system in a pool, and mounts it. */
    public KernelOp createDataset(String dataset) {
        String poolName = Stream.of(dataset.split("/")).findFirst().orElse("");
        return change(poolName, Namespace.NEEDS, () -> {
            Pool pool = host.pool(poolName)
                    .orElseThrow(
                            () -> new ZfsRefusal("cannot create '" + dataset + "': no such pool '" + poolName + "'"));
            if (pool.datasets().containsKey(dataset)) {
                throw new ZfsRefusal("cannot create '" + dataset + "': dataset already exists");
            }
            return () -> {
                pool.setMounted(dataset, true);
                pool.configChanged();
            };
        });
    }

    private KernelOp change(String poolName, Namespace namespace, Supplier<Runnable> check) {
        return change(poolName, namespace, false, check);
    }

    /**
     * A refusal comes at once; what is allowed waits until no leg of the pool is frozen and the pool is not suspended, and
     * is looked at again then.
     */
    private KernelOp change(String poolName, Namespace namespace, boolean evenSuspended, Supplier<Runnable> check) {
        return host.start(
                namespace,
                () -> host.pool(poolName)
                                .map(pool -> !pool.frozen() && (evenSuspended || !pool.suspended()))
                                .orElse(true)
                        || refuses(check),
                () -> check.get().run());
    }

    private boolean refusesSuspended(Pool pool) {
        return pool.suspended() && !host.world().timings().zfs().suspendedHangs();
    }

    private static boolean refuses(Supplier<Runnable> check) {
        try {
            Runnable unused = check.get();
            return false;
        } catch (ZfsRefusal e) {
            return true;
        }
    }

    private Pool open(String name) {
        return host.pool(name).orElseThrow(() -> new ZfsRefusal("cannot open '" + name + "': no such pool"));
    }

    private static Mirror mirror(Pool pool, Leaf leaf) {
        return pool.mirrors().stream()
                .filter(m -> m.leaves().contains(leaf))
                .findFirst()
                .orElseThrow();
    }

    private void notSuspended(Pool pool, String action) {
        if (refusesSuspended(pool)) {
            int exit = action.startsWith("replace") || action.startsWith("detach") ? 255 : 1;
            throw new ZfsRefusal(exit, "cannot " + action + ": pool I/O is currently suspended");
        }
    }

    private static ZfsRefusal noSuchDevice(int exit, String action) {
        return new ZfsRefusal(exit, "cannot " + action + ": no such device in pool");
    }

    /** Names that stand twice. */
    static Optional<String> duplicate(List<String> names) {
        TreeSet<String> seen = new TreeSet<>();
        return names.stream().filter(name -> !seen.add(name)).findFirst();
    }
}
