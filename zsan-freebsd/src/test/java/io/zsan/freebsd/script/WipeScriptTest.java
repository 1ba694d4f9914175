package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WipeScriptTest {
    /** Of 4 MiB of zeros. */
    private static final String ZEROS = "bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8";

    private static final int AREA = 4 << 20;

    /** 64 MiB and three sectors, so that the tail begins on no round offset. */
    private static final long SIZE = (64 << 20) + 3 * 512;

    @TempDir
    Path temp;

    private ScriptBox box;

    @BeforeEach
    void disk() throws Exception {
        box = new ScriptBox(temp);
        geom("WD1", SIZE, "r0w0e0");
        built("1 LABEL diskid/DISK-WD1 67110400 512 i 0 o 0");
        box.write("zpool-status", "no pools available\n");
        try (RandomAccessFile disk = new RandomAccessFile(box.path("dev/da1").toFile(), "rw")) {
            disk.setLength(SIZE);
            for (long at : new long[] {0, AREA - 1, AREA, SIZE - AREA - 1, SIZE - AREA, SIZE - 1}) {
                disk.seek(at);
                disk.write(7);
            }
        }
    }

    private void geom(String serial, long size, String mode) throws Exception {
        box.write("geom-da1", """
                Geom name: da1
                Providers:
                1. Name: da1
                   Mediasize: %d (64M)
                   Sectorsize: 512
                   Mode: %s
                   descr: DISK
                   ident: %s
                """.formatted(size, mode, serial));
    }

    /** As the kernel prints it, with other disks around. */
    private void built(String upon) throws Exception {
        box.write("conftxt", """
                0 DISK da10 16008609792 512 hd 255 sc 63
                1 PART da10s1 16007561216 512 i 1 o 1048576 ty fat32lba xs MBR xt 12
                0 DISK da1 67110400 512 hd 255 sc 63
                %s
                0 DISK ada0 16013942784 512 hd 16 sc 63
                1 PART ada0p1 272629760 512 i 1 o 20480 ty efi xs GPT xt c12a7328-f81f-11d2-ba4b-00a0c93ec93b
                2 LABEL gpt/efiboot0 272629760 512 i 0 o 0
                """.formatted(upon));
    }

    private ScriptBox.Run wipe(String generation) throws Exception {
        return box.run(Scripts.wipe(), "", "WD1", generation, "da1", Long.toString(SIZE));
    }

    private int at(long offset) throws Exception {
        try (RandomAccessFile disk = new RandomAccessFile(box.path("dev/da1").toFile(), "r")) {
            disk.seek(offset);
            return disk.read();
        }
    }

    private void assertUntouched() throws Exception {
        assertThat(box.read("log")).doesNotContain("dd");
        assertThat(at(0)).isEqualTo(7);
        assertThat(at(SIZE - 1)).isEqualTo(7);
    }

    @Test
    void zeroesExactlyTheFirstAndTheLastFourMebibytesAndReadsThemBack() throws Exception {
        ScriptBox.Run run = wipe("7");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("head " + ZEROS + "\ntail " + ZEROS + "\n");
        assertThat(at(0)).isZero();
        assertThat(at(AREA - 1)).isZero();
        assertThat(at(AREA)).isEqualTo(7);
        assertThat(at(SIZE - AREA - 1)).isEqualTo(7);
        assertThat(at(SIZE - AREA)).isZero();
        assertThat(at(SIZE - 1)).isZero();
        assertThat(box.path("dev/da1").toFile().length()).isEqualTo(SIZE);
        assertThat(box.read("db/tokens/WD1")).isEqualTo("WD1 7 9223372036854775807\n");
    }

    @Test
    void asksZfsAfterItSealedAndBeforeItOverwrites() throws Exception {
        wipe("7");

        assertThat(box.read("log"))
                .isEqualTo("fsync token.new\nfsync tokens\nzpool labelclear -f /dev/da1\ndd\ndd\ndd\ndd\n");
    }

    /** The words of OpenZFS 2.1 on FreeBSD 13.2, and those of illumos. */
    @Test
    void goesOnWhereThereIsNoLabel() throws Exception {
        for (String nothing : new String[] {"failed to clear label for DEV", "failed to read label from DEV"}) {
            box.write("zpool-says", nothing + "\n");

            assertThat(wipe("7").out()).as(nothing).isEqualTo("head " + ZEROS + "\ntail " + ZEROS + "\n");
        }
    }

    /** A disk that is offline in its pool is not open. */
    @Test
    void refusesADiskOfAPoolThatIsImportedHereThoughItIsNotOpen() throws Exception {
        for (String row : new String[] {
            "da1                    OFFLINE      0     0     0",
            "/dev/da1               OFFLINE      0     0     0",
            "da1p2                  ONLINE       0     0     0",
            "diskid/DISK-WD1        OFFLINE      0     0     0",
            "diskid/DISK-WD1p1      REMOVED      0     0     0",
            "12345                  UNAVAIL      0     0     0  was /dev/da1",
            "14862  OFFLINE 0 0 0  was /dev/da1/old"
        }) {
            pool("tank", row);

            ScriptBox.Run run = wipe("7");

            assertThat(run.exit()).as(row).isEqualTo(Scripts.REFUSED);
            assertThat(run.err()).isEqualTo("zsan: WD1 is in a pool that is imported here: tank\n");
            assertThat(box.exists("db/tokens/WD1")).isFalse();
            assertUntouched();
        }
    }

    @Test
    void takesNoOtherDiskOfAPoolForThisOne() throws Exception {
        pool("da1", "da10  ONLINE 0 0 0\n\t    diskid/DISK-WD10  ONLINE 0 0 0\n\t    ada1p1  ONLINE 0 0 0");

        assertThat(wipe("7").exit()).isZero();
    }

    @Test
    void refusesWherePoolsAreNotKnown() throws Exception {
        box.delete("zpool-status");

        assertThat(wipe("7").exit()).isEqualTo(Scripts.REFUSED);
        assertUntouched();
    }

    /** As {@code zpool status} prints it. */
    private void pool(String name, String row) throws Exception {
        box.write("zpool-status", """
                  pool: %s
                 state: DEGRADED
                config:

                \tNAME                     STATE     READ WRITE CKSUM
                \ttank                     DEGRADED     0     0     0
                \t  mirror-0               DEGRADED     0     0     0
                \t    ada0p3               ONLINE       0     0     0
                \t    %s

                errors: No known data errors
                """.formatted(name, row));
    }

    @Test
    void refusesADiskThatZfsRefusesToClear() throws Exception {
        for (String no : new String[] {
            "DEV is a member (ACTIVE) of pool \"tank\". Offline the disk first to clear its label.",
            "failed to open DEV: Operation not permitted",
            "failed to check state for DEV",
            "internal error: out of memory",
            ""
        }) {
            box.write("zpool-says", no + "\n");

            ScriptBox.Run run = wipe("7");

            assertThat(run.exit()).as(no).isEqualTo(Scripts.REFUSED);
            assertThat(run.err())
                    .startsWith("zsan: WD1 is not ZFS's to give away:")
                    .contains(no.replace("DEV", "/dev/da1"));
            assertUntouched();
        }
    }

    @Test
    void canBeRepeatedWhereTheReplyWasLost() throws Exception {
        wipe("7");

        assertThat(wipe("7").out()).isEqualTo("head " + ZEROS + "\ntail " + ZEROS + "\n");
    }

    @Test
    void doesNothingIfItArrivesInTheNextGeneration() throws Exception {
        box.write("db/tokens/WD1", "WD1 8 1\n");

        ScriptBox.Run run = wipe("7");

        assertThat(run.exit()).isEqualTo(Scripts.STALE);
        assertThat(run.err()).contains("stale token: WD1 has generation 8 epoch 1");
        assertThat(box.read("db/tokens/WD1")).isEqualTo("WD1 8 1\n");
        assertUntouched();
    }

    @Test
    void refusesADiskThatIsExported() throws Exception {
        box.write("run/targets/WD1.conf", "target\n");

        assertThat(wipe("7").err()).isEqualTo("zsan: WD1 is exported\n");
        assertThat(wipe("7").exit()).isEqualTo(Scripts.REFUSED);
        assertUntouched();
    }

    @Test
    void refusesAnotherDiskUnderTheSameDeviceName() throws Exception {
        geom("WD10", SIZE, "r0w0e0");

        assertThat(wipe("7").err()).isEqualTo("zsan: da1 is not the disk WD1\n");
        assertThat(box.exists("db/tokens/WD1")).isFalse();
        assertUntouched();
    }

    @Test
    void takesADotInASerialForADot() throws Exception {
        geom("WDx1", SIZE, "r0w0e0");

        assertThat(box.run(Scripts.wipe(), "", "WD.1", "7", "da1", Long.toString(SIZE))
                        .exit())
                .isEqualTo(Scripts.REFUSED);
        assertUntouched();
    }

    @Test
    void refusesAnotherSize() throws Exception {
        geom("WD1", SIZE + 512, "r0w0e0");

        assertThat(wipe("7").exit()).isEqualTo(Scripts.REFUSED);
        assertUntouched();
    }

    @Test
    void refusesADiskInUse() throws Exception {
        geom("WD1", SIZE, "r1w1e0");

        assertThat(wipe("7").err()).isEqualTo("zsan: WD1 is in use\n");
        assertUntouched();
    }

    @Test
    void refusesADiskThatAnotherClassOfGeomIsBuiltUponThoughNobodyHasItOpen() throws Exception {
        for (String upon : new String[] {
            "1 PART da1p1 67072000 512 i 1 o 20480 ty freebsd-zfs xs GPT xt 516e7cba-6ecf-11d6-8ff8-00022d09712b",
            "1 MIRROR mirror/gm0 67109888 512",
            "1 LABEL label/backup 67109888 512 i 0 o 0",
            "1 MULTIPATH multipath/shelf 67109888 512",
            "1 ELI da1.eli 67109888 4096",
            "1 VOL vinum/x 67109888 512",
            "1 LABEL diskid/DISK-WD1 67110400 512 i 0 o 0\n2 PART diskid/DISK-WD1p1 67072000 512 i 1 o 20480"
        }) {
            built(upon);

            ScriptBox.Run run = wipe("7");

            assertThat(run.exit()).as(upon).isEqualTo(Scripts.REFUSED);
            assertThat(run.err()).startsWith("zsan: WD1 is used by GEOM: ");
            assertThat(box.exists("db/tokens/WD1")).isFalse();
            assertUntouched();
        }
    }

    @Test
    void refusesWhereGeomDoesNotTellOfTheDisk() throws Exception {
        box.write("conftxt", "0 DISK da10 16008609792 512 hd 255 sc 63\n");
        assertThat(wipe("7").err()).isEqualTo("zsan: WD1 is used by GEOM: unknown\n");

        box.delete("conftxt");
        assertThat(wipe("7").exit()).isNotZero();
        assertUntouched();
    }

    @Test
    void refusesADiskThatIsNotThere() throws Exception {
        box.delete("geom-da1");

        assertThat(wipe("7").exit()).isNotZero();
        assertUntouched();
    }

    @Test
    void refusesArgumentsThatCannotBeRight() throws Exception {
        assertThat(box.run(Scripts.wipe(), "", "WD1", "7", "../da1", "1").exit())
                .isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.wipe(), "", "WD1", "x", "da1", "1").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.wipe(), "", "WD1", "7", "da1").exit()).isNotZero();
        assertUntouched();
    }
}
