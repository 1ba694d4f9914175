package io.zsan.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.paper.Fleets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** R4, R7: a proof is only had from a read-back in which each condition holds. */
class ProofTest {
    private static final Set<Iqn> NOBODY = Set.of();
    private static final Set<Iqn> SOMEBODY = Set.of(new Iqn("iqn.2026-11.test:d1"));
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private static FenceReadBack fence(boolean applied, Set<Iqn> first, Set<Iqn> second, Duration between) {
        return new FenceReadBack(
                Fleets.lun(Fleets.S1), new Epoch(2), applied, first, second, between, WINDOW, Instant.EPOCH);
    }

    @Test
    void aFenceThatBitIsProven() {
        FenceProof proof = FenceProof.of(fence(true, NOBODY, NOBODY, WINDOW));

        assertThat(proof.lun()).isEqualTo(Fleets.lun(Fleets.S1));
        assertThat(proof.epoch()).isEqualTo(new Epoch(2));
        assertThat(proof.at()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aFenceThatWasNotAppliedIsNotProven() {
        assertThatThrownBy(() -> FenceProof.of(fence(false, NOBODY, NOBODY, WINDOW)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("not in force");
    }

    @Test
    void aFenceWithASessionAtEitherLookIsNotProven() {
        assertThatThrownBy(() -> FenceProof.of(fence(true, SOMEBODY, NOBODY, WINDOW)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("did not bite");
        assertThatThrownBy(() -> FenceProof.of(fence(true, NOBODY, SOMEBODY, WINDOW)))
                .isInstanceOf(CommandRefused.class);
    }

    @Test
    void twoLooksWithinTheLoginWindowProveNothing() {
        assertThatThrownBy(() -> FenceProof.of(fence(true, NOBODY, NOBODY, WINDOW.minusMillis(1))))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("not shown");
    }

    @Test
    void aWipeIsProvenByBothEnds() {
        assertThat(WipeProof.of(new WipeReadBack(Fleets.lun(Fleets.S1), true, true))
                        .lun())
                .isEqualTo(Fleets.lun(Fleets.S1));
        assertThatThrownBy(() -> WipeProof.of(new WipeReadBack(Fleets.lun(Fleets.S1), false, true)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("head");
        assertThatThrownBy(() -> WipeProof.of(new WipeReadBack(Fleets.lun(Fleets.S1), true, false)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("tail");
    }

    @Test
    void aReleaseIsProvenByTheLabelAndByTheListOfPools() {
        assertThat(ReleaseProof.of(Fleets.P, Fleets.D1, new Epoch(1), false, true)
                        .node())
                .isEqualTo(Fleets.D1);
        assertThatThrownBy(() -> ReleaseProof.of(Fleets.P, Fleets.D1, new Epoch(1), true, true))
                .isInstanceOf(CommandRefused.class);
        assertThatThrownBy(() -> ReleaseProof.of(Fleets.P, Fleets.D1, new Epoch(1), false, false))
                .isInstanceOf(CommandRefused.class);
    }
}
