package io.zsan.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.NodeName;
import io.zsan.node.Finding.Severity;
import org.junit.jupiter.api.Test;

class FindingTest {
    private static Finding finding(String evidence) {
        return new Finding(new NodeName("s1"), Severity.WARNS, "it is odd", evidence, "mend it");
    }

    @Test
    void readsAsOneLine() {
        assertThat(finding("a: 1\n  b: 2\n")).hasToString("s1: it is odd [a: 1 | b: 2]; mend it");
        assertThat(finding("")).hasToString("s1: it is odd; mend it");
    }

    @Test
    void keepsEvidenceShort() {
        assertThat(finding("x".repeat(Finding.LONGEST_EVIDENCE)).evidence()).endsWith("x");
        assertThat(finding("x".repeat(Finding.LONGEST_EVIDENCE + 1)).evidence())
                .hasSize(Finding.LONGEST_EVIDENCE)
                .endsWith("x...");
    }
}
