package io.zsan.freebsd.devd;

import io.zsan.freebsd.exec.LineFeed;
import io.zsan.model.NodeName;
import io.zsan.time.TimeSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one node, as long as it is open: it listens, and after each break it listens again, later and later
 * ({@link Backoff}). Thread-safe.
 *
 * <p>After each beginning, and whenever a subscriber was too slow and lost its oldest events, the subscriber is told to
 * {@linkplain DevdEvent.LookAgain look again}; so it is at once when it subscribes. It never ends with an error for the
 * node's sake, only when it is closed. One subscriber's slowness does not hold up another one.
 */
public final class DevdEvents implements Flow.Publisher<DevdEvent>, AutoCloseable {
    /** How many events wait for a subscriber before the oldest is dropped. */
    public static final int BUFFER = 256;

    private static final Logger LOG = LoggerFactory.getLogger(DevdEvents.class);

    private final LineFeed feed;
    private final TimeSource time;
    private final Backoff backoff;
    private final Executor executor;
    private final List<Mailbox> mailboxes = new ArrayList<>();

    // Guarded by this.
    private boolean closed;
    private @Nullable Closeable connection;
    private long connectionNumber;
    private long openedAt;
    private Duration wait;

    private DevdEvents(LineFeed feed, TimeSource time, Backoff backoff, Executor executor) {
        this.feed = feed;
        this.time = time;
        this.backoff = backoff;
        this.executor = executor;
        this.wait = backoff.first();
    }

    /**
     * Begins to listen.
     *
     * @param feed the lines of devd, see {@link DevdPipe}
     * @param time starts the waits between two attempts
     * @param executor runs subscribers, and opens connections
     */
    public static DevdEvents listen(LineFeed feed, TimeSource time, Backoff backoff, Executor executor) {
        DevdEvents events = new DevdEvents(feed, time, backoff, executor);
        executor.execute(events::open);
        return events;
    }

    /** The node whose events these are. */
    public NodeName node() {
        return feed.node();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super DevdEvent> subscriber) {
        Mailbox mailbox = new Mailbox(subscriber, BUFFER, executor, this::forget);
        boolean over;
        synchronized (this) {
            over = closed;
            if (!over) {
                mailboxes.add(mailbox);
            }
        }
        mailbox.begin();
        if (over) {
            mailbox.complete();
        } else {
            mailbox.lookAgain("the subscription begins");
        }
    }

    private synchronized void forget(Mailbox mailbox) {
        mailboxes.remove(mailbox);
    }

    private void open() {
        long number;
        synchronized (this) {
            if (closed) {
                return;
            }
            number = ++connectionNumber;
            openedAt = time.nanos();
        }
        Closeable opened = feed.open(new Connection(number));
        boolean unwanted;
        synchronized (this) {
            unwanted = closed;
            if (number == connectionNumber) {
                connection = opened;
            }
        }
        if (unwanted) {
            close(opened);
        }
    }

    private void again(long number, String why) {
        Duration pause;
        synchronized (this) {
            if (closed || number != connectionNumber) {
                return;
            }
            // A second end of the same connection does nothing.
            connectionNumber++;
            connection = null;
            boolean lasted = time.nanos() - openedAt >= backoff.longest().toNanos();
            pause = lasted ? backoff.first() : wait;
            wait = backoff.after(pause);
        }
        LOG.info("{}: no events of devd, listening again in {} ms: {}", node(), pause.toMillis(), why);
        CompletableFuture<Void> unused = time.after(pause).thenRunAsync(this::open, executor);
    }

    private List<Mailbox> subscribers() {
        synchronized (this) {
            return List.copyOf(mailboxes);
        }
    }

    /** Stops listening; subscribers are told that it is complete. */
    @Override
    public void close() {
        Closeable last;
        synchronized (this) {
            closed = true;
            last = connection;
            connection = null;
        }
        if (last != null) {
            close(last);
        }
        subscribers().forEach(Mailbox::complete);
    }

    private static void close(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one connection says; a connection that was given up says nothing any more. */
    private final class Connection implements LineFeed.Receiver {
        private final long number;

        Connection(long number) {
            this.number = number;
        }

        private boolean current() {
            synchronized (DevdEvents.this) {
                return !closed && number == connectionNumber;
            }
        }

        @Override
        public void began() {
            if (current()) {
                LOG.info("{}: listening to devd", node());
                subscribers().forEach(mailbox -> mailbox.lookAgain("listening to devd began"));
            }
        }

        @Override
        public void line(String line) {
            if (current()) {
                DevdEvent event = DevdLine.parse(line);
                subscribers().forEach(mailbox -> mailbox.put(event));
            }
        }

        @Override
        public void ended(String why) {
            again(number, why);
        }
    }
}
