package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.zpool.Vdev;
import io.zsan.freebsd.zpool.ZpoolListing;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** R12 on the pools that a database node has imported: those of zsan, which it knows by their stamp (R14). */
final class PoolPreflight {
    private static final ImmutableList<String> COLUMNS =
            ImmutableList.of("name", "comment", "cachefile", "failmode", "autoreplace", "autoexpand");
    private static final ImmutableList<String> MULTIHOST = ImmutableList.of("name", "multihost");

    private final NodeName node;
    private final Command list;
    private final Command multihost;
    private final Command status;

    PoolPreflight(NodeName node, Duration deadline) {
        this.node = node;
        this.list = list(COLUMNS).within(deadline);
        this.multihost = list(MULTIHOST).within(deadline);
        this.status = Command.reading("/sbin/zpool", "status").within(deadline);
    }

    private static Command list(List<String> columns) {
        return Command.reading("/sbin/zpool", "list", "-H", "-p", "-o", String.join(",", columns));
    }

    List<Command> commands() {
        return List.of(list, multihost, status);
    }

    /** Looks through the attempts of {@link #commands}. */
    void look(List<Attempt> attempts, Findings findings) {
        Optional<CommandResult> listed = findings.answered(attempts.get(0));
        Optional<CommandResult> hosts = findings.answered(attempts.get(1));
        Optional<CommandResult> told = findings.answered(attempts.get(2));
        if (listed.isEmpty() || told.isEmpty()) {
            return;
        }
        String rows = Results.out(node, list, listed.get());
        List<ZpoolListing.Row> stamped = ZpoolListing.parse(COLUMNS, rows).rows().stream()
                .filter(row -> PoolReader.stamp(row.get("comment")).isPresent())
                .toList();
        for (ZpoolListing.Row row : stamped) {
            String pool = "pool " + row.name();
            expect(findings, row, "cachefile", "none", pool + " would be imported by the next boot");
            expect(findings, row, "failmode", "wait", pool + " does not wait for its devices");
            expect(findings, row, "autoreplace", "off", pool + " takes in disks by itself");
            expect(
                    findings,
                    row,
                    "autoexpand",
                    "off",
                    pool + " grows by itself, and then takes no smaller LUN any more");
        }
        Set<String> names = stamped.stream().map(ZpoolListing.Row::name).collect(Collectors.toSet());
        hosts.ifPresent(result -> multihost(result, names, findings));
        ZpoolStatus.parse(Results.out(node, status, told.get()), told.get().err()).pools().stream()
                .filter(pool ->
                        names.contains(pool.name()) && !pool.section("spares").isEmpty())
                .forEach(pool -> findings.warn(
                        "pool " + pool.name() + " has spares of its own",
                        "spares: "
                                + pool.section("spares").stream()
                                        .map(Vdev::name)
                                        .collect(Collectors.joining(", ")),
                        "zpool remove " + pool.name() + " each of them"));
    }

    /** It would not replace a fence (R4), and newer versions of OpenZFS refuse an import with a leg missing because of it. */
    private void multihost(CommandResult result, Set<String> names, Findings findings) {
        if (result.exit() == Dialects.USAGE && result.err().contains("invalid property 'multihost'")) {
            // ZFS of illumos does not have it.
            return;
        }
        ZpoolListing.parse(MULTIHOST, Results.out(node, multihost, result)).rows().stream()
                .filter(row -> names.contains(row.name()))
                .forEach(row -> expect(
                        findings,
                        row,
                        "multihost",
                        "off",
                        "pool " + row.name() + " may refuse to be imported while a leg is missing"));
    }

    private static void expect(Findings findings, ZpoolListing.Row row, String property, String wanted, String what) {
        String value = row.get(property).orElse("-");
        if (!value.equals(wanted)) {
            findings.warn(what, property + "=" + value, "zpool set " + property + "=" + wanted + " " + row.name());
        }
    }
}
