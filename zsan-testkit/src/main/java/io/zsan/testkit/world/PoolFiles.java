package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.testkit.world.KernelOp.Namespace;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The files of an imported pool: what was written, how far it has got, and who was told so. */
public final class PoolFiles {
    private final Pool pool;
    private final World world;
    /** In the order of their numbers. */
    private final List<Write> contents;
    /** In memory, or in the intent log; for each data mirror what the next transaction group takes to it. */
    private final List<List<Write>> dirty = new ArrayList<>();
    /** Of that, what is not on its way to the intent log either. */
    private final List<Write> unlogged = new ArrayList<>();

    private final TreeSet<Write> unacknowledged = new TreeSet<>();
    private final List<Flush> flushes = new ArrayList<>();
    private long bytes;

    PoolFiles(Pool pool, List<Write> contents) {
        this.pool = pool;
        this.world = pool.host().world();
        this.contents = new ArrayList<>(contents);
        contents.forEach(write -> bytes += write.text().length());
        pool.dataMirrors().forEach(mirror -> dirty.add(new ArrayList<>()));
    }

    /** Appends to a file, in memory only. */
    public void append(String file, String text) {
        long number = world.nextWrite();
        int at = (int) (number % dirty.size());
        Mirror mirror = pool.dataMirrors().get(at);
        Write write = new Write(
                number, pool.guid(), mirror.guid(), file, text, pool.host().name());
        contents.add(write);
        bytes += text.length();
        dirty.get(at).add(write);
        unlogged.add(write);
        unacknowledged.add(write);
    }

    /** Records of the intent log that an import found are written to the data mirrors like new ones. */
    void replay(Iterable<Write> records) {
        for (Write write : records) {
            for (int i = 0; i < dirty.size(); i++) {
                if (pool.dataMirrors().get(i).guid().equals(write.mirror())) {
                    dirty.get(i).add(write);
                }
            }
        }
    }

    /** Makes a file durable: {@code fsync}. */
    public KernelOp flush(String file) {
        // The next transaction group takes the data to their mirror all the same.
        List<Write> fresh = takeOut(unlogged, file);
        Optional<Mirror> log = pool.usableLog();
        if (log.isPresent()) {
            flush(log.get(), fresh);
        } else {
            for (Mirror mirror : pool.dataMirrors()) {
                flush(
                        mirror,
                        fresh.stream()
                                .filter(w -> w.mirror().equals(mirror.guid()))
                                .toList());
            }
        }
        List<Flush> mine = new ArrayList<>();
        for (Flush flush : flushes) {
            if (flush.concerns(file)) {
                mine.add(flush);
            }
        }
        List<Write> covered = new ArrayList<>();
        for (Write write : unacknowledged) {
            if (write.file().equals(file)) {
                covered.add(write);
            }
        }
        return pool.host().start(Namespace.FREE, () -> flushed(mine), () -> acknowledge(covered));
    }

    private void flush(Mirror to, List<Write> fresh) {
        if (!fresh.isEmpty()) {
            flushes.add(new Flush(pool, to, fresh));
        }
    }

    private static boolean flushed(List<Flush> mine) {
        for (Flush flush : mine) {
            if (!flush.acknowledged()) {
                return false;
            }
        }
        return true;
    }

    private static List<Write> takeOut(List<Write> from, String file) {
        List<Write> taken = new ArrayList<>();
        for (Iterator<Write> all = from.iterator(); all.hasNext(); ) {
            Write write = all.next();
            if (write.file().equals(file)) {
                taken.add(write);
                all.remove();
            }
        }
        return taken;
    }

    private void acknowledge(List<Write> writes) {
        boolean owner = world.history().isLatest(pool.guid(), pool.importNumber());
        for (Write write : writes) {
            if (unacknowledged.remove(write)) {
                world.history().acknowledge(write);
                pool.tell(WorldEvent.Kind.ACKNOWLEDGED, pool.name(), "");
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

    /** Whether a record is among them. */
    public boolean contains(Write write) {
        int low = 0;
        int high = contents.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = contents.get(middle).compareTo(write);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
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
        return bytes;
    }

    /** What the legs of a data mirror hold when they are in sync. */
    List<Write> durable(Mirror mirror) {
        TreeSet<Write> pending = new TreeSet<>(unlogged);
        if (pool.hasLog()) {
            dirty.forEach(pending::addAll);
        }
        flushes.forEach(flush -> pending.addAll(flush.writes()));
        return contents.stream()
                .filter(w -> w.mirror().equals(mirror.guid()) && !pending.contains(w))
                .toList();
    }

    /** What the next transaction group takes to a data mirror. */
    List<Write> dirty(int dataMirror) {
        return dirty.get(dataMirror);
    }

    /** A transaction group has ended. */
    void synced() {
        for (List<Write> writes : dirty) {
            writes.clear();
        }
        unlogged.clear();
    }

    /** Writes that failed everywhere are tried again: the pool goes on after a suspension. */
    void resume() {
        for (Flush flush : flushes) {
            if (flush.failed()) {
                flush.restart(flush.mirror());
            }
        }
    }

    /** Lets hanging writes go on; says whether one did. */
    boolean advance() {
        if (flushes.isEmpty()) {
            return false;
        }
        boolean progress = false;
        for (int i = 0; i < flushes.size(); i++) {
            Flush flush = flushes.get(i);
            progress |= flush.advance();
            if (flush.failed() && !pool.suspended()) {
                failed(flush);
                progress = true;
            }
        }
        return flushes.removeIf(Flush::acknowledged) || progress;
    }

    /**
     * What no leg of the log took goes to the data mirrors: ZFS waits for the next transaction group instead. Without a
     * leg of those nothing goes on.
     */
    private void failed(Flush flush) {
        if (flush.mirror().isLog()) {
            flush.restart(pool.dataMirrors().get(0));
        } else {
            pool.suspendForErrors();
        }
    }
}
