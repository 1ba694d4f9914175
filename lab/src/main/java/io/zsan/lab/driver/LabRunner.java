package io.zsan.lab.driver;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs what the FreeBSD driver of a database node runs, on a node of the lab: {@code iscsictl}, {@code geom},
 * {@code sysctl} and {@code reboot} are answered from the node's exporters, the ZFS programs by {@link ZfsFuse}.
 */
final class LabRunner implements CommandRunner {
    private static final Pattern ADDRESS = Pattern.compile("TargetAddress = ([0-9.]+)(?::([0-9]+))?\n");
    private static final int NOT_FOUND = 127;
    private static final int FIRST_BOOT = 1_000_000_000;

    private final DatabaseHost host;
    private final ZfsFuse zfs;

    LabRunner(DatabaseHost host) {
        this.host = host;
        this.zfs = new ZfsFuse(host);
    }

    @Override
    public NodeName node() {
        return host.node().name();
    }

    @Override
    public CommandResult run(Command command) {
        return switch (command.program()) {
            case "/usr/bin/iscsictl" -> iscsictl(command);
            case "/bin/sh" -> login(command);
            case "/sbin/geom" -> said(disks());
            case "/sbin/sysctl" -> sysctl(command);
            case "/sbin/reboot" -> {
                host.reboot();
                yield said("");
            }
            case "/sbin/zpool", "/sbin/zfs", "/usr/sbin/zdb" -> zfs.run(command);
            default -> ended(NOT_FOUND, "", command.program() + ": the lab does not know it\n");
        };
    }

    @Override
    public List<Attempt> runAll(List<Command> commands) {
        ImmutableList.Builder<Attempt> attempts = ImmutableList.builder();
        boolean lost = false;
        for (Command command : commands) {
            if (lost) {
                attempts.add(new Attempt.Unknown(command, node() + ": not reached: " + command));
                continue;
            }
            try {
                attempts.add(new Attempt.Ended(command, run(command)));
            } catch (OutcomeUnknown hung) {
                lost = true;
                attempts.add(new Attempt.Unknown(command, String.valueOf(hung.getMessage())));
            }
        }
        return attempts.build();
    }

    private CommandResult iscsictl(Command command) {
        List<String> words = command.arguments();
        if (words.get(0).equals("-L")) {
            return said(sessions());
        }
        if (words.size() == 3 && words.get(0).equals("-R") && words.get(1).equals("-t")) {
            host.logout(new io.zsan.model.Iqn(words.get(2)));
            return said("");
        }
        throw new InvalidInput("the lab does not know " + command);
    }

    /** The script that adds a session; its argument is the target, its input a section of iscsi.conf. */
    private CommandResult login(Command command) {
        Matcher address = ADDRESS.matcher(command.stdin().orElse(""));
        if (!command.arguments().contains("zsan-login") || !address.find()) {
            return ended(NOT_FOUND, "", "the lab runs no scripts\n");
        }
        String target = command.arguments().get(command.arguments().size() - 1);
        int port = address.group(2) == null ? Portal.DEFAULT_PORT : Integer.parseInt(address.group(2));
        host.login(new io.zsan.model.Iqn(target), new Portal(address.group(1), port));
        return said("");
    }

    private String sessions() {
        return host.sessions().stream()
                .map(s -> "{\"name\":\"" + s.target() + "\",\"portal\":\""
                        + s.portal().text() + "\",\"state\":\""
                        + (s.connected() ? "Connected" : s.detail()) + "\""
                        + (s.connected()
                                ? ",\"devices\":{\"lun\":[{\"lun\":0,\"device\":\"da" + s.number() + "\"}]}"
                                : "")
                        + "}")
                .collect(Collectors.joining(",", "{\"iscsictl\":{\"session\":[", "]}}\n"));
    }

    private String disks() {
        return host.sessions().stream()
                .map(s -> s.device().map(d -> disk(s.number(), d)).orElse(""))
                .collect(Collectors.joining());
    }

    private static String disk(int number, DatabaseHost.Device device) {
        return String.format(
                Locale.ROOT,
                "Geom name: da%1$d%nProviders:%n1. Name: da%1$d%n   Mediasize: %2$d (%3$dM)%n   Sectorsize: %4$d%n"
                        + "   Mode: r0w0e0%n   ident: %5$s%n%n",
                number,
                device.sizeBytes(),
                device.sizeBytes() >> 20,
                device.sectorBytes(),
                device.serial());
    }

    private CommandResult sysctl(Command command) {
        if (!command.arguments().equals(List.of("kern.boottime"))) {
            return ended(1, "", "sysctl: the lab has only kern.boottime\n");
        }
        return said("kern.boottime: { sec = " + (FIRST_BOOT + host.boots()) + ", usec = 0 } counted by the lab\n");
    }

    static CommandResult said(String out) {
        return ended(0, out, "");
    }

    static CommandResult ended(int exit, String out, String err) {
        return new CommandResult(exit, out, err, Duration.ZERO, false);
    }

    static Optional<String> option(List<String> words, String option) {
        int at = words.indexOf(option);
        return at < 0 ? Optional.empty() : Optional.of(words.get(at + 1));
    }
}
