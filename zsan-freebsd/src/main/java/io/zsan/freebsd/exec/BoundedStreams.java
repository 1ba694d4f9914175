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
     * How long after the process's end its streams may take to end: something that it left behind may hold them open.
     * Not so short that a pause of this JVM cuts off what is still in the pipe, and within {@link CommandRunner#OVERRUN}.
     */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Capture out = new Capture();
    private final Capture err = new Capture();
    private final byte @Nullable [] stdin;
    private final List<Thread> readers = new ArrayList<>();
    private final List<Thread> all = new ArrayList<>();

    private final Runnable onExit;
    private final Runnable onEnd;

    /**
     * {@code onExit} runs when the process has ended, {@code onEnd} when the wait for its streams is over, too, and
     * before Commons Exec closes them: that can block on what holds them open, or lose the exit status in an exception.
     */
    BoundedStreams(@Nullable String stdin, Runnable onExit, Runnable onEnd) {
        this.onExit = onExit;
        this.onEnd = onEnd;
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
        onExit.run();
        long end = System.nanoTime() + LINGER.toNanos();
        try {
            for (Thread reader : readers) {
                // join(0) would wait for ever.
                reader.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        onEnd.run();
    }

    private Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "zsan-" + name);
        thread.setDaemon(true);
        all.add(thread);
        return thread;
    }
}
