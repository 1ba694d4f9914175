package io.zsan.testkit.fake;

import io.zsan.node.VdevState;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.KernelOp;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.Zpool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code zpool}: what changes pools is here; what shows them has classes of its own. */
final class ZpoolProgram {
    /** Usage errors exit with 2. */
    private static final int USAGE = 2;

    private ZpoolProgram() {}

    static int run(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        String command = words.size() < 2 ? "" : words.get(1);
        List<String> arguments = words.subList(Math.min(2, words.size()), words.size());
        if (command.equals("version")) {
            Optional<String> version = execution.release().zfs();
            if (version.isEmpty()) {
                return usage(execution, "unrecognized command 'version'");
            }
            execution.out("zfs-" + version.get() + "\nzfs-kmod-" + version.get() + "\n");
            return 0;
        }
        if (execution.database().isEmpty()) {
            return command.equals("list") && arguments.contains("-H")
                    ? 0
                    : execution.fail(command.equals("status") ? 0 : 1, "no pools available");
        }
        DatabaseHost host = execution.database().get();
        switch (command) {
            case "status" -> {
                return ZpoolStatus.run(execution, host, arguments);
            }
            case "list" -> {
                return ZpoolList.list(execution, host, arguments);
            }
            case "get" -> {
                return ZpoolList.get(execution, host, arguments);
            }
            case "import" -> {
                return ZpoolImport.run(execution, host, arguments);
            }
            case "create" -> {
                return create(execution, host, arguments);
            }
            default -> {
                return change(execution, host, command, arguments);
            }
        }
    }

    static int usage(Execution execution, String complaint) {
        return execution.fail(USAGE, complaint + "\nusage:\n\tzpool command args ...");
    }

    private static int change(Execution execution, DatabaseHost host, String command, List<String> arguments)
            throws NoAnswer, InterruptedException {
        boolean force = !arguments.isEmpty() && arguments.get(0).equals("-f");
        List<String> rest = force ? arguments.subList(1, arguments.size()) : arguments;
        String shape = command + " " + rest.size();
        Zpool zpool = host.zpool();
        switch (shape) {
            case "set 2" -> {
                int equals = rest.get(0).indexOf('=');
                return equals < 0
                        ? usage(execution, "missing value in property=value argument")
                        : execution.finish(zpool.set(
                                rest.get(1),
                                rest.get(0).substring(0, equals),
                                rest.get(0).substring(equals + 1)));
            }
            case "export 1" -> {
                return execution.finish(zpool.export(rest.get(0), force));
            }
            case "sync 1" -> {
                return execution.finish(zpool.sync(rest.get(0)));
            }
            case "offline 2" -> {
                return execution.finish(zpool.offline(rest.get(0), rest.get(1)));
            }
            case "online 2" -> {
                return online(execution, host, rest.get(0), rest.get(1));
            }
            case "replace 3" -> {
                return execution.finish(zpool.replace(rest.get(0), rest.get(1), rest.get(2), force));
            }
            case "detach 2" -> {
                return execution.finish(zpool.detach(rest.get(0), rest.get(1)));
            }
            default -> {
                return usage(execution, "unrecognized command '" + command + "', or arguments that are not known here");
            }
        }
    }

    private static int online(Execution execution, DatabaseHost host, String pool, String leaf)
            throws NoAnswer, InterruptedException {
        KernelOp operation = host.zpool().online(pool, leaf);
        int status = execution.finish(operation);
        Optional<Leaf> there = host.pool(pool).flatMap((Pool p) -> Zpool.leaf(p, leaf));
        if (status == 0 && there.filter(l -> l.state() == VdevState.ONLINE).isEmpty()) {
            execution.out("warning: device '" + leaf + "' onlined, but remains in faulted state\n"
                    + "use 'zpool replace' to replace devices that are no longer present\n");
        }
        return status;
    }

    private static int create(Execution execution, DatabaseHost host, List<String> arguments)
            throws NoAnswer, InterruptedException {
        TreeMap<String, String> properties = new TreeMap<>();
        boolean force = false;
        int at = 0;
        while (at < arguments.size() && arguments.get(at).startsWith("-")) {
            if (arguments.get(at).equals("-f")) {
                force = true;
            } else if (arguments.get(at).equals("-o") && at + 1 < arguments.size()) {
                put(properties, arguments.get(++at));
            } else {
                return usage(execution, "invalid option '" + arguments.get(at).substring(1) + "'");
            }
            at++;
        }
        if (at + 1 >= arguments.size()) {
            return usage(
                    execution, at == arguments.size() ? "missing pool name argument" : "missing vdev specification");
        }
        if (execution.release().illumos() && properties.containsKey("ashift")) {
            return execution.fail(1, "cannot create '" + arguments.get(at) + "': invalid property 'ashift'");
        }
        String comment = properties.getOrDefault("comment", "");
        if (comment.length() > 32) {
            return execution.fail(
                    1, "cannot create '" + arguments.get(at) + "': comment must not exceed 32 characters");
        }
        Optional<Vdevs> vdevs = Vdevs.parse(arguments.subList(at + 1, arguments.size()));
        if (vdevs.isEmpty()) {
            return execution.fail(1, "invalid vdev specification: only mirrors and mirrored logs are known here");
        }
        return execution.finish(host.zpool()
                .create(arguments.get(at), vdevs.get().data(), vdevs.get().logs(), properties, force));
    }

    /** The mirrors of {@code mirror A B … log mirror C D …}. */
    private record Vdevs(List<List<String>> data, List<List<String>> logs) {
        static Optional<Vdevs> parse(List<String> words) {
            List<List<String>> data = new ArrayList<>();
            List<List<String>> logs = new ArrayList<>();
            List<List<String>> here = data;
            boolean begun = false;
            for (String word : words) {
                if (word.equals("log")) {
                    if (here == logs) {
                        return Optional.empty();
                    }
                    here = logs;
                    begun = false;
                } else if (word.equals("mirror")) {
                    here.add(new ArrayList<>());
                    begun = true;
                } else if (begun) {
                    here.get(here.size() - 1).add(word);
                } else {
                    return Optional.empty();
                }
            }
            boolean whole = begun && !data.isEmpty();
            return whole ? Optional.of(new Vdevs(data, logs)) : Optional.empty();
        }
    }

    static void put(Map<String, String> properties, String setting) {
        int equals = setting.indexOf('=');
        properties.put(setting.substring(0, Math.max(0, equals)), setting.substring(equals + 1));
    }
}
