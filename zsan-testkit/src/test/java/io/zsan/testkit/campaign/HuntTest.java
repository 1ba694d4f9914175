package io.zsan.testkit.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.sim.schedule.Profile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many seeds on many threads: what comes out is what one thread would say. */
class HuntTest {
    private static final Campaign.Watcher NOBODY = (seed, failure) -> {};

    @Test
    void findsTheLowestSeedOnAnyNumberOfThreads() {
        Experiment odd = experiment((schedule, broken, whole) ->
                schedule.seed() >= 17 && !broken.isEmpty() ? Plays.broken(schedule, "lost") : Plays.kept(schedule));

        for (int threads = 1; threads <= 8; threads++) {
            Campaign.Hunt hunt =
                    new Campaign(threads, () -> true, NOBODY).hunt(odd.breaking(Rule.R4), new Seeds(5, 100));

            assertThat(hunt.caught().map(Failure::seed)).contains(17L);
            assertThat(hunt.seeds()).isEqualTo(13);
            assertThat(hunt.anyway()).isZero();
        }
    }

    @Test
    void doesNotTakeASeedThatFailsAnywayForACatch() {
        Experiment anyway = experiment((schedule, broken, whole) ->
                schedule.seed() % 2 == 0 ? Plays.broken(schedule, "lost") : Plays.kept(schedule));

        Campaign.Hunt hunt = new Campaign(3, () -> true, NOBODY).hunt(anyway.breaking(Rule.R4), new Seeds(1, 20));

        assertThat(hunt).isEqualTo(new Campaign.Hunt(Optional.empty(), 20, 10));
    }

    @Test
    void printsTheSameOnAnyNumberOfThreads() {
        Experiment experiment = Experiment.of(Profile.DEFAULT);
        Seeds seeds = new Seeds(1, 8);

        assertThat(report(experiment, seeds, 3)).isEqualTo(report(experiment, seeds, 1));
    }

    @Test
    void beginsNoFurtherSeedWhenTheTimeIsUp() {
        AtomicInteger asked = new AtomicInteger();
        Experiment any = experiment((schedule, broken, whole) -> Plays.kept(schedule));

        Statistics met = new Campaign(1, () -> asked.incrementAndGet() <= 4, NOBODY).run(any, new Seeds(1, 100));

        assertThat(met.seeds()).isEqualTo(4);
    }

    @Test
    void doesNotHideASimulatorThatThrows() {
        Experiment bad = experiment((schedule, broken, whole) -> {
            throw new IllegalArgumentException("no such seed");
        });

        assertThatThrownBy(() -> new Campaign(2, () -> true, NOBODY).run(bad, new Seeds(1, 10)))
                .hasMessageContaining("no such seed");
    }

    @Test
    void diagnosesTheLowestSeedOfEachBrokenPromise() {
        Experiment two = experiment((schedule, broken, whole) -> schedule.seed() < 3
                ? Plays.kept(schedule)
                : Plays.broken(schedule, schedule.seed() % 2 == 0 ? "even" : "odd"));
        Statistics met = new Campaign(3, () -> true, NOBODY).run(two, new Seeds(1, 9));

        assertThat(met.failures()).extracting(Failure::seed).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(Diagnosis.of(two, met.failures(), 2))
                .extracting(d -> d.schedule().seed())
                .containsExactly(3L, 4L);
    }

    private static Experiment experiment(Experiment.Simulator simulator) {
        return new Experiment(Profile.DEFAULT, Set.of(), simulator);
    }

    private static String report(Experiment experiment, Seeds seeds, int threads) {
        Statistics met = new Campaign(threads, () -> true, NOBODY).run(experiment, seeds);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new JsonReport(new PrintStream(text, true, UTF_8))
                .campaign(experiment, seeds, met, Duration.ofSeconds(1), List.of());
        return text.toString(UTF_8);
    }
}
