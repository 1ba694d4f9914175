package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.Vdev;
import io.zsan.freebsd.zpool.ZfsState;
import io.zsan.model.Guid;
import io.zsan.model.MirrorRole;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.VdevState;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One pool's vdevs from two statuses of it, one with paths and one with GUIDs: names are not unique and paths move, GUIDs
 * say nothing of disks, so each row needs both.
 */
final class PoolTree {
    /** What all data needs: besides the plain vdevs, those of these classes. Caches and idle spares hold nothing. */
    private static final ImmutableList<String> DATA_CLASSES = ImmutableList.of("dedup", "special");

    private static final String LOG_CLASS = "logs";

    private static final String DISKID = "/dev/diskid/DISK-";
    private static final Pattern MIRROR = Pattern.compile("mirror-[0-9]+");
    private static final Pattern REPLACING = Pattern.compile("replacing-[0-9]+");

    private PoolTree() {}

    /** Whether the vdevs under a heading are shown as mirrors, and so need GUIDs. */
    static boolean isOfMirrors(String heading) {
        return DATA_CLASSES.contains(heading) || heading.equals(LOG_CLASS);
    }

    /** A row in both statuses. */
    private record Row(Vdev byPath, Guid guid, Vdev byGuid, List<Row> children) {}

    /**
     * The mirrors of a pool, those for data first; empty if the two statuses do not show the same tree, because it changed between them.
     *
     * @throws UnexpectedOutput if the pool is made of something else than mirrors and disks
     */
    static Optional<List<MirrorReport>> mirrors(PoolStatus byPath, PoolStatus byGuid) {
        Optional<List<Row>> data = zip(data(byPath), data(byGuid));
        Optional<List<Row>> logs = zip(byPath.section(LOG_CLASS), byGuid.section(LOG_CLASS));
        if (data.isEmpty() || logs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Stream.concat(
                        data.get().stream().map(row -> mirror(byPath.name(), MirrorRole.DATA, row)),
                        logs.get().stream().map(row -> mirror(byPath.name(), MirrorRole.LOG, row)))
                .toList());
    }

    private static List<Vdev> data(PoolStatus pool) {
        return Stream.concat(
                        pool.root().children().stream(),
                        DATA_CLASSES.stream().flatMap(name -> pool.section(name).stream()))
                .toList();
    }

    private static Optional<List<Row>> zip(List<Vdev> byPath, List<Vdev> byGuid) {
        if (byPath.size() != byGuid.size()) {
            return Optional.empty();
        }
        ImmutableList.Builder<Row> rows = ImmutableList.builder();
        for (int i = 0; i < byPath.size(); i++) {
            Vdev path = byPath.get(i);
            Vdev guid = byGuid.get(i);
            // A device that is gone for good is shown by its GUID in both.
            boolean contradict = path.guid().isPresent() && !path.guid().equals(guid.guid());
            Optional<List<Row>> children = zip(path.children(), guid.children());
            if (guid.guid().isEmpty() || contradict || children.isEmpty()) {
                return Optional.empty();
            }
            rows.add(new Row(path, guid.guid().get(), guid, children.get()));
        }
        return Optional.of(rows.build());
    }

    private static MirrorReport mirror(String pool, MirrorRole role, Row row) {
        Vdev vdev = row.byPath();
        List<LegReport> legs;
        if (vdev.leaf()) {
            legs = List.of(leg(pool, row, Optional.empty()));
        } else if (MIRROR.matcher(vdev.name()).matches()) {
            legs = row.children().stream().flatMap(child -> legs(pool, child)).toList();
        } else if (REPLACING.matcher(vdev.name()).matches()) {
            legs = legs(pool, row).toList();
        } else {
            throw unsupported(pool, vdev);
        }
        return new MirrorReport(row.guid(), role, state(pool, row.byGuid()), legs);
    }

    private static Stream<LegReport> legs(String pool, Row row) {
        if (row.byPath().leaf()) {
            return Stream.of(leg(pool, row, Optional.empty()));
        }
        if (!REPLACING.matcher(row.byPath().name()).matches()) {
            throw unsupported(pool, row.byPath());
        }
        return row.children().stream().map(side -> {
            if (!side.byPath().leaf()) {
                throw unsupported(pool, side.byPath());
            }
            return leg(pool, side, Optional.of(row.guid()));
        });
    }

    private static LegReport leg(String pool, Row row, Optional<Guid> replacing) {
        Vdev vdev = row.byGuid();
        long errors = vdev.errors()
                .map(Vdev.Errors::total)
                .orElseThrow(() -> new UnexpectedOutput(
                        "cannot understand the status of pool " + pool + ": a device has no counters", vdev.name()));
        boolean resilvering = vdev.resilvering() || vdev.marks().contains("awaiting resilver");
        return new LegReport(row.guid(), serial(row.byPath()), state(pool, vdev), errors, replacing, resilvering);
    }

    /** The exported serial in a path, present or former. */
    private static Optional<String> serial(Vdev vdev) {
        String path = vdev.was().orElse(vdev.name());
        return path.startsWith(DISKID) ? Optional.of(path.substring(DISKID.length())) : Optional.empty();
    }

    private static VdevState state(String pool, Vdev vdev) {
        return state(pool, vdev.state().map(ZfsState::name).orElse(""));
    }

    static VdevState state(String pool, String word) {
        for (VdevState state : VdevState.values()) {
            if (state.name().equals(word)) {
                return state;
            }
        }
        throw new UnexpectedOutput("cannot understand the status of pool " + pool + ": not a state", word);
    }

    private static UnexpectedOutput unsupported(String pool, Vdev vdev) {
        return new UnexpectedOutput(
                "pool " + pool + " has a vdev that is no mirror, so zsan cannot tell what it needs; remove it",
                vdev.name());
    }
}
