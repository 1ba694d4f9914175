package io.zsan.testkit.fake;

import io.zsan.testkit.world.ActivityCheck;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.InitiatorSession;
import io.zsan.testkit.world.OnDisk;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import io.zsan.testkit.world.PoolConfig.MirrorConfig;
import io.zsan.testkit.world.PoolConfig.SlotConfig;
import io.zsan.testkit.world.PoolSearch;
import io.zsan.testkit.world.PoolSearch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** {@code zpool import [-f] [-N] [-o …] [-d DEVICE]… [POOL]}. Without a pool: what could be imported. */
final class ZpoolImport {
    private ZpoolImport() {}

    static int run(Execution execution, DatabaseHost host, List<String> arguments)
            throws NoAnswer, InterruptedException {
        boolean force = false;
        boolean mount = true;
        boolean restricted = false;
        TreeMap<String, String> properties = new TreeMap<>();
        List<InitiatorSession> devices = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean more = i + 1 < arguments.size();
            switch (argument) {
                case "-f" -> force = true;
                case "-N" -> mount = false;
                case "-d" -> {
                    boolean directory = execution.release().illumos();
                    restricted = !directory;
                    if (directory && more && !arguments.get(i + 1).equals("/dev/diskid")) {
                        return execution.fail(1, "cannot open '" + arguments.get(i + 1) + "': Not a directory");
                    } else if (directory) {
                        i++;
                    } else if (more) {
                        // A path that is not there is passed over.
                        host.initiator().device(arguments.get(++i)).ifPresent(devices::add);
                    }
                }
                case "-o" -> {
                    if (more) {
                        ZpoolProgram.put(properties, arguments.get(++i));
                    }
                }
                default -> {
                    if (argument.startsWith("-")) {
                        return ZpoolProgram.usage(execution, "invalid option '" + argument.substring(1) + "'");
                    }
                    names.add(argument);
                }
            }
        }
        List<InitiatorSession> searched =
                restricted ? devices : host.initiator().devices();
        if (names.isEmpty()) {
            return list(execution, host, searched);
        }
        if (names.size() > 1) {
            return ZpoolProgram.usage(execution, "too many arguments");
        }
        if (!force) {
            Optional<Found> active = activeElsewhere(execution, host, searched, names.get(0));
            if (active.isPresent()) {
                OnDisk best = active.get().best();
                return execution.fail(
                        1,
                        "cannot import '" + active.get().name() + "': pool is imported on " + best.hostName()
                                + " (hostid: 0x" + Long.toHexString(best.hostId())
                                + ")\nExport the pool on the other system, then run 'zpool import'.");
            }
        }
        return execution.finish(host.zpool().importPool(names.get(0), searched, properties, force, mount));
    }

    private static int list(Execution execution, DatabaseHost host, List<InitiatorSession> devices)
            throws NoAnswer, InterruptedException {
        execution.await(
                () -> devices.stream().filter(s -> s.device().isPresent()).allMatch(InitiatorSession::usable));
        execution.await(host.look()::done);
        List<Found> found = PoolSearch.search(devices).stream()
                .filter(f -> host.pool(f.guid()).isEmpty())
                .toList();
        if (found.isEmpty()) {
            return execution.fail(0, "no pools available to import");
        }
        List<String> texts = new ArrayList<>();
        for (Found pool : found) {
            texts.add(text(host, pool, activeElsewhere(execution, host, pool)));
        }
        execution.out(String.join("\n", texts));
        return 0;
    }

    /** The pool of that name, if multihost protection sees that another host has it: without force, that is looked at first. */
    private static Optional<Found> activeElsewhere(
            Execution execution, DatabaseHost host, List<InitiatorSession> devices, String name)
            throws NoAnswer, InterruptedException {
        List<Found> found = PoolSearch.search(devices).stream()
                .filter(f -> host.pool(f.guid()).isEmpty() && f.name().equals(name))
                .toList();
        return found.size() == 1 && activeElsewhere(execution, host, found.get(0))
                ? Optional.of(found.get(0))
                : Optional.empty();
    }

    private static boolean activeElsewhere(Execution execution, DatabaseHost host, Found found)
            throws NoAnswer, InterruptedException {
        if (!ActivityCheck.isDue(host, found)) {
            return false;
        }
        ActivityCheck check = new ActivityCheck(host, found, false);
        execution.await(check::over);
        return check.active();
    }

    private static String text(DatabaseHost host, Found found, boolean active) {
        if (active) {
            return "   pool: " + found.name() + "\n     id: " + found.guid() + "\n  state: UNAVAIL\n"
                    + "status: The pool is currently imported by another system.\n"
                    + " action: The pool must be exported from " + found.best().hostName() + " (hostid="
                    + Long.toHexString(found.best().hostId()) + ")\n\tbefore it can be safely imported.\n"
                    + "   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-EY\n config:\n\n"
                    + table(found, "UNAVAIL  currently in use");
        }
        boolean elsewhere = !found.best().exported() && found.best().hostId() != host.hostId();
        String state = state(found);
        StringBuilder text = new StringBuilder(
                "   pool: " + found.name() + "\n     id: " + found.guid() + "\n  state: " + state + "\n");
        if (elsewhere) {
            text.append("status: The pool was last accessed by another system.\n");
        } else if (!state.equals("ONLINE")) {
            text.append("status: One or more devices are missing from the system.\n");
        }
        text.append(
                switch (state) {
                    case "ONLINE" ->
                        " action: The pool can be imported using its name or numeric identifier"
                                + (elsewhere ? " and\n\tthe '-f' flag.\n" : ".\n");
                    case "DEGRADED" ->
                        " action: The pool can be imported despite missing or damaged devices.  The\n"
                                + "\tfault tolerance of the pool may be compromised if imported.\n";
                    default ->
                        " action: The pool cannot be imported. Attach the missing\n" + "\tdevices and try again.\n";
                });
        String comment = found.best().config().comment();
        text.append(comment.isEmpty() ? "" : "comment: " + comment + "\n");
        if (elsewhere || !state.equals("ONLINE")) {
            text.append("   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-"
                    + (elsewhere ? "EY" : state.equals("DEGRADED") ? "2Q" : "3C") + "\n");
        }
        return text.append(" config:\n\n").append(table(found, state)).toString();
    }

    private static String state(Found found) {
        List<String> mirrors = found.best().config().mirrors().stream()
                .map(mirror -> state(found, mirror))
                .toList();
        return mirrors.contains("UNAVAIL") ? "UNAVAIL" : mirrors.contains("DEGRADED") ? "DEGRADED" : "ONLINE";
    }

    private static String state(Found found, MirrorConfig mirror) {
        List<String> leaves = mirror.slots().stream()
                .flatMap(slot -> slot.leaves().stream())
                .map(leaf -> state(found, leaf))
                .toList();
        return !leaves.contains("ONLINE")
                ? "UNAVAIL"
                : leaves.stream().allMatch(s -> s.equals("ONLINE")) ? "ONLINE" : "DEGRADED";
    }

    private static String state(Found found, LeafConfig leaf) {
        return leaf.offline() ? "OFFLINE" : found.leg(leaf).isPresent() ? "ONLINE" : "UNAVAIL";
    }

    /** A vdev, or with no state the heading of a section, which OpenZFS ends with a tab. */
    private record Row(String name, String state) {}

    private static String table(Found found, String state) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(found.name(), state + (state.equals("UNAVAIL") ? "  insufficient replicas" : "")));
        List<MirrorConfig> mirrors = found.best().config().mirrors();
        for (int i = 0; i < mirrors.size(); i++) {
            if (mirrors.get(i).log() && !mirrors.get(i - 1).log()) {
                rows.add(new Row("logs", ""));
            }
            rows.add(new Row("  mirror-" + i, state(found, mirrors.get(i))));
            List<SlotConfig> slots = mirrors.get(i).slots();
            for (int j = 0; j < slots.size(); j++) {
                String indent = "    ";
                if (slots.get(j).replacing().isPresent()) {
                    rows.add(new Row(indent + "replacing-" + j, "DEGRADED"));
                    indent = "      ";
                }
                for (LeafConfig leaf : slots.get(j).leaves()) {
                    String leafState = state(found, leaf);
                    String note = leafState.equals("UNAVAIL") ? "  cannot open" : "";
                    rows.add(new Row(indent + leaf.path().replaceFirst("^/dev/", ""), leafState + note));
                }
            }
        }
        Optional<Integer> width = rows.stream().map(row -> row.name().length()).max(Integer::compare);
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append("\t" + row.name()
                + (row.state().isEmpty()
                        ? "\t"
                        : " ".repeat(width.orElse(0) - row.name().length()) + "  " + row.state())
                + "\n"));
        return text.toString();
    }
}
