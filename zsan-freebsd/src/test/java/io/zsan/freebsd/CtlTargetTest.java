package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.ctl.CtlLuns;
import io.zsan.freebsd.ctl.CtlPorts;
import io.zsan.freebsd.ctl.CtlSessions;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CtlTargetTest {
    private static final NodeName NODE = new NodeName("s1");
    private static final Iqn BASE = new Iqn("iqn.2026-11.example:san");
    private static final LunRef LUN = new LunRef(new LunId(NODE, new DiskSerial("WD1")), new Generation(2));
    private static final String TARGET = LUN.target(BASE).text();

    private static CtlLuns.Lun lun(int id, String generation, String epoch, String access) {
        return new CtlLuns.Lun(
                id,
                "block",
                524288,
                512,
                "s1.WD1.2",
                "zsan",
                Map.of(
                        "zsan_disk", "WD1",
                        "zsan_generation", generation,
                        "zsan_epoch", epoch,
                        "zsan_access", access));
    }

    private static CtlPorts.Port port(boolean online, Map<Integer, Integer> luns) {
        return new CtlPorts.Port(3, "iscsi", online, "iscsi", Optional.of(TARGET), true, luns, List.of(), Map.of());
    }

    private static TargetView view(List<CtlLuns.Lun> luns, List<CtlPorts.Port> ports, CtlSessions.Session... sessions) {
        ScriptedRunner unused = new ScriptedRunner("s1", command -> ScriptedRunner.said(1, "", ""));
        return new CtlTarget(BASE, unused, "", Duration.ofSeconds(1))
                .view(new CtlLuns(luns), new CtlPorts(ports), new CtlSessions(List.of(sessions)));
    }

    private static boolean closed(TargetView view) {
        return view.inForce(LUN, new Epoch(5), Access.nobody());
    }

    @Test
    void isInForceWhereTheKernelSaysSoOfLunAndPort() {
        assertThat(closed(view(List.of(lun(7, "2", "5", "nobody")), List.of(port(true, Map.of(0, 7))))))
                .isTrue();
    }

    @Test
    void isNotInForceUnderAnotherEpochGenerationOrAccessList() {
        List<CtlPorts.Port> ports = List.of(port(true, Map.of(0, 7)));

        assertThat(closed(view(List.of(lun(7, "2", "4", "nobody")), ports))).isFalse();
        assertThat(closed(view(List.of(lun(7, "1", "5", "nobody")), ports))).isFalse();
        assertThat(closed(view(List.of(lun(7, "2", "5", "iqn.2026-11.example:d1")), ports)))
                .isFalse();
        assertThat(closed(view(List.of(), ports))).isFalse();
    }

    @Test
    void isNotInForceWhileThePortIsNotThereOrNotOnlineOrLeadsElsewhere() {
        List<CtlLuns.Lun> luns = List.of(lun(7, "2", "5", "nobody"));

        assertThat(closed(view(luns, List.of()))).isFalse();
        assertThat(closed(view(luns, List.of(port(false, Map.of(0, 7)))))).isFalse();
        assertThat(closed(view(luns, List.of(port(true, Map.of(0, 8)))))).isFalse();
        assertThat(closed(view(luns, List.of(port(true, Map.of(0, 7, 1, 8)))))).isFalse();
    }

    @Test
    void isNotInForceWhileTheDiskIsExportedTwice() {
        TargetView view = view(
                List.of(lun(7, "2", "5", "nobody"), lun(8, "1", "3", "iqn.2026-11.example:d1")),
                List.of(port(true, Map.of(0, 7))));

        assertThat(closed(view)).isFalse();
    }

    @Test
    void isAbsentOnlyWhereLunAndPortAreGone() {
        assertThat(view(List.of(), List.of()).absent(LUN)).isTrue();
        assertThat(view(List.of(), List.of(port(true, Map.of()))).absent(LUN)).isFalse();
        assertThat(view(List.of(lun(7, "1", "5", "nobody")), List.of()).absent(LUN))
                .isFalse();
    }

    @Test
    void refusesOptionsThatItCannotRead() {
        for (CtlLuns.Lun bad :
                List.of(lun(7, "x", "5", "nobody"), lun(7, "2", "0", "nobody"), lun(7, "2", "5", "No Name"))) {
            assertThatThrownBy(() -> view(List.of(bad), List.of())).isInstanceOf(UnexpectedOutput.class);
        }
    }

    @Test
    void leavesLunsOfOthersAlone() {
        CtlLuns.Lun foreign = new CtlLuns.Lun(1, "block", 8, 512, "MYSERIAL0000", "x", Map.of("file", "/dev/da9"));

        assertThat(view(List.of(foreign), List.of()).exports()).isEmpty();
        assertThat(CtlTarget.foreign(new CtlLuns(List.of(foreign)))).containsExactly(foreign);
    }

    @Test
    void refusesToLeaveOutAnInitiatorThatItCannotName() {
        TargetView view = view(
                List.of(lun(7, "2", "5", "nobody")),
                List.of(port(true, Map.of(0, 7))),
                new CtlSessions.Session(1, "eui.02004567A425678D", "10.0.0.9", TARGET));

        assertThatThrownBy(() -> view.initiators(LUN)).isInstanceOf(UnexpectedOutput.class);
    }
}
