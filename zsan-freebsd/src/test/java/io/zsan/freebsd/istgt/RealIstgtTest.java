package io.zsan.freebsd.istgt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.FailureDomain;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import io.zsan.node.Access;
import io.zsan.node.ExportReport;
import io.zsan.proof.FenceProof;
import io.zsan.proof.LunIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver and its scripts on a real istgt, with real initiators; where this machine has them (istgt, libiscsi-bin,
 * qemu-system-common, qemu-block-extra).
 */
@Timeout(180)
class RealIstgtTest {
    private static final String INITIATOR = "/usr/bin/qemu-storage-daemon";
    private static final NodeName S1 = new NodeName("s1");
    private static final Iqn BASE = new Iqn("iqn.2026-11.example:san");
    private static final Iqn D1 = new Iqn("iqn.2026-11.example:d1");
    private static final Iqn D2 = new Iqn("iqn.2026-11.example:d2");
    private static final LunIdentity ONE = lun("WD1");
    private static final LunIdentity TWO = lun("WD2");
    private static final Epoch FIRST = Epoch.FIRST;
    private static final Epoch NEXT = new Epoch(2);
    private static final MasterKey KEY =
            MasterKey.of("32 bytes that everybody may know".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    Path dir;

    private final Portal portal = new Portal("127.0.0.1", RealIstgt.freePort());
    private final List<Process> initiators = new ArrayList<>();
    private RealIstgt machine;
    private FreeBsdStorageNode driver;

    private static LunIdentity lun(String serial) {
        return new LunIdentity(
                new LunRef(new LunId(S1, new DiskSerial(serial)), Generation.FIRST), RealIstgt.DISK, 512);
    }

    @BeforeEach
    void prepared() throws IOException {
        for (String program : List.of(RealIstgt.PROGRAM, INITIATOR, "/usr/bin/iscsi-inq")) {
            assumeThat(Path.of(program)).isExecutable();
        }
        machine = new RealIstgt(S1, dir);
        StorageNode node = new StorageNode(
                S1,
                new FailureDomain("rack"),
                portal,
                List.of(
                        new Disk(new DiskSerial("WD1"), RealIstgt.DISK, 512),
                        new Disk(new DiskSerial("WD2"), RealIstgt.DISK, 512)));
        driver = FreeBsdStorageNode.builder(node, BASE, machine)
                .loginWindow(Duration.ofSeconds(1))
                .secrets(KEY)
                .build();
        driver.prepare();
    }

    @AfterEach
    void end() {
        initiators.forEach(Process::destroyForcibly);
        if (machine != null) {
            machine.close();
        }
    }

    private void grant(LunIdentity lun, Epoch epoch, Iqn initiator) {
        driver.grant(lun, epoch, initiator, driver.observe().boot().orElseThrow());
    }

    private String url(LunIdentity lun, Epoch epoch, Iqn initiator) {
        Iqn target = lun.lun().target(BASE);
        return "iscsi://" + initiator + "%"
                + KEY.secret(target, initiator, epoch).reveal() + "@" + portal + "/" + target + "/0";
    }

    /**
     * Holds a session, and logs in again whenever it is cut. It does not read: beside two sessions that
     * never rest, on two cores, one look at istgt took more than a minute now and then.
     */
    private void use(LunIdentity lun, Epoch epoch, Iqn initiator) throws IOException {
        Iqn target = lun.lun().target(BASE);
        String secret = KEY.secret(target, initiator, epoch).reveal();
        initiators.add(new ProcessBuilder(
                        INITIATOR,
                        "--object",
                        "secret,id=chap,data=" + secret,
                        "--blockdev",
                        "driver=iscsi,node-name=lun,transport=tcp,portal=" + portal + ",target=" + target
                                + ",lun=0,initiator-name=" + initiator + ",user=" + initiator + ",password-secret=chap")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private Optional<String> serial(LunIdentity lun, Epoch epoch, Iqn initiator) throws Exception {
        Path out = dir.resolve("inquiry");
        Process inquiry = new ProcessBuilder(
                        "/usr/bin/iscsi-inq",
                        "-i",
                        initiator.text(),
                        "-e",
                        "1",
                        "-c",
                        "128",
                        url(lun, epoch, initiator))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int unused = inquiry.waitFor();
        return Optional.of(Files.readString(out).strip()).filter(text -> !text.isEmpty());
    }

    private ExportReport export(LunIdentity lun) {
        return driver.observe().exports().get(lun.lun().id());
    }

    private void untilUsed(LunIdentity lun, Iqn initiator) throws InterruptedException {
        for (int i = 0; i < 300 && !export(lun).sessions().equals(Set.of(initiator)); i++) {
            Thread.sleep(100);
        }
        assertThat(export(lun).sessions()).containsExactly(initiator);
    }

    @Test
    void aFenceCutsAndTheOthersComeBack() throws Exception {
        assertThat(driver.observe().ready()).isTrue();
        assertThat(driver.observe().exports()).isEmpty();
        grant(ONE, FIRST, D1);
        grant(TWO, FIRST, D2);
        assertThat(serial(ONE, FIRST, D1)).contains("Unit Serial Number:[s1.WD1.1]");
        assertThat(serial(ONE, NEXT, D1)).as("a secret of another epoch").isEmpty();
        assertThat(serial(ONE, FIRST, D2)).as("another's name").isEmpty();
        use(ONE, FIRST, D1);
        use(TWO, FIRST, D2);
        untilUsed(ONE, D1);
        untilUsed(TWO, D2);

        FenceProof proof = FenceProof.of(driver.fence(ONE.lun(), NEXT));

        assertThat(proof.epoch()).isEqualTo(NEXT);
        assertThat(export(ONE).access()).isEqualTo(Access.nobody());
        assertThat(serial(ONE, FIRST, D1)).isEmpty();
        untilUsed(TWO, D2);
        assertThat(export(ONE).sessions()).isEmpty();

        grant(ONE, new Epoch(3), D2);
        assertThat(serial(ONE, new Epoch(3), D2)).contains("Unit Serial Number:[s1.WD1.1]");
        assertThat(serial(ONE, FIRST, D1)).isEmpty();
    }

    @Test
    void whatIsSealedIsGoneAndNothingElse() throws Exception {
        grant(ONE, FIRST, D1);
        grant(TWO, FIRST, D2);

        assertThat(FenceProof.of(driver.seal(ONE.lun())).epoch()).isEqualTo(Epoch.SEALED);

        assertThat(driver.observe().exports()).containsOnlyKeys(TWO.lun().id());
        assertThat(serial(TWO, FIRST, D2)).contains("Unit Serial Number:[s1.WD2.1]");
        assertThat(serial(ONE, FIRST, D1)).isEmpty();
    }
}
