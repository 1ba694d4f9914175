package io.zsan.lab;

import io.zsan.model.Portal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The loopback addresses of one lab, 127.0.N.x; no other lab of the machine has them while it holds the lock of that N. */
final class Place implements AutoCloseable {
    private static final int PLACES = 4;
    private static final int STORAGE_NODES = 4;
    private static final Set<Integer> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final int number;
    private final FileChannel file;
    private final FileLock lock;

    private Place(int number, FileChannel file, FileLock lock) {
        this.number = number;
        this.file = file;
        this.lock = lock;
    }

    /** The first free place. Waits where none is. */
    static Place take() throws IOException {
        while (true) {
            for (int number = 1; number <= PLACES; number++) {
                Optional<Place> place = take(number);
                if (place.isPresent()) {
                    return place.get();
                }
            }
            pause();
        }
    }

    private static Optional<Place> take(int number) throws IOException {
        // A JVM that opens a file twice loses its lock when it closes the second one.
        if (!HELD_HERE.add(number)) {
            return Optional.empty();
        }
        FileChannel file = FileChannel.open(
                Path.of("/tmp/zsan-lab-" + number + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock != null) {
            Place place = new Place(number, file, lock);
            if (place.isFree()) {
                return Optional.of(place);
            }
        }
        file.close();
        HELD_HERE.remove(number);
        return Optional.empty();
    }

    /** After its JVM was killed a lab may still be there for the moment that its guard needs. */
    private boolean isFree() {
        for (int node = 1; node <= STORAGE_NODES; node++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(address(10 + node), Portal.DEFAULT_PORT));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while all places for labs are taken", e);
        }
    }

    String address(int last) {
        return "127.0." + number + "." + last;
    }

    @Override
    public void close() {
        try {
            lock.release();
            file.close();
            HELD_HERE.remove(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
