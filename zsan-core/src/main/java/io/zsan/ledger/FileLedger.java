package io.zsan.ledger;

import io.zsan.error.LedgerUnavailable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a single orchestrator: a file on a local disk, to which each commit is appended with a checksum, and
 * forced to the disk before it is acknowledged. The file is text; {@code less} shows it.
 *
 * <p>One process has it open at a time. A process that dies leaves nothing to clean up: the next one to open the file
 * goes on from the last commit that was acknowledged, or from the one that was being written, if it got through whole.
 *
 * <p>Thread-safe. Work is done on the calling thread: futures are complete when they are returned, and listeners are
 * called before {@link #commit} returns. Interrupting a thread does no harm.
 *
 * <p>What it cannot know: if the disk corrupts the very last commit after it was acknowledged, that looks like one that
 * was being written when the power failed. Put the file on a file system that checks what it reads.
 */
public final class FileLedger implements Ledger {
    /**
     * The number of commits above which {@link #open(Path)} writes the file anew: some ten megabytes, which are read in
     * well under a second.
     */
    public static final int COMPACT_ABOVE = 10_000;

    private static final Logger log = LoggerFactory.getLogger(FileLedger.class);

    private final Path path;
    private final LedgerFile file;
    private final Closeable hold;
    private final ReentrantLock lock = new ReentrantLock();
    private final Watchers watchers = new Watchers();
    private long end;
    private boolean closed;
    private volatile LedgerState state;

    /** Why nothing can be read or written any more; null while all is well. */
    private volatile @Nullable String unusable;

    private FileLedger(Path path, LedgerFile file, Closeable hold, Recovery found) {
        this.path = path;
        this.file = file;
        this.hold = hold;
        this.end = found.end();
        this.state = found.state();
    }

    /**
     * Opens a ledger, or begins a new one where there is no file. Beside {@code path} stand {@code path.lock}, which is
     * never deleted, and for moments {@code path.new}.
     *
     * @throws LedgerUnavailable if the file is in use, is not a ledger, is damaged, or cannot be read or written
     */
    public static FileLedger open(Path path) {
        return open(path, COMPACT_ABOVE);
    }

    /** The same with another limit to the number of commits above which the file is written anew. */
    public static FileLedger open(Path path, int compactAbove) {
        return open(path, compactAbove, new LocalDisk());
    }

    static FileLedger open(Path path, int compactAbove, LedgerDisk disk) {
        try {
            Path resolved = disk.resolve(path);
            refuseForeignFile(resolved, disk);
            Closeable hold = disk.lock(resolved);
            try {
                return open(resolved, compactAbove, disk, hold);
            } catch (IOException | RuntimeException refused) {
                closeAfter(refused, hold);
                throw refused;
            }
        } catch (IOException failed) {
            throw new LedgerUnavailable(
                    "cannot open ledger " + path + ": " + failed
                            + "; see to the path, its permissions and its disk, and open it again",
                    failed);
        }
    }

    /** Before the lock, whose file would otherwise be left beside a file that is none of our business. */
    private static void refuseForeignFile(Path path, LedgerDisk disk) throws IOException {
        if (disk.exists(path)) {
            try (LedgerFile file = disk.open(path)) {
                Recovery.checkHeader(file, path);
            }
        }
    }

    private static FileLedger open(Path path, int compactAbove, LedgerDisk disk, Closeable hold) throws IOException {
        boolean begin = !disk.exists(path);
        LedgerFile file = begin ? written(LedgerState.empty(), path, disk) : disk.open(path);
        try {
            Recovery found = Recovery.run(file, path);
            if (found.frames() > compactAbove) {
                file.close();
                file = written(found.state(), path, disk);
                log.info("ledger {}: {} commits compacted into one snapshot", path, found.frames());
                found = Recovery.run(file, path);
            }
            found.makeDurable(file);
            // Always: the process that gave the file its name may have died before it got this far.
            disk.forceDirectoryOf(path);
            if (begin) {
                log.info("ledger {}: new", path);
            }
            return new FileLedger(path, file, hold, found);
        } catch (IOException | RuntimeException refused) {
            closeAfter(refused, file);
            throw refused;
        }
    }

    /** A new file that says {@code state}. It gets the ledger's name only when it is whole and on the disk. */
    private static LedgerFile written(LedgerState state, Path path, LedgerDisk disk) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        LedgerFile file = disk.create(temporary);
        try {
            byte[] header = Recovery.HEADER.getBytes(StandardCharsets.US_ASCII);
            file.write(0, header);
            file.write(header.length, Frames.encode(CommitText.snapshot(state)));
            file.force();
            disk.move(temporary, path);
            return file;
        } catch (IOException | RuntimeException failed) {
            closeAfter(failed, file);
            throw failed;
        }
    }

    private static void closeAfter(Exception failure, Closeable resource) {
        try {
            resource.close();
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public CompletableFuture<LedgerState> read() {
        LedgerState now = state;
        String why = unusable;
        return why == null ? CompletableFuture.completedFuture(now) : failed(why);
    }

    @Override
    public CompletableFuture<CommitResult> commit(LedgerChange change) {
        LedgerState after;
        lock.lock();
        try {
            String why = unusable;
            if (why != null) {
                return failed(why);
            }
            if (!state.accepts(change)) {
                return CompletableFuture.completedFuture(CommitResult.CONFLICT);
            }
            if (change.isEmpty()) {
                return CompletableFuture.completedFuture(CommitResult.COMMITTED);
            }
            after = state.apply(change);
            if (!append(Frames.encode(CommitText.commit(change)))) {
                return CompletableFuture.completedFuture(CommitResult.UNKNOWN);
            }
            state = after;
        } finally {
            lock.unlock();
        }
        watchers.tell(after);
        return CompletableFuture.completedFuture(CommitResult.COMMITTED);
    }

    /**
     * Whether the frame is on the disk. If not, this ledger is done for: what the file holds now only a recovery can
     * tell, and a second try at forcing it may report success without having written anything.
     */
    private boolean append(byte[] frame) {
        boolean forced = false;
        try {
            file.write(end, frame);
            file.force();
            end += frame.length;
            forced = true;
        } catch (IOException failed) {
            log.error("ledger {}: the outcome of a commit is unknown, and nothing more is accepted", path, failed);
        } finally {
            if (!forced) {
                unusable =
                        "ledger " + path + " failed in the middle of a commit; close it and open it again to find out"
                                + " whether that commit was written";
            }
        }
        return forced;
    }

    private static <T> CompletableFuture<T> failed(String why) {
        return CompletableFuture.failedFuture(new LedgerUnavailable(why));
    }

    @Override
    public Watch watch(Consumer<LedgerState> listener) {
        return watchers.add(listener);
    }

    /** Lets another process open the file. Everything that was acknowledged is on the disk already. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            unusable = "ledger " + path + " is closed; open it again to use it";
            try (Closeable last = hold;
                    Closeable first = file) {
                watchers.clear();
            } catch (IOException failed) {
                log.warn("ledger {}: closing it failed; no commit is lost by that", path, failed);
            }
        } finally {
            lock.unlock();
        }
    }
}
