package io.zsan.paper;

import io.zsan.decide.Transitions;
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.InMemoryLedger;
import io.zsan.ledger.Ledger;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A ledger in memory that looks at each change, and can lose replies and conflict. */
public final class CheckedLedger implements Ledger {
    private final InMemoryLedger inner = new InMemoryLedger();
    private final List<String> violations = new ArrayList<>();
    private Supplier<CommitResult> fates = () -> CommitResult.COMMITTED;

    /** UNKNOWN: the change is written and its reply lost. CONFLICT: it is not written. */
    public void fates(Supplier<CommitResult> value) {
        fates = value;
    }

    public List<String> violations() {
        return violations;
    }

    @Override
    public CompletableFuture<LedgerState> read() {
        return inner.read();
    }

    @Override
    public CompletableFuture<CommitResult> commit(LedgerChange change) {
        CommitResult fate = fates.get();
        if (fate == CommitResult.CONFLICT) {
            return CompletableFuture.completedFuture(fate);
        }
        LedgerState before = inner.read().join();
        CommitResult result = inner.commit(change).join();
        if (result == CommitResult.COMMITTED) {
            violations.addAll(Transitions.illegal(before, change));
            violations.addAll(Transitions.leaks(before.apply(change)));
        }
        return CompletableFuture.completedFuture(fate == CommitResult.UNKNOWN ? fate : result);
    }

    @Override
    public Watch watch(Consumer<LedgerState> listener) {
        return inner.watch(listener);
    }

    @Override
    public void close() {}
}
