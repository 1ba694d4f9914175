package io.zsan.ledger;

import io.zsan.error.LedgerUnavailable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk that can die at any byte, and that knows what it was not asked to force.
 *
 * <p>Every byte written and every other operation is a step. A killed process leaves what it has written; a loss of power
 * leaves of what was not forced any sectors, or none, and names in the directory as they were forced or as they were.
 */
final class MemoryDisk implements LedgerDisk {
    private static final int SECTOR = 16;

    private Map<Path, Inode> names = new TreeMap<>();
    private Map<Path, Inode> forcedNames = new TreeMap<>();
    private boolean locked;
    private long steps;
    private long killAt = Long.MAX_VALUE;
    private long full = Long.MAX_VALUE;
    private boolean failNextForce;

    /** How many steps there were. */
    long steps() {
        return steps;
    }

    /** The process is dead after so many further steps: every operation fails from then on. */
    void killAfter(long further) {
        killAt = steps + further;
    }

    /** Only so many further bytes can be written. */
    void fullAfter(long bytes) {
        full = bytes;
    }

    /** As Linux does it: the pages count as written, can be read, and are not. */
    void failNextForce() {
        failNextForce = true;
    }

    /** Another process begins on what the last one left. */
    MemoryDisk restart() {
        locked = false;
        killAt = Long.MAX_VALUE;
        full = Long.MAX_VALUE;
        return this;
    }

    /** The machine begins again on what its disk kept. */
    MemoryDisk losePower(Random random) {
        names = new TreeMap<>(random.nextBoolean() ? names : forcedNames);
        forcedNames = new TreeMap<>(names);
        names.values().stream().distinct().forEach(inode -> inode.losePower(random));
        return restart();
    }

    byte[] bytes(Path path) {
        return names.get(path).cached.clone();
    }

    boolean has(Path path) {
        return names.containsKey(path);
    }

    /** A file that is there, forced, with these bytes. */
    void put(Path path, byte[] bytes) {
        Inode inode = new Inode();
        inode.cached = bytes.clone();
        inode.forced = bytes.clone();
        names.put(path, inode);
        forcedNames.put(path, inode);
    }

    private void step() throws IOException {
        if (steps >= killAt) {
            throw new IOException("killed");
        }
        steps++;
    }

    @Override
    public Path resolve(Path path) {
        return path;
    }

    @Override
    public boolean exists(Path path) {
        return names.containsKey(path);
    }

    @Override
    public Closeable lock(Path ledger) throws IOException {
        step();
        if (locked) {
            throw new LedgerUnavailable("in use");
        }
        locked = true;
        return () -> locked = false;
    }

    @Override
    public LedgerFile open(Path path) throws IOException {
        step();
        return new OpenFile(names.get(path));
    }

    @Override
    public LedgerFile create(Path path) throws IOException {
        step();
        Inode inode = new Inode();
        names.put(path, inode);
        return new OpenFile(inode);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step();
        names.put(to, names.remove(from));
    }

    @Override
    public void forceDirectoryOf(Path path) throws IOException {
        step();
        forcedNames = new TreeMap<>(names);
    }

    private static final class Inode {
        private byte[] cached = {};
        private byte[] forced = {};
        private final BitSet dirty = new BitSet();

        void write(int at, byte value) {
            if (at >= cached.length) {
                cached = Arrays.copyOf(cached, at + 1);
            }
            cached[at] = value;
            dirty.set(at);
        }

        void force() {
            forced = Arrays.copyOf(forced, cached.length);
            dirty.stream().forEach(i -> forced[i] = cached[i]);
            dirty.clear();
        }

        void truncate(int size) {
            cached = Arrays.copyOf(cached, size);
            dirty.clear(size, Integer.MAX_VALUE);
        }

        void losePower(Random random) {
            int shorter = Math.min(forced.length, cached.length);
            int longer = Math.max(forced.length, cached.length);
            int length = shorter + random.nextInt(longer - shorter + 1);
            boolean lucky = false;
            byte[] kept = Arrays.copyOf(forced, length);
            for (int i = 0; i < Math.min(length, cached.length); i++) {
                // One draw for each sector: it has what was written last, or what was forced last.
                lucky = i % SECTOR == 0 ? random.nextBoolean() : lucky;
                if (lucky && dirty.get(i)) {
                    kept[i] = cached[i];
                }
            }
            cached = kept;
            forced = kept.clone();
            dirty.clear();
        }
    }

    private final class OpenFile implements LedgerFile {
        private final Inode inode;

        OpenFile(Inode inode) {
            this.inode = inode;
        }

        @Override
        public long size() {
            return inode.cached.length;
        }

        @Override
        public byte[] read(long position, int count) {
            int from = (int) Math.min(position, inode.cached.length);
            return Arrays.copyOfRange(inode.cached, from, Math.min(inode.cached.length, from + count));
        }

        @Override
        public void write(long position, byte[] bytes) throws IOException {
            for (int i = 0; i < bytes.length; i++) {
                step();
                if (full-- <= 0) {
                    throw new IOException("no space left on device");
                }
                inode.write((int) position + i, bytes[i]);
            }
        }

        @Override
        public void force() throws IOException {
            step();
            if (failNextForce) {
                failNextForce = false;
                inode.dirty.clear();
                throw new IOException("input/output error");
            }
            inode.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            step();
            inode.truncate((int) size);
        }

        @Override
        public void close() {}
    }
}
