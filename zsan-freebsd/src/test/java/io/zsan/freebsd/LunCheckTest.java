package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.dialect.Dialect;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.DiskSerial;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.proof.LunIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Identity swaps that the simulated nodes do not make (R10, S9). */
class LunCheckTest {
    private static final Iqn BASE = new Iqn("iqn.2026-11.example:san");
    private static final LunIdentity LUN = new LunIdentity(
            new LunRef(new LunId(new NodeName("s1"), new DiskSerial("WD1")), Generation.FIRST), 268435456, 512);

    private String disks = "";
    private CommandResult label = ScriptedRunner.said(2, "", "");
    private final ScriptedRunner runner = new ScriptedRunner("d1", this::answer);
    private final Dialects dialects = new Dialects(
            runner,
            Optional.of(new Dialect(FreeBsdRelease.FREEBSD_13, ZfsVersion.OPENZFS_2_0)),
            Deadlines.defaults().look());
    private final ZfsGate gate = new ZfsGate(runner, Deadlines.defaults(), () -> Instant.EPOCH);
    private final LunCheck check = new LunCheck(
            BASE,
            new Sessions(
                    new Iqn("iqn.2026-11.example:d1"),
                    runner,
                    dialects,
                    new Patience(time -> {}, Deadlines.defaults()),
                    Deadlines.defaults()),
            new FreeBsdMachine(runner, Deadlines.defaults().look()),
            gate,
            dialects,
            Deadlines.defaults());

    private CommandResult answer(Command command) {
        if (command.program().endsWith("geom")) {
            return ScriptedRunner.said(0, disks, "");
        } else if (command.program().endsWith("zdb")) {
            return label;
        }
        return ScriptedRunner.said(
                0,
                "{\"iscsictl\":{\"session\":[{\"name\":\"" + LUN.lun().target(BASE) + "\",\"portal\":\"10.0.0.11\","
                        + "\"state\":\"Connected\",\"devices\":{\"lun\":[{\"lun\":0,\"device\":\"da3\"}]}}]}}\n",
                "");
    }

    private void disk(String name, String serial) {
        disks += """
                Geom name: %1$s
                Providers:
                1. Name: %1$s
                   Mediasize: 268435456 (256M)
                   Sectorsize: 512
                   Mode: r0w0e0
                   descr: ZSAN CTLDISK
                   ident: %2$s

                """.formatted(name, serial);
    }

    @Test
    void acceptsTheDeviceOfTheSessionWithTheSerialOfTheLun() {
        disk("da0", "other");
        disk("da3", "s1.WD1.1");

        check.identify(List.of(LUN));
    }

    @Test
    void refusesASerialThatTwoDisksHave() {
        disk("da3", "s1.WD1.1");
        disk("da4", "s1.WD1.1");

        assertThatThrownBy(() -> check.identify(List.of(LUN)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("the serial s1.WD1.1 is on [da3, da4]; it must be on one disk (R10)");
    }

    @Test
    void refusesASerialOnAnotherDeviceThanTheSessions() {
        disk("da3", "other");
        disk("da4", "s1.WD1.1");

        assertThatThrownBy(() -> check.identify(List.of(LUN)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("is on da4, but its session is da3 (R10)");
    }

    @Test
    void refusesTheSerialOfAnotherGeneration() {
        disk("da3", "s1.WD1.2");

        assertThatThrownBy(() -> check.identify(List.of(LUN)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("the session's is da3 with serial s1.WD1.2 (R10)");
    }

    @Test
    void refusesALunThatIsNamedTwice() {
        disk("da3", "s1.WD1.1");

        assertThatThrownBy(() -> check.identify(List.of(LUN, LUN))).isInstanceOf(CommandRefused.class);
    }

    @Test
    void takesADeviceThatCannotBeOpenedForNeitherBlankNorLabelled() {
        label = ScriptedRunner.said(1, "cannot open '/dev/diskid/DISK-s1.WD1.1': No such file or directory\n", "");

        assertThatThrownBy(() -> gate.hold(() -> check.requireBlank(LUN)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("kern.geom.label.disk_ident.enable must be 1");
        assertThatThrownBy(() -> gate.hold(() -> {
                    Optional<LegLabel> unused = check.label(LUN);
                }))
                .isInstanceOf(CommandRefused.class);
    }

    @Test
    void takesLabelsThatCannotBeReadForNeitherBlankNorLabelled() {
        disk("da3", "s1.WD1.1");
        disk("da4", "s2.WD1.1");
        String unread = "failed to read label ";
        label = ScriptedRunner.said(2, unread + "0\n" + unread + "1\n" + unread + "2\n" + unread + "3\n", "");

        assertThatThrownBy(() -> gate.hold(() -> check.requireBlank(LUN)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> gate.hold(() -> check.requireNoOthers(new Guid(7), List.of(LUN))))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("cannot be read");
        gate.hold(() -> assertThat(check.label(LUN)).isEmpty());
    }

    @Test
    void knowsALunByItsExportedSerial() {
        assertThat(check.path(LUN)).isEqualTo("/dev/diskid/DISK-s1.WD1.1");
    }

    @Test
    void refusesToSearchADirectoryThatHasAnotherDiskOfThePool() {
        disk("da3", "s1.WD1.1");
        disk("da4", "s2.WD1.1");
        label = ScriptedRunner.said(0, Captures.freebsd("zdb-l-leg").out(), "");
        Guid pool = Guid.parse("1990624424237997727");

        assertThatThrownBy(() -> gate.hold(() -> check.requireNoOthers(pool, List.of(LUN))))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("disk da4 with serial s2.WD1.1 has a label of pool 1990624424237997727 too");
        gate.hold(() -> check.requireNoOthers(Guid.parse("1"), List.of(LUN)));
        label = ScriptedRunner.said(1, "cannot open '/dev/diskid/DISK-s2.WD1.1': No such file or directory\n", "");
        gate.hold(() -> check.requireNoOthers(pool, List.of(LUN)));
    }
}
