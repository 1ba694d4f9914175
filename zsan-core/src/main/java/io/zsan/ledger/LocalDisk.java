package io.zsan.ledger;

import io.zsan.error.LedgerUnavailable;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A local file system.
 *
 * <p>Files are {@link RandomAccessFile}s: the channel of a {@link FileChannel} is closed for good when a thread that uses
 * it is interrupted, and a host application that interrupts one of its threads must not lose the ledger by that.
 */
final class LocalDisk implements LedgerDisk {
    @Override
    public Path resolve(Path path) throws IOException {
        if (Files.exists(path)) {
            if (!Files.isRegularFile(path)) {
                throw new LedgerUnavailable(
                        "cannot open ledger " + path + ": it is not a file; name the ledger's file");
            }
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        if (directory == null || name == null || !Files.isDirectory(directory)) {
            throw new LedgerUnavailable("cannot open ledger " + path + ": " + directory
                    + " is not a directory; create it, or correct the path");
        }
        return directory.toRealPath().resolve(name);
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public Closeable lock(Path ledger) throws IOException {
        return LedgerLock.acquire(ledger);
    }

    @Override
    public LedgerFile open(Path path) throws IOException {
        return new OpenFile(new RandomAccessFile(path.toFile(), "rw"));
    }

    @Override
    public LedgerFile create(Path path) throws IOException {
        LedgerFile file = open(path);
        file.truncate(0);
        return file;
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Path unused = Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void forceDirectoryOf(Path path) throws IOException {
        Path directory = path.getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static final class OpenFile implements LedgerFile {
        private final RandomAccessFile file;

        OpenFile(RandomAccessFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public byte[] read(long position, int count) throws IOException {
            byte[] bytes = new byte[(int) Math.max(0, Math.min(count, file.length() - position))];
            file.seek(position);
            file.readFully(bytes);
            return bytes;
        }

        @Override
        public void write(long position, byte[] bytes) throws IOException {
            file.seek(position);
            file.write(bytes);
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.setLength(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
