package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the simulator assumes of ZFS and iSCSI, looked at on the real thing, with nobody of zsan's in between. */
class AssumptionsTest extends OnLab {
    private static final long SIZE = 128L << 20;

    @Test
    void aWriteIsAcknowledgedWhenOneLegHasIt() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
        lab().database("d1").logout(target(lun(2)));
        lab().database("d1").logout(target(lun(3)));
        grows();
    }

    @Test
    void aFrozenLegIsInvisibleToZpoolStatus() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
        freeze(1);
        String status = raw("d1", "/sbin/zpool", "status").out();
        assertThat(status)
                .contains(" state: ONLINE")
                .contains("No known data errors")
                .doesNotContain("UNAVAIL");
    }

    @Test
    void theRemovalOfTheFrozenLegReleasesTheWrite() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
        freeze(1);
        long before = System.nanoTime();
        lab().database("d1").logout(target(lun(1)));
        grows();
        say("the write went on " + seconds(Duration.ofNanos(System.nanoTime() - before)) + " after the removal");
        until(
                "the leg to be gone",
                PATIENCE,
                () -> raw("d1", "/sbin/zpool", "status").out().contains("DEGRADED"));
    }

    @Test
    void aFenceOfOneLegFreezesTheWriter() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
        var fence = lab().storageDriver("s1").fence(lun(1), new Epoch(2));
        assertThat(fence.applied()).isTrue();
        pause(Duration.ofMillis(300));
        int frozen = journal().acknowledged();
        pause(Duration.ofMillis(1000));
        assertThat(journal().acknowledged()).isEqualTo(frozen);
    }

    @Test
    void oneHungOfflineWedgesStatus() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
        freeze(1);
        assertThatThrownBy(() -> within(2, "/sbin/zpool", "offline", POOL.text(), path(1)))
                .isInstanceOf(OutcomeUnknown.class);
        assertThatThrownBy(() -> within(2, "/sbin/zpool", "status")).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void anImportAfterACrashNeedsForce() {
        poolOnD1();
        lab().database("d1").powerOff();
        offer("d2", 1, 2, 3);
        CommandResult refused = importOn("d2");
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.err() + refused.out()).contains("-f");
        assertThat(importOn("d2", "-f").succeeded()).isTrue();
    }

    @Test
    void aStaleLegAloneImportsSilently() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
        lab().database("d1").logout(target(lun(3)));
        grows();
        lab().database("d1").powerOff();
        offer("d2", 3);
        CommandResult imported = importOn("d2", "-f");
        assertThat(imported.succeeded()).isTrue();
        assertThat(imported.err()).isEmpty();
        List<String> lost = journal().lost(lab().database("d2"));
        assertThat(lost).isNotEmpty();
        say("the stale leg was imported without a word; " + lost.size() + " acknowledged records were gone");
    }

    @Test
    void aReturningSessionDoesNotBringItsLegBack() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
        loseAndReturn(3);
        pause(Duration.ofSeconds(1));
        assertThat(raw("d1", "/sbin/zpool", "status").out()).contains("DEGRADED");
    }

    @Test
    void onlineIsNotInSync() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
        loseAndReturn(3);
        assertThat(raw("d1", "/sbin/zpool", "online", POOL.text(), path(3)).exit())
                .isZero();
        String first = raw("d1", "/sbin/zpool", "status").out();
        say("the first status after the leg came back:\n" + first);
        assertThat(first).containsPattern("s3\\.DISK31\\.1 +ONLINE").doesNotContain("resilver completed");
    }

    @Test
    void aReplacedDiskKeepsItsOldLabel() {
        poolOnD1(4);
        assertThat(raw("d1", "/sbin/zpool", "replace", POOL.text(), path(1), path(4))
                        .exit())
                .isZero();
        until(
                "the replacement",
                PATIENCE,
                () -> !raw("d1", "/sbin/zpool", "status").out().contains("replacing"));
        assertThat(raw("d1", "/sbin/zdb", "-l", path(1)).out()).contains("name: '" + POOL + "'");
    }

    private void poolOnD1() {
        poolOnD1(3);
    }

    private void poolOnD1(int nodes) {
        up(Lab.builder().storageNodes(nodes));
        for (int n = 1; n <= nodes; n++) {
            lab().storageDriver("s" + n).prepare();
            offer("d1", n);
        }
        CommandResult created = raw(
                "d1",
                "/sbin/zpool",
                "create",
                "-m",
                "/mnt/" + POOL,
                "-o",
                "cachefile=none",
                POOL.text(),
                "mirror",
                path(1),
                path(2),
                path(3));
        assertThat(created.exit()).as(created.err()).isZero();
    }

    private LunRef lun(int n) {
        return new LunRef(new LunId(new NodeName("s" + n), new DiskSerial("DISK" + n + "1")), Generation.FIRST);
    }

    private String path(int n) {
        return "/dev/diskid/DISK-" + lun(n).exportedSerial();
    }

    /** Opens legs to a node, which logs in. */
    private void offer(String node, int... legs) {
        for (int n : legs) {
            var storage = lab().storageDriver("s" + n);
            storage.grant(
                    new LunIdentity(lun(n), SIZE, 512),
                    new Epoch(1),
                    lab().database(node).node().initiator(),
                    storage.observe().boot().orElseThrow());
            lab().database(node)
                    .login(target(lun(n)), lab().storage("s" + n).node().portal());
            until(
                    "the session",
                    PATIENCE,
                    () -> lab().database(node).sessions().stream()
                            .anyMatch(s -> s.target().equals(target(lun(n))) && s.connected()));
        }
    }

    private void loseAndReturn(int n) {
        lab().database("d1").logout(target(lun(n)));
        grows();
        until(
                "the leg to be gone",
                PATIENCE,
                () -> raw("d1", "/sbin/zpool", "status").out().contains("DEGRADED"));
        offer("d1", n);
    }

    private CommandResult importOn(String node, String... options) {
        List<String> words = new java.util.ArrayList<>(List.of("/sbin/zpool", "import"));
        words.addAll(List.of(options));
        words.addAll(List.of("-o", "cachefile=none", "-d", "/dev/diskid", POOL.text()));
        return raw(node, words.toArray(String[]::new));
    }

    private void within(int seconds, String... words) {
        var unused = lab().database("d1")
                .run(Command.modifying(words[0], List.of(words).subList(1, words.length))
                        .within(Duration.ofSeconds(seconds)));
    }

    private void grows() {
        int goal = journal().acknowledged() + 10;
        until("10 more records", PATIENCE, () -> journal().acknowledged() >= goal);
    }

    private void freeze(int n) {
        lab().storage("s" + n).daemon().stop();
        pause(Duration.ofMillis(300));
        int frozen = journal().acknowledged();
        pause(Duration.ofMillis(700));
        assertThat(journal().acknowledged()).isEqualTo(frozen);
    }
}
