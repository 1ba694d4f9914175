package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.identity;
import static io.zsan.testkit.driver.DriverLab.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.node.Access;
import io.zsan.node.StorageNodeReport;
import io.zsan.proof.FenceProof;
import io.zsan.proof.FenceReadBack;
import io.zsan.testkit.commands.CommandList;
import io.zsan.testkit.fake.FakeRelease;
import io.zsan.testkit.world.Timings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is istgt's own, beside the contract. */
class IstgtDriverTest {
    private static final LunRef A = lun("s1.A");
    private static final LunRef B = lun("s1.B");
    private static final Epoch NEXT = new Epoch(2);
    private static final Duration BACK = Duration.ofSeconds(70);

    private final DriverLab lab =
            new DriverLab(Timings.measured(), CommandList::held, Optional.empty(), FakeRelease.FREEBSD_9).prepared();

    private StorageNodeReport seen() {
        return lab.storage("s1").observe();
    }

    private Set<Iqn> sessions(LunRef lun) {
        return seen().exports().get(lun.id()).sessions();
    }

    private CommandResult asked(String command) {
        return lab.fake("s1")
                .runner()
                .run(Command.reading("/usr/local/bin/istgtcontrol", "-c", "/var/run/zsan/istgtcontrol.conf", command));
    }

    private String file() {
        return lab.storageHost("s1").targets().istgtFile().orElseThrow();
    }

    private void replaceInFile(String old, String now) {
        String path = file();
        lab.world.run(() -> lab.storageHost("s1")
                .files()
                .write(
                        path,
                        lab.storageHost("s1").files().read(path).orElseThrow().replace(old, now)));
    }

    @Test
    void aFenceCutsEverySessionOfTheNodeAndThoseOfOthersComeBack() {
        lab.connect("d1", Epoch.FIRST, A);
        lab.connect("d2", Epoch.FIRST, B);

        FenceReadBack fence = lab.storage("s1").fence(A, NEXT);

        assertThat(FenceProof.of(fence).epoch()).isEqualTo(NEXT);
        lab.advance(BACK);
        assertThat(sessions(A)).isEmpty();
        assertThat(seen().exports().get(A.id()).access()).isEqualTo(Access.nobody());
        assertThat(sessions(B)).containsExactly(lab.initiator("d2"));
    }

    @Test
    void aRepeatedChangeLeavesSessionsAlone() {
        lab.connect("d1", Epoch.FIRST, A);
        int process = lab.storageHost("s1").targets().pid();

        lab.storage("s1").grant(identity(A), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1"));
        lab.storage("s1").prepare();

        assertThat(lab.storageHost("s1").targets().pid()).isEqualTo(process);
        assertThat(sessions(A)).containsExactly(lab.initiator("d1"));
    }

    /** A process reads its file once: what stands there now may not be what is in force. */
    @Test
    void aFileThatWasChangedAfterTheStartProvesNothing() {
        lab.connect("d1", Epoch.FIRST, A);
        replaceInFile("InitiatorName \"" + lab.initiator("d1") + "\"", "InitiatorName \"!ALL\"");
        replaceInFile("zsan_access=" + lab.initiator("d1"), "zsan_access=nobody");

        assertThatThrownBy(this::seen).isInstanceOf(UnexpectedOutput.class).hasMessageContaining("not there as it was");

        lab.storage("s1").prepare();
        assertThat(sessions(A)).containsExactly(lab.initiator("d1"));
    }

    /** The disk was exchanged without a restart of the node: another one has its name, and would be served as the leg. */
    @Test
    void aChangeDoesNotExportAnotherDiskUnderAnOldName() {
        lab.connect("d1", Epoch.FIRST, A);
        lab.storageHost("s1").renumberNow();

        assertThat(lab.storage("s1").fence(A, NEXT).applied()).isFalse();

        assertThat(lab.storageHost("s1").targets().luns()).isEmpty();
        assertThat(FenceProof.of(lab.storage("s1").fence(A, NEXT)).epoch()).isEqualTo(NEXT);
        assertThat(lab.storageHost("s1").targets().luns())
                .singleElement()
                .satisfies(lun -> assertThat(lun.disk().disk().serial().text())
                        .isEqualTo(A.id().disk().text()));
    }

    @Test
    void aNodeWhoseIstgtDiedExportsNothingAndIsNotReady() {
        lab.connect("d1", Epoch.FIRST, A);
        lab.world.run(() -> lab.storageHost("s1").targets().stop());

        assertThat(seen().exports()).isEmpty();
        assertThat(seen().ready()).isFalse();
        assertThat(seen().boot()).contains(lab.boot("s1"));

        lab.storage("s1").prepare();
        lab.advance(BACK);
        assertThat(sessions(A)).containsExactly(lab.initiator("d1"));
    }

    @Test
    void aGrantAfterARestartOfTheNodeIsRefused() {
        BootId before = lab.boot("s1");
        lab.storageHost("s1").powerCycle();
        lab.advance(Duration.ofMinutes(2));
        lab.storage("s1").prepare();

        assertThatThrownBy(() -> lab.storage("s1").grant(identity(A), Epoch.FIRST, lab.initiator("d1"), before))
                .hasMessageContaining("restarted");
        assertThat(seen().exports()).isEmpty();
    }

    @Test
    void speaksAsTheCapturedOneDoes() throws Exception {
        assertThat(asked("info").out()).isEqualTo(captured("info-no-login"));
        assertThat(asked("version").out()).isEqualTo(captured("version"));
        lab.connect("d1", Epoch.FIRST, A, B);

        assertThat(alike(asked("list").out())).isEqualTo(alike(captured("list")));
        assertThat(alike(asked("info").out())).isEqualTo(alike(captured("info")));

        lab.world.run(() -> lab.storageHost("s1").targets().stop());
        CommandResult refused = asked("list");
        assertThat(refused.exit()).isEqualTo(1);
        try (InputStream err = getClass().getResourceAsStream("/captures/istgtcontrol-no-istgt.err")) {
            assertThat(refused.err()).isEqualTo(new String(err.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String captured(String command) throws IOException {
        try (InputStream in = IstgtDriverTest.class.getResourceAsStream("/captures/istgtcontrol-" + command + ".txt")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines.get(lines.size() - 1)).isEqualTo("[exit 0]");
            return String.join("\n", lines.subList(1, lines.size() - 1)) + "\n";
        }
    }

    /** Names, addresses and numbers of sessions and units differ from lab to lab. */
    private static String alike(String text) {
        return text.replaceAll("iqn\\.[a-z0-9.:-]+", "IQN")
                .replaceAll("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+", "ADDRESS")
                .replaceAll("ISID=[0-9a-f]{12}", "ISID")
                .replaceAll("\\bLU[0-9]+ ", "LU ")
                .replaceAll("TSIH=[0-9]+", "TSIH");
    }
}
