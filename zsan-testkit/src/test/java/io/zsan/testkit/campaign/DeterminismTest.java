package io.zsan.testkit.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.sim.schedule.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same seed gives the same run, in this JVM and in any other: a violation that was found once can be found again. */
class DeterminismTest {
    private static final long SEEDS = 12;
    private static final long WIDE_SEEDS = 2;

    @TempDir
    private Path directory;

    @Test
    void runsASeedTwiceInTheSameWay() {
        List<String> first = Digests.of(Profile.DEFAULT, 1, SEEDS);

        assertThat(Digests.of(Profile.DEFAULT, 1, SEEDS)).isEqualTo(first);
        assertThat(first).doesNotHaveDuplicates();
    }

    @Test
    void runsASeedInAnotherJvmInTheSameWay() throws IOException, InterruptedException {
        assertThat(inAnotherJvm(Profile.DEFAULT, SEEDS)).isEqualTo(Digests.of(Profile.DEFAULT, 1, SEEDS));
    }

    @Test
    void runsAWideFleetInAnotherJvmInTheSameWay() throws IOException, InterruptedException {
        assertThat(inAnotherJvm(Profile.WIDE, WIDE_SEEDS)).isEqualTo(Digests.of(Profile.WIDE, 1, WIDE_SEEDS));
    }

    private List<String> inAnotherJvm(Profile profile, long last) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        // Another heap and another hash seed of its own: what depends on them would show.
                        "-Xmx256m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Digests.class.getName(),
                        profile.name(),
                        "1",
                        Long.toString(last))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readAllLines(out, UTF_8);
    }
}
