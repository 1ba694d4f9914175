package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.zpool.DataErrors;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.ZpoolListing;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pools of a database node, from four commands that look at them. */
final class PoolReader {
    private static final Logger LOG = LoggerFactory.getLogger(PoolReader.class);
    private static final ImmutableList<String> POOL_COLUMNS =
            ImmutableList.of("name", "guid", "health", "comment", "cachefile");
    private static final ImmutableList<String> DATASET_COLUMNS =
            ImmutableList.of("name", "mounted", "canmount", "mountpoint");
    private static final Pattern STAMP = Pattern.compile("zsan:([1-9][0-9]{0,18})");

    private final NodeName node;
    private final ZfsGate gate;
    private final List<Command> commands;

    PoolReader(NodeName node, ZfsGate gate, Duration deadline) {
        this.node = node;
        this.gate = gate;
        this.commands = List.of(
                Command.reading("/sbin/zpool", "list", "-H", "-p", "-o", String.join(",", POOL_COLUMNS))
                        .within(deadline),
                Command.reading("/sbin/zpool", "status", "-P").within(deadline),
                Command.reading("/sbin/zpool", "status", "-g").within(deadline),
                Command.reading(
                                "/sbin/zfs",
                                "list",
                                "-H",
                                "-p",
                                "-t",
                                "filesystem",
                                "-o",
                                String.join(",", DATASET_COLUMNS))
                        .within(deadline));
    }

    /** What {@link #parse} is to be given the results of. */
    List<Command> commands() {
        return commands;
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
        return parse(gate.runAll(commands, 0).stream().map(Attempt::result).toList());
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

    /** The datasets of {@link #commands}'s last command. */
    ZpoolListing datasets(CommandResult result) {
        Command command = commands.get(3);
        return ZpoolListing.parse(DATASET_COLUMNS, Results.out(node, command, result));
    }

    Command listDatasets() {
        return commands.get(3);
    }

    /** The pools; empty if they changed while they were looked at. */
    Optional<List<PoolReport>> parse(List<CommandResult> results) {
        ZpoolListing listing = ZpoolListing.parse(POOL_COLUMNS, Results.out(node, commands.get(0), results.get(0)));
        ZpoolStatus byPath = status(1, results.get(1));
        ZpoolStatus byGuid = status(2, results.get(2));
        Set<String> names = listing.rows().stream().map(ZpoolListing.Row::name).collect(Collectors.toSet());
        if (!names.equals(names(byPath)) || !names.equals(names(byGuid))) {
            return Optional.empty();
        }
        // A faulted pool makes the list of datasets fail; it is not mounted then.
        Optional<ZpoolListing> datasets =
                results.get(3).succeeded() ? Optional.of(datasets(results.get(3))) : Optional.empty();
        ImmutableList.Builder<PoolReport> reports = ImmutableList.builder();
        for (ZpoolListing.Row row : listing.rows()) {
            Optional<PoolName> name = name(row);
            if (name.isEmpty()) {
                continue;
            }
            PoolStatus status = byPath.pool(row.name()).orElseThrow();
            Optional<List<MirrorReport>> mirrors;
            try {
                mirrors = PoolTree.mirrors(status, byGuid.pool(row.name()).orElseThrow());
            } catch (UnexpectedOutput notOfMirrors) {
                if (stamp(row.get("comment")).isPresent()) {
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
            reports.add(report(name.get(), row, status, mirrors.get(), mounted));
        }
        return Optional.of(reports.build());
    }

    private static PoolReport report(
            PoolName name, ZpoolListing.Row row, PoolStatus status, List<MirrorReport> mirrors, boolean mounted) {
        return new PoolReport(
                name,
                guid(row),
                PoolTree.state(row.name(), row.get("health").orElse("")),
                stamp(row.get("comment")),
                mirrors,
                Scans.report(status.scans()),
                mounted,
                !row.get("cachefile").equals(Optional.of("none")),
                !(status.errors() instanceof DataErrors.None));
    }

    private static Guid guid(ZpoolListing.Row row) {
        String text = row.get("guid").orElse("");
        try {
            return Guid.parse(text);
        } catch (InvalidInput e) {
            throw new UnexpectedOutput("cannot understand 'zpool list': not a GUID of pool " + row.name(), text);
        }
    }

    private ZpoolStatus status(int index, CommandResult result) {
        return ZpoolStatus.parse(Results.out(node, commands.get(index), result), result.err());
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
