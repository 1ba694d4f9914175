package io.zsan.testkit.fake;

import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code zfs list -H [-p] [-t filesystem] [-o …]}, {@code get -H -o value}, {@code mount}, {@code create}. */
final class ZfsProgram {
    private ZfsProgram() {}

    static int run(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        if (execution.database().isEmpty()) {
            return 0;
        }
        DatabaseHost host = execution.database().get();
        String command = words.size() < 2 ? "" : words.get(1);
        List<String> arguments = words.subList(Math.min(2, words.size()), words.size());
        if (command.equals("mount") && arguments.size() == 1) {
            return execution.finish(host.zpool().mount(arguments.get(0)));
        }
        if (command.equals("create") && arguments.size() == 1) {
            return execution.finish(host.zpool().createDataset(arguments.get(0)));
        }
        String columns = command.equals("list") ? "name,used,avail,refer,mountpoint" : "name,property,value,source";
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean more = i + 1 < arguments.size();
            if (argument.equals("-o") && more) {
                columns = arguments.get(++i);
            } else if (argument.equals("-t") && more) {
                i++;
            } else if (!argument.startsWith("-")) {
                rest.add(argument);
            } else if (!argument.matches("-[Hpr]+")) {
                return usage(execution);
            }
        }
        execution.await(host.look()::done);
        if (command.equals("list")) {
            return list(execution, host, List.of(columns.split(",")), rest);
        }
        if (command.equals("get") && rest.size() == 2 && columns.equals("value")) {
            return list(execution, host, List.of(rest.get(0)), rest.subList(1, 2));
        }
        return usage(execution);
    }

    private static int usage(Execution execution) {
        return execution.fail(2, "unrecognized command or arguments\nusage: zfs command args ...");
    }

    private static int list(Execution execution, DatabaseHost host, List<String> columns, List<String> wanted) {
        TreeMap<String, Pool> all = new TreeMap<>();
        host.pools().forEach(pool -> pool.datasets().keySet().forEach(dataset -> all.put(dataset, pool)));
        int status = 0;
        for (String name : wanted) {
            if (!all.containsKey(name)) {
                status = execution.fail(1, "cannot open '" + name + "': dataset does not exist");
            }
        }
        for (Map.Entry<String, Pool> entry : all.entrySet()) {
            if (wanted.isEmpty() || wanted.contains(entry.getKey())) {
                Pool pool = entry.getValue();
                List<String> values = columns.stream()
                        .map(column -> value(pool, entry.getKey(), column))
                        .toList();
                execution.out(String.join("\t", values) + "\n");
            }
        }
        return status;
    }

    private static String value(Pool pool, String dataset, String column) {
        return switch (column) {
            case "name" -> dataset;
            case "type" -> "filesystem";
            case "mounted" -> pool.datasets().getOrDefault(dataset, false) ? "yes" : "no";
            case "canmount" -> "on";
            case "mountpoint" -> "/" + dataset;
            case "used", "refer", "referenced" -> Long.toString(pool.allocated());
            default -> "-";
        };
    }
}
