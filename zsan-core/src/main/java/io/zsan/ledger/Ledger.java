package io.zsan.ledger;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The SPI of a ledger. Thread-safe.
 *
 * <p>A commit is atomic over all its records and durable when it returns {@link CommitResult#COMMITTED}; commits are
 * linearizable with each other; a read sees every commit that ended before it began. Futures end exceptionally only with
 * {@link io.zsan.error.LedgerUnavailable}.
 */
public interface Ledger extends AutoCloseable {
    /** The latest state. */
    CompletableFuture<LedgerState> read();

    /** Writes all records of a change, if each still has the version that the change expects. */
    CompletableFuture<CommitResult> commit(LedgerChange change);

    /**
     * Calls {@code listener} with some state after each change, perhaps late, perhaps once for several: a hint to read
     * again, never a truth to act on. Closing the returned handle ends it.
     */
    Watch watch(Consumer<LedgerState> listener);

    /** Ends a watch. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    void close();
}
