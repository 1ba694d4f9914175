package io.zsan.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.decide.Policy;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.FaultKind;
import io.zsan.testkit.sim.schedule.FleetEdit;
import io.zsan.testkit.sim.schedule.Hardware;
import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.sim.schedule.Setup;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever people write wrongly is refused, and the simulation ends as if they had not. */
class SlipsTest {
    private static final int NONSENSE = 18;

    private static Run run(FaultKind kind, String on, List<String> others) {
        int many = others.size();
        Setup setup = new Setup(
                5,
                2,
                2,
                List.of(new PoolSetup("p1", 1, 3, false)),
                1,
                Policy.defaults(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30L + 5L * many),
                Hardware.alike(),
                false);
        List<Fault> faults = IntStream.range(0, many)
                .mapToObj(which ->
                        new Fault(Duration.ofSeconds(30 + 5L * which), kind, on, others.get(which), Duration.ZERO))
                .toList();
        return Simulation.run(new Schedule(7, setup, faults));
    }

    @Test
    void nonsenseOfEverySortIsRefused() {
        Run run = run(
                FaultKind.ASK_NONSENSE,
                "p1",
                IntStream.range(0, NONSENSE).mapToObj(Integer::toString).toList());

        assertThat(run.breaches()).isEmpty();
        assertThat(run.tally().of("request nonsense not done")).isEqualTo(NONSENSE);
    }

    /** Of s2, which has legs of the pool and free disks. */
    @Test
    void anEditedFleetChangesNothing() {
        List<String> edits =
                Arrays.stream(FleetEdit.values()).map(FleetEdit::name).toList();
        Run run = run(FaultKind.ASK_EDITED_FLEET, "s2", edits);

        assertThat(run.breaches()).isEmpty();
        // Where a node is gone or a disk is nowhere, a pool can be planned on the rest, unless its owner is who is
        // gone.
        assertThat(run.tally().of("request edited fleet done")).isEqualTo(2);
        assertThat(run.tally().of("request edited fleet not done")).isEqualTo(edits.size() - 2L);
        assertThat(run.ledger().luns()).hasSize(10);
        assertThat(run.ledger().pools()).hasSize(1);
    }
}
