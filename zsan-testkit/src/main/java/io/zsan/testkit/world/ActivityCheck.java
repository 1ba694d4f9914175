package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.testkit.world.OpenZfs.Claim;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import io.zsan.testkit.world.PoolConfig.MirrorConfig;
import io.zsan.testkit.world.PoolSearch.Found;
import java.time.Duration;
import java.util.List;

/**
 * What an import does with a pool that has multihost on: it watches the legs that it sees for another host's signs of
 * life, and later versions then write a claim. It sees what is written to these legs only.
 */
public final class ActivityCheck {
    /** Intervals that it watches: twice the owner's {@code fail_intervals}, and up to a quarter more. */
    private static final int WATCHED = 20;

    private static final int CLAIM = 10;

    /** Parts of an interval after which another's signs have been seen: a refusal comes that soon (A16). */
    private static final Duration NOTICED = Duration.ofMillis(1700);

    private static final Duration UNIT = Duration.ofSeconds(1);

    private final DatabaseHost host;
    private final Found found;
    private final List<PhysicalDisk> disks;
    private final long ends;
    private final long firstLook;
    private boolean active;

    /**
     * Begins to watch.
     *
     * @param force whether it is for an import that overrides an earlier host's hold
     */
    public ActivityCheck(DatabaseHost host, Found found, boolean force) {
        this.host = host;
        this.found = found;
        this.disks = found.legs().stream()
                .flatMap(leg -> leg.session().device().stream())
                .map(InitiatorSession.Device::disk)
                .collect(ImmutableList.toImmutableList());
        World world = host.world();
        Duration interval = world.timings().zfs().multihost();
        Duration watched = interval.multipliedBy(WATCHED);
        Duration claim = force && world.openZfs().claim() != Claim.NONE ? interval.multipliedBy(CLAIM) : Duration.ZERO;
        firstLook = world.time()
                + NOTICED.multipliedBy(interval.toNanos())
                        .dividedBy(UNIT.toNanos())
                        .toNanos();
        ends = world.time()
                + watched.plus(world.upTo(watched.dividedBy(4))).plus(claim).toNanos();
        world.wakeAt(firstLook);
        world.wakeAt(ends);
    }

    /** Whether an import of a pool begins with it. */
    public static boolean isDue(DatabaseHost host, Found found) {
        OnDisk best = found.best();
        boolean ours = best.hostId() == host.hostId();
        if (!best.config().multihost()) {
            return false;
        }
        return host.world().openZfs().checksSameHost() ? !(best.exported() && ours) : !best.exported() && !ours;
    }

    /** Whether it has seen another host, or watched long enough. */
    public boolean over() {
        long now = host.world().time();
        if (now >= firstLook && !active) {
            active = host.world().databaseHosts().stream()
                    .filter(other -> other != host)
                    .flatMap(other -> other.pool(found.guid()).stream())
                    .anyMatch(pool -> pool.multihost().seenOn(disks));
        }
        return active || now >= ends;
    }

    /** Whether another host was seen. */
    public boolean active() {
        return active;
    }

    void refuseIfActive() {
        if (active) {
            OnDisk best = found.best();
            throw new ZfsRefusal("cannot import '" + found.name() + "': pool is imported on host '" + best.hostName()
                    + "' (hostid=" + Long.toHexString(best.hostId())
                    + ").\nExport the pool on the other system, then run 'zpool import'.");
        }
    }

    void refuseWithoutClaim() {
        switch (host.world().openZfs().claim()) {
            case NONE -> {}
            case TWO_LEGS -> {
                if (!found.best().config().mirrors().stream().allMatch(this::twoLegs)) {
                    throw new ZfsRefusal("cannot import '" + found.name() + "': pool is imported on a different host");
                }
            }
            case PRESENT_LEGS -> {
                if (!found.best().config().mirrors().stream().allMatch(this::presentLegs)) {
                    throw new ZfsRefusal("cannot import '" + found.name()
                            + "': the multihost claim could not be written to a device\n"
                            + "the pool configuration expects to be present.\n"
                            + "If the device is permanently gone, recover with 'zhack mmp reclaim'.");
                }
            }
        }
    }

    private boolean twoLegs(MirrorConfig mirror) {
        List<LeafConfig> leaves = leaves(mirror);
        long writable = leaves.stream().filter(this::writable).count();
        return writable >= Math.min(2, leaves.size());
    }

    private boolean presentLegs(MirrorConfig mirror) {
        return leaves(mirror).stream().allMatch(leaf -> leaf.offline() || leaf.out() || writable(leaf));
    }

    private static List<LeafConfig> leaves(MirrorConfig mirror) {
        return mirror.slots().stream().flatMap(slot -> slot.leaves().stream()).toList();
    }

    private boolean writable(LeafConfig leaf) {
        return found.leg(leaf)
                .filter(leg -> leg.session().usable())
                .flatMap(leg -> leg.session().device())
                .filter(device -> !device.disk().failsWrites())
                .isPresent();
    }
}
