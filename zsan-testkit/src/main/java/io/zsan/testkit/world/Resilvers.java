package io.zsan.testkit.world;

import io.zsan.testkit.world.Mirror.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resilvers of a pool: one at a time, over all legs that are behind; a new one begins again from the start. */
public final class Resilvers {
    private static final Duration STEP = Duration.ofMillis(100);

    /** Least that a resilver of a leg reads: its metadata. */
    private static final long DELTA = 128 * 1024;

    private final Pool pool;
    private final World world;
    private @Nullable Resilver running;
    private @Nullable ScanSummary last;

    Resilvers(Pool pool, Optional<ScanSummary> last) {
        this.pool = pool;
        this.world = pool.host().world();
        this.last = last.orElse(null);
    }

    /** The one that runs. */
    public Optional<Resilver> running() {
        return Optional.ofNullable(running);
    }

    /** The last one that ended; ZFS shows it only while none runs. */
    public Optional<ScanSummary> last() {
        return Optional.ofNullable(last);
    }

    /** Starts later if a leg is behind then: until that, status shows it ONLINE and no scan (R8). */
    void startSoon() {
        world.after(world.timings().resilverStart(), () -> {
            if (pool.live()) {
                start();
            }
        });
    }

    void start() {
        List<Leaf> behind = pool.leaves().stream()
                .filter(leaf -> leaf.attached() && leaf.behind())
                .toList();
        if (behind.isEmpty()) {
            return;
        }
        pool.leaves().forEach(leaf -> leaf.resilvering(behind.contains(leaf)));
        long total = behind.stream().mapToLong(this::toRead).sum();
        Resilver started = new Resilver(behind, world.time(), world.instant(world.time()), total);
        running = started;
        world.tell(WorldEvent.Kind.RESILVER_STARTED, pool.host().name(), pool.name(), "");
        step(started);
    }

    private long toRead(Leaf leaf) {
        boolean fresh = pool.mirrors().stream()
                .flatMap(mirror -> mirror.slots().stream())
                .anyMatch(
                        slot -> slot.leaves().size() > 1 && slot.leaves().get(1).equals(leaf));
        return fresh ? pool.allocated() / pool.mirrors().size() : DELTA;
    }

    private void step(Resilver resilver) {
        world.after(STEP, () -> {
            if (!pool.live() || running != resilver) {
                return;
            }
            if (!pool.frozen() && !pool.suspended() && pool.host().responsive()) {
                resilver.issue(world.timings().resilverRate() * STEP.toMillis() / 1000);
            }
            if (resilver.complete()) {
                finish(resilver);
            } else {
                step(resilver);
            }
        });
    }

    private void finish(Resilver resilver) {
        for (Mirror mirror : pool.mirrors()) {
            List<Write> contents = pool.files().durable(mirror);
            for (Leaf leaf : mirror.leaves()) {
                if (resilver.leaves().contains(leaf) && leaf.attached()) {
                    leaf.disk().orElseThrow().fill(contents);
                    leaf.behind(false);
                    leaf.resilvering(false);
                    retire(mirror.slotOf(leaf), leaf);
                }
            }
        }
        end(resilver);
    }

    /** The old side of a replacement leaves at its end. */
    private static void retire(Slot slot, Leaf fresh) {
        if (slot.leaves().size() > 1 && slot.leaves().get(1).equals(fresh)) {
            Leaf old = slot.leaves().get(0);
            slot.drop(old);
            if (old.working()) {
                old.disk().orElseThrow().detach();
            }
        }
    }

    /** A leg has left the pool. */
    void left(Leaf leaf) {
        Resilver resilver = running;
        if (resilver != null
                && resilver.leaves().remove(leaf)
                && resilver.leaves().isEmpty()) {
            end(resilver);
        }
    }

    private void end(Resilver resilver) {
        running = null;
        world.tell(WorldEvent.Kind.RESILVER_ENDED, pool.host().name(), pool.name(), "");
        last = new ScanSummary(
                resilver.issued(), Duration.ofNanos(world.time() - resilver.started()), 0, world.instant(world.time()));
        pool.configChanged();
    }
}
