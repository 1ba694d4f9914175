package io.zsan.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.LedgerState;
import io.zsan.observe.Observation;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What holds for every observation and every ledger, however little sense they make. */
class DeciderProperties {
    private static Policy policy(Random random) {
        return Policy.builder()
                .disconnectMode(random.nextInt(4) == 0 ? DisconnectMode.FAIL : DisconnectMode.FREEZE)
                .minInSync(1 + random.nextInt(2))
                .softPlacement(random.nextBoolean())
                .brake(random.nextInt(3) / 2.0)
                .build();
    }

    @Property(tries = 6_000, shrinking = ShrinkingMode.OFF)
    void itDecidesTheSameAgainAndOnlyWhatTheLedgerAllows(@ForAll long seed) {
        Random random = new Random(seed);
        Wild wild = new Wild(random);
        LedgerState ledger = wild.ledger();
        Observation seen = wild.observation();
        Policy policy = policy(random);

        Decision decision = new Decider(Wild.FLEET, policy).decide(seen, ledger);

        Decision again = new Decider(Wild.FLEET, policy).decide(seen, ledger);
        assertThat(again.notes()).isEqualTo(decision.notes());
        assertThat(again.change()).isEqualTo(decision.change());
        assertThat(again.actions().toString()).isEqualTo(decision.actions().toString());
        assertThat(decision.change().isEmpty() || decision.actions().isEmpty()).isTrue();
        assertThat(decision.actions())
                .allSatisfy(planned -> assertThat(Permissions.allowed(Wild.FLEET, ledger, planned.action()))
                        .as(planned + "\n" + ledger)
                        .isTrue());
        assertThat(Transitions.illegal(ledger, decision.change())).isEmpty();
    }

    /** Deciding again on the same observation comes to an end: a round cannot go in circles. */
    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
    void oneObservationIsUsedUpInFewDecisions(@ForAll long seed) {
        Random random = new Random(seed);
        Wild wild = new Wild(random);
        LedgerState ledger = wild.ledger();
        Observation seen = wild.observation();
        Decider decider = new Decider(Wild.FLEET, policy(random));
        for (int i = 0; i < 50; i++) {
            Decision decision = decider.decide(seen, ledger);
            if (decision.change().isEmpty()) {
                return;
            }
            ledger = ledger.apply(decision.change());
        }
        assertThat(decider.decide(seen, ledger).change().isEmpty()).isTrue();
    }
}
