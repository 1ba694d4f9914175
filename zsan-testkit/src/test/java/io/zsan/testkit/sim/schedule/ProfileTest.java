package io.zsan.testkit.sim.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the profiles draw. */
class ProfileTest {
    private static final int SEEDS = 500;

    private static Set<FaultKind> drawn(Profile profile) {
        return LongStream.range(0, SEEDS)
                .boxed()
                .flatMap(seed -> profile.draw(seed).faults().stream())
                .map(Fault::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long fleets(Profile profile, Predicate<Setup> which) {
        return LongStream.range(0, SEEDS)
                .mapToObj(seed -> profile.draw(seed).setup())
                .filter(which)
                .count();
    }

    @Test
    void eachProfileDrawsAllItsKindsAndNoOthers() {
        assertThat(drawn(Profile.DEFAULT)).containsExactlyElementsOf(Profile.DEFAULT.kinds());
        assertThat(drawn(Profile.ROUGH)).containsExactly(FaultKind.values());
    }

    @Test
    void onlyRoughHostApplicationsAreImpatient() {
        assertThat(fleets(Profile.DEFAULT, Setup::impatient)).isZero();
        assertThat(fleets(Profile.WIDE, Setup::impatient)).isZero();
        assertThat(fleets(Profile.ROUGH, Setup::impatient)).isBetween(SEEDS / 4L, 3L * SEEDS / 4);
    }

    @Test
    void nothingGoesWrongBeforeTheFirstDisksAreKnown() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(Profile.ROUGH.draw(seed).faults())
                    .allMatch(fault -> fault.at().toSeconds() >= 3);
        }
    }
}
