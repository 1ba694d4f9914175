package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.captures.Damage;
import io.zsan.freebsd.zpool.LabelReading.Labels;
import io.zsan.freebsd.zpool.LabelReading.NoDevice;
import io.zsan.freebsd.zpool.LabelReading.NoLabel;
import io.zsan.freebsd.zpool.LabelReading.Unreadable;
import io.zsan.freebsd.zpool.ZdbLabel.Tree;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZdbLabelTest {
    private static final String NONE = Captures.freebsd("zdb-l-nolabel").out();
    private static final String LEG = Captures.freebsd("zdb-l-leg").out();
    private static final String ALL_COPIES = "    labels = 0 1 2 3 \n";

    @ParameterizedTest
    @ValueSource(strings = {"zdb-l-leg", "zdb-l-leg-da"})
    void readsTheLabelOfALeg(String capture) {
        LabelReading reading = parse(Captures.freebsd(capture));

        ZdbLabel label = new ZdbLabel(
                ImmutableSortedSet.of(0, 1, 2, 3),
                true,
                LabelState.ACTIVE,
                Guid.parse("17653420088577362682"),
                Optional.of(new ZdbLabel.Member(
                        "p1",
                        4,
                        Guid.parse("1990624424237997727"),
                        Optional.empty(),
                        Optional.of(4137728188L),
                        Optional.of("d1"),
                        Guid.parse("8780651444344743878"),
                        new Tree(
                                "mirror",
                                Guid.parse("8780651444344743878"),
                                Optional.empty(),
                                false,
                                false,
                                false,
                                List.of(
                                        disk("17653420088577362682", "s1d1"),
                                        disk("7190835362596302439", "s2d1"),
                                        disk("15930339915522009890", "s3d1"))))));
        assertThat(reading).isEqualTo(new Labels(List.of(label), 0));
        assertThat(reading.label()).contains(label);
    }

    @Test
    void readsAStaleLegLikeAnyOther() {
        ZdbLabel label = parse(Captures.freebsd("zdb-l-stale-leg")).label().orElseThrow();

        assertThat(label.guid()).isEqualTo(Guid.parse("10208198557178432339"));
        assertThat(label.member().orElseThrow().poolGuid()).isEqualTo(Guid.parse("17417068814151219434"));
        assertThat(label.member().orElseThrow().tree().leaves())
                .containsExactly(
                        disk("266938435122475677", "s1d1"),
                        disk("11233277049624369490", "s2d1"),
                        disk("10208198557178432339", "s3d1"));
    }

    @Test
    void readsStateStampAndWhatHappenedToTheLegs() {
        String out = LEG.replace("    state: 0\n", "    state: 1\n")
                .replace("    hostid: 4137728188\n", "    comment: 'zsan:7'\n    hostid: 4137728188\n")
                .replace(
                        "            id: 1\n",
                        "            id: 1\n            offline: 1\n            resilver_txg: 90\n")
                .replace("            id: 2\n", "            id: 2\n            removed: 1\n");

        ZdbLabel label = LabelReading.parse(0, out, "").label().orElseThrow();

        assertThat(label.state()).isEqualTo(LabelState.EXPORTED);
        assertThat(label.member().orElseThrow().comment()).contains("zsan:7");
        assertThat(label.member().orElseThrow().tree().leaves())
                .extracting(Tree::offline, Tree::gone, Tree::resilvering)
                .containsExactly(tuple(false, false, false), tuple(true, false, true), tuple(false, true, false));
    }

    @Test
    void readsASpareWhichNamesNoPool() {
        String out = "------------------------------------\nLABEL 0\n------------------------------------\n"
                + "    version: 5000\n    state: 3\n    guid: 17\n" + ALL_COPIES;

        assertThat(LabelReading.parse(0, out, "").label())
                .contains(new ZdbLabel(
                        ImmutableSortedSet.of(0, 1, 2, 3), true, LabelState.SPARE, new Guid(17), Optional.empty()));
    }

    @Test
    void readsCopiesThatDifferOrAreMissing() {
        String old = LEG.replace(ALL_COPIES, "    labels = 0 1 \n");
        String fresh = LEG.replace("LABEL 0", "LABEL 2 (Bad label cksum)")
                .replace("    txg: 4\n", "    txg: 9\n")
                .replace(ALL_COPIES, "    labels = 2 \n");

        LabelReading reading = LabelReading.parse(1, old + fresh + "failed to unpack label 3\n", "");

        assertThat(reading.label()).isEmpty();
        assertThat(reading).isInstanceOfSatisfying(Labels.class, labels -> {
            assertThat(labels.missing()).isEqualTo(1);
            assertThat(labels.labels())
                    .extracting(
                            ZdbLabel::copies,
                            ZdbLabel::checksumValid,
                            l -> l.member().orElseThrow().txg())
                    .containsExactly(
                            tuple(ImmutableSortedSet.of(0, 1), true, 4L), tuple(ImmutableSortedSet.of(2), false, 9L));
        });
    }

    @Test
    void knowsThatThereIsNoLabelAndNoDevice() {
        assertThat(parse(Captures.freebsd("zdb-l-nolabel"))).isEqualTo(new NoLabel());
        assertThat(parse(Captures.freebsd("zdb-l-nosuch")))
                .isEqualTo(new NoDevice("/dev/nosuch", "No such file or directory"));
    }

    @Test
    void labelAreasThatCannotBeReadAreNotEmpty() {
        assertThat(LabelReading.parse(2, NONE.replace("unpack", "read"), "")).isEqualTo(new Unreadable());
        assertThat(LabelReading.parse(2, NONE.replace("unpack label 2", "read label 2"), ""))
                .isEqualTo(new Unreadable());
        assertThat(LabelReading.parse(
                        1, LEG.replace("labels = 0 1 2 3 ", "labels = 0 1 2 ") + "failed to read label 3\n", ""))
                .isEqualTo(new Unreadable());
        assertThatThrownBy(() -> LabelReading.parse(0, NONE.replace("unpack", "read"), ""))
                .isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void theExitStatusMustAgree() {
        for (int exit : new int[] {0, 1, 3, 127, 137}) {
            assertThatThrownBy(() -> LabelReading.parse(exit, NONE, "")).isInstanceOf(UnexpectedOutput.class);
        }
        for (int exit : new int[] {2, 127, 137}) {
            assertThatThrownBy(() -> LabelReading.parse(exit, LEG, "")).isInstanceOf(UnexpectedOutput.class);
        }
    }

    @Test
    void aDeviceMustBeInItsOwnTree() {
        assertThatThrownBy(() -> LabelReading.parse(
                        0, LEG.replace("    guid: 17653420088577362682\n    vdev_ch", "    guid: 99\n    vdev_ch"), ""))
                .isInstanceOf(UnexpectedOutput.class);
        assertThatThrownBy(() -> LabelReading.parse(0, LEG.replace("top_guid: 8780651444344743878", "top_guid: 1"), ""))
                .isInstanceOf(UnexpectedOutput.class);
    }

    /** An absent label is what allows a disk to be wiped or used: nothing may look like it. */
    @Test
    void noDamageMakesALabelVanish() {
        for (int exit = 0; exit <= 2; exit++) {
            int status = exit;
            Damage.check(
                    Damage.all(LEG),
                    text -> LabelReading.parse(status, text, ""),
                    reading -> assertThat(reading).isInstanceOf(Labels.class));
        }
        Damage.refused(Damage.cut(LEG), text -> LabelReading.parse(0, text, ""));
        Damage.refused(Damage.cut(LEG), text -> LabelReading.parse(2, text, ""));
    }

    @Test
    void noDamageMakesALabelAppearOrChangesWhatItSays() {
        Damage.check(
                Damage.all(NONE),
                text -> LabelReading.parse(2, text, ""),
                reading -> assertThat(reading).isEqualTo(new NoLabel()));
        Damage.refused(Damage.cut(NONE), text -> LabelReading.parse(2, text, ""));

        ZdbLabel whole = LabelReading.parse(0, LEG, "").label().orElseThrow();
        Damage.check(Damage.all(LEG), text -> LabelReading.parse(0, text, ""), reading -> {
            ZdbLabel label = reading.label().orElseThrow();
            assertThat(label.state()).isEqualTo(whole.state());
            assertThat(label.member().orElseThrow().poolGuid())
                    .isEqualTo(whole.member().orElseThrow().poolGuid());
            assertThat(label.member().orElseThrow().txg()).isEqualTo(4);
            assertThat(label.checksumValid()).isTrue();
        });
    }

    private static LabelReading parse(Capture capture) {
        return LabelReading.parse(capture.exit(), capture.out(), capture.err());
    }

    private static Tree disk(String guid, String serial) {
        return new Tree(
                "disk", Guid.parse(guid), Optional.of("/dev/diskid/DISK-" + serial), false, false, false, List.of());
    }
}
