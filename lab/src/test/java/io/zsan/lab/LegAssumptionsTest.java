package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.OutcomeUnknown;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the simulator assumes of ZFS and its legs, looked at on the real thing: one test for each, named after it. */
class LegAssumptionsTest extends OnBarePool {
    @Test
    void aWriteIsAcknowledgedWhenOneLegHasIt() {
        writtenPool();
        lab().database("d1").logout(target(lun(2)));
        lab().database("d1").logout(target(lun(3)));
        grows();
    }

    @Test
    void aFrozenLegIsInvisibleToZpoolStatus() {
        writtenPool();
        freeze(1);
        String status = status("d1");
        assertThat(status)
                .contains(" state: ONLINE")
                .contains("No known data errors")
                .doesNotContain("UNAVAIL");
    }

    @Test
    void theRemovalOfTheFrozenLegReleasesTheWrite() {
        writtenPool();
        freeze(1);
        long before = System.nanoTime();
        lab().database("d1").logout(target(lun(1)));
        grows();
        say("the write went on " + seconds(Duration.ofNanos(System.nanoTime() - before)) + " after the removal");
        untilTheLegIsGone();
    }

    @Test
    void oneHungOfflineWedgesStatus() {
        writtenPool();
        freeze(1);
        assertThatThrownBy(() -> within(2, "/sbin/zpool", "offline", POOL.text(), path(1)))
                .isInstanceOf(OutcomeUnknown.class);
        assertThatThrownBy(() -> within(2, "/sbin/zpool", "status")).isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void aReturningSessionDoesNotBringItsLegBack() {
        writtenPool();
        loseAndReturn(3);
        pause(Duration.ofSeconds(1));
        assertThat(status("d1")).contains("DEGRADED");
    }

    @Test
    void onlineIsNotInSync() {
        writtenPool();
        loseAndReturn(3);
        assertThat(raw("d1", "/sbin/zpool", "online", POOL.text(), path(3)).exit())
                .isZero();
        String first = status("d1");
        say("the first status after the leg came back:\n" + first);
        assertThat(first).containsPattern("s3\\.DISK31\\.1 +ONLINE").doesNotContain("resilver completed");
    }

    @Test
    void aReplacedDiskKeepsItsOldLabel() {
        poolOnD1(4);
        assertThat(raw("d1", "/sbin/zpool", "replace", POOL.text(), path(1), path(4))
                        .exit())
                .isZero();
        until("the replacement", PATIENCE, () -> !status("d1").contains("replacing"));
        assertThat(raw("d1", "/sbin/zdb", "-l", path(1)).out()).contains("name: '" + POOL + "'");
    }

    @Test
    void aFrozenLegHoldsTheWriteUpUntilItIsBack() {
        writtenPool();
        freeze(1);
        lab().storage("s1").daemon().resume();
        grows();
        assertThat(journal().longestStall()).isGreaterThan(Duration.ofMillis(900));
        endTransactionGroup();
        assertThat(status("d1")).contains(" state: ONLINE").contains("No known data errors");
    }

    @Test
    void stateIsNotHealthALegWithoutItsTargetIsOnline() {
        writtenPool();
        lab().database("d1").logout(target(lun(3)));
        grows();
        String first = status("d1");
        assertThat(first).contains(" state: ONLINE").doesNotContain("UNAVAIL");
        endTransactionGroup();
        untilTheLegIsGone();
    }

    @Test
    void whatHungTakesEffectWhenTheLegIsGone() {
        writtenPool();
        freeze(1);
        assertThatThrownBy(() -> within(2, "/sbin/zfs", "set", "zsan.lab:mark=late", POOL.text()))
                .isInstanceOf(OutcomeUnknown.class);
        lab().database("d1").logout(target(lun(1)));
        grows();
        until(
                "the property to be set",
                PATIENCE,
                () -> raw("d1", "/sbin/zfs", "get", "-H", "-o", "value", "zsan.lab:mark", POOL.text())
                        .out()
                        .contains("late"));
    }

    @Test
    void withoutAnyLegNothingIsAcknowledgedAndStatusAnswers() {
        writtenPool();
        for (int n = 1; n <= 3; n++) {
            lab().database("d1").logout(target(lun(n)));
        }
        int unused = stands();
        assertThat(status("d1")).contains("pool: " + POOL);
    }

    @Test
    void aDetachedLegIsFreeForAnybody() {
        poolOnD1();
        done("d1", "zpool detach %s %s", POOL, path(3));
        done("d1", "zpool create -m /mnt/other -o cachefile=none other %s", path(3));
    }

    @Test
    void aStorageNodeThatRestartedIsNotNoticedByZfs() {
        writtenPool();
        lab().storage("s1").daemon().kill();
        int unused = stands();
        lab().storage("s1").boot();
        lab().storageDriver("s1").prepare();
        grant("d1", 1, 1);
        grows();
        endTransactionGroup();
        assertThat(status("d1"))
                .contains(" state: ONLINE")
                .contains("No known data errors")
                .containsPattern("s1\\.DISK11\\.1 +ONLINE +0 +0 +0");
    }

    @Test
    void aWriteIntoAMountpointThatIsNotMountedSucceedsUnderneath() {
        poolOnD1();
        done("d1", "zfs unmount %s", POOL);
        assertThat(raw("d1", "/bin/sh", "-c", "echo lost > /mnt/" + POOL + "/file")
                        .succeeded())
                .isTrue();
        assertThat(raw("d1", "/sbin/zfs", "get", "-H", "-o", "value", "mounted", POOL.text())
                        .out())
                .contains("no");
        assertThat(raw("d1", "/bin/rm", "/mnt/" + POOL + "/file").succeeded()).isTrue();
        done("d1", "zfs mount %s", POOL);
    }
}
