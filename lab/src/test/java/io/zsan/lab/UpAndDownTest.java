package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Down leaves nothing, and what is missing is named. */
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
}
