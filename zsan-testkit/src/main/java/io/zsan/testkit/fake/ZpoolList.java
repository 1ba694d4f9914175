package io.zsan.testkit.fake;

import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code zpool list -H [-p] [-o …] [POOL…]} and {@code zpool get -H [-p] -o value PROPERTY POOL}. */
final class ZpoolList {
    private static final String COLUMNS =
            "name,size,allocated,free,checkpoint,expandsize,fragmentation,capacity,dedupratio,health,altroot";

    private ZpoolList() {}

    static int list(Execution execution, DatabaseHost host, List<String> arguments)
            throws NoAnswer, InterruptedException {
        Options options = Options.parse(arguments, COLUMNS);
        if (options == null || !options.script()) {
            return ZpoolProgram.usage(execution, "only the form with -H is known here");
        }
        execution.await(host.look()::done);
        List<String> names =
                options.rest().isEmpty() ? host.pools().stream().map(Pool::name).toList() : options.rest();
        int status = 0;
        for (String name : names) {
            Optional<Pool> pool = host.pool(name);
            if (pool.isEmpty()) {
                status = execution.fail(1, "cannot open '" + name + "': no such pool");
                continue;
            }
            List<String> values = new ArrayList<>();
            for (String column : options.columns()) {
                String value = value(execution, pool.get(), column);
                if (value == null) {
                    return ZpoolProgram.usage(execution, "bad property list: invalid property '" + column + "'");
                }
                values.add(value);
            }
            execution.out(String.join("\t", values) + "\n");
            // As zpool does: a pool that is there hides the error of one before it.
            status = 0;
        }
        return status;
    }

    static int get(Execution execution, DatabaseHost host, List<String> arguments)
            throws NoAnswer, InterruptedException {
        Options options = Options.parse(arguments, "name,property,value,source");
        if (options == null || !options.script() || options.rest().size() != 2) {
            return ZpoolProgram.usage(execution, "missing property argument");
        }
        execution.await(host.look()::done);
        String property = options.rest().get(0);
        Optional<Pool> pool = host.pool(options.rest().get(1));
        if (pool.isEmpty()) {
            return execution.fail(1, "cannot open '" + options.rest().get(1) + "': no such pool");
        }
        String value = value(execution, pool.get(), property);
        if (value == null) {
            return ZpoolProgram.usage(execution, "bad property list: invalid property '" + property + "'");
        }
        List<String> fields = new ArrayList<>();
        for (String column : options.columns()) {
            fields.add(
                    switch (column) {
                        case "name" -> pool.get().name();
                        case "property" -> property;
                        case "value" -> value;
                        default -> pool.get().properties().containsKey(property) ? "local" : "-";
                    });
        }
        execution.out(String.join("\t", fields) + "\n");
        return 0;
    }

    /** A log is no room for data. */
    private static long bytes(Pool pool) {
        return pool.mirrors().stream()
                .filter(mirror -> !mirror.isLog())
                .mapToLong(mirror -> mirror.config().size())
                .sum();
    }

    private static @Nullable String value(Execution execution, Pool pool, String property) {
        // A resilver hides it, as in the status.
        boolean suspended = pool.suspended()
                && pool.resilvers().running().isEmpty()
                && !execution.release().illumos();
        return switch (property) {
            case "name" -> pool.name();
            case "guid" -> pool.guid().toString();
            case "health" -> (suspended ? "SUSPENDED" : pool.state().name());
            case "size" -> Long.toString(bytes(pool));
            case "allocated", "alloc" -> Long.toString(pool.allocated());
            case "free" -> Long.toString(bytes(pool) - pool.allocated());
            case "capacity", "cap" -> Long.toString(100 * pool.allocated() / bytes(pool));
            case "fragmentation", "frag" -> "6";
            case "dedupratio", "dedup" -> "1.00";
            case "comment", "cachefile" -> pool.properties().getOrDefault(property, "-");
            case "checkpoint", "expandsize", "altroot" -> "-";
            case "readonly", "autoreplace", "autoexpand" -> pool.properties().getOrDefault(property, "off");
            case "multihost" ->
                execution.release().illumos() ? null : pool.properties().getOrDefault(property, "off");
            case "failmode" -> pool.properties().getOrDefault(property, "wait");
            case "ashift" -> pool.properties().getOrDefault(property, "0");
            default -> null;
        };
    }

    /** {@code -H}, {@code -p}, {@code -o}, in any order and combination. */
    private record Options(boolean script, List<String> columns, List<String> rest) {
        static @Nullable Options parse(List<String> arguments, String defaultColumns) {
            boolean script = false;
            String columns = defaultColumns;
            int at = 0;
            while (at < arguments.size() && arguments.get(at).startsWith("-")) {
                String option = arguments.get(at);
                if (option.equals("-o") && at + 1 < arguments.size()) {
                    columns = arguments.get(++at);
                } else if (option.matches("-[Hp]+")) {
                    script |= option.contains("H");
                } else {
                    return null;
                }
                at++;
            }
            return new Options(
                    script, Arrays.stream(columns.split(",")).toList(), arguments.subList(at, arguments.size()));
        }
    }
}
