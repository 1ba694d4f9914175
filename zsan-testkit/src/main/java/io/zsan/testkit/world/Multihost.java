package io.zsan.testkit.world;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** {@code multihost=on}: the owner's signs of life on its legs, and what it does when it could not give them (A15). */
final class Multihost {
    static final String PROPERTY = "multihost";

    /** Intervals without a sign after which the owner stops itself: {@code vfs.zfs.multihost.fail_intervals}. */
    private static final int FAIL = 10;

    private final Pool pool;
    private final World world;
    private long lastSign;
    private boolean ticking;
    private boolean suspended;

    Multihost(Pool pool) {
        this.pool = pool;
        this.world = pool.host().world();
        this.lastSign = world.time();
    }

    boolean on() {
        return Objects.equals(pool.properties().get(PROPERTY), "on");
    }

    boolean suspended() {
        return suspended;
    }

    void resume() {
        suspended = false;
        lastSign = world.time();
    }

    /** The property was set, one way or the other. */
    void propertyChanged() {
        lastSign = world.time();
        if (on() && !ticking) {
            ticking = true;
            tick();
        }
    }

    /** A sign of life at each interval; a machine that was paused finds at its next one that it is late. */
    private void tick() {
        world.after(interval(), () -> {
            ticking = pool.live() && on();
            if (!ticking) {
                return;
            }
            if (pool.host().responsive()) {
                sign();
            }
            tick();
        });
    }

    private void sign() {
        if (world.time() - lastSign > patience()) {
            suspended = true;
        } else if (onSomeLeg(pool.leaves())) {
            // One leg that takes it is enough.
            lastSign = world.time();
        }
    }

    private static boolean onSomeLeg(List<Leaf> leaves) {
        for (Leaf leaf : leaves) {
            if (leaf.writable()) {
                return true;
            }
        }
        return false;
    }

    /** A transaction group that takes longer than the owner's patience now and then stalls the signs as well (S17). */
    void heldUp(long nanos) {
        if (on() && nanos > patience() && world.chance()) {
            pool.later(interval().multipliedBy(FAIL), () -> suspended = true);
        }
    }

    /** Whether one who watches these disks sees signs of life on them. */
    boolean seenOn(List<PhysicalDisk> disks) {
        return on()
                && !suspended
                && pool.host().responsive()
                && pool.leaves().stream()
                        .anyMatch(leaf -> leaf.writable()
                                && leaf.disk().filter(disks::contains).isPresent());
    }

    private Duration interval() {
        return world.timings().zfs().multihost();
    }

    private long patience() {
        return interval().multipliedBy(FAIL).toNanos();
    }
}
