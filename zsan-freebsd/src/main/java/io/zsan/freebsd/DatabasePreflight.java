package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.decide.DisconnectMode;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.Sysctl;
import io.zsan.freebsd.host.RcConf;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** R12 on a database node. */
final class DatabasePreflight {
    private static final String HOSTID = "kern.hostid";
    private static final String NO_HOSTID = "0";
    private static final String KERNEL = "zfs-kmod-";
    private static final String ISCSID = "iscsid_enable";
    private static final String LOGINS = "iscsictl_enable";
    private static final String SCRUBS = "daily_scrub_zfs_enable";
    private static final SystemPreflight SYSTEM = new SystemPreflight(
            new SystemPreflight.Oldest(
                    FreeBsdRelease.FREEBSD_10,
                    "its release is too old for a database node: its initiator, iscontrol, was never seen to run with zsan"),
            List.of(ISCSID, LOGINS),
            List.of(SystemPreflight.LOGS, SystemPreflight.RUN));

    private final CommandRunner runner;
    private final ZfsGate gate;
    private final NodeClock clock;
    private final List<Setting> settings;
    private final List<String> sysctls;
    private final PoolPreflight pools;
    private final List<Command> ofSystem;
    private final Command ofSysctls;
    private final Command ofIscsid;
    private final Command ofPeriodic;
    private final Command ofVersion;

    DatabasePreflight(
            CommandRunner runner, ZfsGate gate, Deadlines deadlines, DisconnectMode mode, InstantSource clock) {
        this.runner = runner;
        this.gate = gate;
        this.clock = new NodeClock(runner, clock, deadlines.look());
        this.settings = Setting.of(mode);
        this.sysctls = ImmutableList.<String>builder()
                .add(HOSTID)
                .addAll(Setting.names(settings))
                .build();
        this.pools = new PoolPreflight(runner.node(), deadlines.look());
        this.ofSystem = SYSTEM.commands().stream()
                .map(command -> command.within(deadlines.look()))
                .toList();
        this.ofSysctls = Command.reading("/sbin/sysctl", sysctls).within(deadlines.look());
        this.ofIscsid =
                Command.reading("/usr/sbin/service", "iscsid", "onestatus").within(deadlines.look());
        this.ofPeriodic = Command.reading(
                        "/usr/sbin/sysrc", "-i", "-f", "/etc/periodic.conf", "-f", "/etc/periodic.conf.local", SCRUBS)
                .within(deadlines.look());
        this.ofVersion = Command.reading("/sbin/zpool", "version").within(deadlines.look());
    }

    List<Finding> run() {
        Findings findings = new Findings(runner.node());
        List<Attempt> attempts =
                runner.runAll(Stream.concat(Stream.of(ofSysctls, ofIscsid, ofPeriodic), ofSystem.stream())
                        .toList());
        SystemPreflight.Seen seen = SYSTEM.look(attempts.subList(3, attempts.size()), findings);
        boolean illumos = seen.release().filter(release -> !release.openZfs()).isPresent();
        findings.answered(attempts.get(0)).ifPresent(result -> sysctls(result, illumos, findings));
        iscsid(attempts.get(1), seen.rc(), findings);
        findings.answered(attempts.get(2)).ifPresent(result -> scrubs(result, findings));
        List<Command> ofZfs =
                Stream.concat(Stream.of(ofVersion), pools.commands().stream()).toList();
        Optional<List<Attempt>> answers = gate.ifFree(() -> gate.runAll(ofZfs, 0));
        if (answers.isEmpty()) {
            findings.refuse("ZFS does not answer, or another command is still running", "", "run preflight again");
        } else {
            findings.answered(answers.get().get(0)).ifPresent(result -> version(result, findings));
            pools.look(answers.get().subList(1, answers.get().size()), findings);
        }
        return findings.all();
    }

    /** The hostid, the version of ZFS and the time, as far as the node tells them. */
    NodeTraits traits() {
        List<Attempt> attempts = runner.runAll(List.of(ofSysctls, ofVersion));
        Optional<String> hostId = ended(attempts.get(0))
                .flatMap(result -> Sysctl.parse(sysctls, sysctls, result.out()).get(HOSTID))
                .filter(id -> !id.equals(NO_HOSTID));
        Optional<String> zfs = ended(attempts.get(1)).flatMap(DatabasePreflight::kernelVersion);
        return NodeTraits.ofDatabase(runner.node(), hostId, zfs, clock.offset());
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

    private void sysctls(CommandResult result, boolean illumos, Findings findings) {
        Sysctl there = Sysctl.parse(sysctls, sysctls, result.out());
        if (there.get(HOSTID).orElse(NO_HOSTID).equals(NO_HOSTID)) {
            findings.refuse(
                    "it has no hostid", said(there, HOSTID), "service hostid_save onestart; service hostid onestart");
        }
        for (Setting setting : Setting.bad(settings, illumos, there)) {
            String what = setting.name() + " is not good: " + setting.why();
            String remedy = "sysctl " + setting.wanted()
                    + ", and the same in /etc/sysctl.conf.local; FreeBsdFleet.tune does both";
            if (setting.refuses()) {
                findings.refuse(what, said(there, setting.name()), remedy);
            } else {
                findings.warn(what, said(there, setting.name()), remedy);
            }
        }
    }

    private static void scrubs(CommandResult result, Findings findings) {
        RcConf periodic = RcConf.parse(List.of(SCRUBS), result.out());
        if (periodic.on(SCRUBS)) {
            findings.warn(
                    "the daily jobs scrub pools whenever it is their time: a scrub slows databases and resilvers down",
                    SystemPreflight.said(periodic, SCRUBS),
                    "sysrc -f /etc/periodic.conf daily_scrub_zfs_enable=NO; scrub each pool at a time of its own");
        }
    }

    private static String said(Sysctl sysctl, String name) {
        return name + ": " + sysctl.get(name).orElse("(missing)");
    }

    private static void iscsid(Attempt attempt, Optional<RcConf> rc, Findings findings) {
        findings.answered(attempt)
                .filter(result -> !result.succeeded())
                .ifPresent(down -> findings.refuse(
                        "iscsid does not run", down.out(), "sysrc iscsid_enable=YES; service iscsid start"));
        rc.filter(conf -> !conf.on(ISCSID))
                .ifPresent(conf -> findings.warn(
                        "the next boot does not start iscsid, without which no session comes up",
                        SystemPreflight.said(conf, ISCSID),
                        "sysrc iscsid_enable=YES"));
        rc.filter(conf -> conf.on(LOGINS))
                .ifPresent(conf -> findings.warn(
                        "the next boot makes sessions by itself, of those in /etc/iscsi.conf",
                        SystemPreflight.said(conf, LOGINS),
                        "sysrc iscsictl_enable=NO, unless they are of disks that are none of zsan's"));
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
            findings.refuse(
                    "'zpool version' does not tell its version",
                    result.out().isBlank() ? Results.said(result) : result.out(),
                    "use OpenZFS 2.0 or later");
            return;
        }
        String userland = lines.get(0).substring("zfs-".length());
        String kernel = lines.get(1).substring(KERNEL.length());
        if (!userland.equals(kernel)) {
            findings.warn("zpool and the kernel are not of one OpenZFS", result.out(), "restart it after its upgrade");
        }
    }
}
