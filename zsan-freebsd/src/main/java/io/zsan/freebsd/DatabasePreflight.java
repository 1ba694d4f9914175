package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.decide.DisconnectMode;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.Sysctl;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.ZpoolListing;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** R12 on a database node. */
final class DatabasePreflight {
    private static final String HOSTID = "kern.hostid";
    private static final String NO_HOSTID = "0";
    private static final String KERNEL = "zfs-kmod-";
    private static final String HOSTUUID = "kern.hostuuid";
    private static final String FAIL_ON_DISCONNECTION = "kern.iscsi.fail_on_disconnection";
    private static final String PING_TIMEOUT = "kern.iscsi.ping_timeout";
    private static final String DISK_IDENT = "kern.geom.label.disk_ident.enable";
    private static final ImmutableList<String> SYSCTLS =
            ImmutableList.of(HOSTID, HOSTUUID, FAIL_ON_DISCONNECTION, PING_TIMEOUT, DISK_IDENT);
    private static final ImmutableList<String> COLUMNS =
            ImmutableList.of("name", "comment", "cachefile", "failmode", "autoreplace");

    /** Below it an idle session is dropped again and again (measured, A5). */
    private static final int LEAST_PING_TIMEOUT = 3;

    private final CommandRunner runner;
    private final ZfsGate gate;
    private final DisconnectMode mode;
    private final List<Command> ofSystem;
    private final List<Command> ofZfs;

    DatabasePreflight(CommandRunner runner, ZfsGate gate, Deadlines deadlines, DisconnectMode mode) {
        this.runner = runner;
        this.gate = gate;
        this.mode = mode;
        this.ofSystem = within(
                deadlines,
                Findings.VERSION,
                Findings.ZFSD,
                Command.reading("/sbin/sysctl", SYSCTLS),
                Command.reading("/usr/sbin/service", "iscsid", "onestatus"));
        this.ofZfs = within(
                deadlines,
                Command.reading("/sbin/zpool", "version"),
                Command.reading("/sbin/zpool", "list", "-H", "-p", "-o", String.join(",", COLUMNS)),
                // Names do not matter here, and -P is not everywhere.
                Command.reading("/sbin/zpool", "status"));
    }

    private static List<Command> within(Deadlines deadlines, Command... commands) {
        return ImmutableList.copyOf(commands).stream()
                .map(command -> command.within(deadlines.look()))
                .toList();
    }

    List<Finding> run() {
        Findings findings = new Findings(runner.node());
        List<Attempt> attempts = runner.runAll(ofSystem);
        findings.version(attempts.get(0));
        findings.zfsd(attempts.get(1));
        findings.answered(attempts.get(2)).ifPresent(result -> sysctls(result, findings));
        findings.answered(attempts.get(3))
                .filter(result -> !result.succeeded())
                .ifPresent(down ->
                        findings.refuse("iscsid does not run", "sysrc iscsid_enable=YES; service iscsid start"));
        Optional<List<Attempt>> answers = gate.ifFree(() -> gate.runAll(ofZfs, 0));
        if (answers.isEmpty()) {
            findings.refuse("ZFS does not answer, or another command is still running", "run preflight again");
        } else {
            findings.answered(answers.get().get(0)).ifPresent(result -> version(result, findings));
            pools(answers.get(), findings);
        }
        return findings.all();
    }

    /** The hostid and the version of ZFS, as far as the node tells them. */
    NodeTraits traits() {
        List<Attempt> attempts = runner.runAll(List.of(ofSystem.get(2), ofZfs.get(0)));
        Optional<String> hostId = ended(attempts.get(0))
                .flatMap(result -> Sysctl.parse(SYSCTLS, SYSCTLS, result.out()).get(HOSTID))
                .filter(id -> !id.equals(NO_HOSTID));
        Optional<String> zfs = ended(attempts.get(1)).flatMap(DatabasePreflight::kernelVersion);
        return new NodeTraits(runner.node(), hostId, zfs);
    }

    private static Optional<CommandResult> ended(Attempt attempt) {
        return attempt instanceof Attempt.Ended ended
                        && ended.result().succeeded()
                        && !ended.result().truncated()
                ? Optional.of(ended.result())
                : Optional.empty();
    }

    private static Optional<String> kernelVersion(CommandResult result) {
        return result.out()
                .lines()
                .filter(line -> line.startsWith(KERNEL))
                .map(line -> line.substring(KERNEL.length()))
                .findFirst();
    }

    private void sysctls(CommandResult result, Findings findings) {
        Sysctl sysctl = Sysctl.parse(SYSCTLS, SYSCTLS, result.out());
        String hostid = sysctl.get(HOSTID).orElse(NO_HOSTID);
        if (hostid.equals(NO_HOSTID)) {
            findings.refuse("it has no hostid", "service hostid_save onestart; service hostid onestart");
        }
        String wanted = mode == DisconnectMode.FREEZE ? "0" : "1";
        String set = sysctl.get(FAIL_ON_DISCONNECTION).orElse("missing");
        if (!set.equals(wanted)) {
            findings.refuse(
                    FAIL_ON_DISCONNECTION + " is " + set + ", the policy is " + mode,
                    "set it to " + wanted + ", in /etc/sysctl.conf too");
        }
        String ping = sysctl.get(PING_TIMEOUT).orElse("missing");
        if (!ping.matches("[0-9]{1,9}") || Integer.parseInt(ping) < LEAST_PING_TIMEOUT) {
            findings.refuse(
                    PING_TIMEOUT + " is " + ping + ", under which sessions are dropped for nothing, or never",
                    "set it to " + LEAST_PING_TIMEOUT + " or more, in /etc/sysctl.conf too");
        }
        String ident = sysctl.get(DISK_IDENT).orElse("missing");
        if (!ident.equals("1")) {
            findings.refuse(
                    DISK_IDENT + " is " + ident + ", so there is no /dev/diskid",
                    "set it to 1, in /boot/loader.conf too");
        }
    }

    private static void version(CommandResult result, Findings findings) {
        if (result.exit() == Dialects.USAGE && result.out().isEmpty()) {
            // ZFS of illumos is of one version with its kernel.
            return;
        }
        List<String> lines = result.out().lines().toList();
        if (!result.succeeded()
                || lines.size() != 2
                || !lines.get(0).startsWith("zfs-")
                || !lines.get(1).startsWith(KERNEL)) {
            findings.refuse("'zpool version' does not tell its version", "use OpenZFS 2.0 or later");
            return;
        }
        String userland = lines.get(0).substring("zfs-".length());
        String kernel = lines.get(1).substring(KERNEL.length());
        if (!userland.equals(kernel)) {
            findings.warn(
                    "zpool is of OpenZFS " + userland + ", the kernel of " + kernel, "restart it after its upgrade");
        }
    }

    private void pools(List<Attempt> answers, Findings findings) {
        Optional<CommandResult> list = findings.answered(answers.get(1));
        Optional<CommandResult> status = findings.answered(answers.get(2));
        if (list.isEmpty() || status.isEmpty()) {
            return;
        }
        String rows = Results.out(runner.node(), ofZfs.get(1), list.get());
        List<ZpoolListing.Row> stamped = ZpoolListing.parse(COLUMNS, rows).rows().stream()
                .filter(row -> PoolReader.stamp(row.get("comment")).isPresent())
                .toList();
        for (ZpoolListing.Row row : stamped) {
            String pool = "pool " + row.name();
            expect(findings, row, "cachefile", "none", pool + " would be imported by the next boot");
            expect(findings, row, "failmode", "wait", pool + " does not wait for its devices");
            expect(findings, row, "autoreplace", "off", pool + " takes in disks by itself");
        }
        Set<String> names = stamped.stream().map(ZpoolListing.Row::name).collect(Collectors.toSet());
        ZpoolStatus.parse(
                        Results.out(runner.node(), ofZfs.get(2), status.get()),
                        status.get().err())
                .pools()
                .stream()
                .filter(pool ->
                        names.contains(pool.name()) && !pool.section("spares").isEmpty())
                .map(PoolStatus::name)
                .forEach(name -> findings.warn(
                        "pool " + name + " has spares of its own", "zpool remove " + name + " each of them"));
    }

    private static void expect(Findings findings, ZpoolListing.Row row, String property, String wanted, String what) {
        String value = row.get(property).orElse("-");
        if (!value.equals(wanted)) {
            findings.warn(
                    what + ": " + property + "=" + value, "zpool set " + property + "=" + wanted + " " + row.name());
        }
    }
}
