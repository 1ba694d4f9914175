package io.zsan.testkit.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.sim.schedule.Profile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No promise is broken. {@code -Dzsan.seeds=10000} runs more seeds than a normal build does. */
@Tag("campaign")
class CampaignTest {
    private static final long FIRST = 1;
    private static final long SEEDS = 40;
    private static final long WIDE_SEEDS = 1;

    @Test
    void keepsAllPromisesInSmallFleets() {
        assertKept(Profile.DEFAULT, new Seeds(FIRST, Long.getLong("zsan.seeds", SEEDS)));
    }

    @Test
    void keepsAllPromisesInWideFleets() {
        assertKept(Profile.WIDE, new Seeds(FIRST, Math.max(WIDE_SEEDS, Long.getLong("zsan.seeds", SEEDS) / 50)));
    }

    private static void assertKept(Profile profile, Seeds seeds) {
        Experiment experiment = Experiment.of(profile);
        int threads = Runtime.getRuntime().availableProcessors();
        Progress progress = new Progress(System.err, System::nanoTime, false, profile.name(), seeds.count());
        Statistics met = new Campaign(threads, () -> true, progress).run(experiment, seeds);
        Duration took = progress.elapsed();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<Diagnosis> diagnoses = Diagnosis.of(experiment, met.failures(), threads);
        new TextReport(new PrintStream(text, true, UTF_8)).campaign(experiment, seeds, met, took, diagnoses);
        System.out.println(text.toString(UTF_8));

        assertThat(met.failures()).as(text.toString(UTF_8)).isEmpty();
        assertThat(met.seeds()).isEqualTo(seeds.count());
        assertThat(met.deeds().get("acknowledged write")).isGreaterThan(seeds.count());
    }
}
