package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.POOL;
import static io.zsan.testkit.driver.DriverLab.lun;
import static io.zsan.testkit.driver.DriverLab.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.SysctlChange;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.Portal;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.Finding;
import io.zsan.node.VdevState;
import io.zsan.testkit.fake.Fault;
import io.zsan.testkit.fake.FaultPlan;
import io.zsan.testkit.world.Timings;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DatabaseDriverTest {
    private static final LunRef A = lun("s1.A");
    private static final Duration LONG = Duration.ofSeconds(10);

    private final DriverLab lab = new DriverLab().prepared();

    private DatabaseNodeReport observed() {
        return lab.database("d1").observe();
    }

    @Nested
    class Sessions {
        private final Portal portal = lab.storageHost("s1").portal();

        @Test
        void canBeAddedAndRemovedTwice() {
            lab.connect("d1", Epoch.FIRST, A);
            lab.database("d1").login(target(A), Epoch.FIRST, portal);
            assertThat(observed().sessions()).hasSize(1);
            assertThat(lab.sent("zsan-login")).hasSize(1);

            lab.database("d1").logout(target(A));
            lab.database("d1").logout(target(A));
            assertThat(observed().sessions()).isEmpty();
        }

        @Test
        void canBeAddedAndRemovedAgainAfterLostReplies() {
            lab.faultOnce(Fault.REPLY_LOST, "zsan-login");
            assertThatThrownBy(() -> lab.database("d1").login(target(A), Epoch.FIRST, portal))
                    .isInstanceOf(OutcomeUnknown.class);
            lab.database("d1").login(target(A), Epoch.FIRST, portal);
            assertThat(observed().sessions()).hasSize(1);

            lab.faultOnce(Fault.REPLY_LOST, "iscsictl -R");
            assertThatThrownBy(() -> lab.database("d1").logout(target(A))).isInstanceOf(OutcomeUnknown.class);
            lab.database("d1").logout(target(A));
            assertThat(observed().sessions()).isEmpty();
        }

        @Test
        void areNotAddedThroughASecondPortal() {
            lab.connect("d1", Epoch.FIRST, A);

            assertThatThrownBy(() -> lab.database("d1").login(target(A), Epoch.FIRST, Portal.parse("10.9.9.9")))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("through [10.0.0.11] already");
        }
    }

    @Nested
    class Observe {
        @Test
        void tellsThePoolsAndTheirLegs() {
            lab.pool();

            assertThat(observed().poolsKnown()).isTrue();
            assertThat(lab.poolAt("d1"))
                    .satisfies(pool -> assertThat(pool.state()).isEqualTo(VdevState.ONLINE))
                    .satisfies(pool -> assertThat(pool.mounted()).isTrue())
                    .satisfies(pool -> assertThat(pool.dataErrors()).isFalse())
                    .satisfies(pool -> assertThat(pool.scan()).isEmpty())
                    .satisfies(pool -> assertThat(pool.legs()).hasSize(3).allSatisfy(leg -> {
                        assertThat(leg.state()).isEqualTo(VdevState.ONLINE);
                        assertThat(leg.replacing()).isEmpty();
                    }));
        }

        @Test
        void takesOneConnection() {
            assertThat(observed().pools()).isEmpty();
            lab.sent.clear();

            assertThat(observed().pools()).isEmpty();

            assertThat(lab.sent)
                    .containsExactly(
                            "d1 /usr/bin/iscsictl -L --libxo json",
                            "d1 /sbin/sysctl kern.boottime",
                            "d1 /sbin/zpool list -H -p -o name,guid,health,comment,cachefile",
                            "d1 /sbin/zpool status -P",
                            "d1 /sbin/zpool status -g",
                            "d1 /sbin/zfs list -H -p -t filesystem -o name,mounted,canmount,mountpoint");
        }

        @Test
        void tellsAnotherBoot() {
            BootId before = observed().boot();
            assertThatThrownBy(() -> lab.database("d1").reboot()).isInstanceOf(OutcomeUnknown.class);
            lab.advance(LONG);

            assertThat(observed().boot()).isNotEqualTo(before);
        }
    }

    @Nested
    class Breaker {
        private Guid other;

        /** A leg is frozen, and an offline of another one hangs on it. */
        private void wedge() {
            lab.pool();
            other = lab.leg("d1", lun("s2.A")).guid();
            lab.storageHost("s1").silence();
            lab.advance(LONG);
            assertThatThrownBy(() -> lab.database("d1").offline(POOL, other)).isInstanceOf(OutcomeUnknown.class);
            lab.sent.clear();
        }

        @Test
        void stopsWhatNeedsZfsAndTellsTheSessionsAllTheSame() {
            wedge();

            DatabaseNodeReport seen = observed();
            assertThat(seen.poolsKnown()).isFalse();
            assertThat(seen.pools()).isEmpty();
            assertThat(seen.session(target(A)).orElseThrow().connected()).isFalse();
            assertThatThrownBy(() -> lab.database("d1").stamp(POOL, new Epoch(2)))
                    .isInstanceOf(OutcomeUnknown.class)
                    .hasMessageContaining("nothing more is sent to it (R11)");
            assertThat(lab.sent("/sbin/z")).containsExactly("d1 /sbin/zpool list -H -o name");
        }

        @Test
        void asksSeldomerTheLongerItLasts() {
            wedge();

            for (int i = 0; i < 60; i++) {
                assertThat(observed().poolsKnown()).isFalse();
                lab.advance(Duration.ofSeconds(5));
            }

            assertThat(lab.sent("zpool list -H -o name")).hasSizeBetween(5, 12);
        }

        @Test
        void closesWhenZfsAnswersAgain() {
            wedge();
            assertThat(observed().poolsKnown()).isFalse();

            lab.database("d1").logout(target(A));
            lab.advance(LONG);

            assertThat(observed().poolsKnown()).isTrue();
            lab.database("d1").offline(POOL, other);
            assertThat(lab.poolAt("d1").state()).isEqualTo(VdevState.DEGRADED);
        }

        @Test
        void doesNotStandInTheWayOfARestart() {
            wedge();
            BootId before = observed().boot();

            assertThatThrownBy(() -> lab.database("d1").reboot()).isInstanceOf(OutcomeUnknown.class);
            lab.advance(LONG);

            assertThat(observed().boot()).isNotEqualTo(before);
            lab.advance(Duration.ofSeconds(60));
            assertThat(observed().poolsKnown()).isTrue();
        }

        @Test
        void opensWhereALookHangs() {
            lab.faults(FaultPlan.once(Fault.HANG, (node, words) -> words.contains("status")));

            assertThat(observed().poolsKnown()).isFalse();
            assertThat(observed().poolsKnown()).as("the probe answers").isTrue();
        }

        @Test
        void doesNotHideThatTheSessionsCouldNotBeAsked() {
            lab.faults(FaultPlan.once(Fault.HANG, (node, words) -> words.contains("-L")));

            assertThatThrownBy(() -> observed()).isInstanceOf(OutcomeUnknown.class);
        }
    }

    /** With FreeBSD's own rhythm of retries. */
    @Nested
    class Nudges {
        private final DriverLab slow = new DriverLab(Timings.measured().withRetry(Duration.ofSeconds(61))).prepared();

        private boolean up() {
            return slow.database("d1").observe().sessions().get(0).connected();
        }

        private void ctld(String action) {
            assertThat(slow.shell("s1", "/usr/sbin/service", "ctld", action).exit())
                    .isZero();
            slow.advance(Duration.ofSeconds(1));
        }

        private boolean nudge() {
            return slow.database("d1").nudge(target(A));
        }

        @Test
        void aPathThatHealedIsUsedInSecondsAndNotAfterAMinute() {
            slow.connect("d1", Epoch.FIRST, A);
            ctld("onestop");
            ctld("onestart");
            slow.advance(Duration.ofSeconds(3));
            assertThat(up()).isFalse();

            assertThat(nudge()).isTrue();

            slow.advance(Duration.ofSeconds(1));
            assertThat(up()).isTrue();
        }

        @Test
        void theDeviceIsTheSameAfterwards() {
            slow.pool();
            ctld("onestop");
            ctld("onestart");

            assertThat(nudge()).isTrue();
            slow.advance(Duration.ofSeconds(1));

            assertThat(slow.leg("d1", A).state()).isEqualTo(VdevState.ONLINE);
            assertThat(slow.leg("d1", A).errors()).isZero();
        }

        @Test
        void aSessionThatIsUpIsLeftAlone() {
            slow.connect("d1", Epoch.FIRST, A);

            assertThat(nudge()).isFalse();

            assertThat(up()).isTrue();
        }

        @Test
        void aPortalThatDoesNotAnswerIsNotTried() {
            slow.connect("d1", Epoch.FIRST, A);
            ctld("onestop");

            assertThat(nudge()).isFalse();
        }

        @Test
        void onceInTenSecondsIsEnough() {
            slow.connect("d1", Epoch.FIRST, A);
            ctld("onestop");
            assertThat(nudge()).isFalse();
            ctld("onestart");

            assertThat(nudge()).isFalse();
            assertThat(slow.sent("zsan-nudge")).hasSize(1);

            slow.advance(Duration.ofSeconds(10));
            assertThat(nudge()).isTrue();
        }

        @Test
        void refusesWhereTheDeviceWouldGo() {
            slow.connect("d1", Epoch.FIRST, A);
            slow.databaseHost("d1").sysctls().put("kern.iscsi.fail_on_disconnection", "1");

            assertThatThrownBy(() -> nudge()).isInstanceOf(CommandRefused.class).hasMessageContaining("devices");
        }
    }

    @Nested
    class Preflight {
        @Test
        void findsNothingOnANodeAsItShouldBe() {
            lab.pool();

            assertThat(lab.database("d1").preflight()).isEmpty();
        }

        @Test
        void findsWhatZsanCannotWorkWith() {
            var sysctls = lab.databaseHost("d1").sysctls();
            sysctls.put("kern.iscsi.fail_on_disconnection", "1");
            sysctls.put("kern.iscsi.ping_timeout", "2");
            sysctls.put("kern.geom.label.disk_ident.enable", "0");
            sysctls.put("kern.hostid", "0");
            lab.databaseHost("d1").daemons().add("zfsd");
            lab.databaseHost("d1").daemons().remove("iscsid");

            assertThat(lab.database("d1").preflight())
                    .allMatch(Finding::refuses)
                    .extracting(Finding::what)
                    .satisfiesExactly(
                            zfsd -> assertThat(zfsd).contains("zfsd runs"),
                            hostid -> assertThat(hostid).contains("hostid"),
                            fod -> assertThat(fod).contains("it is not as the policy says, which is FREEZE"),
                            ping -> assertThat(ping).contains("ping_timeout is not good"),
                            ident -> assertThat(ident).contains("disk_ident.enable is not good"),
                            iscsid -> assertThat(iscsid).contains("iscsid does not run"));
        }

        @Test
        void setsSysctlsWhereItIsAskedToAndOnlyThose() {
            var sysctls = lab.databaseHost("d1").sysctls();
            sysctls.put("kern.iscsi.ping_timeout", "2");
            sysctls.put("kern.iscsi.iscsid_timeout", "0");
            lab.databaseHost("d1")
                    .files()
                    .write("/etc/sysctl.conf.local", "kern.iscsi.ping_timeout = 2\nkern.maxfiles=9\n");
            assertThat(lab.database("d1").preflight()).hasSize(2);
            assertThat(lab.sent("zsan-tune")).isEmpty();

            assertThat(lab.database("d1").tune())
                    .extracting(SysctlChange::toString)
                    .containsExactly("kern.iscsi.ping_timeout: 2 -> 5", "kern.iscsi.iscsid_timeout: 0 -> 10");

            assertThat(lab.database("d1").preflight()).isEmpty();
            assertThat(lab.databaseHost("d1").files().read("/etc/sysctl.conf.local"))
                    .contains("kern.maxfiles=9\nkern.iscsi.ping_timeout=5\nkern.iscsi.iscsid_timeout=10\n");
            assertThat(lab.database("d1").tune()).isEmpty();
            assertThat(lab.sent("zsan-tune")).hasSize(1);
        }

        @Test
        void saysWhichSysctlsItCannotSet() {
            lab.databaseHost("d1").sysctls().remove("kern.iscsi.ping_timeout");

            assertThatThrownBy(() -> lab.database("d1").tune())
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("kern.iscsi.ping_timeout=5")
                    .hasMessageContaining("unknown oid");
            assertThat(lab.databaseHost("d1").files().read("/etc/sysctl.conf.local"))
                    .isEmpty();
        }

        @Test
        void findsThatZfsDoesNotAnswer() {
            lab.faults(
                    FaultPlan.always(Fault.HANG, (node, words) -> words.get(0).startsWith("/sbin/z")));

            assertThat(lab.database("d1").preflight()).isNotEmpty().allMatch(Finding::refuses);
        }
    }
}
