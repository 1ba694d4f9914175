package io.zsan;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.paper.Walk;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What holds however a walk goes: I1, I2, I3, I7, R11, the permission matrix, legal transitions; and I4 when it ends. */
class WalkProperties {
    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void nothingForbiddenEverHappens(@ForAll long seed) {
        Walk walk = new Walk(seed, 4, 3, seed % 2 == 0);
        walk.anything(60);
        walk.lab.fleet.heal();
        walk.lab.rounds(40);

        assertThat(walk.lab.violations())
                .as(() -> String.join("\n", walk.story))
                .isEmpty();
    }

    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void everyPoolIsWholeAndOwnedWhenTheFaultsAreOver(@ForAll long seed) {
        Walk walk = new Walk(seed, 4, 3, seed % 2 == 0);
        walk.survivable(40);
        walk.recover();

        assertThat(walk.lab.violations())
                .as(() -> String.join("\n", walk.story))
                .isEmpty();
        assertThat(walk.settled())
                .as(() -> walk.lab.state() + "\n" + String.join("\n", walk.story))
                .isTrue();
    }

    /** One LUN on each of three storage nodes, none to spare: a lost leg is replaced by itself, once it is wiped. */
    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void aFleetWithoutSparesHealsItself(@ForAll long seed) {
        Walk walk = new Walk(seed, 3, 1, false);
        walk.survivable(40);
        walk.recover();

        assertThat(walk.lab.violations())
                .as(() -> String.join("\n", walk.story))
                .isEmpty();
        assertThat(walk.settled())
                .as(() -> walk.lab.state() + "\n" + String.join("\n", walk.story))
                .isTrue();
    }
}
