package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.testkit.world.KernelOp.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The files of an imported pool: what was written, how far it has got, and who was told so. */
public final class PoolFiles {
    private final Pool pool;
    private final World world;
    private final TreeSet<Write> contents;
    /** In memory only; the next transaction group takes it. */
    private final TreeSet<Write> dirty = new TreeSet<>();

    private final TreeSet<Write> unacknowledged = new TreeSet<>();
    private final List<Flush> flushes = new ArrayList<>();

    PoolFiles(Pool pool, List<Write> contents) {
        this.pool = pool;
        this.world = pool.host().world();
        this.contents = new TreeSet<>(contents);
    }

    /** Appends to a file, in memory only. */
    public void append(String file, String text) {
        long number = world.nextWrite();
        Mirror mirror = pool.mirrors().get((int) (number % pool.mirrors().size()));
        Write write = new Write(
                number, pool.guid(), mirror.guid(), file, text, pool.host().name());
        contents.add(write);
        dirty.add(write);
        unacknowledged.add(write);
    }

    /** Makes a file durable: {@code fsync}. */
    public KernelOp flush(String file) {
        for (Mirror mirror : pool.mirrors()) {
            List<Write> fresh =
                    dirty(mirror).stream().filter(w -> w.file().equals(file)).toList();
            if (!fresh.isEmpty()) {
                fresh.forEach(dirty::remove);
                flushes.add(new Flush(pool, mirror, fresh));
            }
        }
        List<Flush> mine = flushes.stream().filter(f -> f.concerns(file)).toList();
        List<Write> covered =
                unacknowledged.stream().filter(w -> w.file().equals(file)).toList();
        return pool.host()
                .start(Namespace.FREE, () -> mine.stream().allMatch(Flush::acknowledged), () -> acknowledge(covered));
    }

    private void acknowledge(List<Write> writes) {
        boolean owner = world.history().isLatest(pool.guid(), pool.importNumber());
        for (Write write : writes) {
            if (unacknowledged.remove(write)) {
                world.history().acknowledge(write);
                world.tell(WorldEvent.Kind.ACKNOWLEDGED, pool.host().name(), pool.name(), "");
                if (!owner) {
                    world.violation(
                            Violation.Kind.ACKNOWLEDGED_BY_OLD_OWNER,
                            pool.host().name(),
                            pool.host().name() + " was told that write " + write.number() + " to pool " + pool.name()
                                    + " is durable");
                }
            }
        }
    }

    /** All records, durable or not, in order. */
    public List<Write> contents() {
        return ImmutableList.copyOf(contents);
    }

    /** A file's bytes, durable or not, a character for each; empty if it was never written to. */
    public Optional<String> read(String file) {
        List<String> texts = contents.stream()
                .filter(w -> w.file().equals(file))
                .map(Write::text)
                .toList();
        return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("", texts));
    }

    long bytes() {
        return contents.stream().mapToLong(write -> write.text().length()).sum();
    }

    /** What the legs of a mirror hold when they are in sync. */
    List<Write> durable(Mirror mirror) {
        return contents.stream()
                .filter(w -> w.mirror().equals(mirror.guid()) && !dirty.contains(w))
                .toList();
    }

    /** What the next transaction group takes to a mirror. */
    List<Write> dirty(Mirror mirror) {
        return dirty.stream().filter(w -> w.mirror().equals(mirror.guid())).toList();
    }

    /** A transaction group has ended. */
    void synced() {
        dirty.clear();
    }

    /** Lets hanging writes go on; says whether one did. */
    boolean advance() {
        boolean progress = false;
        for (Flush flush : flushes) {
            progress |= flush.advance();
        }
        flushes.removeIf(Flush::acknowledged);
        return progress;
    }
}
