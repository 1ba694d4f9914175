package io.zsan.testkit.world;

import io.zsan.model.Guid;
import io.zsan.testkit.world.KernelOp.Namespace;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import io.zsan.testkit.world.PoolConfig.MirrorConfig;
import io.zsan.testkit.world.PoolConfig.SlotConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code zpool create} of mirrors. */
final class PoolCreation {
    /** A new pool's first transaction group is the fourth, as captured. */
    private static final long FIRST_TXG = 3;

    private final DatabaseHost host;
    private final String name;
    private final List<List<String>> mirrors;
    private final List<List<String>> logs;
    private final List<List<String>> all;
    private final Map<String, String> properties;
    private final boolean force;

    PoolCreation(
            DatabaseHost host,
            String name,
            List<List<String>> mirrors,
            List<List<String>> logs,
            Map<String, String> properties,
            boolean force) {
        this.host = host;
        this.name = name;
        this.mirrors = mirrors;
        this.logs = logs;
        this.all = Stream.concat(mirrors.stream(), logs.stream()).toList();
        this.properties = properties;
        this.force = force;
    }

    KernelOp start() {
        return host.start(Namespace.NEEDS, this::answering, this::create);
    }

    /** Whether every device that is there answers. */
    private boolean answering() {
        return all.stream()
                .flatMap(List::stream)
                .flatMap(path -> host.initiator().device(path).stream())
                .allMatch(InitiatorSession::usable);
    }

    private void create() {
        List<String> paths = all.stream().flatMap(List::stream).toList();
        paths.forEach(path -> Devices.resolve(host, path));
        if (all.stream().anyMatch(mirror -> mirror.size() < 2)) {
            throw new ZfsRefusal("invalid vdev specification: mirror requires at least 2 devices");
        }
        paths.forEach(path -> Devices.checkUnused(host, path, Devices.resolve(host, path), force));
        if (host.pool(name).isPresent()) {
            throw new ZfsRefusal("cannot create '" + name + "': pool already exists");
        }
        if (Zpool.duplicate(paths).isPresent()) {
            throw new ZfsRefusal("cannot create '" + name + "': one or more vdevs refer to the same device, or one of\n"
                    + "the devices is part of an active md or lvm device");
        }
        World world = host.world();
        Guid guid = world.newGuid();
        String comment = properties.getOrDefault("comment", "");
        PoolConfig config = new PoolConfig(
                name,
                guid,
                comment,
                properties.getOrDefault(Multihost.PROPERTY, "").equals("on"),
                Stream.concat(
                                mirrors.stream().map(legs -> mirror(legs, false)),
                                logs.stream().map(legs -> mirror(legs, true)))
                        .toList(),
                List.of(name),
                Optional.empty());
        Pool pool = new Pool(host, config, FIRST_TXG, List.of());
        properties.forEach(pool::set);
        pool.leaves().forEach(leaf -> {
            leaf.attach(Devices.resolve(host, leaf.path()));
            leaf.disk().orElseThrow().format(pool.group().label(config, leaf, false));
        });
        pool.group().claim();
        host.add(pool);
        world.tell(WorldEvent.Kind.POOL_CREATED, host.name(), name, "");
        pool.setMounted(name, true);
    }

    private MirrorConfig mirror(List<String> paths, boolean log) {
        World world = host.world();
        long asize = paths.stream()
                .mapToLong(path -> Devices.asize(Devices.resolve(host, path)))
                .min()
                .orElseThrow();
        List<SlotConfig> slots = paths.stream()
                .map(path -> path.startsWith("/") ? path : "/dev/" + path)
                .map(path -> new LeafConfig(world.newGuid(), path, false, false, false, FIRST_TXG + 1))
                .map(leaf -> new SlotConfig(Optional.empty(), List.of(leaf)))
                .toList();
        int ashift = Integer.parseInt(properties.getOrDefault("ashift", "9"));
        return new MirrorConfig(world.newGuid(), asize, ashift, FIRST_TXG + 1, log, slots);
    }
}
