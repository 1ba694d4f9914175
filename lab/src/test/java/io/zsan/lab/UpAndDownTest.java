package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.io.MoreFiles;
import io.zsan.lab.process.Census;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Down leaves nothing, however it comes to that; but logs, where something went wrong. */
class UpAndDownTest extends OnLab {
    @Test
    void downLeavesNothing() throws IOException {
        String mounts = Files.readString(Path.of("/proc/self/mounts"));
        withPool(Lab.builder());
        Lab lab = lab();
        assertThat(lab.processes()).hasSizeGreaterThan(9);
        down();
        assertThat(lab.processes()).isEmpty();
        assertThat(lab.directory()).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).isEqualTo(mounts);
    }

    @Test
    void downLeavesNothingOfAPoolThatHangs() {
        withPool(Lab.builder());
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        acknowledgedMore(5);
        lab().storage("s1").daemon().stop();
        lab().database("d1").freeze();
        Lab lab = lab();
        down();
        assertThat(lab.processes()).isEmpty();
        assertThat(lab.directory()).doesNotExist();
    }

    @Test
    void aKilledJvmLeavesNothing() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LabOfAnotherJvm.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8)) {
            Path directory = Path.of(out.readLine());
            Census census = new Census(directory);
            assertThat(census.living()).hasSizeGreaterThan(6);

            jvm.destroyForcibly().waitFor();

            until(
                    "the guard to have ended all of it",
                    PATIENCE,
                    () -> census.living().isEmpty() && !Files.exists(directory));
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void keepsTheLogsOfAllDaemonsAndTheTimeline(@TempDir Path kept) throws IOException {
        withPool(Lab.builder());
        event("something happens");
        lab().keepLogs(kept);
        assertThat(kept)
                .isDirectoryContaining("glob:**/s1-tgtd.log")
                .isDirectoryContaining("glob:**/s2-tgtd.log")
                .isDirectoryContaining("glob:**/s3-tgtd.log")
                .isDirectoryContaining("glob:**/d1-zfs-fuse.log")
                .isDirectoryContaining("glob:**/d2-zfs-fuse.log")
                .isDirectoryContaining("glob:**/d1-exporter-1.log");
        assertThat(Files.readString(kept.resolve("timeline.txt")))
                .contains("tgtd started", "zfs-fuse started", "CreatePool", "something happens");
        assertThat(Files.readString(kept.resolve("timeline.html"))).contains("something happens");
    }

    @Test
    void aLabThatDoesNotComeUpLeavesItsLogsOnly() throws IOException {
        Throwable failed = catchThrowable(() -> up(Lab.builder().diskBytes(1L << 61)));
        assertThat(failed).isInstanceOf(IllegalStateException.class).hasMessageContaining("logs are kept in /");
        String message = failed.getMessage();
        Path kept = Path.of(message.substring(message.indexOf('/')));
        assertThat(kept.resolve("timeline.txt")).exists();
        MoreFiles.deleteRecursively(kept);
        up(Lab.builder());
    }
}
