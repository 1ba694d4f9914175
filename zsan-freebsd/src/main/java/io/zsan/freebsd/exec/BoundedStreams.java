package io.zsan.freebsd.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.exec.ExecuteStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a process and captures what it prints. Commons Exec's own handler waits without limit for the end of the
 * streams, which a grandchild can hold open; this one waits a short while and then lets them be.
 */
final class BoundedStreams implements ExecuteStreamHandler {
    /**
     * How long after the process's end its streams may take to end. Only a daemon that it left behind makes use of it,
     * and a machine so busy that what is in the pipe is read late: for that one it must not be short.
     */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Capture out = new Capture();
    private final Capture err = new Capture();
    private final byte @Nullable [] stdin;
    private final List<Thread> readers = new ArrayList<>();
    private final List<Thread> all = new ArrayList<>();

    BoundedStreams(@Nullable String stdin) {
        this.stdin = stdin == null ? null : stdin.getBytes(StandardCharsets.UTF_8);
    }

    Capture out() {
        return out;
    }

    Capture err() {
        return err;
    }

    boolean truncated() {
        return out.truncated() || err.truncated();
    }

    boolean overflowed() {
        return out.overflowed() || err.overflowed();
    }

    @Override
    public void setProcessInputStream(OutputStream stream) throws IOException {
        if (stdin == null) {
            stream.close();
            return;
        }
        byte[] bytes = stdin;
        thread("stdin", () -> {
            try (stream) {
                stream.write(bytes);
            } catch (IOException notRead) {
                // A program need not read its input.
            }
        });
    }

    @Override
    public void setProcessOutputStream(InputStream stream) {
        readers.add(thread("stdout", () -> out.drain(stream)));
    }

    @Override
    public void setProcessErrorStream(InputStream stream) {
        readers.add(thread("stderr", () -> err.drain(stream)));
    }

    @Override
    public void start() {
        all.forEach(Thread::start);
    }

    @Override
    public void stop() {
        long end = System.nanoTime() + LINGER.toNanos();
        try {
            for (Thread reader : readers) {
                // join(0) would wait for ever.
                reader.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "zsan-" + name);
        thread.setDaemon(true);
        all.add(thread);
        return thread;
    }
}
