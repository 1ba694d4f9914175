package io.zsan.testkit.fake;

import io.zsan.node.VdevState;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.Mirror;
import io.zsan.testkit.world.Mirror.Slot;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.Resilver;
import io.zsan.testkit.world.ScanSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code zpool status [-P|-g] [POOL]}; up to FreeBSD 12 without these options. */
final class ZpoolStatus {
    private static final String SEE = "   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-";

    /** Below this rate ZFS gives no estimate. */
    private static final long ESTIMATE_RATE = 10 << 20;

    private final Pool pool;
    private final boolean paths;
    private final boolean guids;
    private final boolean illumos;
    private final StringBuilder text = new StringBuilder();

    private ZpoolStatus(Pool pool, boolean paths, boolean guids, boolean illumos) {
        this.illumos = illumos;
        this.pool = pool;
        this.paths = paths;
        this.guids = guids;
    }

    static int run(Execution execution, DatabaseHost host, List<String> arguments)
            throws NoAnswer, InterruptedException {
        if (execution.release().json() && arguments.equals(List.of("-j", "-p", "--json-int", "-g"))) {
            return ZpoolStatusJson.run(execution, host);
        }
        boolean illumos = execution.release().illumos();
        boolean paths = false;
        boolean guids = false;
        List<String> names = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("-")) {
                if (!argument.matches(illumos ? "-v+" : "-[Pgv]+")) {
                    return ZpoolProgram.usage(execution, "invalid option '" + argument.substring(1) + "'");
                }
                paths |= argument.contains("P");
                guids |= argument.contains("g");
            } else {
                names.add(argument);
            }
        }
        execution.await(host.look()::done);
        if (names.isEmpty() && host.pools().isEmpty()) {
            if (illumos) {
                execution.out("no pools available\n");
                return 0;
            }
            return execution.fail(0, "no pools available");
        }
        int status = 0;
        boolean first = true;
        for (String name :
                names.isEmpty() ? host.pools().stream().map(Pool::name).toList() : names) {
            Optional<Pool> pool = host.pool(name);
            if (pool.isEmpty()) {
                status = execution.fail(1, "cannot open '" + name + "': no such pool");
                continue;
            }
            execution.out((first ? "" : "\n") + new ZpoolStatus(pool.get(), paths, guids, illumos).text(execution));
            first = false;
        }
        return status;
    }

    private String text(Execution execution) {
        Optional<Resilver> running = pool.resilvers().running();
        boolean suspended = pool.suspended() && running.isEmpty();
        line("  pool: " + pool.name());
        line(" state: " + (suspended && !illumos ? VdevState.SUSPENDED : pool.state()));
        explain(suspended);
        if (running.isPresent()) {
            progress(running.get(), execution.world().nanos());
        } else {
            pool.resilvers().last().ifPresent(this::ended);
            if (illumos && pool.resilvers().last().isEmpty()) {
                line("  scan: none requested");
            }
        }
        line("config:");
        line("");
        table();
        line("");
        if (pool.suspended()) {
            execution.err("errors: List of errors unavailable: pool I/O is currently suspended\n");
        }
        if (suspended) {
            return text.toString();
        }
        if (pool.damaged() || pool.suspended()) {
            line("errors: 2 data errors, use '-v' for a list");
        } else {
            line("errors: No known data errors");
        }
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** One explanation, the first that fits, in ZFS's order. */
    private void explain(boolean suspended) {
        if (pool.resilvers().running().isPresent()) {
            line("status: One or more devices is currently being resilvered.  The pool will");
            line("\tcontinue to function, possibly in a degraded state.");
            line("action: Wait for the resilver to complete.");
        } else if (suspended) {
            line("status: One or more devices are faulted in response to IO failures.");
            line("action: Make sure the affected devices are connected, then run 'zpool clear'.");
            line(SEE + "HC");
        } else if (pool.damaged()) {
            line("status: One or more devices has experienced an error resulting in data");
            line("\tcorruption.  Applications may be affected.");
            line("action: Restore the file in question if possible.  Otherwise restore the");
            line("\tentire pool from backup.");
            line(SEE + "8A");
        } else if (any(VdevState.UNAVAIL)) {
            line("status: One or more devices could not be opened.  Sufficient replicas exist for");
            line("\tthe pool to continue functioning in a degraded state.");
            line("action: Attach the missing device and online it using 'zpool online'.");
            line(SEE + "2Q");
        } else if (any(VdevState.OFFLINE)) {
            line("status: One or more devices has been taken offline by the administrator.");
            degraded();
            line("action: Online the device using 'zpool online' or replace the device with");
            line("\t'zpool replace'.");
        } else if (any(VdevState.REMOVED)) {
            line("status: One or more devices has been removed by the administrator.");
            degraded();
            // The missing quote is OpenZFS's.
            line("action: Online the device using zpool online' or replace the device with");
            line("\t'zpool replace'.");
        }
    }

    private void degraded() {
        line("\tSufficient replicas exist for the pool to continue functioning in a");
        line("\tdegraded state.");
    }

    private boolean any(VdevState state) {
        return pool.leaves().stream().anyMatch(leaf -> leaf.state() == state);
    }

    private void progress(Resilver resilver, long now) {
        long seconds = resilver.seconds(now);
        long rate = resilver.issued() / seconds;
        String total = Wording.size(resilver.total());
        line("  scan: resilver in progress since " + Wording.ctime(resilver.start()));
        line("\t" + total + " scanned at " + Wording.size(resilver.total() / seconds) + "/s, "
                + Wording.size(resilver.issued()) + " issued at " + Wording.size(rate) + "/s, " + total + " total");
        String percent =
                String.format(Locale.ROOT, "%.2f%%", 100.0 * resilver.issued() / Math.max(1, resilver.total()));
        String left = rate < ESTIMATE_RATE
                ? "no estimated completion time"
                : Wording.duration(Duration.ofSeconds((resilver.total() - resilver.issued()) / rate)) + " to go";
        line("\t" + Wording.size(resilver.issued()) + " resilvered, " + percent + " done, " + left);
    }

    private void ended(ScanSummary scan) {
        line("  scan: resilvered " + Wording.size(scan.bytes()) + " in " + duration(scan.took()) + " with "
                + scan.errors() + " errors on " + Wording.ctime(scan.end()));
    }

    /** FreeBSD 12 always counts days. */
    private String duration(Duration time) {
        return illumos && time.toDays() == 0 ? "0 days " + Wording.duration(time) : Wording.duration(time);
    }

    /** A vdev, or with no state the heading of a section. */
    private record Row(int depth, String name, Optional<VdevState> state, String note) {
        Row(int depth, String name, VdevState state, String note) {
            this(depth, name, Optional.of(state), note);
        }

        static Row heading(String name) {
            return new Row(0, name, Optional.empty(), "");
        }

        int width() {
            return 2 * depth + name.length();
        }
    }

    private void table() {
        List<Row> rows = new ArrayList<>();
        boolean lost = pool.state() == VdevState.UNAVAIL;
        rows.add(new Row(0, pool.name(), pool.state(), lost ? "insufficient replicas" : ""));
        boolean logs = false;
        for (int i = 0; i < pool.mirrors().size(); i++) {
            Mirror mirror = pool.mirrors().get(i);
            if (mirror.isLog() && !logs) {
                rows.add(Row.heading("logs"));
                logs = true;
            }
            String note = mirror.state() == VdevState.UNAVAIL ? "insufficient replicas" : "";
            rows.add(new Row(1, guids ? mirror.guid().toString() : "mirror-" + i, mirror.state(), note));
            for (int j = 0; j < mirror.slots().size(); j++) {
                add(rows, mirror.slots().get(j), j);
            }
        }
        int width = Math.max(10, rows.stream().mapToInt(Row::width).max().orElse(0));
        line("\t" + row("NAME", width, "STATE", "READ", "WRITE", "CKSUM"));
        for (Row row : rows) {
            String name = " ".repeat(2 * row.depth()) + row.name();
            line("\t"
                    + row.state()
                            .map(state -> row(name, width, state.name(), "0", "0", "0"))
                            // OpenZFS ends a heading with a tab.
                            .orElse(name + (illumos ? "" : "\t"))
                    + (row.note().isEmpty() ? "" : "  " + row.note()));
        }
    }

    private void add(List<Row> rows, Slot slot, int index) {
        int depth = 2;
        if (slot.replacing().isPresent()) {
            String name = guids ? slot.replacing().get().toString() : "replacing-" + index;
            rows.add(new Row(depth, name, slot.state(), ""));
            depth = 3;
        }
        for (Leaf leaf : slot.leaves()) {
            rows.add(new Row(depth, name(leaf), leaf.state(), note(leaf)));
        }
    }

    private String name(Leaf leaf) {
        if (guids || gone(leaf)) {
            return leaf.guid().toString();
        }
        return paths ? leaf.path() : leaf.path().replaceFirst("^/dev/", "");
    }

    /** FreeBSD 12 shows every leaf so that is not there, whatever the reason. */
    private boolean gone(Leaf leaf) {
        boolean away = leaf.state() == VdevState.OFFLINE
                || leaf.state() == VdevState.REMOVED
                || leaf.state() == VdevState.UNAVAIL;
        return leaf.notPresent() || illumos && away;
    }

    private String note(Leaf leaf) {
        if (gone(leaf)) {
            return "was " + leaf.path();
        }
        if (leaf.state() == VdevState.UNAVAIL) {
            return "cannot open";
        }
        return leaf.resilvering() ? "(resilvering)" : "";
    }

    private static String row(String name, int width, String state, String read, String write, String checksum) {
        return String.format(Locale.ROOT, "%-" + width + "s  %-8s %5s %5s %5s", name, state, read, write, checksum);
    }
}
