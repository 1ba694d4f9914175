package io.zsan.lab;

import io.zsan.Round;
import io.zsan.San;
import io.zsan.error.ZsanException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Runs the rounds of a service on a thread of its own, as a host application does, while a test makes trouble. */
final class ServiceLoop implements AutoCloseable {
    private final San san;
    private final Consumer<String> events;
    private final Thread thread = new Thread(this::run, "service");

    // Guarded by this.
    private boolean over;
    private int begun;
    private int ended;
    private Round latest;
    private Throwable failure;

    /** Begins; {@code events} is told why a round failed. */
    ServiceLoop(San san, Consumer<String> events) {
        this.san = san;
        this.events = events;
        thread.start();
    }

    private void run() {
        while (begin()) {
            try {
                end(san.step());
                san.awaitDue();
            } catch (ZsanException inTheNextRound) {
                events.accept(String.valueOf(inTheNextRound.getMessage()));
            } catch (Throwable unforeseen) {
                fail(unforeseen);
            }
        }
    }

    private synchronized boolean begin() {
        begun++;
        return !over && failure == null;
    }

    private synchronized void end(Round round) {
        latest = round;
        ended = begun;
        notifyAll();
    }

    private synchronized void fail(Throwable unforeseen) {
        failure = unforeseen;
        notifyAll();
    }

    /** How many rounds have ended well. */
    synchronized int rounds() {
        return ended;
    }

    /** Waits for a round that began after this call and ended as it should. */
    synchronized void await(String what, Duration timeout, Predicate<Round> condition) {
        int from = begun;
        long end = System.nanoTime() + timeout.toNanos();
        while (ended <= from || latest.interrupted() || !condition.test(latest)) {
            if (failure != null) {
                throw new AssertionError("the service ended", failure);
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + timeout + ": " + what);
            }
            try {
                wait(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** Ends it after the round under way. */
    @Override
    public void close() {
        synchronized (this) {
            over = true;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (failure != null) {
                throw new AssertionError("the service ended", failure);
            }
        }
    }
}
