package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on any machine. */
class LabRequirementsTest {
    @Test
    void namesThePackagesThatAreMissing(@TempDir Path emptyMachine) {
        assertThat(LabRequirements.missing(emptyMachine))
                .anyMatch(line -> line.contains("root"))
                .anyMatch(line -> line.contains("/dev/fuse"))
                .anyMatch(line -> line.contains(
                        "zfs-fuse tgt libiscsi-bin qemu-system-common procps util-linux qemu-block-extra"));
    }
}
