package io.zsan.freebsd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.Readings;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.SshTexts;
import io.zsan.freebsd.host.FileSystem;
import io.zsan.freebsd.host.RcConf;
import io.zsan.freebsd.iscsi.IscontrolSessions;
import io.zsan.node.SessionReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The parsers of what a host says of itself, of what comes over its network, and of the old initiator. Of these there are
 * few captures: most seeds are after manual pages and source.
 */
final class HostTargets {
    private static final String DF = """
            Filesystem  1K-blocks    Used    Avail Capacity  Mounted on
            zroot/var/log  20307196 1400000 17282624     8%    /var/log
            """;
    private static final String RC = "zfsd_enable: YES\niscsid_enable: YES\niscsictl_enable: NO\n";
    private static final String ALL_OFF = "zfsd_enable: NO\niscsid_enable: NO\niscsictl_enable: NO\n";
    private static final List<String> SWITCHES = List.of("zfsd_enable", "iscsid_enable", "iscsictl_enable");
    private static final String ZFS = "zfs-2.1.9-FreeBSD_g92e0d9d18\nzfs-kmod-2.1.9-FreeBSD_g92e0d9d18\n";

    private static final String UP = "iqn.2026-11.com.example:san.s1.wd1.g1";
    private static final String DOWN = "iqn.2026-11.com.example:san.s2.wd1.g1";
    private static final String SILENT = "iqn.2026-11.com.example:san.s3.wd1.g1";

    /** Three daemons: one that is connected, one that connects again, and one whose portal is silent. */
    private static final String ISCONTROL = String.join(
            Target.SEPARATOR,
            daemon(812, UP, "10.0.0.11") + daemon(814, DOWN, "10.0.0.12") + daemon(816, SILENT, Readings.SILENT_PORTAL),
            "net.iscsi_initiator.driver_version: 2.1\nnet.iscsi_initiator.sessions: 3\n"
                    + session(0, UP, "10.0.0.11", 812)
                    + session(1, DOWN, "10.0.0.12", 814)
                    + session(2, SILENT, Readings.SILENT_PORTAL, 816),
            "USER     COMMAND    PID   FD PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n"
                    + "root     sshd       700   4  tcp4   10.0.0.21:22          10.0.0.9:51001\n"
                    + socket(812, "10.0.0.11") + socket(816, Readings.SILENT_PORTAL),
            "scbus0 on ata0 bus 0:\n<>                                 at scbus0 target -1 lun -1 ()\n" + disk(3, 0, 2)
                    + disk(4, 2, 3));

    static final List<Target<?>> ALL = List.of(
            // Where one is on, damage can put its value behind another name.
            Target.of("rc-conf", List.of(RC, ALL_OFF), text -> RcConf.parse(SWITCHES, text))
                    .never((whole, damaged) -> assertThat(SWITCHES.stream().filter(damaged::on))
                            .allMatch(on -> SWITCHES.stream().anyMatch(whole::on))),
            Target.of("df", List.of(DF), FileSystem::parse)
                    .never((whole, damaged) ->
                            assertThat(damaged.availableKib()).isEqualTo(whole.availableKib())),
            Target.of("release", List.of("13.2-RELEASE-p3\n", "9.3-RELEASE\n", "15.0-CURRENT\n"), FreeBsdRelease::of)
                    .never(HostTargets::sameOrNone),
            Target.of("zpool-version", List.of(ZFS, "zfs-2.3.2-1\nzfs-kmod-2.3.2-1\n"), ZfsVersion::of)
                    .never(HostTargets::sameOrNone),
            Target.of(
                            "iscontrol",
                            List.of(ISCONTROL),
                            Target.in(4, p -> IscontrolSessions.parse(p[0], p[1], p[2], p[3])))
                    .never((whole, damaged) -> noMore(linked(whole), linked(damaged), DOWN)),
            Target.of(
                            "iscontrol-sessions",
                            List.of(ISCONTROL),
                            Target.in(4, p -> Readings.oldSessions(p[0], p[1], p[2], p[3])))
                    .never((whole, damaged) -> noMore(connected(whole), connected(damaged), DOWN, SILENT)),
            Target.of("ssh-complaint", SshTexts.COMPLAINTS, SshTexts::beforeSession)
                    .never((whole, damaged) ->
                            assertThat(whole.isEmpty() && damaged.isPresent()).isFalse()),
            Target.of(
                    "ssh-framing",
                    List.of(String.join(Target.SEPARATOR, SshTexts.FRAMED_OUT, SshTexts.FRAMED_ERR)),
                    Target.in(2, p -> SshTexts.exits(2, p[0], p[1]))),
            Target.of("key-file", List.of("0123456789abcdef".repeat(4) + "\n"), HostTargets::key)
                    .ofInput());

    private HostTargets() {}

    /** Each in a file of its own: that is how a key comes in. */
    private static MasterKey key(String text) {
        try {
            Path file = Files.createTempFile("zsan-fuzz", ".key");
            try {
                return MasterKey.read(Files.writeString(file, text));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> void sameOrNone(Optional<T> whole, Optional<T> damaged) {
        assertThat(damaged.isEmpty() || damaged.equals(whole)).isTrue();
    }

    private static void noMore(List<String> whole, List<String> damaged, String... down) {
        assertThat(damaged).hasSizeLessThanOrEqualTo(whole.size()).doesNotContain(down);
    }

    private static List<String> linked(IscontrolSessions sessions) {
        return sessions.sessions().stream()
                .filter(IscontrolSessions.Session::linked)
                .map(IscontrolSessions.Session::target)
                .toList();
    }

    private static List<String> connected(List<SessionReport> sessions) {
        return sessions.stream()
                .filter(SessionReport::connected)
                .map(session -> session.target().text())
                .toList();
    }

    private static String daemon(int process, String target, String host) {
        return process + " /sbin/iscontrol -c /var/run/zsan/iscsi/" + target + "@" + host + "_3260.conf -n zsan\n";
    }

    private static String session(int number, String target, String host, int process) {
        String name = "net.iscsi_initiator." + number + ".";
        return name + "targetname: " + target + "\n" + name + "targeaddress: " + host + "\n" + name + "pid: " + process
                + "\n";
    }

    private static String socket(int process, String host) {
        return "root     iscontrol  " + process + "   4  tcp4   10.0.0.21:49152       " + host + ":3260\n";
    }

    private static String disk(int bus, int session, int unit) {
        return "scbus" + bus + " on iscsi" + session + " bus 0:\n<ZSAN disk 0001>                   at scbus" + bus
                + " target 0 lun 0 (pass" + bus + ",da" + unit + ")\n";
    }
}
