package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs on any machine. */
class LabExtensionTest {
    private static final List<String> MISSING =
            List.of("it is not run by root", "packages are missing: apt-get install x");

    @Test
    void runsWhereNothingIsMissing() {
        assertThat(LabExtension.decide(List.of(), false).isDisabled()).isFalse();
        assertThat(LabExtension.decide(List.of(), true).isDisabled()).isFalse();
    }

    @Test
    void skipsWhereSomethingIsMissingAndSaysWhat() {
        var skipped = LabExtension.decide(MISSING, false);
        assertThat(skipped.isDisabled()).isTrue();
        assertThat(skipped.getReason().orElseThrow()).contains(MISSING);
    }

    @Test
    void failsInsteadWhereItIsRequired() {
        assertThatThrownBy(() -> LabExtension.decide(MISSING, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it is not run by root")
                .hasMessageContaining("apt-get install x")
                .hasMessageContaining("ZSAN_LAB=required");
    }
}
