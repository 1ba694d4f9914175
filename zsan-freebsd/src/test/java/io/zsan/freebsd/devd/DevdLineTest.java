package io.zsan.freebsd.devd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.devd.DevdEvent.IoFailure;
import io.zsan.freebsd.devd.DevdEvent.KernelVdevState;
import io.zsan.freebsd.devd.DevdEvent.Layer;
import io.zsan.freebsd.devd.DevdEvent.Sense;
import io.zsan.model.Guid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Lines of FreeBSD 13.2, and what could become of them. */
class DevdLineTest {
    private static final Optional<String> P1 = Optional.of("p1");
    private static final Guid POOL = Guid.parse("6428453898081497071");
    private static final Guid LEG = Guid.parse("1717227901073132228");
    private static final Optional<String> PATH = Optional.of("/dev/diskid/DISK-s1d1");

    private static List<String> captured() throws IOException {
        try (InputStream in = DevdLineTest.class.getResourceAsStream("/captures/freebsd-13.2/devd.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** The numbers were counted in the capture with grep. */
    @Test
    void readsEveryCapturedLine() throws IOException {
        Map<String, Long> kinds = captured().stream()
                .map(DevdLine::parse)
                .collect(Collectors.groupingBy(e -> e.getClass().getSimpleName(), TreeMap::new, Collectors.counting()));
        assertThat(kinds.remove("Unknown")).isPositive();
        assertThat(kinds)
                .isEqualTo(ImmutableMap.<String, Long>builder()
                        .put("VdevStateChanged", 14L)
                        .put("VdevRemoved", 7L)
                        .put("ProbeFailed", 6L)
                        .put("IoFailed", 18L + 14L)
                        .put("PoolSuspended", 1L)
                        .put("ResilverStarted", 6L)
                        .put("ResilverFinished", 6L)
                        .put("DiskCreated", 46L + 46L)
                        .put("DiskDestroyed", 50L + 50L)
                        .put("NexusLost", 21L)
                        .put("PoweredOn", 2L)
                        .put("DiskError", 1L)
                        .buildOrThrow());
    }

    /** What is unknown is what zsan has no use for, and not something that could not be read. */
    @Test
    void leavesOnlyOtherKindsUnknown() throws IOException {
        assertThat(captured().stream().map(DevdLine::parse).filter(DevdEvent.Unknown.class::isInstance))
                .allSatisfy(event -> assertThat(((DevdEvent.Unknown) event).text())
                        .matches(".*( cdev=pass[0-9]+|type=sysevent\\.fs\\.zfs\\.(history_event|config_sync|vdev_[a-z]+"
                                + "|pool_[a-z]+|scrub_[a-z]+|trim_[a-z]+) .*)"));
    }

    @Test
    void readsAStateChange() {
        assertThat(DevdLine.parse("!system=ZFS subsystem=ZFS type=resource.fs.zfs.statechange  version=0"
                        + " class=resource.fs.zfs.statechange pool=p1 pool_guid=6428453898081497071 pool_state=0"
                        + " pool_context=0 vdev_guid=1717227901073132228 vdev_state=3"
                        + " vdev_path=/dev/diskid/DISK-s1d1 vdev_laststate=7"
                        + " time=00000017953680880000000614555178 eid=26"))
                .isEqualTo(new DevdEvent.VdevStateChanged(
                        P1, POOL, LEG, PATH, KernelVdevState.REMOVED, Optional.of(KernelVdevState.HEALTHY)));
    }

    /** FreeBSD 12 gives no names, and other beginnings. */
    @Test
    void readsTheFormsOfEarlierReleases() {
        assertThat(DevdLine.parse("!system=ZFS subsystem=ZFS type=resource.fs.zfs.statechange"
                        + " pool_guid=6428453898081497071 vdev_guid=1717227901073132228 vdev_state=5"))
                .isEqualTo(new DevdEvent.VdevStateChanged(
                        Optional.empty(), POOL, LEG, Optional.empty(), KernelVdevState.FAULTED, Optional.empty()));
        assertThat(DevdLine.parse("!system=ZFS subsystem=ZFS type=misc.fs.zfs.resilver_finish"
                        + " pool_name=p1 pool_guid=6428453898081497071"))
                .isEqualTo(new DevdEvent.ResilverFinished(Optional.empty(), POOL));
    }

    @Test
    void aNameMayHoldBlanks() {
        assertThat(DevdLine.parse("!system=ZFS subsystem=ZFS type=resource.fs.zfs.removed pool=my pool"
                        + " pool_guid=6428453898081497071 vdev_guid=1717227901073132228 vdev_path=/dev/a b"))
                .isEqualTo(new DevdEvent.VdevRemoved(Optional.of("my pool"), POOL, LEG, Optional.of("/dev/a b")));
    }

    @Test
    void dataThatNoCopyHasNamesNoVdev() {
        assertThat(DevdLine.parse("!system=ZFS subsystem=ZFS type=ereport.fs.zfs.data pool=p1"
                        + " pool_guid=6428453898081497071 zio_err=6"))
                .isEqualTo(new DevdEvent.IoFailed(P1, POOL, Optional.empty(), Optional.empty(), IoFailure.DATA));
    }

    @Test
    void tellsPowerOnFromALostNexus() {
        String line = "!system=CAM subsystem=periph type=error device=probe0 serial=\"\" cam_status=\"0xcc\""
                + " scsi_status=2 scsi_sense=\"70 06 29 %s\" CDB=\"1a 00 0a 00 18 00 \" ";
        assertThat(DevdLine.parse(line.formatted("01"))).isEqualTo(new DevdEvent.PoweredOn("probe0", Optional.empty()));
        assertThat(DevdLine.parse(line.formatted("07"))).isEqualTo(new DevdEvent.NexusLost("probe0", Optional.empty()));
        assertThat(DevdLine.parse(line.formatted("00")))
                .isEqualTo(
                        new DevdEvent.DiskError("probe0", Optional.empty(), Optional.of(new Sense(6, 0x29, 0)), false));
    }

    /** As captured: the kernel ends the line at the NUL behind CTL's serial number, before the sense. */
    @Test
    void aLineThatIsCutTellsNoSense() {
        DevdEvent event = DevdLine.parse("!system=CAM subsystem=periph type=error device=da0 serial=\"s1d1");
        assertThat(event).isEqualTo(new DevdEvent.DiskError("da0", Optional.of("s1d1"), Optional.empty(), false));
        assertThat(event.worthALook()).isTrue();
    }

    @Test
    void tellsWholeDisksOnly() {
        assertThat(DevdLine.parse("!system=GEOM subsystem=DEV type=DESTROY cdev=diskid/DISK-s1d1"))
                .isEqualTo(new DevdEvent.DiskDestroyed("diskid/DISK-s1d1", Layer.GEOM));
        assertThat(DevdLine.parse("!system=DEVFS subsystem=CDEV type=CREATE cdev=da12"))
                .isEqualTo(new DevdEvent.DiskCreated("da12", Layer.DEVFS));
        assertThat(DevdLine.parse("!system=DEVFS subsystem=CDEV type=CREATE cdev=da12p1"))
                .isInstanceOf(DevdEvent.Unknown.class);
    }

    @Test
    void guessesNothing() {
        for (String line : List.of(
                "",
                "+ums0 at bus=0",
                "!system=ZFS subsystem=ZFS type=resource.fs.zfs.statechange pool=p1",
                "!system=ZFS subsystem=ZFS type=resource.fs.zfs.statechange pool_guid=1 vdev_guid=2 vdev_state=8",
                "!system=ZFS subsystem=ZFS type=resource.fs.zfs.removed pool_guid=99999999999999999999 vdev_guid=2",
                // A key that somebody smuggled in with a name.
                "!system=ZFS subsystem=ZFS type=resource.fs.zfs.removed pool=a vdev_guid=1 pool_guid=3 vdev_guid=2")) {
            assertThat(DevdLine.parse(line)).isEqualTo(new DevdEvent.Unknown(line));
            assertThat(DevdLine.parse(line).worthALook()).isFalse();
        }
    }

    @Property(tries = 500, seed = "20261126")
    void neverThrows(@ForAll String text) {
        assertThat(DevdLine.parse(text)).isNotNull();
        assertThat(DevdLine.parse("!system=ZFS subsystem=ZFS type=resource.fs.zfs.statechange " + text))
                .isNotNull();
        assertThat(DevdLine.parse("!system=CAM subsystem=periph type=error " + text))
                .isNotNull();
    }
}
