package io.zsan.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.lab.LabExtension.LabTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is of a lab, and who is no longer: the kernel uses the number of a namespace again, for another lab's as well. */
@LabTest
class CensusTest {
    private Process holder;

    @AfterEach
    void end() {
        holder.destroyForcibly();
    }

    @Test
    void findsWhatHasNoMarkInANamespaceUntilItIsDisowned(@TempDir Path directory)
            throws IOException, InterruptedException {
        Census census = new Census(directory);
        holder = new ProcessBuilder("/usr/bin/unshare", "-m", "/bin/sh", "-c", "echo up; exec sleep 1000").start();
        assertThat(holder.inputReader().readLine()).isEqualTo("up");
        census.adopt(holder.pid());
        Process other = inside();
        assertThat(census.living()).containsExactlyInAnyOrder(holder.pid(), other.pid());

        census.disown(holder.pid());
        assertThat(other.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(holder.isAlive()).isTrue();
        other = inside();
        assertThat(census.living()).isEmpty();
        assertThat(census.killAll()).isEmpty();
        assertThat(other.isAlive()).isTrue();
        other.destroyForcibly();
    }

    private Process inside() throws IOException {
        Process process = new ProcessBuilder(
                        "/usr/bin/nsenter",
                        "-t",
                        Long.toString(holder.pid()),
                        "-m",
                        "/bin/sh",
                        "-c",
                        "echo up; exec sleep 1000")
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        return process;
    }
}
