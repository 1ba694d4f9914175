package io.zsan.testkit.fake;

import static io.zsan.testkit.fake.CapturedLab.alike;
import static io.zsan.testkit.fake.CapturedLab.capture;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.Lab;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** As {@link CapturesTest}, where something is wrong, or in use elsewhere. */
class TroubleCapturesTest {
    private static final String LOGGED_OUT = "/usr/bin/iscsictl -R -t iqn.2026-01.lab:";

    private final CapturedLab captured = new CapturedLab();
    private final Lab lab = captured.lab;

    /** The first piece of a text from a line that begins so up to one that begins so, both included. */
    private static String piece(String text, String from, String to) {
        List<String> lines = text.lines().toList();
        int first = 0;
        while (!lines.get(first).startsWith(from)) {
            first++;
        }
        int last = first;
        while (!lines.get(last).startsWith(to)) {
            last++;
        }
        return lines.subList(first, last + 1).stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private void refuses(String node, String command, String captureOfError) {
        FakeResult result = lab.run(node, command);
        assertThat(alike(result.err())).as(command).isEqualTo(alike(capture(captureOfError)));
        assertThat(result.exit()).as(command).isEqualTo(1);
    }

    @Test
    void suspendedPool() {
        captured.pool();
        captured.remove("d1", "s1d1");
        captured.remove("d1", "s2d1");
        captured.remove("d1", "s3d1");
        lab.append("d1", "lost");
        CompletableFuture<FakeResult> unused = lab.start("d1", "/usr/bin/fsync /p1/journal");
        lab.advance(10);

        FakeResult status = lab.run("d1", "/sbin/zpool status p1");
        assertThat(status.err()).isEqualTo(capture("zpool-status-suspended.err"));
        assertThat(piece(status.out(), "  pool: ", "   see: "))
                .isEqualTo(piece(capture("zpool-status-suspended.txt"), "  pool: ", "   see: "));
        assertThat(lab.ok("d1", "/sbin/zpool list -Hp -o name,health p1"))
                .isEqualTo(capture("zpool-list-suspended.txt"));
    }

    @Test
    void listOfADegradedPool() {
        captured.pool();
        captured.remove("d1", "s1d1");
        assertThat(lab.ok("d1", "/sbin/zpool list -Hp -o name,health p1"))
                .isEqualTo(capture("zpool-list-Hp-degraded.txt"));
    }

    /** Ctld of s1 is stopped; the order of the rows is that in which the sessions were added. */
    @Test
    void sessionsThatAreDown() {
        captured.login("d1", "s1d2");
        lab.ok("s1", "/usr/sbin/service ctld onestop");
        lab.advance(10);
        String row = "iqn.2026-01.lab:s1.d2";
        assertThat(piece(lab.ok("d1", "/usr/bin/iscsictl -L"), row, row))
                .isEqualTo(piece(capture("iscsictl-L-after-ctld-restart.txt"), row, row));

        lab.ok("d2", "/usr/bin/iscsictl -A -p 10.77.0.12 -t iqn.2026-01.lab:nosuch");
        lab.advance(3);
        assertThat(lab.ok("d2", "/usr/bin/iscsictl -L").replace("10.77.0.12", "10.77.0.11"))
                .isEqualTo(piece(capture("iscsictl-A-bad-target.txt"), "Target name   ", "iqn."));
        lab.ok("d2", LOGGED_OUT + "nosuch");
        assertThat(lab.ok("d2", "/usr/bin/iscsictl -L"))
                .isEqualTo(piece(capture("iscsictl-L-after-islogout.txt"), "Target name   ", "Target name   "));
    }

    @Test
    void poolThatMultihostProtectionSeesInUse() {
        captured.pool();
        lab.ok("d1", "/sbin/zpool set multihost=on p1");
        captured.login("d2", "s1d1", "s2d1", "s3d1");
        assertThat(alike(watched("/sbin/zpool import", 5).out()))
                .isEqualTo(alike(capture("zpool-import-list-active-elsewhere-mh-on.txt")));
        assertThat(alike(watched("/sbin/zpool import p1", 5).err()))
                .isEqualTo(alike(capture("zpool-import-active-elsewhere-mh-on.err")));
        assertThat(alike(watched("/sbin/zpool import -f p1", 5).err()))
                .isEqualTo(alike(capture("zpool-import-f-active-elsewhere-mh-on.err")));
    }

    /** What a command on d2 prints that first watches the pool for another host's signs of life. */
    private FakeResult watched(String command, double seconds) {
        CompletableFuture<FakeResult> started = lab.start("d2", command);
        lab.advance(seconds);
        return Lab.ended(started);
    }

    @Test
    void poolWhoseOwnerIsGone() {
        captured.pool();
        lab.ok("d1", "/sbin/zpool set multihost=on p1");
        lab.silence("d1");
        captured.login("d2", "s1d1", "s2d1", "s3d1");
        assertThat(alike(watched("/sbin/zpool import", 60).out()))
                .isEqualTo(alike(capture("zpool-import-list-d1gone-mh-on.txt")));
    }

    @Test
    void exportedPoolWithoutOneOfItsLegs() {
        captured.login("d1", "s2d2", "s2d1", "s3d1", "s1d1");
        lab.ok(
                "d1",
                "/sbin/zpool create -o cachefile=none p1 mirror diskid/DISK-s2d2 diskid/DISK-s2d1 diskid/DISK-s3d1"
                        + " diskid/DISK-s1d1");
        lab.ok("d1", "/sbin/zpool export p1");
        String clean = piece(capture("zpool-export-import-list-clean.txt"), "   pool: ", "\t    diskid/DISK-s1d1");
        assertThat(alike(lab.ok("d1", "/sbin/zpool import"))).isEqualTo(alike(clean));

        captured.remove("d1", "s1d1");
        String missing = piece(capture("zpool-import-list-missing-leg.txt"), "   pool: ", "\t    diskid/DISK-s1d1");
        assertThat(alike(lab.ok("d1", "/sbin/zpool import"))).isEqualTo(alike(missing));
    }

    @Test
    void labelOfALegThatLeftItsPool() {
        captured.pool();
        captured.remove("d1", "s3d1");
        captured.login("d2", "s3d1");
        assertThat(alike(lab.ok("d2", "/usr/sbin/zdb -l /dev/diskid/DISK-s3d1")))
                .isEqualTo(alike(capture("zdb-l-stale-leg.txt")));
    }

    @Test
    void sessionsOfTwoTargets() {
        captured.login("d2", "s2d2", "s2d1");
        assertThat(alike(lab.ok("s2", "/usr/sbin/ctladm islist")).replaceAll("(?m)^ *[0-9]+ ", "<id> "))
                .isEqualTo(alike(capture("ctladm-islist-two-initiators.txt")).replaceAll("(?m)^ *[0-9]+ ", "<id> "));
    }

    @Test
    void configurationThatCtldRefuses() {
        lab.fleet
                .world()
                .run(() -> lab.fleet
                        .storage("s1")
                        .files()
                        .write("/root/bad1.conf", "target iqn.bad {\n\tauth-group nosuch\n}\n"));
        refuses("s1", "/usr/sbin/ctld -t -f /root/bad1.conf", "ctld-t-bad-authgroup.err");
    }

    /** Each line that the fake's devd prints has the form of one that was captured. */
    @Test
    void eventsOfDevd() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (AutoCloseable unused = lab.fleet
                .node("d1")
                .follow("/usr/bin/nc -N -U /var/run/devd.pipe", told::add, () -> {})
                .orElseThrow()) {
            captured.pool();
            captured.login("d1", "s2d2");
            captured.remove("d1", "s1d1");
            lab.ok("d1", "/sbin/zpool replace p1 " + captured.guid("d1", "s1d1") + " /dev/diskid/DISK-s2d2");
            lab.advance(60);
            captured.remove("d1", "s2d1");
            captured.remove("d1", "s3d1");
            captured.remove("d1", "s2d2");
            lab.append("d1", "lost");
            CompletableFuture<FakeResult> hangs = lab.start("d1", "/usr/bin/fsync /p1/journal");
            lab.advance(10);
        }
        Set<String> forms = forms(told.stream().flatMap(String::lines).toList());
        assertThat(forms).hasSizeGreaterThan(5);
        assertThat(forms(capture("devd.txt").lines().toList())).containsAll(forms);
    }

    /** Which keys stand there, in which order, with what values where those are no numbers and no names. */
    private static Set<String> forms(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("cdev=(da|pass)[0-9]+", "cdev=$1<n>")
                        .replaceAll("DISK-\\S+", "DISK-<serial>")
                        .replaceAll("device=da[0-9]+", "device=da<n>")
                        .replaceAll("serial=\"s[0-9]d[0-9]", "serial=\"<serial>")
                        .replaceAll(
                                "(pool_guid|vdev_guid|time|eid|ena|vdev_state|vdev_laststate)=[0-9]+", "$1=<number>"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
