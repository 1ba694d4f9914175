package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.Vdev;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.model.BootId;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import io.zsan.node.MirrorReport;
import io.zsan.node.SessionReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A status in the words of FreeBSD up to 12, after the source of 12.1, and labels as zfs-fuse really prints them. */
class LabelGuidsTest {
    private static final Guid POOL = Guid.parse("9001");
    private static final List<String> SERIALS = List.of("s1.WD1.1", "s2.WD1.1", "s3.WD1.1", "s4.WD1.1");

    private final Set<String> answering = new TreeSet<>(Set.of("da0", "da1", "da2", "da3"));
    private String tree = mirror(leaf(0, 101, 0), leaf(1, 102, 1), leaf(2, 103, 2));
    private final ScriptedRunner runner = new ScriptedRunner("d1", this::answer);
    private final ZfsGate gate = new ZfsGate(runner, Deadlines.defaults(), () -> Instant.EPOCH);
    private final Node node = new Node();
    private final LabelGuids guids =
            new LabelGuids(gate, node, node, Deadlines.defaults().look());

    /** Only what is asked here. */
    private final class Node implements Initiator, Machine {
        @Override
        public Look<List<SessionReport>> sessions() {
            throw new AssertionError();
        }

        @Override
        public Set<String> answering() {
            return answering;
        }

        @Override
        public void login(Iqn target, Portal portal, Optional<Credential> credential) {
            throw new AssertionError();
        }

        @Override
        public void logout(Iqn target) {
            throw new AssertionError();
        }

        @Override
        public String device(Iqn target) {
            throw new AssertionError();
        }

        @Override
        public Look<BootId> boot() {
            throw new AssertionError();
        }

        @Override
        public GeomDisks disks() {
            List<GeomDisks.Disk> disks = new ArrayList<>();
            for (int i = 0; i < SERIALS.size(); i++) {
                disks.add(new GeomDisks.Disk(
                        "da" + i, 1L << 28, 512, "r1w1e1", Optional.empty(), Optional.of(SERIALS.get(i)), Map.of()));
            }
            return new GeomDisks(disks);
        }

        @Override
        public void reboot() {
            throw new AssertionError();
        }
    }

    private static String path(int disk) {
        return "/dev/diskid/DISK-" + SERIALS.get(disk);
    }

    private static String leaf(int id, int guid, int disk) {
        return "children[" + id + "]:\n    type: 'disk'\n    id: " + id + "\n    guid: " + guid + "\n    path: '"
                + path(disk) + "'\n";
    }

    private static String interior(String head, String... children) {
        return head
                + Stream.of(children)
                        .map(child -> child.replaceAll("(?m)^", "    ").stripTrailing() + "\n")
                        .reduce("", String::concat);
    }

    private static String mirror(String... children) {
        return Stream.concat(Stream.of("type: 'mirror'\nid: 0\nguid: 100\n"), Stream.of(children))
                .reduce("", String::concat);
    }

    private CommandResult answer(Command command) {
        assertThat(command.words()).startsWith("/usr/sbin/zdb", "-l");
        int disk = List.of(path(0), path(1), path(2), path(3))
                .indexOf(command.arguments().get(1));
        String rule = "--------------------------------------------\n";
        StringBuilder out = new StringBuilder();
        for (int copy = 0; copy < 4; copy++) {
            out.append(rule + "LABEL " + copy + "\n" + rule + "    version: 5000\n    name: 'pgdata'\n    state: 0\n"
                    + "    txg: 4\n    pool_guid: " + POOL + "\n    hostid: 1\n    hostname: 'd1'\n    top_guid: 100\n"
                    + "    guid: " + (101 + disk) + "\n    vdev_tree:\n"
                    + tree.replaceAll("(?m)^(?=.)", "        "));
        }
        return ScriptedRunner.said(0, out.toString(), "");
    }

    /** Rows: indentation, name, and what follows it. */
    private static PoolStatus status(String scan, String... rows) {
        StringBuilder text = new StringBuilder("  pool: pgdata\n state: DEGRADED\n  scan: " + scan + "\nconfig:\n\n\t"
                + String.format("%-40s  %-8s %5s %5s %5s", "NAME", "STATE", "READ", "WRITE", "CKSUM") + "\n");
        for (String row : rows) {
            String[] parts = row.split("\\|", -1);
            text.append("\t"
                    + String.format("%-40s  %-8s %5s %5s %5s", parts[0], parts[1], "0", "0", "0")
                    + (parts.length > 2 ? "  " + parts[2] : "") + "\n");
        }
        text.append("\nerrors: No known data errors\n");
        return ZpoolStatus.parse(text.toString(), "").withPaths().pool("pgdata").orElseThrow();
    }

    private static PoolStatus whole() {
        return status(
                "none requested",
                "pgdata|DEGRADED",
                "  mirror-0|DEGRADED",
                "    diskid/DISK-s1.WD1.1|ONLINE",
                "    diskid/DISK-s2.WD1.1|ONLINE",
                "    diskid/DISK-s3.WD1.1|ONLINE");
    }

    private PoolStatus byGuid(PoolStatus byPath) {
        return gate.get(() -> guids.inPlaceOfNames(byPath, POOL, ZfsVersion.ILLUMOS));
    }

    private static List<String> names(PoolStatus status) {
        return status.root().all().map(Vdev::name).toList();
    }

    @Test
    void putsTheGuidsOfALabelInThePlaceOfNames() {
        PoolStatus seen = whole();

        assertThat(names(seen)).containsExactly("pgdata", "mirror-0", path(0), path(1), path(2));
        assertThat(names(byGuid(seen))).containsExactly("pgdata", "100", "101", "102", "103");
        assertThat(PoolTree.mirrors(seen, byGuid(seen)).orElseThrow())
                .extracting(MirrorReport::guid)
                .containsExactly(Guid.parse("100"));
    }

    @Test
    void readsALabelOnceForATree() {
        assertThat(names(byGuid(whole()))).hasSize(5);
        answering.clear();

        assertThat(names(byGuid(whole()))).containsExactly("pgdata", "100", "101", "102", "103");
        assertThat(runner.asked).hasSize(1);
    }

    @Test
    void readsNoLabelBehindASessionThatIsDown() {
        answering.removeAll(Set.of("da0", "da1"));

        assertThat(names(byGuid(whole()))).hasSize(5);
        assertThat(runner.asked)
                .extracting(command -> command.arguments().get(1))
                .containsExactly(path(2));
    }

    @Test
    void doesNotTellWhatNoLegThatAnswersTells() {
        answering.clear();

        assertThatThrownBy(() -> byGuid(whole())).isInstanceOf(OutcomeUnknown.class);
        assertThat(runner.asked).isEmpty();
    }

    @Test
    void knowsADeviceThatIsGoneByTheGuidThatStandsThere() {
        PoolStatus seen = status(
                "none requested",
                "pgdata|DEGRADED",
                "  mirror-0|DEGRADED",
                "    101|REMOVED|was " + path(0),
                "    diskid/DISK-s2.WD1.1|ONLINE",
                "    diskid/DISK-s3.WD1.1|ONLINE");

        assertThat(names(byGuid(seen))).containsExactly("pgdata", "100", "101", "102", "103");
        assertThat(PoolTree.mirrors(seen, byGuid(seen))
                        .orElseThrow()
                        .get(0)
                        .legs()
                        .get(0)
                        .serial())
                .contains(SERIALS.get(0));
    }

    @Test
    void knowsBothSidesOfAReplacement() {
        tree = mirror(
                interior(
                        "children[0]:\n    type: 'replacing'\n    id: 0\n    guid: 200\n",
                        leaf(0, 101, 0),
                        leaf(1, 104, 3)),
                leaf(1, 102, 1),
                leaf(2, 103, 2));
        PoolStatus seen = status(
                "none requested",
                "pgdata|DEGRADED",
                "  mirror-0|DEGRADED",
                "    replacing-0|DEGRADED",
                "      101|OFFLINE|was " + path(0),
                "      diskid/DISK-s4.WD1.1|ONLINE",
                "    diskid/DISK-s2.WD1.1|ONLINE",
                "    diskid/DISK-s3.WD1.1|ONLINE");

        assertThat(names(byGuid(seen))).containsExactly("pgdata", "100", "200", "101", "104", "102", "103");
    }

    @Test
    void believesNoLabelOfAnotherPoolOrOfAnotherTree() {
        tree = mirror(leaf(0, 101, 0), leaf(1, 102, 1), leaf(2, 103, 2), leaf(3, 104, 3));
        assertThatThrownBy(() -> byGuid(whole())).isInstanceOf(OutcomeUnknown.class);

        tree = mirror(leaf(0, 101, 0), leaf(1, 102, 1), leaf(2, 103, 2));
        assertThatThrownBy(() -> gate.get(() -> guids.inPlaceOfNames(whole(), Guid.parse("9002"), ZfsVersion.ILLUMOS)))
                .isInstanceOf(OutcomeUnknown.class);
    }
}
