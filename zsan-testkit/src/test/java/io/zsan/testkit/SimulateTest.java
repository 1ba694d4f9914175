package io.zsan.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zsan.decide.Note;
import io.zsan.testkit.campaign.Experiment;
import io.zsan.testkit.campaign.Plays;
import io.zsan.testkit.sim.Simulation;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.sim.schedule.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {
    /** Breaks a promise from seed 3 on where R4 is broken, and for seed 666 whatever is broken. */
    private static final Experiment.Simulator PLAY =
            (schedule, broken, whole) -> schedule.seed() == 666 || (broken.contains(Rule.R4) && schedule.seed() >= 3)
                    ? Plays.broken(schedule, "I1 one writer")
                    : Plays.kept(schedule);

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private LongSupplier nanos = () -> 0;

    @Test
    void countsWhatTheSeedsMet() {
        assertThat(simulate(PLAY, "--seeds", "10", "--threads", "2")).isZero();

        assertThat(lines())
                .contains("seeds      10 of 10 from 1 on, profile DEFAULT", "simulated  0.8 hours")
                .endsWith("violations=0");
        assertThat(text())
                .containsPattern("LINK_CUT +20\n")
                .containsPattern("Fence +10 done +0 refused +0 unknown\n")
                .containsPattern("takeover +10\n")
                .containsPattern("BRAKE +10\n")
                .contains("coverage   1 of " + Profile.DEFAULT.kinds().size()
                        + " kinds of faults, 1 of 16 kinds of actions, 1 of " + Note.Kind.values().length
                        + " kinds of notes\n")
                .containsPattern("never met +faults \\[STORAGE_CRASH, ");
    }

    @Test
    void printsTheSameAsOneJsonDocument() throws IOException {
        assertThat(simulate(PLAY, "--seeds", "10", "--first", "660", "--json")).isEqualTo(1);

        JsonNode json = JsonMapper.builder().build().readTree(out.toByteArray());
        assertThat(json.at("/seeds").asInt()).isEqualTo(10);
        assertThat(json.at("/faults/LINK_CUT").asInt()).isEqualTo(20);
        assertThat(json.at("/actions/Fence/done").asInt()).isEqualTo(10);
        assertThat(json.at("/violations").asInt()).isEqualTo(1);
        assertThat(json.at("/diagnoses/0/seed").asInt()).isEqualTo(666);
        assertThat(json.at("/diagnoses/0/shrunk/faults").isArray()).isTrue();
    }

    @Test
    void tellsHowToSeeAViolationAgain() {
        assertThat(simulate(PLAY, "--seeds", "3", "--first", "665", "--profile", "wide"))
                .isEqualTo(1);

        assertThat(text())
                .contains("seed 666 breaks a promise")
                .contains("again: mvn -q -Psimulate -Dzsan.args=\"--replay 666 --profile wide\"")
                .contains("faults to 0")
                .contains("I1 one writer: with 0 faults")
                .contains("target/zsan-seed-666.html");
        assertThat(lines()).endsWith("violations=1");
        assertThat(Path.of("target", "zsan-seed-666.html")).isRegularFile();
    }

    @Test
    void showsThatABrokenRuleIsNoticed() {
        assertThat(simulate(PLAY, "--break", "r4")).isZero();

        assertThat(lines().get(1)).matches("R4 +a fence is what was read back +I1 one writer +3");
        assertThat(text()).contains("--replay 3 --break R4");
        assertThat(lines()).endsWith("caught=1 of 1");
    }

    @Test
    void failsWhenOneBrokenRuleGoesUnnoticed() {
        assertThat(simulate(PLAY, "--break", "all", "--seeds", "5")).isEqualTo(1);

        assertThat(lines().stream().filter(line -> line.matches("R[0-9]+ .*"))).hasSize(Rule.values().length);
        assertThat(text()).containsPattern("R5 +import only what is current +NOT CAUGHT +5\n");
        assertThat(lines()).endsWith("caught=1 of 16");
    }

    @Test
    void replaysASeedInFull() throws IOException {
        Path page = directory.resolve("new").resolve("page.html");

        int status = simulate(Simulation::run, "--replay", "2", "--timeline", page.toString());

        assertThat(status).isEqualTo(text().contains("violations=0") ? 0 : 1);
        assertThat(text()).contains("seed 2, profile DEFAULT", "storage nodes with", "trace\n", "ACKNOWLEDGED");
        assertThat(Files.readString(page)).contains("ACKNOWLEDGED");
    }

    @Test
    void beginsNoSeedAfterTheTimeLimit() {
        AtomicLong now = new AtomicLong();
        nanos = () -> now.addAndGet(1_000_000_000L);

        assertThat(simulate(PLAY, "--seeds", "5000", "--time-limit", "1m", "--threads", "1"))
                .isZero();

        assertThat(lines().get(0)).matches("seeds +[1-5][0-9] of 5000 from 1 on, profile DEFAULT");
        assertThat(err.toString(UTF_8)).containsPattern("simulating: [0-9]+ of 5000 seeds, .* violations, .* s left");
    }

    @Test
    void refusesWrongInputInOneLineWithTheUsage() {
        for (List<String> wrong : List.of(
                List.of("--seeds", "none"),
                List.of("--seeds", "0"),
                List.of("--threads", "0"),
                List.of("--time-limit", "soon"),
                List.of("--profile", "huge"),
                List.of("--break", "R99"),
                List.of("--replay", "1", "--seeds", "2"),
                List.of("--replay", "1", "--break", "all"),
                List.of("--timeline", "page.html"),
                List.of("--sedes", "1"))) {
            err.reset();
            assertThat(simulate(PLAY, wrong.toArray(String[]::new)))
                    .as(wrong.toString())
                    .isEqualTo(2);
            List<String> said = err.toString(UTF_8).lines().toList();
            assertThat(said.get(0)).startsWith("simulate: ");
            assertThat(said.get(1)).startsWith("Usage: simulate");
        }
        assertThat(text()).isEmpty();
    }

    @Test
    void saysWhatItCanDo() {
        assertThat(simulate(PLAY, "--help")).isZero();

        assertThat(text())
                .contains("--seeds", "--first", "--time-limit", "--profile", "--break", "--replay", "--json")
                .contains("--threads", "--timeline", "--help");
        assertThat(Profile.values())
                .allSatisfy(p -> assertThat(text()).contains(p.name().toLowerCase(Locale.ROOT)));
    }

    private int simulate(Experiment.Simulator simulator, String... arguments) {
        return Simulate.run(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), nanos, simulator, arguments);
    }

    private String text() {
        return out.toString(UTF_8);
    }

    private List<String> lines() {
        return text().lines().toList();
    }
}
