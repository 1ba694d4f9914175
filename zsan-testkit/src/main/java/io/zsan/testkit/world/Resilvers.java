package io.zsan.testkit.world;

import io.zsan.testkit.world.Mirror.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
        if (running != null) {
            tellEnded("restarted");
        }
        long total = behind.stream().mapToLong(this::toRead).sum();
        Resilver started = new Resilver(behind, world.time(), world.instant(world.time()), total);
        running = started;
        pool.tell(WorldEvent.Kind.RESILVER_STARTED, pool.name(), "");
        step(started);
    }

    private long toRead(Leaf leaf) {
        boolean fresh = pool.mirrors().stream()
                .flatMap(mirror -> mirror.slots().stream())
                .anyMatch(
                        slot -> slot.leaves().size() > 1 && slot.leaves().get(1).equals(leaf));
        return fresh ? pool.allocated() / pool.dataMirrors().size() : DELTA;
    }

    private void step(Resilver resilver) {
        world.after(STEP, () -> {
            if (!pool.live() || running != resilver) {
                return;
            }
            if (!pool.frozen() && !pool.suspended() && pool.host().responsive()) {
                meetBadDisks();
                resilver.issue(world.timings().resilverRate() * STEP.toMillis() / 1000);
            }
            if (running != resilver) {
                // A leg left on the way.
                return;
            }
            if (resilver.complete()) {
                finish(resilver);
            } else {
                step(resilver);
            }
        });
    }

    private void meetBadDisks() {
        for (Leaf leaf : pool.leaves()) {
            if (leaf.resilvering() && !leaf.writable()) {
                leaf.failedWrite();
            } else if (leaf.attached() && !leaf.resilvering() && !leaf.readable()) {
                leaf.failedRead();
            }
        }
    }

    private void finish(Resilver resilver) {
        long errors = 0;
        for (Mirror mirror : pool.mirrors()) {
            List<Leaf> targets = mirror.leaves().stream()
                    .filter(leaf -> resilver.leaves().contains(leaf) && leaf.attached())
                    .toList();
            if (!targets.isEmpty()) {
                errors += finish(mirror, targets);
            }
        }
        end(resilver, errors);
    }

    /** Says how many blocks could be read from no leg: then the targets stay behind. */
    private long finish(Mirror mirror, List<Leaf> targets) {
        TreeSet<Write> readable = new TreeSet<>();
        for (Leaf leaf : mirror.leaves()) {
            if (leaf.readable()) {
                leaf.disk().ifPresent(disk -> readable.addAll(disk.contents()));
            }
        }
        List<Write> wanted =
                mirror.isLog() ? List.copyOf(readable) : pool.files().durable(mirror);
        List<Write> found = wanted.stream().filter(readable::contains).toList();
        long missing = (long) wanted.size() - found.size();
        if (missing > 0) {
            mirror.leaves().stream()
                    .filter(leaf -> leaf.attached() && !leaf.behind())
                    .forEach(leaf -> leaf.foundWrong(missing));
        }
        // A log that has lost every leg was replayed, or its commits went to the data: nothing in it is wanted any
        // more.
        boolean obsolete = mirror.isLog() && mirror.leaves().stream().allMatch(Leaf::behind);
        boolean source = obsolete
                || mirror.leaves().stream().anyMatch(leaf -> leaf.readable() && !targets.contains(leaf))
                || holdsAll(mirror, readable);
        long errors = missing + (source ? 0 : 1);
        for (Leaf leaf : targets) {
            leaf.resilvering(false);
            if (leaf.writable()) {
                leaf.disk().orElseThrow().fill(found, pool.files()::contains);
                if (errors == 0) {
                    leaf.behind(false);
                    retire(mirror.slotOf(leaf), leaf);
                }
            } else {
                errors++;
            }
        }
        return errors;
    }

    /**
     * Where no leg is left that is known to hold everything, ZFS reads from those that may not. One whose own resilver had
     * just ended, and whose label did not say so yet, lacks nothing.
     */
    private boolean holdsAll(Mirror mirror, Set<Write> readable) {
        return !mirror.isLog()
                && world.acknowledgedOf(pool.guid()).stream()
                        .filter(write -> write.mirror().equals(mirror.guid()))
                        .allMatch(readable::contains);
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

    /** A leg has left the pool: the others begin again. */
    void left(Leaf leaf) {
        Resilver resilver = running;
        if (resilver == null) {
            return;
        }
        if (resilver.leaves().remove(leaf) && resilver.leaves().isEmpty()) {
            end(resilver, 0);
        } else {
            start();
        }
    }

    private void end(Resilver resilver, long errors) {
        running = null;
        tellEnded(errors + " errors");
        last = new ScanSummary(
                resilver.issued(),
                Duration.ofNanos(world.time() - resilver.started()),
                errors,
                world.instant(world.time()));
        pool.configChanged();
    }

    private void tellEnded(String how) {
        pool.tell(WorldEvent.Kind.RESILVER_ENDED, pool.name(), how);
    }
}
