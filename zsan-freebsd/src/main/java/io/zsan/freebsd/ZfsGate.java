package io.zsan.freebsd;

import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way to ZFS on one node (R11): one command at a time, and none while an earlier one hangs. Each command that
 * hangs holds a lock that the next one waits for in the kernel, where nothing can kill it; so after one that passed its
 * deadline the breaker is open, and only a cheap probe is sent, at growing intervals, until one answers.
 */
final class ZfsGate {
    private static final Logger LOG = LoggerFactory.getLogger(ZfsGate.class);
    private static final Duration FIRST_INTERVAL = Duration.ofSeconds(5);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(60);

    private final CommandRunner runner;
    private final Deadlines deadlines;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private boolean open;
    private String reason = "";
    private Instant lastProbe = Instant.MIN;
    private Duration interval = Duration.ZERO;

    ZfsGate(CommandRunner runner, Deadlines deadlines, InstantSource clock) {
        this.runner = runner;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    NodeName node() {
        return runner.node();
    }

    /**
     * Runs work that sends ZFS commands through this gate, while nobody else does.
     *
     * @throws OutcomeUnknown if another command is still running, or ZFS hangs
     */
    void hold(Runnable work) {
        Object unused = get(() -> {
            work.run();
            return work;
        });
    }

    /** As {@link #hold}, with a result. */
    <T> T get(Supplier<T> work) {
        if (!enter()) {
            throw new OutcomeUnknown(runner.node() + ": another command is still running; this one was not sent (R11)");
        }
        try {
            requireClosed();
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #get}; empty, with nothing done, if another command is still running or ZFS hangs. */
    <T> Optional<T> ifFree(Supplier<T> work) {
        if (!enter()) {
            return Optional.empty();
        }
        try {
            return closed() ? Optional.of(work.get()) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Runs a command; only within {@link #hold}. */
    CommandResult run(Command command) {
        requireHeld();
        requireClosed();
        try {
            return runner.run(command);
        } catch (OutcomeUnknown hung) {
            opened(String.valueOf(hung.getMessage()));
            throw hung;
        }
    }

    /**
     * Runs commands that look, in one connection; only within {@link #hold}.
     *
     * @param harmless how many of the first of them do not touch ZFS
     */
    List<Attempt> runAll(List<Command> commands, int harmless) {
        requireHeld();
        requireClosed();
        List<Attempt> attempts = runner.runAll(commands);
        attempts.stream()
                .skip(harmless)
                .filter(Attempt.Unknown.class::isInstance)
                .map(Attempt.Unknown.class::cast)
                .findFirst()
                .ifPresent(unknown -> opened(unknown.why()));
        return attempts;
    }

    private boolean enter() {
        try {
            return lock.tryLock(deadlines.queue().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown(runner.node() + ": interrupted while another ZFS command is still running", e);
        }
    }

    private void requireHeld() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a ZFS command outside the gate");
        }
    }

    private void requireClosed() {
        if (!closed()) {
            throw new OutcomeUnknown(
                    runner.node() + ": ZFS does not answer, so nothing more is sent to it (R11): " + reason);
        }
    }

    /** Whether commands may be sent; asks with a probe if the breaker is open and a probe is due. */
    private boolean closed() {
        if (!open) {
            return true;
        }
        Instant now = clock.instant();
        // A clock that was set back must not stop the probes.
        boolean early =
                !now.isBefore(lastProbe) && Duration.between(lastProbe, now).compareTo(interval) < 0;
        if (early || !probe(now)) {
            return false;
        }
        open = false;
        LOG.info("{}: ZFS answers again", runner.node());
        return true;
    }

    private boolean probe(Instant now) {
        lastProbe = now;
        Duration doubled = interval.multipliedBy(2);
        interval = interval.isZero() ? FIRST_INTERVAL : min(doubled, LONGEST_INTERVAL);
        try {
            return runner.run(Command.reading("/sbin/zpool", "list", "-H", "-o", "name")
                            .within(deadlines.probe()))
                    .succeeded();
        } catch (OutcomeUnknown stillHanging) {
            return false;
        }
    }

    private void opened(String why) {
        if (!open) {
            LOG.warn("{}: ZFS does not answer, nothing more is sent to it: {}", runner.node(), why);
            open = true;
            reason = why;
            lastProbe = Instant.MIN;
            interval = Duration.ZERO;
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
