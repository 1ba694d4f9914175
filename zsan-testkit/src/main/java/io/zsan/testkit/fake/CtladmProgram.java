package io.zsan.testkit.fake;

import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.TargetConnection;
import io.zsan.testkit.world.TargetServer.Lun;
import io.zsan.testkit.world.TargetServer.Port;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code ctladm devlist|portlist|islist [-x]} and {@code isterminate}. */
final class CtladmProgram {
    private CtladmProgram() {}

    static int run(Execution execution, List<String> words) {
        if (execution.storage().isEmpty() || execution.release().istgt()) {
            return execution.fail(1, "ctladm: error opening /dev/cam/ctl: No such file or directory");
        }
        StorageHost host = execution.storage().get();
        List<String> arguments = words.subList(Math.min(2, words.size()), words.size());
        boolean xml = arguments.equals(List.of("-x"));
        String command = words.size() < 2 ? "" : words.get(1);
        if (command.equals("isterminate")) {
            return isterminate(execution, host, arguments);
        }
        if (!xml && !arguments.isEmpty()) {
            return usage(execution);
        }
        switch (command) {
            case "devlist" -> execution.out(xml ? CtladmXml.luns(host) : luns(host));
            case "portlist" -> execution.out(xml ? CtladmXml.ports(host) : ports(host));
            case "islist" -> execution.out(xml ? CtladmXml.connections(host) : connections(host));
            default -> {
                return usage(execution);
            }
        }
        return 0;
    }

    private static int usage(Execution execution) {
        return execution.fail(1, "Usage:\nPrimary commands:\n         ctladm tur         [dev_id][general options]");
    }

    private static String luns(StorageHost host) {
        StringBuilder text =
                new StringBuilder("LUN Backend       Size (Blocks)   BS Serial Number    Device ID       \n");
        for (Lun lun : host.targets().luns()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%3d %-8s %18d %4d %-16s %-16s\n",
                    lun.id(),
                    lun.conf().backend(),
                    lun.disk().disk().sizeBytes() / lun.conf().blocksize(),
                    lun.conf().blocksize(),
                    lun.conf().serial(),
                    lun.conf().deviceId()));
        }
        return text.toString();
    }

    private static String ports(StorageHost host) {
        StringBuilder text = new StringBuilder("Port Online Frontend Name     pp vp\n"
                + "0    YES    tpc      tpc      0  0  \n"
                + "1    NO     camsim   camsim   0  0  naa." + CtladmXml.simPort(host) + "\n"
                + "2    YES    ioctl    ioctl    0  0  \n");
        for (Port port : host.targets().ports()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-4d %-6s %-8s %-8s %-2d %-2d %s,t,0x0101\n",
                    port.id(),
                    "YES",
                    "iscsi",
                    "iscsi",
                    257,
                    port.virtual(),
                    port.conf().name()));
        }
        return text.toString();
    }

    private static String connections(StorageHost host) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%4s %-16s %-36s %-36s\n", "ID", "Portal", "Initiator name", "Target name"));
        for (TargetConnection c : host.targets().connections()) {
            text.append(String.format(
                    Locale.ROOT, "%4d %-16s %-36s %-36s\n", c.id(), c.address(), c.initiator(), c.target()));
        }
        return text.toString();
    }

    private static int isterminate(Execution execution, StorageHost host, List<String> arguments) {
        Optional<Predicate<TargetConnection>> which = selector(arguments);
        if (which.isEmpty()) {
            return execution.fail(1, "ctladm: cctl_isterminate: either -a, -c, -i or -p must be specified");
        }
        if (host.targets().terminate(which.get()) == 0) {
            return execution.fail(
                    1,
                    "ctladm: cctl_isterminate: error returned from CTL iSCSI connection termination request:\n"
                            + "No matching connections found");
        }
        execution.out("iSCSI connections terminated\n");
        return 0;
    }

    private static Optional<Predicate<TargetConnection>> selector(List<String> arguments) {
        if (arguments.equals(List.of("-a"))) {
            return Optional.of(c -> true);
        }
        if (arguments.size() != 2) {
            return Optional.empty();
        }
        String value = arguments.get(1);
        return switch (arguments.get(0)) {
            case "-c" -> Optional.of(c -> Integer.toString(c.id()).equals(value));
            case "-i" -> Optional.of(c -> c.initiator().equals(value));
            case "-p" -> Optional.of(c -> c.address().equals(value));
            default -> Optional.empty();
        };
    }
}
