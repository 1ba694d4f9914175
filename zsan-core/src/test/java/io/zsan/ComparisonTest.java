package io.zsan;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Fleet;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.node.ClockOffset;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.paper.Fleets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** R12: what no node shows by itself. */
class ComparisonTest {
    private static final Fleet FLEET = Fleets.of(2, 2, 2);
    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00.400Z");

    private static NodeTraits traits(NodeName node, String hostId, String zfs) {
        return NodeTraits.ofDatabase(node, Optional.of(hostId), Optional.of(zfs), Optional.empty());
    }

    private static NodeTraits sees(NodeName node, String... serials) {
        return NodeTraits.ofStorage(
                node, Optional.empty(), Stream.of(serials).map(DiskSerial::new).toList());
    }

    /** A node whose clock is so many seconds ahead, asked for 100 ms. */
    private static NodeTraits ahead(NodeName node, long seconds) {
        ClockOffset offset = ClockOffset.between(NOW, NOW.plusMillis(100), NOW.getEpochSecond() + seconds);
        return NodeTraits.ofStorage(node, Optional.of(offset), List.of());
    }

    private static List<Finding> compare(NodeTraits... nodes) {
        return Comparison.of(FLEET, List.of(nodes));
    }

    @Test
    void nodesThatDifferInTheirHostIdOnlyAreFine() {
        assertThat(compare(traits(D1, "1", "2.1.9"), traits(D2, "2", "2.1.9"))).isEmpty();
    }

    @Test
    void aHostIdThatStandsTwiceIsRefused() {
        assertThat(compare(traits(D1, "7", "2.1.9"), traits(D2, "7", "2.1.9")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.refuses()).isTrue();
                    assertThat(finding.node()).isEqualTo(D2);
                    assertThat(finding.what()).contains("its hostid is also that of d1");
                    assertThat(finding.evidence()).isEqualTo("kern.hostid: 7 on both");
                });
    }

    @Test
    void versionsThatDifferAreAWarning() {
        assertThat(compare(traits(D1, "1", "2.1.9"), traits(D2, "2", "2.2.4")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.refuses()).isFalse();
                    assertThat(finding.what()).contains("its ZFS is not the one of d1");
                    assertThat(finding.evidence()).isEqualTo("2.2.4, on d1 2.1.9");
                });
    }

    @Test
    void whatIsNotKnownIsNotCompared() {
        assertThat(compare(NodeTraits.unknown(D1), NodeTraits.unknown(D2), traits(D1, "1", "2.1.9")))
                .isEmpty();
    }

    @Test
    void clocksThatMayBeEqualAreFine() {
        assertThat(compare(ahead(S1, 0), ahead(D1, 1), ahead(D2, -1))).isEmpty();
    }

    @Test
    void aClockThatIsFarOffIsAWarningWithBounds() {
        assertThat(compare(ahead(S1, 0), ahead(D1, 60), ahead(D2, -60)))
                .extracting(Finding::toString)
                .satisfiesExactly(
                        early -> assertThat(early)
                                .startsWith("d1: its clock is not that of s1")
                                .contains("[it is ahead by 58.9 to 61.1 s]"),
                        late -> assertThat(late).contains("[it is ahead by -61.1 to -58.9 s]"));
    }

    @Test
    void aClockThatWasNotReadIsNotTakenForARightOne() {
        assertThat(compare(ahead(S1, 0), NodeTraits.unknown(D1)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.node()).isEqualTo(D1);
                    assertThat(finding.what()).contains("could not be compared");
                });
    }

    @Test
    void anAnswerThatTookLongSaysLittle() {
        ClockOffset slow = ClockOffset.between(NOW, NOW.plusSeconds(30), NOW.getEpochSecond() + 31);

        assertThat(slow.apart()).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void aDiskThatTwoNodesSeeIsRefusedAlsoWhereOneOfThemHasItNotInTheFleet() {
        assertThat(compare(sees(S1, "s1d1", "s1d2"), sees(S2, "s2d1", "s2d2", "spare")))
                .isEmpty();
        assertThat(compare(sees(S1, "s1d1", "s1d2"), sees(S2, "s2d1", "s2d2", "s1d2")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.refuses()).isTrue();
                    assertThat(finding.node()).isEqualTo(S1);
                    assertThat(finding.evidence()).isEqualTo("serial s1d2 on s1 and on [s2]");
                });
    }

    @Test
    void sectorsUnlikeThoseOfTheFleetAreAWarning() {
        StorageNode second = FLEET.storageNode(S2);
        Disk odd = new Disk(new DiskSerial("wide"), Fleets.SIZE, 4096);
        StorageNode mixed = new StorageNode(
                S2, second.domain(), second.portal(), List.of(second.disks().get(0), odd));
        Fleet fleet = new Fleet(FLEET.targetBase(), List.of(FLEET.storageNode(S1), mixed), FLEET.databaseNodes());

        assertThat(Comparison.of(fleet, List.of())).singleElement().satisfies(finding -> {
            assertThat(finding.refuses()).isFalse();
            assertThat(finding.node()).isEqualTo(S2);
            assertThat(finding.evidence()).isEqualTo("wide 4096; most have 512");
        });
    }
}
