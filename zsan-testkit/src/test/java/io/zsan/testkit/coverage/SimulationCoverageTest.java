package io.zsan.testkit.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.decide.Decisions;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.Simulation;
import io.zsan.testkit.sim.Tally;
import io.zsan.testkit.sim.schedule.Profile;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How much of the decisions the simulator reaches by itself. Runs under the profile {@code simulation-coverage}, which
 * brings the agent; see docs/mutation.md.
 */
@EnabledIfSystemProperty(named = "zsan.coverage.seeds", matches = "\\d+")
class SimulationCoverageTest {
    private static final long FIRST = Long.getLong("zsan.coverage.first", 0);
    /** Every so many seeds are drawn from the profile with many nodes, which takes longer. */
    private static final int WIDE_EVERY = 25;

    @Test
    void theSimulatorAloneTakesNearlyEveryBranchOfTheDecisions() throws Exception {
        long seeds = Long.getLong("zsan.coverage.seeds");
        Tally tally = new Tally();
        List<Run> broken = LongStream.range(FIRST, FIRST + seeds)
                .parallel()
                .mapToObj(SimulationCoverageTest::run)
                .peek(run -> add(tally, run.tally()))
                .filter(run -> !run.clean())
                .toList();
        BranchCoverage coverage = BranchCoverage.ofPackageOf(Decisions.class);
        System.out.println(seeds + " seeds from " + FIRST + " on");
        tally.counts().forEach((what, times) -> System.out.println("  " + what + ": " + times));
        broken.forEach(run -> System.out.println("seed " + run.schedule().seed() + ": " + run.breaches()));
        System.out.println(coverage.table());

        assertThat(coverage.ratio(List.of()))
                .as("share of the branches that the simulator takes")
                .isGreaterThanOrEqualTo(Double.parseDouble(System.getProperty("zsan.coverage.least", "0")));
    }

    private static Run run(long seed) {
        return Simulation.run(profile(seed).draw(seed));
    }

    /** Two thirds of the others are of the rough profile, which draws whatever the default one does, and more. */
    private static Profile profile(long seed) {
        if (seed % WIDE_EVERY == 0) {
            return Profile.WIDE;
        }
        return seed % 3 == 0 ? Profile.DEFAULT : Profile.ROUGH;
    }

    private static synchronized void add(Tally to, Tally more) {
        to.addAll(more);
    }
}
