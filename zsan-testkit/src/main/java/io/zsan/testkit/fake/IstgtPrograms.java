package io.zsan.testkit.fake;

import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.TargetConnection;
import io.zsan.testkit.world.TargetServer.Lun;
import io.zsan.testkit.world.TargetServer.Port;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code istgtcontrol list|info|version}, and {@code ps}, which shows what istgt was started with. */
final class IstgtPrograms {
    private IstgtPrograms() {}

    /** {@code ps -axww -o pid= -o command=}. */
    static int ps(Execution execution, List<String> words) {
        if (!words.subList(1, words.size()).equals(List.of("-axww", "-o", "pid=", "-o", "command="))) {
            return execution.fail(1, "usage: ps [-aCcdefHhjlmrSTuvwXxZ] [-O fmt | -o fmt]");
        }
        execution.out(line(1, "/sbin/init --"));
        execution
                .storage()
                .ifPresent(host -> host.targets()
                        .istgtFile()
                        .ifPresent(
                                file -> execution.out(line(host.targets().pid(), "/usr/local/bin/istgt -c " + file))));
        return 0;
    }

    /** {@code istgt -V}. */
    static int istgt(Execution execution, List<String> words) {
        if (!execution.release().istgt()) {
            return execution.fail(127, "sh: /usr/local/bin/istgt: not found");
        }
        if (!words.subList(1, words.size()).equals(List.of("-V"))) {
            return execution.fail(1, "istgt: only a script starts it here");
        }
        execution.out("istgt version 0.4\nistgt extra version 20111008\n");
        return 0;
    }

    private static String line(int pid, String command) {
        return String.format(Locale.ROOT, "%5d %s\n", pid, command);
    }

    /** {@code istgtcontrol -c FILE COMMAND}. */
    static int istgtcontrol(Execution execution, List<String> words) {
        if (!execution.release().istgt()) {
            return execution.fail(127, "sh: /usr/local/bin/istgtcontrol: not found");
        }
        Optional<StorageHost> host =
                execution.storage().filter(h -> h.targets().istgtFile().isPresent());
        if (words.size() != 4
                || !words.get(1).equals("-c")
                || !execution.host().files().exists(words.get(2))) {
            return execution.fail(1, "istgtcontrol: open error");
        }
        if (host.isEmpty()) {
            return execution.fail(1, "istgt_connect(127.0.0.1:3261) failed");
        }
        switch (words.get(3)) {
            case "list" ->
                host.get()
                        .targets()
                        .ports()
                        .forEach(port -> execution.out(port.conf().name() + "\n"));
            case "info" -> info(execution, host.get());
            case "version" -> execution.out("target version 0.4 (20111008)\n");
            default -> {
                return execution.fail(1, "unknown command " + words.get(3));
            }
        }
        execution.out("DONE " + words.get(3).toUpperCase(Locale.ROOT) + " command\n");
        return 0;
    }

    private static void info(Execution execution, StorageHost host) {
        if (host.targets().connections().isEmpty()) {
            execution.out("no login\n");
        }
        for (Port port : host.targets().ports()) {
            int unit = host.targets()
                    .lun(port.conf().luns().getOrDefault(0, ""))
                    .map(Lun::conf)
                    .map(conf -> Integer.parseInt(conf.name().substring(2)))
                    .orElse(0);
            int number = 0;
            for (TargetConnection connection : host.targets().connections()) {
                if (connection.target().equals(port.conf().name())) {
                    execution.out(login(host, connection, unit, ++number));
                }
            }
        }
    }

    private static String login(StorageHost host, TargetConnection connection, int unit, int number) {
        return String.format(
                Locale.ROOT,
                "Login from %s (%s) on %s LU%d (%s:%d,1), ISID=80%08x00, TSIH=%d, CID=0, HeaderDigest=off, DataDigest=off,"
                        + " MaxConnections=1, FirstBurstLength=65536, MaxBurstLength=262144,"
                        + " MaxRecvDataSegmentLength=8192, InitialR2T=Yes, ImmediateData=Yes\n",
                connection.initiator(),
                connection.address(),
                connection.target(),
                unit,
                host.portal().host(),
                host.portal().port(),
                connection.id(),
                number);
    }
}
