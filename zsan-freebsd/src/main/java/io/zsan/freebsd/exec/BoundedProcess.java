package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.jspecify.annotations.Nullable;

/**
 * One local process under a deadline that holds. Commons Exec's watchdog sends one SIGTERM to the child and then waits
 * without limit. Here the child and its descendants get SIGTERM at the deadline, SIGKILL a grace later, and are left
 * alone after another: a process that sleeps in the kernel, as {@code zpool} on a dead disk does, cannot be killed.
 */
final class BoundedProcess {
    /** Everything that a child finds in its environment: texts in English, times in UTC, the system's programs. */
    static final Map<String, String> ENVIRONMENT = ImmutableMap.of(
            "LC_ALL", "C", "TZ", "UTC", "PATH", "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin");

    /** For a family that grows as fast as it is looked at. */
    private static final int MOST_LOOKS = 10;

    private static final Duration GRACE = CommandRunner.OVERRUN.dividedBy(2);

    private final Command command;
    private final ScheduledExecutorService timer;
    private final BoundedStreams streams;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    private @Nullable Process process;
    private boolean exited;
    private boolean givenUp;
    private boolean interrupted;
    /** The child and its descendants, as far as they were seen: a parent that dies takes the way to its children along. */
    private final Set<ProcessHandle> family = new LinkedHashSet<>();

    BoundedProcess(Command command, ScheduledExecutorService timer) {
        this.command = command;
        this.timer = timer;
        this.streams = new BoundedStreams(command.stdin().map(Stdin::text).orElse(null), this::exited, this::ended);
    }

    /** Runs it, once, and returns how it ended. What it has printed until then is in the captures. */
    Ending run() {
        ScheduledFuture<?> alarm =
                timer.schedule(this::terminate, command.deadline().toNanos(), TimeUnit.NANOSECONDS);
        try {
            new Launcher().execute(CommandLines.of(command), ENVIRONMENT, new Completion());
            return ending.get();
        } catch (InterruptedException e) {
            synchronized (this) {
                interrupted = true;
            }
            terminate();
            Thread.currentThread().interrupt();
            return new Ending.GivenUp(true, true);
        } catch (IOException e) {
            return new Ending.NotStarted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            alarm.cancel(false);
        }
    }

    String out() {
        return command.redact(streams.out().text());
    }

    String err() {
        return command.redact(streams.err().text());
    }

    boolean truncated() {
        return streams.truncated();
    }

    boolean overflowed() {
        return streams.overflowed();
    }

    private synchronized void terminate() {
        if (givenUp || exited || ending.isDone()) {
            return;
        }
        givenUp = true;
        ScheduledFuture<?> unusedKill = timer.schedule(this::kill, GRACE.toNanos(), TimeUnit.NANOSECONDS);
        ScheduledFuture<?> unusedEnd = timer.schedule(this::abandon, 2 * GRACE.toNanos(), TimeUnit.NANOSECONDS);
        signal(ProcessHandle::destroy);
    }

    private void kill() {
        signal(ProcessHandle::destroyForcibly);
    }

    /** On a thread of its own: to find a large family takes long, and other commands' deadlines wait for the timer. */
    private void signal(Consumer<ProcessHandle> signal) {
        Thread thread = new Thread(() -> end(signal), "zsan-signal");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sends a signal to the whole family, and to those that were born meanwhile, until there are no more. One whose parent
     * has died before it was seen gets away: it is nobody's descendant any more.
     */
    private synchronized void end(Consumer<ProcessHandle> signal) {
        if (process == null) {
            return;
        }
        family.add(process.toHandle());
        Set<ProcessHandle> signalled = new HashSet<>();
        for (int look = 0; look < MOST_LOOKS; look++) {
            look();
            if (signalled.containsAll(family)) {
                return;
            }
            // The youngest first: they are found through their parents.
            ImmutableList.copyOf(family).reverse().stream()
                    .filter(signalled::add)
                    .forEach(signal);
        }
    }

    /** Each look at descendants reads all processes of this machine, so none is made for one that another look has shown. */
    private void look() {
        Set<ProcessHandle> shown = new HashSet<>();
        for (ProcessHandle member : ImmutableList.copyOf(family)) {
            if (!shown.contains(member) && member.isAlive()) {
                member.descendants().forEach(shown::add);
            }
        }
        family.addAll(shown);
    }

    private void abandon() {
        ending.complete(new Ending.GivenUp(false, true));
    }

    /** From here on its exit status is known, and no deadline may take it away: {@link #ended} follows soon. */
    private synchronized void exited() {
        exited = true;
    }

    private synchronized void ended() {
        if (process == null || process.isAlive() || givenUp) {
            ending.complete(new Ending.GivenUp(interrupted, alive()));
        } else {
            ending.complete(new Ending.Exited(process.exitValue()));
        }
    }

    private synchronized void failed(IOException cause) {
        ending.complete(process == null ? new Ending.NotStarted(cause) : new Ending.GivenUp(interrupted, alive()));
    }

    private synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    private synchronized void started(Process child) {
        process = child;
        if (givenUp) {
            // It took longer to start than it had: it may have children by now.
            signal(ProcessHandle::destroyForcibly);
        }
    }

    private final class Launcher extends DefaultExecutor {
        @SuppressWarnings("deprecation") // Its builder cannot build a subclass.
        Launcher() {
            setStreamHandler(streams);
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
            Thread thread = super.createThread(work, "zsan-exec");
            thread.setDaemon(true);
            return thread;
        }
    }

    private final class Completion implements ExecuteResultHandler {
        @Override
        public void onProcessComplete(int exit) {
            // The end of the streams has told it.
        }

        @Override
        public void onProcessFailed(ExecuteException failure) {
            Throwable cause = failure.getCause();
            failed(cause instanceof IOException e ? e : failure);
        }
    }
}
