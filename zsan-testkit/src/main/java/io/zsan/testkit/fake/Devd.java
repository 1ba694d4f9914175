package io.zsan.testkit.fake;

import io.zsan.node.VdevState;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.WorldEvent;
import io.zsan.testkit.world.WorldListener;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One listener at devd's socket: what happens to a database node's disks and pools, in the lines of FreeBSD 13.2. A lost
 * iSCSI session by itself says nothing, as on the real thing.
 */
final class Devd implements WorldListener {
    private static final int HEALTHY = 7;
    /** What ties the reports of one failure together; it means nothing by itself. */
    private static final String ENA = "167932183423483905";

    private final Host host;
    private final Consumer<String> sink;
    private final Runnable onEnd;
    private final TreeMap<String, Integer> before = new TreeMap<>();
    private int eid;

    Devd(Host host, Consumer<String> sink, Runnable onEnd) {
        this.host = host;
        this.sink = sink;
        this.onEnd = onEnd;
    }

    /** {@code nc -N -U /var/run/devd.pipe}: goes on printing where somebody holds its input open. */
    static int nc(Execution execution, List<String> words) {
        if (!words.subList(1, words.size()).equals(List.of("-N", "-U", "/var/run/devd.pipe"))) {
            return execution.fail(
                    1, "usage: nc [-46DdEFhklNnrStUuvz] [-e policy] [-I length] [-i interval] [-O length]");
        }
        execution.followDevd();
        return 0;
    }

    @Override
    public void happened(WorldEvent event) {
        if (!event.node().equals(host.name())) {
            return;
        }
        switch (event.kind()) {
            case POWER_OFF -> onEnd.run();
            case DISK_CREATED -> disk("CREATE", event);
            case DISK_DESTROYED -> disk("DESTROY", event);
            // Cut at the NUL behind the serial number, as captured.
            case DISK_RECONNECTED ->
                line("CAM subsystem=periph type=error device=" + event.subject() + " serial=\"" + event.detail());
            case LEG_STATE -> leg(event);
            case POOL_SUSPENDED -> pool(event).ifPresent(this::suspended);
            case RESILVER_STARTED -> pool(event).ifPresent(pool -> resilver("start", pool));
            case RESILVER_ENDED -> pool(event).ifPresent(pool -> resilver("finish", pool));
            default -> {
                // Nothing that a kernel tells.
            }
        }
    }

    private void disk(String type, WorldEvent event) {
        for (String name : List.of(event.subject(), "diskid/DISK-" + event.detail())) {
            line("DEVFS subsystem=CDEV type=" + type + " cdev=" + name);
            line("GEOM subsystem=DEV type=" + type + " cdev=" + name);
        }
    }

    private Optional<Pool> pool(WorldEvent event) {
        return database().pool(event.subject());
    }

    private void suspended(Pool pool) {
        String type = "ereport.fs.zfs.io_failure";
        line("ZFS subsystem=ZFS type=" + type + "  class=" + type + " ena=" + ENA + of(pool) + " pool_failmode=wait"
                + end());
    }

    private void resilver(String what, Pool pool) {
        line(zfs("sysevent.fs.zfs.resilver_" + what, pool) + " resilver_type=healing" + end());
    }

    private void leg(WorldEvent event) {
        int state = number(VdevState.valueOf(event.detail()));
        for (Pool pool : database().pools()) {
            for (Leaf leaf : pool.leaves()) {
                if (leaf.path().equals(event.subject()) && state == number(leaf.state())) {
                    String vdev = " vdev_guid=" + leaf.guid() + " vdev_state=" + state + " vdev_path=" + leaf.path();
                    Integer last = before.put(leaf.guid().toString(), state);
                    line(zfs("resource.fs.zfs.statechange", pool) + vdev + " vdev_laststate="
                            + (last == null ? HEALTHY : last) + end());
                    if (leaf.state() == VdevState.REMOVED) {
                        line(zfs("resource.fs.zfs.removed", pool) + vdev + end());
                    }
                }
            }
        }
    }

    private static String zfs(String type, Pool pool) {
        return "ZFS subsystem=ZFS type=" + type + "  version=0 class=" + type + of(pool);
    }

    private static String of(Pool pool) {
        return " pool=" + pool.name() + " pool_guid=" + pool.guid() + " pool_state=0 pool_context=0";
    }

    private String end() {
        Instant now = host.wallClock();
        return String.format(" time=%016d%016d eid=%d", now.getEpochSecond(), now.getNano(), ++eid);
    }

    private void line(String text) {
        sink.accept("!system=" + text + "\n");
    }

    private DatabaseHost database() {
        return (DatabaseHost) host;
    }

    /** The kernel's numbers. */
    private static int number(VdevState state) {
        return switch (state) {
            case ONLINE -> HEALTHY;
            case DEGRADED -> 6;
            case FAULTED -> 5;
            case UNAVAIL -> 4;
            case REMOVED -> 3;
            case OFFLINE -> 2;
            case SUSPENDED -> 0;
        };
    }
}
