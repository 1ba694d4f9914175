package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.dialect.ZfsVersion.StampIn;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.zpool.DataErrors;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.ZpoolListing;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pools of a database node, from a few commands that look at them. */
final class PoolReader {
    private static final Logger LOG = LoggerFactory.getLogger(PoolReader.class);
    private static final String COMMENT = "comment";

    /** In the place of the pool's comment where there is none: a property of the root file system. */
    static final String ROOT_PROPERTY = "io.zsan:comment";

    private static final ImmutableList<String> DATASET_COLUMNS =
            ImmutableList.of("name", "mounted", "canmount", "mountpoint");
    private static final Pattern STAMP = Pattern.compile("zsan:([1-9][0-9]{0,18})");

    private final NodeName node;
    private final ZfsGate gate;
    private final Dialects dialects;
    private final LabelGuids guids;
    private final Duration deadline;

    PoolReader(ZfsGate gate, Dialects dialects, LabelGuids guids, Duration deadline) {
        this.node = gate.node();
        this.gate = gate;
        this.dialects = dialects;
        this.guids = guids;
        this.deadline = deadline;
    }

    /**
     * All pools; empty if they changed while they were looked at. Its meaning is to be taken within the gate.
     *
     * @throws io.zsan.error.OutcomeUnknown where the GUIDs of their vdevs cannot be told just now
     */
    Look<Optional<List<PoolReport>>> look() {
        ZfsVersion zfs = dialects.get().zfs();
        Look<ZpoolListing> listing = listPools(zfs);
        Look<Statuses> statuses = Statuses.look(zfs, node, deadline);
        Command datasets = listDatasets(zfs);
        List<Command> commands = ImmutableList.<Command>builder()
                .addAll(listing.commands())
                .addAll(statuses.commands())
                .add(datasets)
                .build();
        int last = commands.size() - 1;
        return new Look<>(commands, results -> {
            // A faulted pool makes the list of datasets fail; it is not mounted then.
            CommandResult listed = results.get(last);
            return parse(
                    zfs,
                    listing.meaning().apply(results.subList(0, 1)),
                    statuses.meaning().apply(results.subList(1, last)),
                    listed.succeeded() ? Optional.of(datasets(zfs, datasets, listed)) : Optional.empty());
        });
    }

    private Look<ZpoolListing> listPools(ZfsVersion zfs) {
        ImmutableList.Builder<String> columns = ImmutableList.builder();
        columns.add("name", "guid", "health");
        if (zfs.stamp() == StampIn.COMMENT) {
            columns.add(COMMENT);
        }
        columns.add("cachefile");
        List<String> names = columns.build();
        Command list = list("/sbin/zpool", zfs, List.of(), names);
        return Look.of(list, result -> ZpoolListing.parse(names, Results.out(node, list, result)));
    }

    private Command list(String program, ZfsVersion zfs, List<String> options, List<String> columns) {
        ImmutableList.Builder<String> words = ImmutableList.builder();
        words.add("list", "-H");
        if (zfs.exact()) {
            words.add("-p");
        }
        words.addAll(options).add("-o", String.join(",", columns));
        return Command.reading(program, words.build()).within(deadline);
    }

    private static List<String> datasetColumns(ZfsVersion zfs) {
        return zfs.stamp() == StampIn.COMMENT
                ? DATASET_COLUMNS
                : ImmutableList.<String>builder()
                        .addAll(DATASET_COLUMNS)
                        .add(ROOT_PROPERTY)
                        .build();
    }

    private Command listDatasets(ZfsVersion zfs) {
        return list("/sbin/zfs", zfs, List.of("-t", "filesystem"), datasetColumns(zfs));
    }

    private ZpoolListing datasets(ZfsVersion zfs, Command command, CommandResult result) {
        return ZpoolListing.parse(datasetColumns(zfs), Results.out(node, command, result));
    }

    /** The file systems of all pools, asked for now; within the gate. */
    ZpoolListing datasets() {
        ZfsVersion zfs = dialects.get().zfs();
        Command command = listDatasets(zfs);
        return datasets(zfs, command, gate.run(command));
    }

    /** All pools, asked for now; within the gate. A pool may change while it is looked at, so they are asked for twice. */
    List<PoolReport> read() {
        return once().or(this::once)
                .orElseThrow(() -> new UnexpectedOutput(
                        node + ": two statuses of the pools do not show the same vdevs", "different trees"));
    }

    /** One pool, asked for now; within the gate. */
    Optional<PoolReport> read(PoolName pool) {
        return read().stream().filter(p -> p.name().equals(pool)).findFirst();
    }

    private Optional<List<PoolReport>> once() {
        Look<Optional<List<PoolReport>>> look = look();
        return look.meaning()
                .apply(gate.runAll(look.commands(), 0).stream()
                        .map(Attempt::result)
                        .toList());
    }

    /** The stamp in a pool's comment (R14). */
    static Optional<Epoch> stamp(Optional<String> comment) {
        Optional<Matcher> stamp = comment.map(STAMP::matcher).filter(Matcher::matches);
        try {
            return stamp.map(m -> new Epoch(Long.parseLong(m.group(1))));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    /** The comment that carries a stamp. */
    static String comment(Epoch epoch) {
        return "zsan:" + epoch.number();
    }

    /** The datasets that {@code zfs list} printed, and that are to be mounted by themselves but are not. */
    static List<String> unmounted(ZpoolListing datasets, PoolName pool) {
        return datasets.rows().stream()
                .filter(row -> row.name().equals(pool.text()) || row.name().startsWith(pool + "/"))
                .filter(row -> row.get("canmount").equals(Optional.of("on")))
                .filter(row -> row.get("mountpoint")
                        .filter(m -> !m.equals("none") && !m.equals("legacy"))
                        .isPresent())
                .filter(row -> !row.get("mounted").equals(Optional.of("yes")))
                .map(ZpoolListing.Row::name)
                .toList();
    }

    private Optional<List<PoolReport>> parse(
            ZfsVersion zfs, ZpoolListing listing, Statuses statuses, Optional<ZpoolListing> datasets) {
        Set<String> names = listing.rows().stream().map(ZpoolListing.Row::name).collect(Collectors.toSet());
        if (!names.equals(names(statuses.byPath()))
                || statuses.byGuid().filter(s -> !names.equals(names(s))).isPresent()) {
            return Optional.empty();
        }
        ImmutableList.Builder<PoolReport> reports = ImmutableList.builder();
        for (ZpoolListing.Row row : listing.rows()) {
            Optional<PoolName> name = name(row);
            if (name.isEmpty()) {
                continue;
            }
            PoolStatus status = statuses.byPath().pool(row.name()).orElseThrow();
            Optional<String> comment = comment(zfs, row, datasets);
            Optional<List<MirrorReport>> mirrors;
            try {
                PoolStatus byGuid = statuses.byGuid()
                        .map(s -> s.pool(row.name()).orElseThrow())
                        .orElseGet(() -> guids.inPlaceOfNames(status, guid(row), zfs));
                mirrors = PoolTree.mirrors(status, byGuid);
            } catch (UnexpectedOutput notOfMirrors) {
                if (stamp(comment).isPresent()) {
                    throw notOfMirrors;
                }
                LOG.debug(
                        "{}: pool {} is none of zsan's and is left out: {}",
                        node,
                        name.get(),
                        notOfMirrors.getMessage());
                continue;
            }
            if (mirrors.isEmpty()) {
                return Optional.empty();
            }
            boolean mounted =
                    datasets.filter(d -> unmounted(d, name.get()).isEmpty()).isPresent();
            reports.add(report(name.get(), row, status, stamp(comment), mirrors.get(), mounted));
        }
        return Optional.of(reports.build());
    }

    private static PoolReport report(
            PoolName name,
            ZpoolListing.Row row,
            PoolStatus status,
            Optional<Epoch> stamp,
            List<MirrorReport> mirrors,
            boolean mounted) {
        return new PoolReport(
                name,
                guid(row),
                state(row, status, mirrors),
                stamp,
                mirrors,
                Scans.report(status.scans()),
                mounted,
                !row.get("cachefile").equals(Optional.of("none")),
                !(status.errors() instanceof DataErrors.None));
    }

    /**
     * R11: a resilver hides the word SUSPENDED, in the status and in the list. Where a mirror for data has no leg
     * left either, the next write has to wait until somebody clears the pool, if none does yet.
     */
    private static VdevState state(ZpoolListing.Row row, PoolStatus status, List<MirrorReport> mirrors) {
        boolean nowhereToWrite = mirrors.stream()
                .filter(mirror -> mirror.role() == MirrorRole.DATA)
                .anyMatch(mirror -> mirror.state() != VdevState.ONLINE && mirror.state() != VdevState.DEGRADED);
        return status.suspended() || nowhereToWrite
                ? VdevState.SUSPENDED
                : PoolTree.state(row.name(), row.get("health").orElse(""));
    }

    private static Guid guid(ZpoolListing.Row row) {
        String text = row.get("guid").orElse("");
        try {
            return Guid.parse(text);
        } catch (InvalidInput e) {
            throw new UnexpectedOutput("cannot understand 'zpool list': not a GUID of pool " + row.name(), text);
        }
    }

    private static Optional<String> comment(ZfsVersion zfs, ZpoolListing.Row row, Optional<ZpoolListing> datasets) {
        return switch (zfs.stamp()) {
            case COMMENT -> row.get(COMMENT);
            case ROOT_PROPERTY -> datasets.flatMap(d -> d.pool(row.name())).flatMap(root -> root.get(ROOT_PROPERTY));
        };
    }

    private static Set<String> names(ZpoolStatus status) {
        return status.pools().stream().map(PoolStatus::name).collect(Collectors.toSet());
    }

    /** The name as zsan knows names; a foreign pool may have another, which is no pool of zsan's. */
    private Optional<PoolName> name(ZpoolListing.Row row) {
        try {
            return Optional.of(new PoolName(row.name()));
        } catch (InvalidInput foreign) {
            LOG.debug("{}: a pool is left out: {}", node, foreign.getMessage());
            return Optional.empty();
        }
    }
}
