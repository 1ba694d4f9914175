package io.zsan.freebsd.devd;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that wait for one subscriber, and are handed to it one at a time as it asks for them. Where there are too
 * many the oldest go, and an order to look again takes their place.
 */
final class Mailbox implements Flow.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(DevdEvents.class);

    private final Flow.Subscriber<? super DevdEvent> subscriber;
    private final int capacity;
    private final Executor executor;
    private final Consumer<Mailbox> onEnd;

    // Guarded by this.
    private final ArrayDeque<DevdEvent> waiting = new ArrayDeque<>();
    private DevdEvent.@Nullable LookAgain first;
    private long wanted;
    private boolean running;
    private boolean complete;
    private boolean over;
    private boolean begun;
    private @Nullable Throwable failure;

    Mailbox(Flow.Subscriber<? super DevdEvent> subscriber, int capacity, Executor executor, Consumer<Mailbox> onEnd) {
        this.subscriber = subscriber;
        this.capacity = capacity;
        this.executor = executor;
        this.onEnd = onEnd;
    }

    void begin() {
        subscriber.onSubscribe(this);
        synchronized (this) {
            begun = true;
        }
        go();
    }

    void put(DevdEvent event) {
        synchronized (this) {
            if (over || complete) {
                return;
            }
            if (waiting.size() == capacity) {
                waiting.removeFirst();
                first = new DevdEvent.LookAgain("events came faster than they were taken, and the oldest were dropped");
            }
            waiting.add(event);
        }
        go();
    }

    /** Said before everything that waits: an observation from now on covers what they tell. */
    void lookAgain(String why) {
        synchronized (this) {
            if (over || complete) {
                return;
            }
            first = new DevdEvent.LookAgain(why);
        }
        go();
    }

    /** Nothing more will come; what waits is still handed over. */
    void complete() {
        synchronized (this) {
            complete = true;
        }
        go();
    }

    @Override
    public void request(long n) {
        synchronized (this) {
            if (n <= 0) {
                failure = new IllegalArgumentException("request of " + n + " events; ask for at least 1");
            } else {
                wanted = wanted + n < 0 ? Long.MAX_VALUE : wanted + n;
            }
        }
        go();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            over = true;
            waiting.clear();
        }
        onEnd.accept(this);
    }

    private void go() {
        synchronized (this) {
            if (running || over || !begun) {
                return;
            }
            running = true;
        }
        executor.execute(this::deliver);
    }

    private void deliver() {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = over ? null : next();
                if (next == null) {
                    running = false;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException e) {
                // As the rules of Flow have it: the subscription is as if cancelled.
                LOG.warn("a subscriber to events of devd failed", e);
                cancel();
            }
        }
    }

    /** What is to be said now; null: nothing. */
    private @Nullable Runnable next() {
        Throwable wrong = failure;
        if (wrong != null) {
            end();
            return () -> {
                onEnd.accept(this);
                subscriber.onError(wrong);
            };
        }
        DevdEvent event = wanted > 0 ? take() : null;
        if (event != null) {
            wanted = wanted == Long.MAX_VALUE ? wanted : wanted - 1;
            return () -> subscriber.onNext(event);
        }
        if (complete && first == null && waiting.isEmpty()) {
            end();
            return () -> {
                onEnd.accept(this);
                subscriber.onComplete();
            };
        }
        return null;
    }

    private @Nullable DevdEvent take() {
        DevdEvent.LookAgain look = first;
        if (look != null) {
            first = null;
            return look;
        }
        return waiting.pollFirst();
    }

    private void end() {
        over = true;
        waiting.clear();
    }
}
