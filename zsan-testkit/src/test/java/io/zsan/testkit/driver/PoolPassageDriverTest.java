package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.createOrder;
import static io.zsan.testkit.driver.DriverLab.guid;
import static io.zsan.testkit.driver.DriverLab.identity;
import static io.zsan.testkit.driver.DriverLab.importOrder;
import static io.zsan.testkit.driver.DriverLab.lun;
import static io.zsan.testkit.driver.DriverLab.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.Leg;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.node.PoolReport;
import io.zsan.node.UnreadableLegs;
import io.zsan.node.VdevState;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.ReleaseProof;
import io.zsan.testkit.fake.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolPassageDriverTest {
    private static final LunRef A = lun("s1.A");
    private static final LunRef B = lun("s2.A");
    private static final LunRef C = lun("s3.A");
    private static final Epoch NEXT = new Epoch(2);

    private final DriverLab lab = new DriverLab().prepared();

    @Nested
    class Create {
        private final CreateOrder order = createOrder(Epoch.FIRST, "d1", List.of(List.of(A, B, C)));

        @BeforeEach
        void connected() {
            lab.connect("d1", Epoch.FIRST, A, B, C);
            lab.sent.clear();
        }

        @Test
        void makesAPoolOfExactlyTheseLuns() {
            lab.database("d1").create(order);

            PoolReport pool = lab.poolAt("d1");
            assertThat(pool.stamp()).contains(Epoch.FIRST);
            assertThat(pool.cached()).isFalse();
            assertThat(pool.mirrors())
                    .singleElement()
                    .satisfies(mirror -> assertThat(mirror.legs())
                            .extracting(leg -> leg.serial().orElseThrow())
                            .containsExactly(A.exportedSerial(), B.exportedSerial(), C.exportedSerial()));
            assertThat(lab.sent("zpool create"))
                    .containsExactly("d1 /sbin/zpool create -o cachefile=none -o failmode=wait -o autoreplace=off"
                            + " -o comment=zsan:1 -o ashift=12 p1 mirror /dev/diskid/DISK-s1.WD1A.1"
                            + " /dev/diskid/DISK-s2.WD2A.1 /dev/diskid/DISK-s3.WD3A.1");
        }

        @Test
        void makesTwoMirrors() {
            lab.connect("d1", Epoch.FIRST, lun("s1.B"), lun("s2.B"));

            lab.database("d1")
                    .create(createOrder(Epoch.FIRST, "d1", List.of(List.of(A, B), List.of(lun("s1.B"), lun("s2.B")))));

            assertThat(lab.poolAt("d1").mirrors()).hasSize(2);
        }

        @Test
        void isDoneWhenRepeated() {
            lab.database("d1").create(order);
            Guid first = lab.poolAt("d1").guid();

            lab.database("d1").create(order);

            assertThat(lab.poolAt("d1").guid()).isEqualTo(first);
            assertThat(lab.sent("zpool create")).hasSize(1);
        }

        @Test
        void isDoneWhenRepeatedAfterALostReply() {
            lab.faultOnce(Fault.REPLY_LOST, "zpool create");
            assertThatThrownBy(() -> lab.database("d1").create(order)).isInstanceOf(OutcomeUnknown.class);

            lab.database("d1").create(order);

            assertThat(lab.sent("zpool create")).hasSize(1);
        }

        @Test
        void refusesWhereAnotherPoolHasTheName() {
            lab.database("d1").create(order);

            assertThatThrownBy(() -> lab.database("d1").create(createOrder(NEXT, "d1", List.of(List.of(A, B, C)))))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("it is another one");
            assertThatThrownBy(() -> lab.database("d1").create(createOrder(Epoch.FIRST, "d1", List.of(List.of(A, B)))))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("it is another one");
        }

        @Test
        void refusesALunThatCarriesALabel() {
            lab.database("d1").create(order);
            lab.database("d1").export(DriverLab.POOL, Epoch.FIRST, identity(A));

            assertThatThrownBy(() -> lab.database("d1").create(order))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("s1/WD1A#1 carries a label of pool p1");
        }

        @Test
        void refusesALunWithoutASession() {
            lab.database("d1").logout(target(B));

            assertThatThrownBy(() -> lab.database("d1").create(order))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("there are 0 sessions to iqn.2026-11.example:san.s2.wd2a.g1");
            assertThat(lab.sent("zpool create")).isEmpty();
        }

        @Test
        void refusesALunWhoseSessionIsDown() {
            lab.storageHost("s2").silence();
            lab.advance(Duration.ofSeconds(10));

            assertThatThrownBy(() -> lab.database("d1").create(order))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("is down: ");
            assertThat(lab.sent("zpool create")).isEmpty();
        }

        @Test
        void refusesAnotherDiskBehindTheRightTarget() {
            swapDiskBehindTarget();

            assertThatThrownBy(() -> lab.database("d1").create(order))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("(R10)");
            assertThat(lab.sent("zpool create")).isEmpty();
        }

        /** As if somebody had written ctl.conf by hand: the target of s1.A leads to the other disk, under its serial. */
        private void swapDiskBehindTarget() {
            String conf =
                    lab.storageHost("s1").files().read("/var/run/zsan/ctl.conf").orElseThrow();
            lab.storageHost("s1")
                    .files()
                    .write(
                            "/var/run/zsan/ctl.conf",
                            conf.replace("/dev/da0", "/dev/da1").replace("serial \"s1.WD1A.1\"", "serial \"other\""));
            lab.shell("s1", "/usr/sbin/service", "ctld", "onereload");
            lab.advance(Duration.ofSeconds(10));
        }
    }

    @Nested
    class Import {
        private PoolReport pool;

        @BeforeEach
        void takenOver() {
            lab.pool();
            pool = lab.poolAt("d1");
            for (LunRef lun : List.of(A, B, C)) {
                lab.storage.get(lun.id().node()).fence(lun, NEXT);
            }
            lab.connect("d2", NEXT, A, B, C);
            lab.sent.clear();
        }

        private ImportOrder order() {
            return importOrder(pool, NEXT, "d2", A, B, C);
        }

        @Test
        void takesThePoolFromExactlyTheseLegsWithoutMounting() {
            lab.database("d2").importPool(order());

            PoolReport there = lab.poolAt("d2");
            assertThat(there.guid()).isEqualTo(pool.guid());
            assertThat(there.state()).isEqualTo(VdevState.ONLINE);
            assertThat(there.mounted()).isFalse();
            assertThat(there.cached()).isFalse();
            assertThat(there.stamp()).contains(Epoch.FIRST);
            assertThat(lab.sent("zpool import"))
                    .containsExactly("d2 /sbin/zpool import -f -N -o cachefile=none -d /dev/diskid/DISK-s1.WD1A.1"
                            + " -d /dev/diskid/DISK-s2.WD2A.1 -d /dev/diskid/DISK-s3.WD3A.1 " + pool.guid());
        }

        @Test
        void takesThePoolFromThoseThatAreLeft() {
            lab.database("d2").importPool(importOrder(pool, NEXT, "d2", B, C));

            assertThat(lab.poolAt("d2").state()).isEqualTo(VdevState.DEGRADED);
            assertThat(lab.sent("zpool import")).singleElement().asString().doesNotContain("s1.WD1A");
        }

        @Test
        void isDoneWhenRepeatedAndAfterALostReply() {
            lab.faultOnce(Fault.REPLY_LOST, "zpool import");
            assertThatThrownBy(() -> lab.database("d2").importPool(order())).isInstanceOf(OutcomeUnknown.class);

            lab.database("d2").importPool(order());
            lab.database("d2").importPool(order());

            assertThat(lab.sent("zpool import")).hasSize(1);
        }

        @Test
        void refusesALegWithTheGuidOfAnother() {
            List<Leg> legs = List.of(
                    Leg.planned(A).inSync(guid(pool, B), new BootId("boot-1")),
                    Leg.planned(C).inSync(guid(pool, C), new BootId("boot-1")));

            assertThatThrownBy(() -> lab.database("d2").importPool(importOrder(pool.guid(), NEXT, "d2", legs)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("the label of s1/WD1A#1 is of leg " + guid(pool, A));
            assertThat(lab.sent("zpool import")).isEmpty();
        }

        @Test
        void refusesALegOfAnotherPool() {
            List<Leg> legs = List.of(Leg.planned(A).inSync(guid(pool, A), new BootId("boot-1")));

            assertThatThrownBy(() -> lab.database("d2").importPool(importOrder(new Guid(42), NEXT, "d2", legs)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("is of pool p1 (" + pool.guid() + "), not of p1 (42)");
        }

        @Test
        void refusesALabelOfALaterEpoch() {
            lab.database("d2").importPool(order());
            lab.database("d2").stamp(DriverLab.POOL, new Epoch(7));
            lab.database("d2").export(DriverLab.POOL, new Epoch(7), identity(A));

            assertThatThrownBy(() -> lab.database("d2").importPool(order()))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("carries epoch 7, above 2")
                    .hasMessageContaining("(R14)");
            assertThat(lab.sent("zpool import")).hasSize(1);
        }

        @Test
        void refusesABlankLeg() {
            lab.storageHost("s1").disk(A.id().disk()).wipe();

            assertNamed(A);
        }

        @Test
        void refusesWithoutTheLegsThatCannotBeReadAndNamesThem() {
            lab.storageHost("s1").disk(A.id().disk()).failReads(true);
            lab.storageHost("s3").disk(C.id().disk()).failReads(true);

            assertNamed(A, C);
        }

        private void assertNamed(LunRef... unreadable) {
            assertThatThrownBy(() -> lab.database("d2").importPool(order()))
                    .isInstanceOfSatisfying(
                            UnreadableLegs.class,
                            refusal -> assertThat(refusal.luns()).containsExactly(unreadable));
            assertThat(lab.sent("zpool import")).isEmpty();
        }

        @Test
        void refusesWhereAnotherPoolHasTheName() {
            lab.connect("d2", NEXT, lun("s1.B"), lun("s2.B"));
            lab.database("d2").create(createOrder(NEXT, "d2", List.of(List.of(lun("s1.B"), lun("s2.B")))));

            assertThatThrownBy(() -> lab.database("d2").importPool(order()))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("cannot be told from what is imported");
        }

        @Test
        void endsUnknownWhereItHangsAndSendsNothingMoreToZfs() {
            lab.faultOnce(Fault.HANG, "zpool import");

            assertThatThrownBy(() -> lab.database("d2").importPool(order())).isInstanceOf(OutcomeUnknown.class);
        }
    }

    @Nested
    class Export {
        @BeforeEach
        void pool() {
            lab.pool();
            lab.sent.clear();
        }

        private ReleaseProof export() {
            return lab.database("d1").export(DriverLab.POOL, Epoch.FIRST, identity(A));
        }

        @Test
        void releasesThePoolAndShowsIt() {
            ReleaseProof proof = export();

            assertThat(proof.pool()).isEqualTo(DriverLab.POOL);
            assertThat(proof.epoch()).isEqualTo(Epoch.FIRST);
            assertThat(lab.database("d1").observe().pools()).isEmpty();
            assertThat(lab.sent("zpool export")).containsExactly("d1 /sbin/zpool export p1");
        }

        @Test
        void showsItAgainWhenRepeatedAndAfterALostReply() {
            lab.faultOnce(Fault.REPLY_LOST, "zpool export");
            assertThatThrownBy(this::export).isInstanceOf(OutcomeUnknown.class);

            assertThat(export().pool()).isEqualTo(DriverLab.POOL);
            assertThat(export().pool()).isEqualTo(DriverLab.POOL);
            assertThat(lab.sent("zpool export")).hasSize(1);
        }

        @Test
        void isNoReleaseWhereTheNodeLostThePoolWithoutExportingIt() {
            lab.databaseHost("d1").powerCycle();
            lab.advance(Duration.ofSeconds(10));
            lab.connect("d1", Epoch.FIRST, A, B, C);

            assertThatThrownBy(this::export)
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("its label does not say that it was exported");
        }

        @Test
        void isNoReleaseWhereAnotherNodeHasImportedItSince() {
            PoolReport pool = lab.poolAt("d1");
            export();
            for (LunRef lun : List.of(A, B, C)) {
                lab.storage.get(lun.id().node()).fence(lun, NEXT);
            }
            lab.connect("d2", NEXT, A, B, C);
            lab.database("d2").importPool(importOrder(pool, NEXT, "d2", A, B, C));
            lab.connect("d1", new Epoch(3), A);

            assertThatThrownBy(this::export).isInstanceOf(CommandRefused.class);
        }

        @Test
        void refusesAWitnessThatCannotBeLookedAt() {
            lab.database("d1").logout(target(A));

            assertThatThrownBy(this::export).isInstanceOf(CommandRefused.class);
        }
    }
}
