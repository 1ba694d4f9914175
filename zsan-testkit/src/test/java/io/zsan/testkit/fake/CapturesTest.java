package io.zsan.testkit.fake;

import static io.zsan.testkit.fake.CapturedLab.alike;
import static io.zsan.testkit.fake.CapturedLab.capture;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.Lab;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The fakes print what FreeBSD 13.2 printed in the same situation. */
class CapturesTest {
    private final CapturedLab captured = new CapturedLab();
    private final Lab lab = captured.lab;

    private String leg(String disk) {
        return captured.guid("d1", disk);
    }

    @Test
    void statusHealthy() {
        captured.pool();
        assertThat(lab.ok("d1", "/sbin/zpool status -P p1")).isEqualTo(capture("zpool-status-P-healthy.txt"));
        assertThat(alike(lab.ok("d1", "/sbin/zpool status -g p1")))
                .isEqualTo(alike(capture("zpool-status-g-healthy.txt")));
    }

    @Test
    void statusWithARemovedLeg() {
        captured.pool();
        captured.remove("d1", "s1d1");
        assertThat(lab.ok("d1", "/sbin/zpool status -P p1")).isEqualTo(capture("zpool-status-P-degraded.txt"));
        assertThat(alike(lab.ok("d1", "/sbin/zpool status -g p1")))
                .isEqualTo(alike(capture("zpool-status-g-degraded.txt")));
    }

    @Test
    void statusWithAnOfflineLeg() {
        captured.pool();
        lab.ok("d1", "/sbin/zpool offline p1 " + leg("s2d1"));
        String expected = capture("openzfs-2.1.11-offline.txt")
                .replaceAll("\\btank\\b", "p1")
                .replaceAll("ip-10.0.2.2:326[0-9]-iscsi-iqn.2024-01.lab:sn([0-9])-lun-1", "diskid/DISK-s$1d1")
                .replaceAll(" +", " ");
        assertThat(lab.ok("d1", "/sbin/zpool status p1").replaceAll(" +", " ")).isEqualTo(expected);
    }

    @Test
    void statusWhileALegIsReplacedAndAfter() {
        List<String> sections =
                List.of(capture("zpool-replace-by-guid-inflight.txt").split("(?=  pool: p1\n)"));
        captured.pool();
        captured.login("d1", "s2d2");
        captured.remove("d1", "s1d1");
        lab.ok("d1", "/sbin/zpool replace p1 " + leg("s1d1") + " /dev/diskid/DISK-s2d2");
        lab.advance(1.1);
        assertThat(alike(lab.ok("d1", "/sbin/zpool status p1"))).isEqualTo(alike(sections.get(1)));
        // The capture goes on with a list of the pool.
        String byGuid = sections.get(2).substring(0, sections.get(2).indexOf("p1\t"));
        assertThat(alike(lab.ok("d1", "/sbin/zpool status -g p1"))).isEqualTo(alike(byGuid));
        lab.advance(10);
        assertThat(alike(lab.ok("d1", "/sbin/zpool status p1"))).isEqualTo(alike(sections.get(3)));
    }

    @Test
    void statusOfAPoolImportedWithoutSomeLegs() {
        captured.pool();
        lab.ok("d1", "/sbin/zpool export p1");
        captured.login("d2", "s3d1");
        lab.ok("d2", "/sbin/zpool import p1");
        assertThat(alike(lab.ok("d2", "/sbin/zpool status p1"))).isEqualTo(alike("""
                                  pool: p1
                                 state: DEGRADED
                                status: One or more devices could not be opened.  Sufficient replicas exist for
                                \tthe pool to continue functioning in a degraded state.
                                action: Attach the missing device and online it using 'zpool online'.
                                   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-2Q
                                config:

                                \tNAME                      STATE     READ WRITE CKSUM
                                \tp1                        DEGRADED     0     0     0
                                \t  mirror-0                DEGRADED     0     0     0
                                \t    266938435122475677    UNAVAIL      0     0     0  was /dev/diskid/DISK-s1d1
                                \t    11233277049624369490  UNAVAIL      0     0     0  was /dev/diskid/DISK-s2d1
                                \t    diskid/DISK-s3d1      ONLINE       0     0     0

                                errors: No known data errors
                                """));
    }

    @Test
    void importListsWhatCouldBeImported() {
        captured.pool();
        captured.login("d2", "s1d1", "s2d1", "s3d1");
        assertThat(alike(lab.ok("d2", "/sbin/zpool import")))
                .isEqualTo(alike(capture("zpool-import-list-active-elsewhere-mh-off.txt")));
        assertThat(alike(lab.ok("d2", "/sbin/zpool import -d /dev/diskid/DISK-s3d1 -d /dev/diskid/DISK-gone")))
                .isEqualTo(alike(capture("zpool-import-list-stale-leg-only.txt")));
        lab.ok("d1", "/sbin/zpool export p1");
        assertThat(alike(lab.ok("d2", "/sbin/zpool import")))
                .isEqualTo(alike(capture("zpool-import-list-diverged.txt")));
    }

    @Test
    void importOfAPoolInUseIsRefused() {
        captured.pool();
        captured.login("d2", "s1d1", "s2d1", "s3d1");
        FakeResult refused = lab.run("d2", "/sbin/zpool import p1");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(alike(refused.err()))
                .isEqualTo(alike("cannot import 'p1': pool was previously in use from another system.\n"
                        + "Last accessed by d1 (hostid=f6a0b8bc) at Sun Nov 22 18:08:02 2026\n"
                        + "The pool can be imported, use 'zpool import -f' to import the pool.\n"));
    }

    @Test
    void poolListing() {
        captured.pool();
        String[] expected = capture("zpool-list-Hp-o.txt").strip().split("\t");
        String[] seen = lab.ok(
                        "d1",
                        "/sbin/zpool list -Hp -o name,guid,health,size,alloc,free,cap,frag,readonly,altroot,multihost,"
                                + "failmode,cachefile")
                .strip()
                .split("\t");
        assertThat(seen).hasSameSizeAs(expected);
        for (int i : new int[] {0, 2, 3, 8, 9, 10, 11, 12}) {
            assertThat(seen[i]).isEqualTo(expected[i]);
        }
    }

    /** The columns that the driver asks for, taken from a capture that has them among others. */
    @Test
    void fileSystemListing() {
        captured.pool();
        lab.ok("d1", "/sbin/zfs create p1/db");
        String expected = capture("zfs-list-Hp-o.txt")
                .lines()
                .map(line -> line.split("\t"))
                .map(column -> String.join("\t", column[0], column[6], column[7], column[5]))
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(lab.ok("d1", "/sbin/zfs list -H -p -t filesystem -o name,mounted,canmount,mountpoint"))
                .isEqualTo(expected);
    }

    @Test
    void sessions() {
        captured.pool();
        assertThat(lab.ok("d1", "/usr/bin/iscsictl -L")).isEqualTo(capture("iscsictl-L-connected.txt"));
        assertThat(lab.ok("d1", "/usr/bin/iscsictl -L --libxo json").replaceAll("\\s", ""))
                .isEqualTo(capture("iscsictl-L-json.txt").replaceAll("\\s", ""));
    }

    @Test
    void targets() {
        captured.login("d1", "s1d1");
        assertThat(lab.ok("s1", "/usr/sbin/ctladm devlist")).isEqualTo(capture("ctladm-devlist.txt"));
        assertThat(alike(lab.ok("s1", "/usr/sbin/ctladm devlist -x")))
                .isEqualTo(alike(capture("ctladm-devlist-x.txt")));
        assertThat(alike(lab.ok("s1", "/usr/sbin/ctladm portlist"))).isEqualTo(alike(capture("ctladm-portlist.txt")));
        assertThat(alike(lab.ok("s1", "/usr/sbin/ctladm portlist -x")))
                .isEqualTo(alike(capture("ctladm-portlist-x.txt")));
        assertThat(alike(lab.ok("s1", "/usr/sbin/ctladm islist"))).isEqualTo(alike(capture("ctladm-islist.txt")));
        assertThat(alike(lab.ok("s1", "/usr/sbin/ctladm islist -x"))).isEqualTo(alike(capture("ctladm-islist-x.txt")));
        assertThat(lab.ok("s1", "/usr/sbin/service ctld status")).isEqualTo(capture("ctld-status.txt"));
    }

    @Test
    void labels() {
        captured.pool();
        assertThat(alike(lab.ok("d1", "/usr/sbin/zdb -l /dev/diskid/DISK-s1d1")))
                .isEqualTo(alike(capture("zdb-l-leg.txt")));
        assertThat(alike(lab.ok("s1", "/usr/sbin/zdb -l /dev/da0"))).isEqualTo(alike(capture("zdb-l-leg.txt")));
        FakeResult none = lab.run("d1", "/usr/sbin/zdb -l /dev/vtbd0");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.out()).isEqualTo(capture("zdb-l-nolabel.txt"));
        FakeResult missing = lab.run("d1", "/usr/sbin/zdb -l /dev/nosuch");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.out()).isEqualTo(capture("zdb-l-nosuch.txt"));
    }

    @Test
    void disks() {
        captured.login("d1", "s1d1", "s2d1", "s3d1");
        assertThat(lab.ok("d1", "/sbin/geom disk list")).isEqualTo(capture("geom-disk-list.txt"));
    }

    @Test
    void sysctls() {
        assertThat(lab.ok("d1", "/sbin/sysctl kern.iscsi").lines())
                .containsExactlyInAnyOrderElementsOf(
                        capture("sysctl-kern-iscsi.txt").lines().toList());
        assertThat(lab.ok("d1", "/sbin/sysctl kern.boottime"))
                .isEqualTo("kern.boottime: { sec = 1795366800, usec = 0 } Sun Nov 22 17:00:00 2026\n");
        assertThat(lab.run("d1", "/sbin/sysctl kern.nosuch").err()).isEqualTo("sysctl: unknown oid 'kern.nosuch'\n");
    }

    private void refuses(String node, String command, int exit, String captureOfError) {
        FakeResult result = lab.run(node, command);
        assertThat(result.err()).as(command).isEqualTo(capture(captureOfError));
        assertThat(result.exit()).as(command).isEqualTo(exit);
    }

    @Test
    void refusalsOfZpool() {
        refuses("d1", "/sbin/zpool status", 0, "zpool-status-nopools.err");
        captured.pool();
        refuses("d1", "/sbin/zpool status nosuch", 1, "zpool-status-nosuch.err");
        refuses("d1", "/sbin/zpool offline p1 nosuch", 1, "zpool-offline-nosuchdev.err");
        refuses("d1", "/sbin/zpool online p1 nosuch", 1, "zpool-online-nosuchdev.err");
        refuses("d1", "/sbin/zpool detach p1 nosuch", 255, "zpool-detach-nosuchdev.err");
        refuses("d1", "/sbin/zpool import p1", 1, "zpool-import-already.err");
        refuses("d1", "/sbin/zpool import", 0, "zpool-import-none.err");
        refuses("d1", "/sbin/zpool create p2 mirror /dev/nosuch /dev/da0", 1, "zpool-create-nosuchdev.err");
        refuses(
                "d1",
                "/sbin/zpool create p2 mirror diskid/DISK-s1d1 diskid/DISK-s2d1",
                1,
                "zpool-create-inuse-diskid.err");
        refuses("d1", "/sbin/zpool create -f p2 mirror /dev/da0 /dev/da1", 1, "zpool-create-inuse-f.err");
        lab.ok("d1", "/sbin/zpool offline p1 diskid/DISK-s1d1");
        lab.ok("d1", "/sbin/zpool offline p1 diskid/DISK-s2d1");
        refuses("d1", "/sbin/zpool offline p1 diskid/DISK-s3d1", 1, "zpool-offline-last-leg.err");
    }

    /** As an operator may log in; zsan itself never puts a secret on a command line. */
    @Test
    void sessionOfATargetThatAsksForChap() {
        String target = "iqn.2026-01.lab:s3.chap";
        lab.fleet
                .world()
                .run(() -> lab.fleet
                        .storage("s3")
                        .files()
                        .write(
                                "/etc/ctl.conf",
                                "portal-group pg0 { listen 0.0.0.0 }\n"
                                        + "auth-group ag1 { auth-type chap; chap user secretsecret1 }\n"
                                        + "lun l { path /dev/da1; serial s3d2 }\n"
                                        + "target " + target + " { auth-group ag1; portal-group pg0; lun 0 l }\n"));
        lab.ok("s3", "/usr/sbin/service ctld onereload");
        lab.advance(1);
        String login = "/usr/bin/iscsictl -A -p 10.77.0.13 -t " + target + " -u user -s ";

        assertThat(lab.ok("d1", login + "secretsecret1")).isEmpty();
        lab.advance(1);
        String row = capture("iscsictl-chap-ok.txt")
                .lines()
                .filter(line -> line.startsWith(target))
                .findFirst()
                .orElseThrow();
        assertThat(lab.ok("d1", "/usr/bin/iscsictl -L")).endsWith("\n" + row.replace("da5", "da0") + "\n");

        lab.ok("d1", "/usr/bin/iscsictl -R -t " + target);
        lab.ok("d1", login + "secretsecret2");
        lab.advance(1);
        assertThat(lab.ok("d1", "/usr/bin/iscsictl -L")).endsWith(" Authentication failure\n");
    }

    @Test
    void refusalsOfReplace() {
        captured.pool();
        captured.login("d1", "s3d2");
        String all = lab.run("d1", "/sbin/zpool replace p1 diskid/DISK-s1d1 diskid/DISK-s3d1")
                        .err()
                + lab.run("d1", "/sbin/zpool replace p1 nosuch diskid/DISK-s3d2")
                        .err()
                + lab.run("d1", "/sbin/zpool replace p1 diskid/DISK-s1d1 /dev/nosuch")
                        .err()
                + lab.run("d1", "/sbin/zpool detach p1 diskid/DISK-s1d9").err().replace("s1d9", "s1d1");
        assertThat(all).isEqualTo(capture("zpool-replace-errors.err"));
        assertThat(lab.run("d1", "/sbin/zpool replace p1 nosuch diskid/DISK-s3d2")
                        .exit())
                .isEqualTo(255);
    }

    @Test
    void refusalOfAnExportedPoolsLeg() {
        captured.pool();
        lab.ok("d1", "/sbin/zpool export p1");
        refuses(
                "d1",
                "/sbin/zpool create p3 mirror diskid/DISK-s3d1 diskid/DISK-s2d1",
                1,
                "zpool-create-exported-nonforced.err");
    }

    @Test
    void refusalsOfIscsiPrograms() {
        captured.pool();
        refuses("d1", "/usr/bin/iscsictl -A -p 10.77.0.11 -t iqn.2026-01.lab:s1.d1", 1, "iscsictl-A-duplicate.err");
        refuses("d1", "/usr/bin/iscsictl -R", 1, "iscsictl-R-noargs.err");
        refuses("s1", "/usr/sbin/ctladm isterminate -c 99", 1, "ctladm-isterminate-c-99.err");
        refuses("s1", "/usr/sbin/ctld -t -f /root/nosuch.conf", 1, "ctld-t-nofile.err");
    }
}
