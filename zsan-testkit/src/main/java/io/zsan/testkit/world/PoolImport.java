package io.zsan.testkit.world;

import io.zsan.node.VdevState;
import io.zsan.testkit.world.KernelOp.Namespace;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import io.zsan.testkit.world.PoolConfig.MirrorConfig;
import io.zsan.testkit.world.PoolSearch.Found;
import io.zsan.testkit.world.PoolSearch.Leg;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code zpool import} of one pool. */
final class PoolImport {
    private static final DateTimeFormatter CTIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final DatabaseHost host;
    private final String text;
    private final List<InitiatorSession> devices;
    private final Map<String, String> properties;
    private final boolean force;
    private final boolean mount;
    private @Nullable ActivityCheck check;

    PoolImport(
            DatabaseHost host,
            String text,
            List<InitiatorSession> devices,
            Map<String, String> properties,
            boolean force,
            boolean mount) {
        this.host = host;
        this.text = text;
        this.devices = List.copyOf(devices);
        this.properties = properties;
        this.force = force;
        this.mount = mount;
    }

    KernelOp start() {
        // One that watches for another host's signs of life keeps the lock while it does.
        boolean guarded = matching().stream().anyMatch(found -> ActivityCheck.isDue(host, found));
        return host.start(guarded ? Namespace.HOLDS : Namespace.NEEDS, this::ready, this::importPool);
    }

    private boolean ready() {
        ActivityCheck running = check;
        if (running == null) {
            if (!answering()) {
                return false;
            }
            List<Found> found = matching();
            if (found.size() != 1 || !ActivityCheck.isDue(host, found.get(0))) {
                return true;
            }
            running = new ActivityCheck(host, found.get(0), force);
            check = running;
        }
        return running.over();
    }

    private List<Found> matching() {
        return PoolSearch.search(devices).stream()
                .filter(f -> host.pool(f.guid()).isEmpty())
                .filter(f -> f.name().equals(text) || f.guid().toString().equals(text))
                .toList();
    }

    /** Reading labels waits for a device that does not answer, but not for one that is gone. */
    private boolean answering() {
        return devices.stream().filter(s -> s.device().isPresent()).allMatch(InitiatorSession::usable);
    }

    private void importPool() {
        boolean here = host.pools().stream()
                .anyMatch(pool ->
                        pool.name().equals(text) || pool.guid().toString().equals(text));
        List<Found> found = matching();
        if (found.isEmpty()) {
            throw here
                    ? new ZfsRefusal("cannot import '" + text + "': a pool with that name already exists\n"
                            + "use the form 'zpool import <pool | id> <newpool>' to give it a new name")
                    : new ZfsRefusal("cannot import '" + text + "': no such pool available");
        }
        if (found.size() > 1) {
            throw new ZfsRefusal(
                    "cannot import '" + text + "': more than one matching pool\nimport by numeric ID instead");
        }
        Found chosen = found.get(0);
        if (check != null) {
            check.refuseIfActive();
        }
        checkHost(chosen);
        if (host.pool(chosen.name()).isPresent()) {
            throw new ZfsRefusal("cannot import '" + chosen.name() + "': a pool with that name already exists\n"
                    + "use the form 'zpool import <pool | id> <newpool>' to give it a new name");
        }
        if (check != null) {
            check.refuseWithoutClaim();
        }
        take(chosen);
    }

    private void checkHost(Found chosen) {
        OnDisk best = chosen.best();
        if (!force && !best.exported() && best.hostId() != host.hostId()) {
            throw new ZfsRefusal(
                    "cannot import '" + chosen.name() + "': pool was previously in use from another system.\n"
                            + "Last accessed by " + best.hostName() + " (hostid=" + Long.toHexString(best.hostId())
                            + ") at " + CTIME.format(best.uberTime())
                            + "\nThe pool can be imported, use 'zpool import -f' to import the pool.");
        }
    }

    private void take(Found chosen) {
        PoolConfig config = chosen.best().config();
        boolean complete = config.mirrors().stream()
                .allMatch(mirror -> mirror.slots().stream()
                        .flatMap(slot -> slot.leaves().stream())
                        .anyMatch(leaf -> !leaf.offline() && chosen.leg(leaf).isPresent()));
        if (!complete) {
            throw new ZfsRefusal("cannot import '" + chosen.name() + "': one or more devices is currently unavailable");
        }
        // Who else has it could still write: nothing but a fence prevents that (A14).
        World world = host.world();
        for (DatabaseHost other : world.databaseHosts()) {
            if (other != host
                    && other.pool(chosen.guid()).map(Pool::couldAcknowledge).orElse(false)) {
                world.violation(
                        Violation.Kind.DOUBLE_IMPORT,
                        host.name(),
                        host.name() + " imported pool " + chosen.name() + ", which " + other.name() + " still has");
            }
        }
        Pool pool = new Pool(host, config, chosen.best().uberTxg(), List.copyOf(contents(chosen)));
        properties.forEach(pool::set);
        attach(pool, chosen);
        pool.files().replay(intentLog(chosen));
        pool.group().claim();
        host.add(pool);
        world.tell(WorldEvent.Kind.POOL_IMPORTED, host.name(), pool.name(), "txg " + pool.txg());
        if (mount) {
            config.datasets().forEach(dataset -> pool.setMounted(dataset, true));
        }
        pool.resilvers().startSoon();
    }

    private static void attach(Pool pool, Found chosen) {
        for (Leaf leaf : pool.leaves()) {
            LeafConfig config = chosen.best().config().mirrors().stream()
                    .flatMap(mirror -> mirror.leaf(leaf.guid()).stream())
                    .findFirst()
                    .orElseThrow();
            Optional<Leg> leg = chosen.leg(config);
            if (config.offline()) {
                leaf.leave(VdevState.OFFLINE);
            } else if (leg.isPresent()) {
                leaf.attach(leg.get().session());
                leaf.behind(config.behind()
                        || leg.get().label().uberTxg() < chosen.best().uberTxg());
            } else {
                leaf.missing();
            }
        }
    }

    /**
     * What the legs of the highest uberblock hold between them. Legs that are known to be behind count where there is no
     * other.
     */
    private static Set<Write> contents(Found chosen) {
        TreeSet<Write> all = new TreeSet<>(intentLog(chosen));
        for (MirrorConfig mirror : chosen.best().config().mirrors()) {
            counting(chosen, mirror).forEach(disk -> all.addAll(disk.contents()));
        }
        all.removeIf(write -> !write.pool().equals(chosen.guid()));
        return all;
    }

    /**
     * What stands in the intent log only. A block of it is found on any leg that was there at the last transaction group:
     * each block has its checksum, and a mirror reads on until one is right, legs that missed something earlier among them.
     */
    private static Set<Write> intentLog(Found chosen) {
        TreeSet<Write> all = new TreeSet<>();
        for (MirrorConfig mirror : chosen.best().config().mirrors()) {
            List<Leg> legs = atHighest(chosen, present(chosen, mirror));
            for (PhysicalDisk disk : legs.isEmpty() ? counting(chosen, mirror) : disks(legs)) {
                all.addAll(mirror.log() ? disk.contents() : disk.uncommitted());
            }
        }
        all.removeIf(write -> !write.pool().equals(chosen.guid()));
        return all;
    }

    private static List<PhysicalDisk> counting(Found chosen, MirrorConfig mirror) {
        List<Leg> legs = present(chosen, mirror);
        List<Leg> current = atHighest(chosen, legs).stream()
                .filter(leg -> !mirror.leaf(leg.label().leaf()).orElseThrow().behind())
                .toList();
        // A stale leg of the log knows nothing of later commits, and what it has is in the data mirrors (S16).
        return disks(current.isEmpty() && !mirror.log() ? legs : current);
    }

    private static List<Leg> present(Found chosen, MirrorConfig mirror) {
        return chosen.legs().stream()
                .filter(leg -> mirror.leaf(leg.label().leaf())
                        .filter(leaf -> !leaf.offline())
                        .isPresent())
                .toList();
    }

    private static List<Leg> atHighest(Found chosen, List<Leg> legs) {
        return legs.stream()
                .filter(leg -> leg.label().uberTxg() == chosen.best().uberTxg())
                .toList();
    }

    private static List<PhysicalDisk> disks(List<Leg> legs) {
        return legs.stream()
                .map(leg -> leg.session().device().orElseThrow().disk())
                .toList();
    }
}
