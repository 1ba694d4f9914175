package io.zsan.testkit.fake;

import io.zsan.node.VdevState;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.Mirror;
import io.zsan.testkit.world.Mirror.Slot;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.Resilver;
import io.zsan.testkit.world.ScanSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code zpool status -j -p --json-int -g}: one line, in the form of the captures of OpenZFS 2.3.2. */
final class ZpoolStatusJson {
    private final Pool pool;

    private ZpoolStatusJson(Pool pool) {
        this.pool = pool;
    }

    static int run(Execution execution, DatabaseHost host) throws NoAnswer, InterruptedException {
        execution.await(host.look()::done);
        if (host.pools().isEmpty()) {
            execution.err("no pools available\n");
        }
        String pools = host.pools().stream()
                .map(pool -> new ZpoolStatusJson(pool).text())
                .collect(Collectors.joining(","));
        execution.out("{\"output_version\":{\"command\":\"zpool status\",\"vers_major\":0,\"vers_minor\":1},\"pools\":{"
                + pools + "}}\n");
        return 0;
    }

    private static String field(String name, Object value) {
        return "\"" + name + "\":"
                + (value instanceof Number || value.toString().startsWith("{") ? value : "\"" + value + "\"");
    }

    private static String object(List<String> fields) {
        return "{" + String.join(",", fields) + "}";
    }

    private String text() {
        Optional<Resilver> running = pool.resilvers().running();
        boolean suspended = pool.suspended() && running.isEmpty();
        List<String> fields = new ArrayList<>(List.of(
                field("name", pool.name()),
                field("state", suspended ? VdevState.SUSPENDED : pool.state()),
                "\"pool_guid\":" + pool.guid(),
                field("txg", pool.txg()),
                field("spa_version", 5000),
                field("zpl_version", 5)));
        if (running.isPresent()) {
            fields.add(field(
                    "status",
                    "One or more devices is currently being resilvered.  The pool will\\n\\tcontinue to function,"
                            + " possibly in a degraded state.\\n"));
            fields.add(field("action", "Wait for the resilver to complete.\\n"));
        }
        running.map(this::progress)
                .or(() -> pool.resilvers().last().map(this::ended))
                .ifPresent(scan -> fields.add(field("scan_stats", scan)));
        List<String> root = common(pool.name(), "root", pool.guid().toString(), pool.state());
        root.add(field("vdevs", vdevs(mirror -> !mirror.isLog())));
        fields.add(field("vdevs", object(List.of(field(pool.name(), object(root))))));
        if (pool.mirrors().stream().anyMatch(Mirror::isLog)) {
            fields.add(field("logs", vdevs(Mirror::isLog)));
        }
        if (!pool.suspended()) {
            fields.add(field("error_count", pool.damaged() ? 2 : 0));
        }
        return field(pool.name(), object(fields));
    }

    private String progress(Resilver resilver) {
        return scan(
                "SCANNING",
                resilver.start().getEpochSecond(),
                0,
                resilver.total(),
                resilver.issued(),
                resilver.issued(),
                0);
    }

    private String ended(ScanSummary scan) {
        long end = scan.end().getEpochSecond();
        return scan(
                "FINISHED",
                end - scan.took().toSeconds(),
                end,
                scan.bytes(),
                scan.bytes(),
                scan.bytes(),
                scan.errors());
    }

    private static String scan(
            String state, long start, long end, long total, long issued, long processed, long errors) {
        return object(List.of(
                field("function", "RESILVER"),
                field("state", state),
                field("start_time", start),
                field("end_time", end),
                field("to_examine", total),
                field("examined", total),
                field("skipped", 0),
                field("processed", processed),
                field("errors", errors),
                field("bytes_per_scan", 0),
                field("pass_start", start),
                field("scrub_pause", 0),
                field("scrub_spent_paused", 0),
                field("issued_bytes_per_scan", issued),
                field("issued", issued)));
    }

    private String vdevs(Predicate<Mirror> which) {
        return object(pool.mirrors().stream().filter(which).map(this::mirror).toList());
    }

    private String mirror(Mirror mirror) {
        String guid = mirror.guid().toString();
        List<String> fields = common(guid, "mirror", guid, mirror.state());
        fields.add(field("vdevs", object(mirror.slots().stream().map(this::slot).toList())));
        return field(guid, object(fields));
    }

    private String slot(Slot slot) {
        if (slot.replacing().isEmpty()) {
            return leaf(slot.leaves().get(0));
        }
        String guid = slot.replacing().get().toString();
        List<String> fields = common(guid, "replacing", guid, slot.state());
        fields.add(field("vdevs", object(slot.leaves().stream().map(this::leaf).toList())));
        return field(guid, object(fields));
    }

    private String leaf(Leaf leaf) {
        String guid = leaf.guid().toString();
        List<String> fields = common(guid, "disk", guid, leaf.state());
        fields.add(3, field("path", leaf.path()));
        if (leaf.resilvering()) {
            fields.add(field("scan_processed", 4096));
        }
        if (leaf.notPresent()) {
            fields.add(field("not_present", 1));
            fields.add(field("was", leaf.path()));
        } else if (leaf.state() == VdevState.UNAVAIL) {
            fields.add(field("aux", "OPEN_FAILED"));
        }
        return field(guid, object(fields));
    }

    /** Vdevs have other words for their states than the text. */
    private static List<String> common(String name, String type, String guid, VdevState state) {
        return new ArrayList<>(List.of(
                field("name", name),
                field("vdev_type", type),
                "\"guid\":" + guid,
                field("class", "normal"),
                field("state", state == VdevState.UNAVAIL ? "CANT_OPEN" : state),
                field("read_errors", 0),
                field("write_errors", 0),
                field("checksum_errors", 0)));
    }
}
