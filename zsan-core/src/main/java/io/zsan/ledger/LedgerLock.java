package io.zsan.ledger;

import io.zsan.error.LedgerUnavailable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The right to be a ledger file's one writer: a lock of the operating system on a file beside it, which is gone when the
 * process is, however it ended. The lock file is never deleted, or two processes could each lock a file of that name.
 *
 * <p>POSIX drops a process's lock as soon as the process closes <em>any</em> descriptor of the file. So a second opener
 * in this process has to be turned away before it opens the lock file: hence the register.
 */
final class LedgerLock implements Closeable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    /** Channels that must never be closed, not even by garbage collection: that would drop another holder's lock. */
    private static final List<FileChannel> LEFT_OPEN = new CopyOnWriteArrayList<>();

    private final Path ledger;
    private final FileChannel channel;

    private LedgerLock(Path ledger, FileChannel channel) {
        this.ledger = ledger;
        this.channel = channel;
    }

    static LedgerLock acquire(Path ledger) throws IOException {
        if (!HELD_HERE.add(ledger)) {
            throw heldHere(ledger);
        }
        try {
            return new LedgerLock(ledger, locked(ledger));
        } catch (IOException | RuntimeException refused) {
            HELD_HERE.remove(ledger);
            throw refused;
        }
    }

    private static FileChannel locked(Path ledger) throws IOException {
        Path file = ledger.resolveSibling(ledger.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException inThisProcess) {
            // The register did not know: it is the one of another class loader.
            LEFT_OPEN.add(channel);
            throw heldHere(ledger);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
        channel.close();
        throw new LedgerUnavailable("ledger " + ledger + " is in use by another process, and has one writer at a time;"
                + " stop the other one ('fuser " + file + "' shows it), or use another ledger");
    }

    private static LedgerUnavailable heldHere(Path ledger) {
        return new LedgerUnavailable("ledger " + ledger + " is already open in this process, and has one writer at a"
                + " time; use the one that is open, or close it first");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(ledger);
        }
    }
}
