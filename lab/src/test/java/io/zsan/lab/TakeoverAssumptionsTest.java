package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.exec.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the simulator assumes of fences and imports, looked at on the real thing: one test for each, named after it. */
class TakeoverAssumptionsTest extends OnBarePool {
    @Test
    void aFenceOfOneLegFreezesTheWriter() {
        writtenPool();
        fence(1);
        int unused = stands();
    }

    @Test
    void anImportAfterACrashNeedsForce() {
        poolOnD1();
        lab().database("d1").powerOff();
        offer("d2", 2, 1, 2, 3);
        CommandResult refused = importOn("d2");
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.err() + refused.out()).contains("-f");
        assertThat(importOn("d2", "-f").succeeded()).isTrue();
    }

    @Test
    void aStaleLegAloneImportsSilently() {
        writtenPool();
        lab().database("d1").logout(target(lun(3)));
        grows();
        lab().database("d1").powerOff();
        offer("d2", 2, 3);
        CommandResult imported = importOn("d2", "-f");
        assertThat(imported.succeeded()).isTrue();
        assertThat(imported.err()).isEmpty();
        List<String> lost = journal().lost(lab().database("d2"));
        assertThat(lost).isNotEmpty();
        say("the stale leg was imported without a word; " + lost.size() + " acknowledged records were gone");
    }

    @Test
    void anAccessListAloneDoesNotStopTheWriter() {
        writtenPool();
        for (int n = 1; n <= 3; n++) {
            var export = lab().storage("s" + n).exports().get(0);
            lab().storage("s" + n).expel(export, export.initiators().get(0));
        }
        grows();
        grows();
    }

    @Test
    void aTakeoverBehindTheFenceHasEveryAcknowledgedWriteAndTheOldOwnerGetsNoFurther() {
        writtenPool();
        fence(1, 2, 3);
        int acknowledged = stands();
        offer("d2", 2, 1, 2, 3);
        assertThat(importOn("d2", "-f").succeeded()).isTrue();
        assertThat(journal().mistakes(lab().database("d2"))).isEmpty();
        assertThat(journal().acknowledged()).isEqualTo(acknowledged);
        assertThat(status("d1")).contains(" state: ONLINE");
        assertThat(scrub("d2")).contains("with 0 errors").contains("No known data errors");
    }

    /** A13, and why a zombie's sessions are left alone (R16): a write after that may be on no leg at all. */
    @Test
    void theRemovalOfFencedSessionsAcknowledgesAWriteThatTheOtherLegsHave() {
        writtenPool();
        // zfs-fuse writes to one leg after the other: the third is the last.
        fence(3);
        int acknowledged = stands();
        fence(1, 2);
        removeAll("d1");
        until(
                "the write under way to be acknowledged",
                PATIENCE,
                () -> journal().acknowledged() > acknowledged);
        offer("d2", 2, 1, 2, 3);
        assertThat(importOn("d2", "-f").succeeded()).isTrue();
        assertThat(journal().lost(lab().database("d2"))).doesNotContain("w1 " + (acknowledged + 1));
    }

    private void removeAll(String node) {
        for (int n = 1; n <= 3; n++) {
            lab().database(node).logout(target(lun(n)));
        }
    }

    /** Why zsan keeps pools out of cache files (R12): what boots imports what it had, without being asked. */
    @Test
    void aPoolInTheCacheFileIsImportedAtAStart() {
        poolInTheCacheFile();
        lab().database("d1").restartZfs();
        assertThat(status("d1")).contains("pool: " + POOL).contains(" state: ONLINE");
    }

    /** As OpenZFS does from 2.2 on; between, the cache file was believed more than the disk. */
    @Test
    void aPoolInTheCacheFileIsNotImportedWhereAnotherNodeHasHadItSince() {
        poolInTheCacheFile();
        lab().database("d1").daemon().kill();
        importOnD2Besides(1, 2, 3);
        lab().database("d1").restartZfs();
        assertThat(status("d1")).contains("no pools available");
    }

    /** The label of a leg that the other node does not have still names this one. */
    @Test
    void aStaleLegAloneIsImportedFromTheCacheFileThoughAnotherNodeHasThePool() {
        poolInTheCacheFile();
        lab().database("d1").daemon().kill();
        lab().database("d1").logout(target(lun(1)));
        lab().database("d1").logout(target(lun(2)));
        importOnD2Besides(1, 2);
        lab().database("d1").restartZfs();
        assertThat(status("d1")).contains("pool: " + POOL).contains(" state: DEGRADED");
        assertThat(status("d2")).contains("pool: " + POOL).contains(" state: DEGRADED");
    }

    private void poolInTheCacheFile() {
        poolOnD1();
        done("d1", "zpool set cachefile= %s", POOL);
    }

    @Test
    void aPoolThatIsInNoCacheFileIsNotImported() {
        poolOnD1();
        lab().database("d1").restartZfs();
        assertThat(status("d1")).contains("no pools available");
    }

    private void importOnD2Besides(int... legs) {
        for (int n : legs) {
            var export = lab().storage("s" + n).exports().get(0);
            lab().storage("s" + n).admit(export, lab().database("d2").node().initiator());
            login("d2", n);
        }
        assertThat(importOn("d2", "-f").succeeded()).isTrue();
    }

    @Test
    void withoutAFenceTwoNodesWriteAndNeitherIsTold() {
        writtenPool();
        importOnD2Besides(1, 2, 3);
        journal().start(lab().database("d2"), Duration.ofMillis(10));
        int first = journal().acknowledgedTo(1);
        until(
                "both to write",
                PATIENCE,
                () -> journal().acknowledgedTo(1) > first + 10 && journal().acknowledgedTo(2) > 10);
        assertThat(status("d1")).contains(" state: ONLINE").contains("No known data errors");
        assertThat(status("d2")).contains(" state: ONLINE").contains("No known data errors");
    }

    @Test
    void anExportedPoolNeedsNoForce() {
        poolOnD1();
        done("d1", "zpool export %s", POOL);
        lab().database("d1").powerOff();
        offer("d2", 2, 1, 2, 3);
        assertThat(importOn("d2").succeeded()).isTrue();
    }

    /** A label is written when the configuration changes, an uberblock with each transaction group. */
    @Test
    void aLabelsTxgIsCoarserThanItsUberblocks() {
        writtenPool();
        for (int i = 0; i < 5; i++) {
            endTransactionGroup();
        }
        String label = raw("d1", "/sbin/zdb", "-lu", path(1)).out();
        long ofLabel = latest(label, "\n    txg: ([0-9]+)\n");
        long ofUberblocks = latest(label, "\n\ttxg = ([0-9]+)\n");
        assertThat(ofUberblocks).isGreaterThanOrEqualTo(ofLabel + 5);
    }

    private static long latest(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .mapToLong(txg -> Long.parseLong(txg.group(1)))
                .max()
                .orElseThrow();
    }

    @Test
    void aLegThatIsOfflineStaysSoOverAnImport() {
        poolOnD1();
        done("d1", "zpool offline %s %s", POOL, path(3));
        lab().database("d1").powerOff();
        offer("d2", 2, 1, 2, 3);
        assertThat(importOn("d2", "-f").succeeded()).isTrue();
        assertThat(status("d2")).containsPattern("s3\\.DISK31\\.1 +OFFLINE");
    }

    @Test
    void theNewerLegWinsAndTheOlderIsResilveredFromIt() {
        writtenPool();
        lab().database("d1").logout(target(lun(3)));
        grows();
        untilTheLegIsGone();
        lab().database("d1").powerOff();
        offer("d2", 2, 1, 2, 3);
        assertThat(importOn("d2", "-f").succeeded()).isTrue();
        assertThat(journal().mistakes(lab().database("d2"))).isEmpty();
        until("the resilver", PATIENCE, () -> status("d2").contains("resilver completed"));
        assertThat(scrub("d2")).contains("with 0 errors");
    }
}
