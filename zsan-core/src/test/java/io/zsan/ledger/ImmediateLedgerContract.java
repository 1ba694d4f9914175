package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What ledgers promise beyond the contract if they work on the calling thread. */
abstract class ImmediateLedgerContract extends LedgerContract {
    @Test
    void futuresAreCompleteWhenTheyAreReturned() {
        assertThat(ledger().commit(put(0, "db1", "x"))).isCompletedWithValue(CommitResult.COMMITTED);
        assertThat(ledger().read()).isCompleted();
    }

    @Test
    void listenersAreToldBeforeTheCommitReturns() {
        List<LedgerState> seen = new ArrayList<>();
        ledger().watch(seen::add);
        commit(put(0, "db1", "x"));
        commit(put(0, "db1", "conflict"));
        commit(LedgerChange.none());

        assertThat(seen).containsExactly(read());
    }

    @Test
    void listenersAreCalledWithoutALock() {
        List<CommitResult> byAnotherThread = new ArrayList<>();
        Ledger.Watch[] watch = new Ledger.Watch[1];
        watch[0] = ledger().watch(state -> {
            watch[0].close();
            byAnotherThread.add(await(CompletableFuture.supplyAsync(() -> commit(put(1, "db1", "y")))));
        });
        commit(put(0, "db1", "x"));

        assertThat(byAnotherThread).containsExactly(CommitResult.COMMITTED);
    }
}
