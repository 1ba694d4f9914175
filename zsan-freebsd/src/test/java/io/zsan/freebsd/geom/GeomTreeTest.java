package io.zsan.freebsd.geom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Damage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a text after the source of GEOM. */
class GeomTreeTest {
    private static final String OUT = """
            0 DISK ada0 16013942784 512 hd 16 sc 63
            1 PART ada0p1 272629760 512 i 1 o 20480 ty efi xs GPT xt c12a7328-f81f-11d2-ba4b-00a0c93ec93b
            2 LABEL msdosfs/EFISYS 272629760 512 i 0 o 0
            1 LABEL diskid/DISK-S1 16013942784 512 i 0 o 0
            2 PART diskid/DISK-S1p1 272629760 512 i 1 o 20480 ty efi xs GPT xt c12a7328-f81f-11d2-ba4b-00a0c93ec93b
            0 DISK da1 67110400 512 hd 255 sc 63
            1 LABEL diskid/DISK-WD 1 67110400 512 i 0 o 0
            0 DISK da2 67110400 512 hd 255 sc 63
            0 ZFS::ZVOL zvol/tank/with blanks 67108864 512

            """;

    @Test
    void tellsWhatIsBuiltUponADiskAndLeavesOutItsNameBySerial() {
        GeomTree tree = GeomTree.parse(OUT);

        assertThat(tree.upon("ada0")).contains(List.of("PART/ada0p1", "LABEL/msdosfs/EFISYS", "PART/diskid/DISK-S1p1"));
        assertThat(tree.upon("da1")).contains(List.of());
        assertThat(tree.upon("da2")).contains(List.of());
        assertThat(tree.upon("da3")).isEmpty();
        assertThat(tree.upon("zvol/tank/with blanks")).isEmpty();
    }

    @Test
    void refusesWhatIsNoTree() {
        for (String bad : List.of(
                "0 DISK da1\n",
                "2 PART da1p1 512 512\n",
                "0 DISK da1 512 512\n2 PART da1p1 512 512\n",
                "0 DISK da1 512 512\n0 DISK da1 512 512\n",
                "0 DISK da1 512 512\n\n0 DISK da2 512 512\n",
                "sysctl: unknown oid 'kern.geom.conftxt'\n")) {
            assertThatThrownBy(() -> GeomTree.parse(bad)).as(bad).isInstanceOf(UnexpectedOutput.class);
        }
    }

    @Test
    void aTextThatIsCutShowsNoDiskThatIsNotThere() {
        Damage.check(
                Damage.cut(OUT),
                GeomTree::parse,
                cut -> assertThat(List.of("ada0", "da1", "da2"))
                        .containsAll(cut.upon().keySet()));
    }
}
