package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.identity;
import static io.zsan.testkit.driver.DriverLab.lun;
import static io.zsan.testkit.driver.DriverLab.target;
import static io.zsan.testkit.driver.DriverLab.wipeOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.error.InvalidInput;
import io.zsan.error.NodeUnreachable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.model.BootId;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.FailureDomain;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.node.Access;
import io.zsan.node.ClockOffset;
import io.zsan.node.DiskReport;
import io.zsan.node.ExportReport;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.node.StorageNodeReport;
import io.zsan.proof.LunIdentity;
import io.zsan.testkit.fake.Fault;
import io.zsan.testkit.fake.FaultPlan;
import io.zsan.testkit.world.Host;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StorageDriverTest {
    private static final LunRef LUN = lun("s1.A");

    private final DriverLab lab = new DriverLab();

    private StorageNodeReport observed() {
        return lab.storage("s1").observe();
    }

    private ExportReport export() {
        return observed().export(LUN.id()).orElseThrow();
    }

    @Nested
    class Prepare {
        @Test
        void aNodeThatHasBootedHasNoNonceAndExportsNothing() {
            assertThat(observed().boot()).isEmpty();
            assertThat(observed().ready()).isFalse();
            assertThat(observed().exports()).isEmpty();
            assertThat(observed().tokens()).isEmpty();
        }

        @Test
        void givesANonceAndStartsTheDaemon() {
            lab.storage("s1").prepare();

            assertThat(observed().boot()).contains(new BootId("boot-1"));
            assertThat(observed().serving()).isTrue();
            assertThat(observed().exports()).isEmpty();
        }

        @Test
        void canBeRepeatedWhereTheReplyWasLost() {
            lab.faultOnce(Fault.REPLY_LOST, "zsan-prepare");
            assertThatThrownBy(() -> lab.storage("s1").prepare()).isInstanceOf(OutcomeUnknown.class);

            lab.storage("s1").prepare();

            assertThat(observed().boot()).contains(new BootId("boot-1"));
        }

        @Test
        void aPowerCycleClosesTheNodeAndTakesTheNonce() {
            lab.prepared();
            lab.connect("d1", Epoch.FIRST, LUN);

            lab.storageHost("s1").powerCycle();
            lab.advance(Duration.ofSeconds(10));

            assertThat(observed().boot()).isEmpty();
            assertThat(observed().exports()).isEmpty();
            assertThat(observed().tokens()).as("tokens are durable").containsKey(LUN.id());
            assertThatThrownBy(() ->
                            lab.storage("s1").grant(identity(LUN), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1")))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("not prepared since its boot");
        }

        @Test
        void startsADaemonThatDied() {
            lab.prepared();
            lab.shell("s1", "/usr/sbin/service", "ctld", "onestop");
            assertThat(observed().ready()).isFalse();

            lab.storage("s1").prepare();

            assertThat(observed().ready()).isTrue();
        }

        /** R10: ctld opens what has the name when it starts. */
        @Test
        void exportsNoOtherDiskThatHasTheNameByThen() {
            lab.prepared();
            lab.connect("d1", Epoch.FIRST, LUN);
            lab.shell("s1", "/usr/sbin/service", "ctld", "onestop");
            lab.storageHost("s1").renumberNow();

            lab.storage("s1").prepare();
            lab.advance(Duration.ofSeconds(2));

            assertThat(observed().ready()).isTrue();
            assertThat(observed().exports()).isEmpty();
            lab.storage("s1").grant(identity(LUN), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1"));
            assertThat(lab.storageHost("s1").targets().luns())
                    .singleElement()
                    .extracting(lun -> lun.disk().disk().serial())
                    .isEqualTo(LUN.id().disk());
        }
    }

    @Nested
    class Grant {
        @Test
        void keepsASessionWhenRepeated() {
            lab.prepared();
            lab.connect("d1", Epoch.FIRST, LUN);
            int connection = connection();

            lab.storage("s1").grant(identity(LUN), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1"));

            assertThat(connection()).isEqualTo(connection);
        }

        private int connection() {
            return lab.storageHost("s1")
                    .targets()
                    .connections()
                    .iterator()
                    .next()
                    .id();
        }

        @Test
        void canBeRepeatedWhereTheReplyWasLost() {
            lab.prepared();
            lab.faultOnce(Fault.REPLY_LOST, "zsan-access");
            assertThatThrownBy(() ->
                            lab.storage("s1").grant(identity(LUN), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1")))
                    .isInstanceOf(OutcomeUnknown.class);

            lab.storage("s1").grant(identity(LUN), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1"));

            assertThat(export().access()).isEqualTo(Access.only(lab.initiator("d1")));
        }

        @Test
        void thatWasHeldUpIsRefusedByTheNodeWhenItArrives() throws Exception {
            lab.prepared();
            lab.faultOnce(Fault.HELD, "zsan-access");
            assertThatThrownBy(() ->
                            lab.storage("s1").grant(identity(LUN), new Epoch(4), lab.initiator("d1"), lab.boot("s1")))
                    .isInstanceOf(OutcomeUnknown.class);
            lab.faults(FaultPlan.none());
            lab.storage("s1").fence(LUN, new Epoch(5));

            assertThat(lab.fake("s1").deliverHeld())
                    .singleElement()
                    .satisfies(late -> assertThat(late.exit()).isEqualTo(75));
            lab.advance(Duration.ofSeconds(5));

            assertThat(export().access()).isEqualTo(Access.nobody());
        }

        @Test
        void refusesADiskThatIsNotThereOrHasAnotherSize() {
            lab.prepared();

            assertThatThrownBy(() -> lab.storage("s1")
                            .grant(
                                    new LunIdentity(LUN, DriverLab.SIZE * 2, 512),
                                    Epoch.FIRST,
                                    lab.initiator("d1"),
                                    lab.boot("s1")))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("instead of 536870912 in 512 (R10)");
            assertThatThrownBy(() -> lab.storage("s1")
                            .grant(
                                    new LunIdentity(LUN, DriverLab.SIZE, 4096),
                                    Epoch.FIRST,
                                    lab.initiator("d1"),
                                    lab.boot("s1")))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("(R10)");
            LunRef nosuch = new LunRef(new LunId(LUN.id().node(), new DiskSerial("WD9Z")), Generation.FIRST);
            assertThatThrownBy(() ->
                            lab.storage("s1").grant(identity(nosuch), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1")))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("no disk with the serial WD9Z");
            assertThat(observed().tokens()).isEmpty();
        }

        @Test
        void refusesALunOfAnotherNode() {
            assertThatThrownBy(() -> lab.storage("s1")
                            .grant(identity(lun("s2.A")), Epoch.FIRST, lab.initiator("d1"), new BootId("boot-1")))
                    .isInstanceOf(InvalidInput.class);
            assertThat(lab.sent).isEmpty();
        }

        @Test
        void endsUnknownWhereTheReloadDoesNotComeIntoForce() {
            lab.prepared();
            lab.storage("s1").grant(identity(lun("s1.B")), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1"));
            // As if ctld could not read what it was given.
            lab.storageHost("s1").files().link("/etc/ctl.conf", "/nosuch");

            assertThatThrownBy(() ->
                            lab.storage("s1").grant(identity(LUN), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1")))
                    .isInstanceOf(OutcomeUnknown.class)
                    .hasMessageContaining("not open to iqn.2026-11.example:d1 in epoch 1 yet");
        }
    }

    @Nested
    class Wipe {
        private void soil() {
            lab.prepared();
            lab.storageHost("s1").disk(LUN.id().disk()).scribble();
        }

        private boolean blank() {
            return lab.storageHost("s1").disk(LUN.id().disk()).blank();
        }

        @Test
        void canBeRepeatedWhereTheReplyWasLost() {
            soil();
            lab.storage("s1").seal(LUN);
            lab.faultOnce(Fault.REPLY_LOST, "zsan-wipe");
            assertThatThrownBy(() -> lab.storage("s1").wipe(wipeOrder(LUN))).isInstanceOf(OutcomeUnknown.class);

            assertThat(lab.storage("s1").wipe(wipeOrder(LUN)).headZero()).isTrue();
        }

        @Test
        void refusesADiskThatIsExported() {
            soil();
            lab.connect("d1", Epoch.FIRST, LUN);

            assertThatThrownBy(() -> lab.storage("s1").wipe(wipeOrder(LUN)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("WD1A is exported");
            assertThat(blank()).isFalse();
        }

        @Test
        void refusesADiskOfAnotherSize() {
            soil();

            assertThatThrownBy(() -> lab.storage("s1").wipe(wipeOrder(LUN, DriverLab.SIZE * 2)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("(R10)");
            assertThat(blank()).isFalse();
        }

        @Test
        void thatWasHeldUpDoesNothingInTheNextGeneration() throws Exception {
            soil();
            lab.storage("s1").seal(LUN);
            lab.faultOnce(Fault.HELD, "zsan-wipe");
            assertThatThrownBy(() -> lab.storage("s1").wipe(wipeOrder(LUN))).isInstanceOf(OutcomeUnknown.class);
            lab.faults(FaultPlan.none());
            lab.storage("s1").grant(identity(lun("s1.A", 2)), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1"));
            lab.storage("s1").seal(lun("s1.A", 2));

            assertThat(lab.fake("s1").deliverHeld().get(0).exit()).isEqualTo(75);

            assertThat(blank()).isFalse();
        }
    }

    @Nested
    class Looking {
        @Test
        void listsDisksAndWhichAreBlank() {
            lab.prepared().pool();

            assertThat(lab.storage("s1").disks())
                    .containsExactly(
                            new DiskReport(new DiskSerial("WD1A"), DriverLab.SIZE, 512, "da0", false),
                            new DiskReport(new DiskSerial("WD1B"), DriverLab.SIZE, 512, "da1", true));
        }

        @Test
        void aDiskWithPartitionsIsNotBlankThoughNobodyHasItOpen() {
            lab.storageHost("s1")
                    .sysctls()
                    .put(
                            "kern.geom.conftxt",
                            "0 DISK da0 1000 512 hd 255 sc 63\n0 DISK da1 1000 512 hd 255 sc 63\n"
                                    + "1 PART da1p1 900 512 i 1 o 20480 ty freebsd-ufs xs GPT\n");

            assertThat(lab.prepared().storage("s1").disks())
                    .extracting(DiskReport::blank)
                    .containsExactly(true, false);
            assertThat(lab.storage("s1").preflight())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.refuses()).isTrue())
                    .extracting(Finding::evidence)
                    .isEqualTo("kern.geom.conftxt: da1: PART/da1p1");
        }

        @Test
        void findsNothingOnANodeAsItShouldBe() {
            assertThat(lab.storage("s1").preflight()).isEmpty();
            lab.prepared();
            assertThat(lab.storage("s1").preflight()).isEmpty();
        }

        @Test
        void findsWhatWouldActByItself() {
            lab.storageHost("s1").files().link("/etc/ctl.conf", "/usr/local/etc/ctl.conf");
            lab.storageHost("s1").daemons().add("zfsd");

            assertThat(lab.storage("s1").preflight())
                    .allMatch(Finding::refuses)
                    .extracting(Finding::toString)
                    .satisfiesExactly(
                            zfsd -> assertThat(zfsd).startsWith("s1: zfsd runs"),
                            link -> assertThat(link).contains("a boot would export by itself (R9) [readlink"));
        }

        @Test
        void findsWhatTheNextBootWouldLeaveOpen() {
            lab.storageHost("s1").rcConf().put("ctld_enable", "YES");
            lab.storageHost("s1").rcConf().put("cleanvar_enable", "NO");

            assertThat(lab.storage("s1").preflight())
                    .allMatch(Finding::refuses)
                    .extracting(Finding::evidence)
                    .containsExactly("ctld_enable: YES", "cleanvar_enable: NO");

            lab.storageHost("s1").rcConf().put("ctld_enable", "NO");
            lab.storageHost("s1").mounts().put("/var/run", new Host.Mount("tmpfs", 30_000));
            assertThat(lab.storage("s1").preflight()).isEmpty();
        }

        @Test
        void aNonceThatSurvivesARestartIsWhatTheFindingSpeaksOf() {
            lab.prepared().storageHost("s1").rcConf().put("cleanvar_enable", "NO");
            BootId before = lab.boot("s1");

            lab.storageHost("s1").powerCycle();
            lab.advance(Duration.ofMinutes(5));

            assertThat(lab.boot("s1")).isEqualTo(before);
        }

        @Test
        void findsThatItRunsOutOfRoom() {
            lab.storageHost("s1").mounts().put("/var", new Host.Mount("/dev/ada0p4", 900));
            lab.storageHost("s1").mounts().put("/var/log", new Host.Mount("/dev/ada0p5", 65_535));

            assertThat(lab.storage("s1").preflight())
                    .noneMatch(Finding::refuses)
                    .extracting(Finding::evidence)
                    .containsExactly(
                            "65535 KiB are free on /var/log, should be 65536",
                            "900 KiB are free on /var, should be 1024",
                            "900 KiB are free on /var, should be 1024");
        }

        @Test
        void findsADiskThatIsNotThere() {
            StorageNode node = new StorageNode(
                    new NodeName("s1"),
                    new FailureDomain("rack-1"),
                    lab.storageHost("s1").portal(),
                    List.of(
                            new Disk(new DiskSerial("WD1A"), DriverLab.SIZE, 4096),
                            new Disk(new DiskSerial("WD9"), DriverLab.SIZE, 512)));

            assertThat(FreeBsdStorageNode.builder(
                                    node, DriverLab.BASE, lab.fake("s1").runner())
                            .build()
                            .preflight())
                    .allMatch(Finding::refuses)
                    .extracting(Finding::evidence)
                    .containsExactly(
                            "da0: Mediasize: " + DriverLab.SIZE + ", Sectorsize: 512",
                            "geom disk list: [vtbd0 (null), da0 WD1A, da1 WD1B]");
        }

        @Test
        void tellsWhatIsComparedWithOtherNodes() {
            lab.storageHost("s1").clockJump(Duration.ofSeconds(30));

            assertThat(lab.storage("s1").traits())
                    .isEqualTo(NodeTraits.ofStorage(
                            new NodeName("s1"),
                            Optional.of(new ClockOffset(Duration.ofSeconds(30), Duration.ofSeconds(31))),
                            List.of(new DiskSerial("WD1A"), new DiskSerial("WD1B"))));
        }

        @Test
        void aNodeThatRefusesConnectionsIsUnreachableAndASilentOneToo() {
            lab.faults(FaultPlan.always(Fault.REFUSED, (node, words) -> true));
            assertThatThrownBy(() -> observed()).isInstanceOf(NodeUnreachable.class);

            lab.faults(FaultPlan.always(Fault.HANG, (node, words) -> true));
            assertThatThrownBy(() -> observed()).isInstanceOf(OutcomeUnknown.class);
        }

        @Test
        void anUnreadableNonceIsNotTakenForABoot() {
            lab.prepared();
            lab.storageHost("s1").files().write("/var/run/zsan/boot", "");

            assertThatThrownBy(() -> observed()).isInstanceOf(UnexpectedOutput.class);
        }
    }

    @Test
    void namesTheTarget() {
        assertThat(target(LUN).text()).isEqualTo("iqn.2026-11.example:san.s1.wd1a.g1");
    }
}
