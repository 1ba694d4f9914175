package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.model.Guid;
import io.zsan.model.MirrorRole;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.VdevState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTreeTest {
    private static PoolStatus capture(String name) {
        return parse(Captures.freebsd(name).out());
    }

    private static PoolStatus parse(String status) {
        return ZpoolStatus.parse(status, "").pools().get(0);
    }

    /** A status with these rows: name, state, counters and note, two blanks between them. */
    private static PoolStatus status(String... rows) {
        StringBuilder table = new StringBuilder(row("NAME  STATE  READ  WRITE  CKSUM"));
        for (String row : rows) {
            table.append(row.endsWith("\t") ? "\t" + row + "\n" : row(row));
        }
        String state = rows[0].split(" +")[1];
        return parse("  pool: p1\n state: " + state + "\nconfig:\n\n" + table + "\nerrors: No known data errors\n");
    }

    private static String row(String row) {
        String name = row.replaceFirst("(?<=\\S)  .*", "");
        String[] cells = row.strip().split(" {2,}| (?=[0-9])", 6);
        String line =
                String.format(Locale.ROOT, "\t%-40s  %-8s %5s %5s %5s", name, cells[1], cells[2], cells[3], cells[4]);
        return line + (cells.length > 5 ? "  " + cells[5] : "") + "\n";
    }

    private static LegReport leg(String guid, String serial, VdevState state) {
        return new LegReport(Guid.parse(guid), Optional.of(serial), state, 0, Optional.empty(), false);
    }

    @Test
    void putsPathsAndGuidsTogether() {
        Optional<List<MirrorReport>> mirrors =
                PoolTree.mirrors(capture("zpool-status-P-degraded"), capture("zpool-status-g-degraded"));

        assertThat(mirrors.orElseThrow())
                .containsExactly(new MirrorReport(
                        Guid.parse("15785379712605132938"),
                        VdevState.DEGRADED,
                        List.of(
                                leg("16175342859387586016", "s1d1", VdevState.REMOVED),
                                leg("12689606717656693486", "s2d1", VdevState.ONLINE),
                                leg("9227163664883737739", "s3d1", VdevState.ONLINE))));
    }

    /** As -P would have printed it: longer names, all other columns further to the right. */
    private static String withPaths(String status) {
        return status.replaceAll("(?m)^(\t.*?)(  +)(STATE|ONLINE|DEGRADED|REMOVED)( .*)$", "$1$2     $3$4")
                .replaceAll("(diskid/\\S+)( +)     ", "/dev/$1$2");
    }

    @Test
    void flattensAReplacementAndKeepsWhoseSidesTheyAre() {
        Capture inflight = Captures.freebsd("zpool-replace-by-guid-inflight");
        List<String> statuses = inflight.pieces("  pool: p1", "errors: ");
        PoolStatus byPath = parse(withPaths(statuses.get(0)));
        PoolStatus byGuid = parse(statuses.get(1));

        List<LegReport> legs =
                PoolTree.mirrors(byPath, byGuid).orElseThrow().get(0).legs();

        Optional<Guid> replacing = Optional.of(Guid.parse("5365649059015539951"));
        assertThat(legs)
                .containsExactly(
                        new LegReport(
                                Guid.parse("16175342859387586016"),
                                Optional.of("s1d1"),
                                VdevState.REMOVED,
                                0,
                                replacing,
                                false),
                        new LegReport(
                                Guid.parse("6175918741944371029"),
                                Optional.of("s2d2"),
                                VdevState.ONLINE,
                                0,
                                replacing,
                                true),
                        leg("12689606717656693486", "s2d1", VdevState.ONLINE),
                        leg("9227163664883737739", "s3d1", VdevState.ONLINE));
    }

    @Test
    void findsTheSerialOfALegThatIsNotPresentInItsFormerPath() {
        PoolStatus byPath = status(
                "p1  DEGRADED  0 0 0",
                "  mirror-0  DEGRADED  0 0 0",
                "    77  UNAVAIL  0 0 0  was /dev/diskid/DISK-s1d1",
                "    /dev/diskid/DISK-s2d1  ONLINE  1 2 3  (awaiting resilver)");
        PoolStatus byGuid = status(
                "p1  DEGRADED  0 0 0",
                "  11  DEGRADED  0 0 0",
                "    77  UNAVAIL  0 0 0  was /dev/diskid/DISK-s1d1",
                "    88  ONLINE  1 2 3  (awaiting resilver)");

        assertThat(PoolTree.mirrors(byPath, byGuid).orElseThrow().get(0).legs())
                .containsExactly(
                        leg("77", "s1d1", VdevState.UNAVAIL),
                        new LegReport(new Guid(88), Optional.of("s2d1"), VdevState.ONLINE, 6, Optional.empty(), true));
    }

    @Test
    void takesSeparateLogsForWhatTheyAre() {
        PoolStatus byPath = status(
                "p1  ONLINE  0 0 0",
                "  mirror-0  ONLINE  0 0 0",
                "    /dev/diskid/DISK-a  ONLINE  0 0 0",
                "    /dev/diskid/DISK-b  ONLINE  0 0 0",
                "logs\t",
                "  /dev/nvd0p1  ONLINE  0 0 0");
        PoolStatus byGuid = status(
                "p1  ONLINE  0 0 0",
                "  11  ONLINE  0 0 0",
                "    12  ONLINE  0 0 0",
                "    13  ONLINE  0 0 0",
                "logs\t",
                "  21  ONLINE  0 0 0");

        assertThat(PoolTree.mirrors(byPath, byGuid).orElseThrow())
                .hasSize(2)
                .last()
                .satisfies(log -> {
                    assertThat(log.role()).isEqualTo(MirrorRole.LOG);
                    assertThat(log.legs()).extracting(LegReport::serial).containsExactly(Optional.empty());
                });
    }

    @Test
    void readsTheLegsOfAMirroredLogAndTheSidesOfTheirReplacement() {
        PoolStatus byPath = status(
                "p1  DEGRADED  0 0 0",
                "  mirror-0  ONLINE  0 0 0",
                "    /dev/diskid/DISK-a  ONLINE  0 0 0",
                "    /dev/diskid/DISK-b  ONLINE  0 0 0",
                "logs\t",
                "  mirror-1  DEGRADED  0 0 0",
                "    replacing-0  DEGRADED  0 0 0",
                "      /dev/diskid/DISK-c  OFFLINE  0 0 0",
                "      /dev/diskid/DISK-d  ONLINE  0 0 0  (awaiting resilver)",
                "    /dev/diskid/DISK-e  ONLINE  0 0 0");
        PoolStatus byGuid = status(
                "p1  DEGRADED  0 0 0",
                "  11  ONLINE  0 0 0",
                "    12  ONLINE  0 0 0",
                "    13  ONLINE  0 0 0",
                "logs\t",
                "  21  DEGRADED  0 0 0",
                "    22  DEGRADED  0 0 0",
                "      23  OFFLINE  0 0 0",
                "      24  ONLINE  0 0 0  (awaiting resilver)",
                "    25  ONLINE  0 0 0");

        Optional<Guid> replacing = Optional.of(new Guid(22));
        assertThat(PoolTree.mirrors(byPath, byGuid).orElseThrow())
                .containsExactly(
                        new MirrorReport(
                                new Guid(11),
                                MirrorRole.DATA,
                                VdevState.ONLINE,
                                List.of(leg("12", "a", VdevState.ONLINE), leg("13", "b", VdevState.ONLINE))),
                        new MirrorReport(
                                new Guid(21),
                                MirrorRole.LOG,
                                VdevState.DEGRADED,
                                List.of(
                                        new LegReport(
                                                new Guid(23), Optional.of("c"), VdevState.OFFLINE, 0, replacing, false),
                                        new LegReport(
                                                new Guid(24), Optional.of("d"), VdevState.ONLINE, 0, replacing, true),
                                        leg("25", "e", VdevState.ONLINE))));
        assertThat(byGuid.vdev(new Guid(25))).isPresent();
    }

    /** A special vdev holds data, and none of it is anywhere else. */
    @Test
    void countsSpecialVdevsAsData() {
        PoolStatus byPath = status(
                "p1  ONLINE  0 0 0",
                "  /dev/diskid/DISK-a  ONLINE  0 0 0",
                "special\t",
                "  /dev/diskid/DISK-b  ONLINE  0 0 0");
        PoolStatus byGuid = status("p1  ONLINE  0 0 0", "  12  ONLINE  0 0 0", "special\t", "  13  ONLINE  0 0 0");

        assertThat(PoolTree.mirrors(byPath, byGuid).orElseThrow())
                .extracting(MirrorReport::role)
                .containsExactly(MirrorRole.DATA, MirrorRole.DATA);
    }

    @Test
    void isEmptyWhereTheLogIsInOneStatusOnly() {
        PoolStatus byPath = status("p1  ONLINE  0 0 0", "  /dev/diskid/DISK-a  ONLINE  0 0 0");
        PoolStatus byGuid = status("p1  ONLINE  0 0 0", "  12  ONLINE  0 0 0", "logs\t", "  13  ONLINE  0 0 0");

        assertThat(PoolTree.mirrors(byPath, byGuid)).isEmpty();
    }

    @Test
    void isEmptyWhereThePoolChangedBetweenTheTwo() {
        PoolStatus whole = capture("zpool-status-P-degraded");
        Capture inflight = Captures.freebsd("zpool-replace-by-guid-inflight");
        PoolStatus replacing = parse(inflight.pieces("  pool: p1", "errors: ").get(1));

        assertThat(PoolTree.mirrors(whole, replacing)).isEmpty();
        assertThat(PoolTree.mirrors(whole, whole)).as("no GUIDs").isEmpty();
    }

    @Test
    void isEmptyWhereAGuidContradicts() {
        PoolStatus byPath = status("p1  DEGRADED  0 0 0", "  77  UNAVAIL  0 0 0  was /dev/diskid/DISK-s1d1");
        PoolStatus byGuid = status("p1  DEGRADED  0 0 0", "  78  UNAVAIL  0 0 0  was /dev/diskid/DISK-s1d1");

        assertThat(PoolTree.mirrors(byPath, byGuid)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"raidz1-0", "draid1:2d:3c:0s-0", "spare-0", "mirror-x"})
    void refusesWhatIsNoMirror(String vdev) {
        PoolStatus byPath = status(
                "p1  ONLINE  0 0 0",
                "  " + vdev + "  ONLINE  0 0 0",
                "    /dev/diskid/DISK-a  ONLINE  0 0 0",
                "    /dev/diskid/DISK-b  ONLINE  0 0 0");
        PoolStatus byGuid =
                status("p1  ONLINE  0 0 0", "  11  ONLINE  0 0 0", "    12  ONLINE  0 0 0", "    13  ONLINE  0 0 0");

        assertThatThrownBy(() -> PoolTree.mirrors(byPath, byGuid))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("pool p1 has a vdev that is no mirror");
    }

    @Test
    void refusesASpareThatStandsInForALeg() {
        PoolStatus byPath = status(
                "p1  ONLINE  0 0 0",
                "  mirror-0  ONLINE  0 0 0",
                "    spare-0  ONLINE  0 0 0",
                "      /dev/diskid/DISK-a  ONLINE  0 0 0",
                "      /dev/diskid/DISK-b  ONLINE  0 0 0",
                "    /dev/diskid/DISK-c  ONLINE  0 0 0");
        PoolStatus byGuid = status(
                "p1  ONLINE  0 0 0",
                "  11  ONLINE  0 0 0",
                "    12  ONLINE  0 0 0",
                "      13  ONLINE  0 0 0",
                "      14  ONLINE  0 0 0",
                "    19  ONLINE  0 0 0");

        assertThatThrownBy(() -> PoolTree.mirrors(byPath, byGuid)).isInstanceOf(UnexpectedOutput.class);
    }
}
