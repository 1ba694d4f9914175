package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.POOL;
import static io.zsan.testkit.driver.DriverLab.identity;
import static io.zsan.testkit.driver.DriverLab.lun;
import static io.zsan.testkit.driver.DriverLab.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.PoolName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.proof.LunIdentity;
import io.zsan.testkit.fake.Fault;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolWorkDriverTest {
    private static final LunRef A = lun("s1.A");
    private static final LunRef FRESH = lun("s1.B");
    private static final PoolName NOSUCH = new PoolName("nosuch");

    private final DriverLab lab = new DriverLab().prepared().pool();

    @BeforeEach
    void forget() {
        lab.sent.clear();
    }

    private Guid a() {
        return lab.leg("d1", A).guid();
    }

    @Nested
    class Stamp {
        @Test
        void writesTheEpochIntoThePool() {
            lab.database("d1").stamp(POOL, new Epoch(5));

            assertThat(lab.poolAt("d1").stamp()).contains(new Epoch(5));
        }

        @Test
        void isDoneWhenRepeatedAndAfterALostReply() {
            lab.faultOnce(Fault.REPLY_LOST, "zpool set");
            assertThatThrownBy(() -> lab.database("d1").stamp(POOL, new Epoch(5)))
                    .isInstanceOf(OutcomeUnknown.class);

            lab.database("d1").stamp(POOL, new Epoch(5));

            assertThat(lab.sent("zpool set")).hasSize(1);
        }

        @Test
        void refusesAPoolThatIsNotThere() {
            assertThatThrownBy(() -> lab.database("d1").stamp(NOSUCH, new Epoch(5)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessage("d1: pool nosuch is not imported here");
        }
    }

    @Nested
    class Mount {
        @Test
        void mountsWhatIsToBeMounted() {
            PoolReport pool = lab.poolAt("d1");
            lab.shell("d1", "/sbin/zfs", "create", "p1/db");
            lab.database("d1").export(POOL, Epoch.FIRST, identity(A));
            lab.database("d1").importPool(DriverLab.importOrder(pool, Epoch.FIRST, "d1", A, lun("s2.A"), lun("s3.A")));
            assertThat(lab.poolAt("d1").mounted()).isFalse();

            lab.database("d1").mount(POOL);

            assertThat(lab.poolAt("d1").mounted()).isTrue();
            assertThat(lab.sent("zfs mount")).containsExactly("d1 /sbin/zfs mount p1", "d1 /sbin/zfs mount p1/db");
            lab.database("d1").mount(POOL);
            assertThat(lab.sent("zfs mount")).as("nothing left to do").hasSize(2);
        }

        @Test
        void refusesAPoolThatIsNotThere() {
            assertThatThrownBy(() -> lab.database("d1").mount(NOSUCH)).isInstanceOf(CommandRefused.class);
        }
    }

    @Nested
    class Offline {
        @Test
        void putsALegOfflineWhoseSessionIsGone() {
            lab.database("d1").logout(target(A));
            lab.advance(Duration.ofSeconds(3));

            lab.database("d1").offline(POOL, a());

            assertThat(lab.leg("d1", A).state()).isEqualTo(VdevState.OFFLINE);
        }

        @Test
        void isDoneWhenRepeatedAndAfterALostReply() {
            Guid a = a();
            lab.faultOnce(Fault.REPLY_LOST, "zpool offline");
            assertThatThrownBy(() -> lab.database("d1").offline(POOL, a)).isInstanceOf(OutcomeUnknown.class);

            lab.database("d1").offline(POOL, a);

            assertThat(lab.sent("zpool offline")).hasSize(1);
        }

        @Test
        void refusesTheLastLegInZfssWords() {
            lab.database("d1").offline(POOL, a());
            lab.database("d1").offline(POOL, lab.leg("d1", lun("s2.A")).guid());
            Guid last = lab.leg("d1", lun("s3.A")).guid();

            assertThatThrownBy(() -> lab.database("d1").offline(POOL, last))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("no valid replicas (exit 1)");
        }

        @Test
        void refusesALegThatThePoolDoesNotHave() {
            assertThatThrownBy(() -> lab.database("d1").offline(POOL, new Guid(42)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessage("d1: pool p1 has no leg 42");
        }
    }

    @Nested
    class Replace {
        @BeforeEach
        void lost() {
            lab.database("d1").offline(POOL, a());
            lab.connect("d1", Epoch.FIRST, FRESH);
            lab.sent.clear();
        }

        @Test
        void ordersAResilverOntoTheFreshLun() {
            Guid old = a();

            lab.database("d1").replace(POOL, old, identity(FRESH));

            LegReport fresh = lab.leg("d1", FRESH);
            assertThat(fresh.replacing()).isPresent().isEqualTo(lab.leg("d1", A).replacing());
            assertThat(fresh.resilvering()).isTrue();
            assertThat(lab.poolAt("d1").scan().orElseThrow())
                    .returns(true, ScanReport::resilver)
                    .returns(ScanReport.State.RUNNING, ScanReport::state);
        }

        @Test
        void isDoneWhileItRunsAndAfterItEnded() {
            Guid old = a();
            lab.faultOnce(Fault.REPLY_LOST, "zpool replace");
            assertThatThrownBy(() -> lab.database("d1").replace(POOL, old, identity(FRESH)))
                    .isInstanceOf(OutcomeUnknown.class);

            lab.database("d1").replace(POOL, old, identity(FRESH));
            lab.advance(Duration.ofSeconds(60));
            assertThat(lab.leg("d1", FRESH).replacing()).isEmpty();
            lab.database("d1").replace(POOL, old, identity(FRESH));

            assertThat(lab.sent("zpool replace")).hasSize(1);
            assertThat(lab.poolAt("d1").scan().orElseThrow())
                    .returns(ScanReport.State.FINISHED, ScanReport::state)
                    .returns(0L, ScanReport::errors);
        }

        @Test
        void refusesALunThatCarriesALabel() {
            lab.connect("d1", Epoch.FIRST, lun("s2.B"));
            lab.shell("d1", "/sbin/zpool", "create", "p2", "mirror", path(FRESH), path(lun("s2.B")));
            lab.shell("d1", "/sbin/zpool", "export", "p2");
            Guid old = a();

            assertThatThrownBy(() -> lab.database("d1").replace(POOL, old, identity(FRESH)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("carries a label of pool p2");
        }

        private String path(LunRef lun) {
            return "/dev/diskid/DISK-" + lun.exportedSerial();
        }

        @Test
        void refusesAnotherLegThatIsNotThere() {
            assertThatThrownBy(() -> lab.database("d1").replace(POOL, new Guid(42), identity(FRESH)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("has no leg 42 to replace");
        }

        @Test
        void refusesALunThatIsALegElsewhereInThePool() {
            Guid old = a();

            assertThatThrownBy(() -> lab.database("d1").replace(POOL, old, identity(lun("s2.A"))))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("but not in the place of " + old);
        }

        @Test
        void refusesADeviceOfAnotherSizeOrSectorSize() {
            Guid old = a();

            assertThatThrownBy(() ->
                            lab.database("d1").replace(POOL, old, new LunIdentity(FRESH, DriverLab.SIZE * 2, 512)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("has 268435456 bytes in sectors of 512 instead of 536870912 in 512 (R10)");
            assertThatThrownBy(
                            () -> lab.database("d1").replace(POOL, old, new LunIdentity(FRESH, DriverLab.SIZE, 4096)))
                    .isInstanceOf(CommandRefused.class);
            assertThat(lab.sent("zpool replace")).isEmpty();
        }

        @Test
        void refusesALunThatIsNotConnected() {
            lab.database("d1").logout(target(FRESH));
            Guid old = a();

            assertThatThrownBy(() -> lab.database("d1").replace(POOL, old, identity(FRESH)))
                    .isInstanceOf(CommandRefused.class);
            assertThat(lab.sent("zpool replace")).isEmpty();
        }
    }

    @Nested
    class Detach {
        @Test
        void givesUpOneSideOfAReplacement() {
            lab.database("d1").offline(POOL, a());
            lab.connect("d1", Epoch.FIRST, FRESH);
            lab.database("d1").replace(POOL, a(), identity(FRESH));
            Guid fresh = lab.leg("d1", FRESH).guid();

            lab.database("d1").detach(POOL, fresh);
            lab.database("d1").detach(POOL, fresh);

            assertThat(lab.poolAt("d1").legs()).extracting(LegReport::guid).doesNotContain(fresh);
            assertThat(lab.leg("d1", A).replacing()).isEmpty();
            assertThat(lab.sent("zpool detach")).hasSize(1);
        }

        @Test
        void refusesTheOnlyGoodLegInZfssWords() {
            lab.database("d1").offline(POOL, a());
            lab.database("d1").offline(POOL, lab.leg("d1", lun("s2.A")).guid());
            Guid last = lab.leg("d1", lun("s3.A")).guid();

            assertThatThrownBy(() -> lab.database("d1").detach(POOL, last))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("no valid replicas");
        }
    }
}
