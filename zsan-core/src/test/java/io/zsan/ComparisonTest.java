package io.zsan;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.NodeName;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R12: what no node shows by itself. */
class ComparisonTest {
    private static NodeTraits traits(NodeName node, String hostId, String zfs) {
        return new NodeTraits(node, Optional.of(hostId), Optional.of(zfs));
    }

    @Test
    void nodesThatDifferInTheirHostIdOnlyAreFine() {
        assertThat(Comparison.of(List.of(traits(D1, "1", "2.1.9"), traits(D2, "2", "2.1.9"))))
                .isEmpty();
    }

    @Test
    void aHostIdThatStandsTwiceIsRefused() {
        List<Finding> found = Comparison.of(List.of(traits(D1, "7", "2.1.9"), traits(D2, "7", "2.1.9")));

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isTrue();
            assertThat(finding.node()).isEqualTo(D2);
            assertThat(finding.what()).contains("its hostid 7 is also that of d1");
        });
    }

    @Test
    void versionsThatDifferAreAWarning() {
        List<Finding> found = Comparison.of(List.of(traits(D1, "1", "2.1.9"), traits(D2, "2", "2.2.4")));

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isFalse();
            assertThat(finding.what()).contains("its ZFS is 2.2.4, that of d1 is 2.1.9");
        });
    }

    @Test
    void whatIsNotKnownIsNotCompared() {
        assertThat(Comparison.of(List.of(NodeTraits.unknown(D1), NodeTraits.unknown(D2), traits(D1, "1", "2.1.9"))))
                .isEmpty();
    }
}
