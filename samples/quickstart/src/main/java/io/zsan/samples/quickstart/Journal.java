package io.zsan.samples.quickstart;

import io.zsan.error.CommandRefused;
import io.zsan.error.ZsanException;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.Epoch;
import io.zsan.model.PoolName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The small writer: appends numbered records to a file of the pool, makes each durable with {@code fsync(1)}, and counts a
 * record as acknowledged only then. And the reader that checks them after a takeover. Thread-safe.
 */
final class Journal {
    /** A frozen pool holds an fsync for as long as it is frozen; longer than this is not waited for. */
    private static final Duration LONGEST_STALL = Duration.ofMinutes(2);

    private static final Duration BETWEEN_RECORDS = Duration.ofMillis(100);

    private final PoolName pool;
    private final String file;
    private final List<Integer> acknowledged = new ArrayList<>();
    private final Set<Integer> issued = new TreeSet<>();
    private int last;
    private long longestStallNanos;
    private int lostBefore;
    private @Nullable Writer writer;

    Journal(PoolName pool) {
        this.pool = pool;
        this.file = "/" + pool + "/journal";
    }

    /** The pool is mounted on a node: writing starts there, once for each epoch, after a check of all that was written. */
    void mounted(CommandRunner node, Epoch epoch) {
        stop();
        requireMounted(node);
        int lost = epoch.equals(Epoch.FIRST) ? 0 : lost(node);
        synchronized (this) {
            lostBefore += lost;
            Writer fresh = new Writer(node);
            writer = fresh;
            fresh.start();
        }
    }

    /** What was found to be lost when the pool came to another node. */
    synchronized int lostBefore() {
        return lostBefore;
    }

    /** Stops writing; a record that hangs is given up, with an unknown outcome. */
    void stop() {
        Writer running;
        synchronized (this) {
            running = writer;
            writer = null;
        }
        if (running != null) {
            running.end();
        }
    }

    synchronized int acknowledged() {
        return acknowledged.size();
    }

    /** The longest time that a record took since this was last asked. */
    synchronized Duration longestStall() {
        Duration longest = Duration.ofNanos(longestStallNanos);
        longestStallNanos = 0;
        return longest;
    }

    /** One record through a node; whether it was acknowledged. */
    boolean append(CommandRunner node, Duration patience) {
        int number;
        synchronized (this) {
            number = ++last;
            issued.add(number);
        }
        long from = System.nanoTime();
        try {
            boolean durable = node.run(Command.modifying("/usr/bin/tee", "-a", file)
                                            .withStdin(number + "\n")
                                            .within(patience))
                                    .exit()
                            == 0
                    && node.run(Command.modifying("/usr/bin/fsync", file).within(patience))
                                    .exit()
                            == 0;
            synchronized (this) {
                if (durable) {
                    acknowledged.add(number);
                }
            }
            return durable;
        } catch (ZsanException unknown) {
            return false;
        } finally {
            synchronized (this) {
                longestStallNanos = Math.max(longestStallNanos, System.nanoTime() - from);
            }
        }
    }

    /** How many acknowledged records are missing, out of order, or came from nowhere, as read through a node. */
    int lost(CommandRunner node) {
        requireMounted(node);
        CommandResult result = node.run(Command.reading("/bin/cat", file));
        if (result.exit() != 0) {
            throw new CommandRefused("cannot read the journal: " + result.err().strip());
        }
        List<Integer> there = result.out().lines().map(Integer::valueOf).toList();
        Set<Integer> once = new LinkedHashSet<>(there);
        synchronized (this) {
            List<Integer> expected = new ArrayList<>(acknowledged);
            List<Integer> found = there.stream().filter(expected::contains).toList();
            int missing = (int) expected.stream().filter(n -> !once.contains(n)).count();
            boolean sound = found.equals(new ArrayList<>(new LinkedHashSet<>(found))) && issued.containsAll(there);
            boolean ordered = missing > 0 || found.equals(expected);
            return missing + (sound && ordered ? 0 : 1);
        }
    }

    private void requireMounted(CommandRunner node) {
        // A write into a mountpoint that is not mounted succeeds, on the wrong file system.
        CommandResult result =
                node.run(Command.reading("/sbin/zfs", "get", "-H", "-o", "value", "mounted", pool.text()));
        if (!result.out().strip().equals("yes")) {
            throw new CommandRefused("pool " + pool + " is not mounted on " + node.node());
        }
    }

    private final class Writer extends Thread {
        private final CommandRunner node;

        Writer(CommandRunner node) {
            super("journal-" + node.node());
            this.node = node;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (!isInterrupted()) {
                    append(node, LONGEST_STALL);
                    Thread.sleep(BETWEEN_RECORDS.toMillis());
                }
            } catch (InterruptedException stopped) {
                interrupt();
            }
        }

        void end() {
            interrupt();
            try {
                join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
