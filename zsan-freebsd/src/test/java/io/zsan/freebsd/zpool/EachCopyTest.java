package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.zpool.LabelReading.Labels;
import io.zsan.freebsd.zpool.LabelReading.NoDevice;
import io.zsan.freebsd.zpool.LabelReading.NoLabel;
import io.zsan.freebsd.zpool.LabelReading.Unreadable;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code zdb -l} that prints each copy for itself, as zfs-fuse really printed it and FreeBSD up to 12 does. */
class EachCopyTest {
    private static final String RULE = "--------------------------------------------\n";
    private static final Capture LEG = capture("60-zdb-l-leg");

    private static Capture capture(String name) {
        return Captures.of("zfs-fuse", name);
    }

    private static LabelReading parse(Capture capture) {
        return parse(capture.exit(), capture.out());
    }

    private static LabelReading parse(int exit, String out) {
        return LabelReading.parseEachCopy(exit, out, "");
    }

    @Test
    void takesFourCopiesThatSayTheSameForOneLabel() {
        ZdbLabel label = parse(LEG).label().orElseThrow();

        assertThat(label.copies()).containsExactly(0, 1, 2, 3);
        assertThat(label.state()).isEqualTo(LabelState.ACTIVE);
        assertThat(label.guid()).isEqualTo(Guid.parse("16084757534923283487"));
        assertThat(label.member().orElseThrow()).satisfies(member -> {
            assertThat(member.name()).isEqualTo("pgdata");
            assertThat(member.poolGuid()).isEqualTo(Guid.parse("16491423776643326739"));
            assertThat(member.hostname()).contains("labdb");
            assertThat(member.tree().leaves().stream().map(ZdbLabel.Tree::path))
                    .containsExactly(Optional.of("/mnt/d/a"), Optional.of("/mnt/d/b"));
        });
    }

    @Test
    void tellsAnExportedPool() {
        assertThat(parse(capture("67-zdb-l-exported")).label().orElseThrow().state())
                .isEqualTo(LabelState.EXPORTED);
    }

    @Test
    void tellsADiskWithoutALabelWhateverTheExitStatusIs() {
        Capture none = capture("61-zdb-l-nolabel");

        assertThat(parse(none)).isEqualTo(new NoLabel());
        assertThat(parse(2, none.out())).isEqualTo(new NoLabel());
    }

    @Test
    void tellsADeviceThatIsNotThere() {
        assertThat(parse(capture("62-zdb-l-nosuch")))
                .isEqualTo(new NoDevice("/mnt/d/nosuch", "No such file or directory"));
    }

    @Test
    void countsTheCopiesThatAreOverwritten() {
        Labels labels = (Labels) parse(capture("66-zdb-l-half"));

        assertThat(labels.missing()).isEqualTo(2);
        assertThat(labels.labels()).hasSize(1);
        assertThat(labels.labels().get(0).copies()).isEqualTo(ImmutableSortedSet.of(2, 3));
        assertThat(labels.labels().get(0).member().orElseThrow().txg()).isZero();
    }

    @Test
    void keepsCopiesThatDifferApart() {
        String out = LEG.out().replaceFirst("txg: 4\n", "txg: 3\n");

        assertThat(((Labels) parse(0, out)).labels().stream().map(ZdbLabel::copies))
                .containsExactly(ImmutableSortedSet.of(0), ImmutableSortedSet.of(1, 2, 3));
    }

    @Test
    void refusesAnOutputInWhichACopyIsMissing() {
        List<String> copies = List.of(LEG.out().split("(?=" + RULE + "LABEL)"));
        for (int i = 0; i < 4; i++) {
            String without = LEG.out().replace(copies.get(i), "");
            assertThatThrownBy(() -> parse(0, without)).isInstanceOf(UnexpectedOutput.class);
        }
        assertThatThrownBy(() -> parse(0, LEG.out() + copies.get(3))).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void labelAreasThatCannotBeReadAreNotEmpty() {
        String none = capture("61-zdb-l-nolabel").out();

        assertThat(parse(0, none.replace("unpack label 3", "read label 3"))).isEqualTo(new Unreadable());
        assertThat(parse(2, none.replace("unpack", "read"))).isEqualTo(new Unreadable());
    }

    @Test
    void refusesAnExitStatusThatContradictsWhatIsPrinted() {
        assertThatThrownBy(() -> parse(2, LEG.out())).isInstanceOf(UnexpectedOutput.class);
        assertThatThrownBy(() -> parse(134, capture("61-zdb-l-nolabel").out())).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void isNotTakenForTheOutputOfLaterVersions() {
        assertThatThrownBy(() -> LabelReading.parse(0, LEG.out(), "")).isInstanceOf(UnexpectedOutput.class);
        assertThatThrownBy(() -> parse(0, Captures.freebsd("zdb-l-leg").out())).isInstanceOf(UnexpectedOutput.class);
    }
}
