package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.POOL;
import static io.zsan.testkit.driver.DriverLab.createOrder;
import static io.zsan.testkit.driver.DriverLab.guid;
import static io.zsan.testkit.driver.DriverLab.identity;
import static io.zsan.testkit.driver.DriverLab.importOrderOf;
import static io.zsan.testkit.driver.DriverLab.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.ledger.Leg;
import io.zsan.ledger.MirrorRecord;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import io.zsan.proof.CreateOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** S16 at the drivers: a pool of the A disks with a log on s1.B and s2.B, and s3.B to spare. */
class SeparateLogDriverTest {
    private static final List<LunRef> DATA = List.of(lun("s1.A"), lun("s2.A"), lun("s3.A"));
    private static final List<LunRef> LOG = List.of(lun("s1.B"), lun("s2.B"));
    private static final LunRef FRESH = lun("s3.B");
    private static final Epoch NEXT = new Epoch(2);

    private final DriverLab lab = new DriverLab().prepared();
    private final CreateOrder order = createOrder(Epoch.FIRST, "d1", List.of(DATA), List.of(LOG));

    @BeforeEach
    void created() {
        DATA.forEach(lun -> lab.connect("d1", Epoch.FIRST, lun));
        LOG.forEach(lun -> lab.connect("d1", Epoch.FIRST, lun));
        lab.database("d1").create(order);
    }

    private MirrorReport log(String node) {
        return lab.poolAt(node).mirrors().get(1);
    }

    private static List<String> serials(List<LunRef> luns) {
        return luns.stream().map(LunRef::exportedSerial).toList();
    }

    @Test
    void createsDataAndLogInOneCommandAndTellsThemApart() {
        assertThat(lab.sent("zpool create"))
                .containsExactly("d1 /sbin/zpool create -o cachefile=none -o failmode=wait -o autoreplace=off"
                        + " -o comment=zsan:1 -o ashift=12 p1 mirror /dev/diskid/DISK-s1.WD1A.1"
                        + " /dev/diskid/DISK-s2.WD2A.1 /dev/diskid/DISK-s3.WD3A.1 log mirror"
                        + " /dev/diskid/DISK-s1.WD1B.1 /dev/diskid/DISK-s2.WD2B.1");
        assertThat(lab.poolAt("d1").mirrors())
                .extracting(MirrorReport::role)
                .containsExactly(MirrorRole.DATA, MirrorRole.LOG);
        assertThat(log("d1").legs())
                .extracting(leg -> leg.serial().orElseThrow())
                .containsExactlyElementsOf(serials(LOG));
    }

    @Test
    void isDoneWhenRepeatedAndAnotherPoolWhereTheLogWasToBeData() {
        lab.database("d1").create(order);

        assertThat(lab.sent("zpool create")).hasSize(1);
        assertThatThrownBy(() -> lab.database("d1").create(createOrder(Epoch.FIRST, "d1", List.of(DATA, LOG))))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("it is another one");
    }

    @Test
    void putsALegOfTheLogOfflineAndAFreshOneInItsPlaceByGuid() {
        LegReport lost = lab.leg("d1", LOG.get(0));
        lab.connect("d1", Epoch.FIRST, FRESH);

        lab.database("d1").offline(POOL, lost.guid());
        assertThat(log("d1").state()).isEqualTo(VdevState.DEGRADED);
        lab.database("d1").replace(POOL, lost.guid(), identity(FRESH));
        lab.advance(Duration.ofMinutes(5));

        assertThat(log("d1").legs())
                .extracting(leg -> leg.serial().orElseThrow())
                .containsExactlyElementsOf(serials(List.of(FRESH, LOG.get(1))));
        assertThat(log("d1").state()).isEqualTo(VdevState.ONLINE);
        assertThat(lab.sent("zpool replace"))
                .containsExactly("d1 /sbin/zpool replace p1 " + lost.guid() + " /dev/diskid/DISK-s3.WD3B.1");
    }

    @Test
    void detachesTheFreshSideOfALogsReplacementByGuid() {
        LegReport lost = lab.leg("d1", LOG.get(0));
        lab.connect("d1", Epoch.FIRST, FRESH);
        lab.database("d1").offline(POOL, lost.guid());
        lab.database("d1").replace(POOL, lost.guid(), identity(FRESH));

        lab.database("d1").detach(POOL, lab.leg("d1", FRESH).guid());

        assertThat(log("d1").legs()).extracting(LegReport::guid).contains(lost.guid());
        assertThat(log("d1").legs())
                .extracting(leg -> leg.serial().orElseThrow())
                .doesNotContain(FRESH.exportedSerial());
    }

    @Test
    void importsFromTheLegsOfDataAndLog() {
        PoolReport before = lab.poolAt("d1");
        takeOver(DATA.get(0), DATA.get(1), DATA.get(2), LOG.get(0), LOG.get(1));

        lab.database("d2").importPool(importOrderOf(before.guid(), NEXT, "d2", mirrors(before, DATA, LOG)));

        assertThat(lab.poolAt("d2").state()).isEqualTo(VdevState.ONLINE);
        assertThat(log("d2").role()).isEqualTo(MirrorRole.LOG);
        assertThat(lab.sent("zpool import"))
                .containsExactly("d2 /sbin/zpool import -f -N -o cachefile=none -d /dev/diskid/DISK-s1.WD1A.1"
                        + " -d /dev/diskid/DISK-s2.WD2A.1 -d /dev/diskid/DISK-s3.WD3A.1"
                        + " -d /dev/diskid/DISK-s1.WD1B.1 -d /dev/diskid/DISK-s2.WD2B.1 " + before.guid());
    }

    @Test
    void importsWhereTheLogHasOneLegLeft() {
        PoolReport before = lab.poolAt("d1");
        takeOver(DATA.get(0), LOG.get(1));

        lab.database("d2")
                .importPool(importOrderOf(
                        before.guid(), NEXT, "d2", mirrors(before, DATA.subList(0, 1), LOG.subList(1, 2))));

        assertThat(lab.poolAt("d2").state()).isEqualTo(VdevState.DEGRADED);
        assertThat(log("d2").legs())
                .filteredOn(leg -> leg.state() == VdevState.ONLINE)
                .singleElement()
                .satisfies(leg -> assertThat(leg.guid()).isEqualTo(guid(before, LOG.get(1))));
    }

    /** An order has legs of every mirror that the ledger has; even one from a ledger that knew of no log drops none. */
    @Test
    void doesNotImportWithoutTheLog() {
        PoolReport before = lab.poolAt("d1");
        takeOver(DATA.get(0), DATA.get(1), DATA.get(2));

        assertThatThrownBy(() -> lab.database("d2")
                        .importPool(importOrderOf(
                                before.guid(),
                                NEXT,
                                "d2",
                                mirrors(before, DATA, LOG).subList(0, 1))))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("one or more devices is currently unavailable");
        assertThat(lab.database("d2").observe().pools()).isEmpty();
        assertThat(lab.sent("zpool"))
                .allSatisfy(line -> assertThat(line.split(" ")).doesNotContain("-m", "-F", "-X", "-T"));
    }

    private void takeOver(LunRef... luns) {
        Arrays.stream(luns).forEach(lun -> lab.storage.get(lun.id().node()).fence(lun, NEXT));
        lab.connect("d2", NEXT, luns);
        lab.sent.clear();
    }

    private static List<MirrorRecord> mirrors(PoolReport pool, List<LunRef> data, List<LunRef> log) {
        return List.of(
                new MirrorRecord(MirrorRole.DATA, 3, legs(pool, data)),
                new MirrorRecord(MirrorRole.LOG, 2, legs(pool, log)));
    }

    private static List<Leg> legs(PoolReport pool, List<LunRef> luns) {
        return luns.stream()
                .map(lun -> Leg.planned(lun).inSync(guid(pool, lun), new BootId("boot-1")))
                .toList();
    }
}
