package io.zsan.freebsd.geom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Damage;
import io.zsan.freebsd.geom.GeomDisks.Disk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GeomDisksTest {
    private static final String OUT = Captures.freebsd("geom-disk-list").out();

    @Test
    void readsDisks() {
        Disk boot = new Disk(
                "vtbd0",
                427821568,
                512,
                "r1w1e3",
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "Mediasize", "427821568 (408M)",
                        "Sectorsize", "512",
                        "Mode", "r1w1e3",
                        "descr", "(null)",
                        "ident", "(null)",
                        "rotationrate", "unknown",
                        "fwsectors", "63",
                        "fwheads", "16"));

        GeomDisks disks = GeomDisks.parse(OUT);

        assertThat(disks).isEqualTo(new GeomDisks(List.of(boot, lun("da0", "1"), lun("da1", "2"), lun("da2", "3"))));
        assertThat(disks.disk("da1").orElseThrow().closed()).isTrue();
        assertThat(disks.disk("vtbd0").orElseThrow().closed()).isFalse();
        assertThat(disks.disk("da9")).isEmpty();
    }

    @Test
    void readsThatThereIsNoDiskAndLeavesOutOneThatGoesAway() {
        assertThat(GeomDisks.parse("")).isEqualTo(new GeomDisks(List.of()));
        assertThat(GeomDisks.parse("Geom name: da9\n\n" + OUT)).isEqualTo(GeomDisks.parse(OUT));
    }

    @Test
    void refusesDisksWithoutSize() {
        assertThatThrownBy(() -> GeomDisks.parse(OUT.replace("   Mediasize: 427821568 (408M)\n", "")))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("'Mediasize' of a disk is missing");
    }

    @Test
    void damageMakesNoDiskAndClosesNone() {
        GeomDisks whole = GeomDisks.parse(OUT);

        // Not further: the same lines of two disks, swapped, make two other disks.
        Damage.check(Damage.all(OUT, 8), GeomDisks::parse, damaged -> {
            assertThat(damaged.disks()).hasSizeLessThanOrEqualTo(4);
            assertThat(damaged.disk("vtbd0").filter(Disk::closed)).isEmpty();
            for (Disk disk : damaged.disks()) {
                whole.disk(disk.name())
                        .ifPresent(original -> assertThat(disk.sizeBytes()).isEqualTo(original.sizeBytes()));
            }
        });
        Damage.refused(Damage.cut(OUT).filter(text -> !text.isEmpty() && !text.endsWith("\n\n")), GeomDisks::parse);
    }

    private static Disk lun(String name, String node) {
        return new Disk(
                name,
                268435456,
                512,
                "r0w0e0",
                Optional.of("LAB s" + node + "-d1"),
                Optional.of("s" + node + "d1"),
                Map.ofEntries(
                        Map.entry("Mediasize", "268435456 (256M)"),
                        Map.entry("Sectorsize", "512"),
                        Map.entry("Mode", "r0w0e0"),
                        Map.entry("descr", "LAB s" + node + "-d1"),
                        Map.entry("lunname", "LAB     LAB s" + node + " d1"),
                        Map.entry("lunid", "LAB     LAB s" + node + " d1"),
                        Map.entry("ident", "s" + node + "d1"),
                        Map.entry("rotationrate", "0"),
                        Map.entry("fwsectors", "32"),
                        Map.entry("fwheads", "64")));
    }
}
