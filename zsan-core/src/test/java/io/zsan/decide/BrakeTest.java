package io.zsan.decide;

import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.paper.Fleets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** R13: how much of the fleet may be silent. */
class BrakeTest {
    private final Picture whole = Picture.ofPool();

    private static boolean holds(Picture picture, double brake) {
        return Brake.holds(picture.with(Policy.builder().brake(brake).build()).situation());
    }

    @Test
    void holdsAboveItsShareOfTheStorageNodesAndNotAtIt() {
        Picture half = whole.silent(S1, Duration.ZERO).silent(S2, Duration.ZERO);

        assertThat(holds(half, 0.49)).isTrue();
        assertThat(holds(half, 0.5)).isFalse();
        assertThat(holds(whole, 0)).isFalse();
    }

    /** A process that has just begun has not looked at all of them. */
    @Test
    void aStorageNodeThatNobodyHasLookedAtCountsAsSilent() {
        Picture larger = new Picture(Fleets.of(8, 1, 3), whole.policy(), whole.ledger(), whole.seen());

        assertThat(holds(larger, 0.49)).isTrue();
        assertThat(holds(larger, 0.5)).isFalse();
    }
}
