package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class InMemoryLedgerTest extends ImmediateLedgerContract {
    @Override
    Ledger open() {
        return new InMemoryLedger();
    }

    @Test
    void canBeginWithAState() {
        LedgerState state = LedgerState.empty().apply(LedgerGenerators.change(new Random(1), LedgerState.empty()));

        assertThat(await(new InMemoryLedger(state).read())).isEqualTo(state);
    }
}
