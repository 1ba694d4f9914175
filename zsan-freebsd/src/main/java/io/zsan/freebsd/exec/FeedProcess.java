package io.zsan.freebsd.exec;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.ExecuteStreamHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One local process whose lines are handed on as they come. Its standard input is held open as long as it is wanted: that
 * is how the other side of a connection hears that it is not wanted any more.
 */
final class FeedProcess implements Closeable {
    /** What the node says when it has started the program; no line of devd begins so. */
    static final String BEGAN = "--zsan-begin--";

    private static final Logger LOG = LoggerFactory.getLogger(LineFeed.class);

    private final Command command;
    private final String what;
    private final LineFeed.Receiver receiver;
    private final Capture err = new Capture();

    private @Nullable Process process;
    private @Nullable OutputStream stdin;
    private boolean closed;
    private boolean ended;

    FeedProcess(Command command, String what, LineFeed.Receiver receiver) {
        this.command = command;
        this.what = what;
        this.receiver = receiver;
    }

    FeedProcess start() {
        try {
            new Launcher().execute(CommandLines.of(command), BoundedProcess.ENVIRONMENT, new Completion());
        } catch (IOException e) {
            end("cannot start " + command.program() + ": " + e.getMessage());
        }
        return this;
    }

    /** Ends the process; that is a client on this machine, so it can be killed. */
    @Override
    public void close() {
        Process running;
        OutputStream input;
        synchronized (this) {
            closed = true;
            running = process;
            input = stdin;
        }
        if (input != null) {
            closeQuietly(input);
        }
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    private static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.trace("already closed", e);
        }
    }

    private void read(InputStream stream) {
        try (Reader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c == '\n') {
                    tell(line.toString());
                    line.setLength(0);
                } else if (line.length() < LineFeed.LONGEST_LINE) {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            LOG.trace("{}: cut off", what, e);
        }
    }

    private void tell(String line) {
        if (line.equals(BEGAN)) {
            LOG.debug("{}: began", what);
            receiver.began();
        } else {
            receiver.line(line);
        }
    }

    private void end(String why) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        LOG.debug("{}: {}", what, why);
        receiver.ended(why);
    }

    private synchronized void started(Process child) {
        process = child;
        if (closed) {
            child.destroyForcibly();
        }
    }

    private synchronized void input(OutputStream stream) {
        stdin = stream;
    }

    private synchronized boolean closed() {
        return closed;
    }

    private String reason() {
        if (closed()) {
            return "closed";
        }
        String last = err.text()
                .lines()
                .filter(line -> !line.isBlank())
                .reduce("", (a, b) -> b)
                .strip();
        return last.isEmpty() ? "it ended" : last;
    }

    private final class Launcher extends DefaultExecutor {
        @SuppressWarnings("deprecation") // Its builder cannot build a subclass.
        Launcher() {
            setStreamHandler(new Streams());
            setExitValues(null);
        }

        @Override
        protected Process launch(CommandLine line, Map<String, String> environment, Path directory) throws IOException {
            Process child = super.launch(line, environment, directory);
            started(child);
            return child;
        }

        @Override
        protected Thread createThread(Runnable work, String name) {
            Thread thread = super.createThread(work, "zsan-feed");
            thread.setDaemon(true);
            return thread;
        }
    }

    private final class Streams implements ExecuteStreamHandler {
        private @Nullable Thread out;
        private @Nullable Thread complaints;

        @Override
        public void setProcessInputStream(OutputStream stream) {
            input(stream);
        }

        @Override
        public void setProcessOutputStream(InputStream stream) {
            out = thread("zsan-feed-lines", () -> read(stream));
        }

        @Override
        public void setProcessErrorStream(InputStream stream) {
            complaints = thread("zsan-feed-stderr", () -> err.drain(stream));
        }

        private Thread thread(String name, Runnable work) {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        }

        @Override
        public void start() {
            start(out);
            start(complaints);
        }

        private void start(@Nullable Thread thread) {
            if (thread != null) {
                thread.start();
            }
        }

        /** The process has ended. Its lines come first; what it left behind does not hold them for ever. */
        @Override
        public void stop() {
            try {
                join(out);
                join(complaints);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end(reason());
        }

        private void join(@Nullable Thread thread) throws InterruptedException {
            if (thread != null) {
                thread.join(CommandRunner.OVERRUN.toMillis());
            }
        }
    }

    private final class Completion implements ExecuteResultHandler {
        @Override
        public void onProcessComplete(int exit) {
            end(reason());
        }

        @Override
        public void onProcessFailed(ExecuteException failure) {
            Throwable cause = failure.getCause();
            end("cannot start " + command.program() + ": " + (cause == null ? failure : cause).getMessage());
        }
    }
}
