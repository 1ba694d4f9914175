package io.zsan.testkit.sim.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.Simulation;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.FaultKind;
import io.zsan.testkit.sim.schedule.Profile;
import io.zsan.testkit.sim.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
    private static final Duration BEGIN = Duration.ofSeconds(40);
    private static final Duration LASTS = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void changesNothingThatHappens(long seed) {
        Schedule schedule = Profile.DEFAULT.draw(seed);

        Run recorded = Simulation.run(schedule, Set.of(), true);
        Run bare = Simulation.run(schedule);

        assertThat(recorded.trace().digest()).isEqualTo(bare.trace().digest());
        assertThat(bare.trace().recording()).isEmpty();
    }

    @Test
    void countsEveryAcknowledgedWrite() {
        Run run = Simulation.run(Profile.DEFAULT.draw(0), Set.of(), true);

        long kept = recording(run).acknowledged().values().stream()
                .mapToLong(List::size)
                .sum();

        assertThat(kept).isPositive().isEqualTo(run.tally().of("done acknowledged write"));
    }

    @Test
    void keepsEveryActionThatWasStarted() {
        Run run = Simulation.run(Profile.DEFAULT.draw(0), Set.of(), true);

        long started = run.trace().lines().stream()
                .filter(line -> line.kind().equals("STARTED"))
                .count();

        assertThat(recording(run).deeds(run.simulated().toNanos())).hasSize((int) started);
    }

    @Test
    void seesANodeWithoutPowerAndThePoolAndTheSessionsThatItHadAsGone() {
        Run run = crashOfTheFirstOwner();
        long end = run.simulated().toNanos();
        NodeName d1 = new NodeName("d1");

        Span<Condition> off = recording(run).nodes().until(end).get(d1).get(1);
        List<Span<PoolCondition>> pool = recording(run).imports().until(end).get(new OnNode(d1, "p1"));

        assertThat(off.value()).isEqualTo(Condition.OFF);
        assertThat(off.from()).isEqualTo(BEGIN.toNanos());
        assertThat(off.to()).isGreaterThan(BEGIN.plus(LASTS).toNanos());
        assertThat(pool.get(pool.size() - 1).to()).isEqualTo(off.from());
        recording(run)
                .sessions()
                .until(end)
                .forEach((place, spans) -> assertThat(spans)
                        .noneMatch(
                                span -> place.node().equals(d1) && span.from() < off.to() && span.to() > off.from()));
    }

    @Test
    void endsWithWhatTheLedgerSaysLast() {
        Run run = crashOfTheFirstOwner();

        List<Span<PoolRecord>> spans =
                recording(run).pools().until(run.simulated().toNanos()).get(new PoolName("p1"));

        assertThat(spans.get(0).value().ownership()).isInstanceOf(Ownership.Creating.class);
        assertThat(spans.get(spans.size() - 1).value().ownership()).isInstanceOf(Ownership.Owned.class);
        assertThat(spans.get(spans.size() - 1).to()).isEqualTo(run.simulated().toNanos());
    }

    private static Run crashOfTheFirstOwner() {
        Schedule drawn = Profile.DEFAULT.draw(0);
        Fault crash = new Fault(BEGIN, FaultKind.DATABASE_CRASH, "d1", "", LASTS);
        return Simulation.run(drawn.with(List.of(crash)), Set.of(), true);
    }

    private static Recording recording(Run run) {
        return run.trace().recording().orElseThrow();
    }
}
