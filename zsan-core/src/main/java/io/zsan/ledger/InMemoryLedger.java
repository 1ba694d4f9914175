package io.zsan.ledger;

import io.zsan.error.LedgerUnavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A ledger that is gone with its process: for tests and demonstrations. Nothing that it says survives, so a fleet that
 * holds data needs another one.
 *
 * <p>Thread-safe. Futures are complete when they are returned, and listeners are called on the committing thread before
 * {@link #commit} returns.
 */
public final class InMemoryLedger implements Ledger {
    private final ReentrantLock lock = new ReentrantLock();
    private final Watchers watchers = new Watchers();
    private volatile LedgerState state;
    private volatile boolean closed;

    public InMemoryLedger() {
        this(LedgerState.empty());
    }

    /** A ledger that begins with what another one held. */
    public InMemoryLedger(LedgerState initial) {
        state = initial;
    }

    @Override
    public CompletableFuture<LedgerState> read() {
        return closed ? CompletableFuture.failedFuture(afterClose()) : CompletableFuture.completedFuture(state);
    }

    @Override
    public CompletableFuture<CommitResult> commit(LedgerChange change) {
        LedgerState after;
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(afterClose());
            }
            if (!state.accepts(change)) {
                return CompletableFuture.completedFuture(CommitResult.CONFLICT);
            }
            after = state.apply(change);
            state = after;
        } finally {
            lock.unlock();
        }
        if (!change.isEmpty()) {
            watchers.tell(after);
        }
        return CompletableFuture.completedFuture(CommitResult.COMMITTED);
    }

    @Override
    public Watch watch(Consumer<LedgerState> listener) {
        return watchers.add(listener);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        watchers.clear();
    }

    private static LedgerUnavailable afterClose() {
        return new LedgerUnavailable("the ledger in memory is closed; what it held is gone");
    }
}
