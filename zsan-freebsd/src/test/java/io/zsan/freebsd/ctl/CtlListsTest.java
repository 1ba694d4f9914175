package io.zsan.freebsd.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Damage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CtlListsTest {
    private static final String SESSIONS = Captures.freebsd("ctladm-islist-x").out();
    private static final String PORTS = Captures.freebsd("ctladm-portlist-x").out();
    private static final String LUNS = Captures.freebsd("ctladm-devlist-x").out();

    @Test
    void readsSessions() {
        assertThat(CtlSessions.parse(SESSIONS))
                .isEqualTo(new CtlSessions(List.of(
                        new CtlSessions.Session(1, "iqn.2026-01.lab:d1", "10.77.0.21", "iqn.2026-01.lab:s1.d1"))));
        assertThat(CtlSessions.parse("<ctlislist>\n</ctlislist>\n")).isEqualTo(new CtlSessions(List.of()));
        assertThat(CtlSessions.parse(SESSIONS).of("iqn.2026-01.lab:s1.d1")).hasSize(1);
        assertThat(CtlSessions.parse(SESSIONS).of("iqn.2026-01.lab:s1.d2")).isEmpty();
    }

    @Test
    void readsPorts() {
        CtlPorts ports = CtlPorts.parse(PORTS);

        assertThat(ports)
                .isEqualTo(new CtlPorts(List.of(
                        port(0, "tpc", true, Optional.empty()),
                        port(1, "camsim", false, Optional.of("naa.50000006a8603700")),
                        port(2, "ioctl", true, Optional.empty()),
                        iscsi(3, "iqn.2026-01.lab:s1.d1", 0, List.of("iqn.2026-01.lab:d1,i,0x80d03ef494ed")),
                        iscsi(4, "iqn.2026-01.lab:s1.d2", 1, List.of()))));
        assertThat(ports.of("iqn.2026-01.lab:s1.d2"))
                .extracting(CtlPorts.Port::id)
                .containsExactly(4);
        assertThat(ports.of("naa.50000006a8603700")).isEmpty();
    }

    @Test
    void readsLuns() {
        CtlLuns luns = CtlLuns.parse(LUNS);

        assertThat(luns).isEqualTo(new CtlLuns(List.of(lun(0, "1"), lun(1, "2"))));
        assertThat(luns.serial("s1d2").orElseThrow().sizeBytes()).isEqualTo(268435456);
        assertThat(luns.serial("s1d2").orElseThrow().file()).contains("/dev/vtbd2");
        assertThat(luns.serial("s1d2").orElseThrow().ctldName()).contains("iqn.2026-01.lab:s1.d2,lun,0");
    }

    /** The kernel does not escape the values of options. */
    @Test
    void refusesWhatIsNoXml() {
        for (String value : List.of("a<b", "a & b", "&lol;", "a</file>")) {
            assertThatThrownBy(() -> CtlLuns.parse(LUNS.replace("/dev/vtbd1", value)))
                    .isInstanceOf(UnexpectedOutput.class);
        }
    }

    @Test
    void readsNoOtherFilesAndNoDefinitions() {
        String entity =
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>\n" + SESSIONS.replace("10.77.0.21", "&e;");

        assertThatThrownBy(() -> CtlSessions.parse(entity)).isInstanceOf(UnexpectedOutput.class);
        assertThatThrownBy(() -> CtlSessions.parse("<!DOCTYPE x>\n" + SESSIONS)).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void refusesDeepNesting() {
        String deep = "<ctlislist>" + "<a>".repeat(100_000) + "</a>".repeat(100_000) + "</ctlislist>";

        assertThatThrownBy(() -> CtlSessions.parse(deep)).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void nothingIsNotAnEmptyList() {
        for (String nothing : List.of("", "\n", "<ctlportlist>\n</ctlportlist>\n")) {
            assertThatThrownBy(() -> CtlSessions.parse(nothing)).isInstanceOf(UnexpectedOutput.class);
        }
    }

    /** A session that is not seen lets a fence look complete; a lost line cannot be seen, a cut can. */
    @Test
    void aCutListIsRefused() {
        Damage.refused(Damage.cut(SESSIONS.strip()), CtlSessions::parse);
        Damage.refused(Damage.cut(PORTS.strip()), CtlPorts::parse);
        Damage.refused(Damage.cut(LUNS.strip()), CtlLuns::parse);
        for (String text : List.of(SESSIONS, PORTS, LUNS)) {
            Damage.refused(Damage.beheaded(text), CtlSessions::parse);
            Damage.refused(Damage.beheaded(text), CtlPorts::parse);
            Damage.refused(Damage.beheaded(text), CtlLuns::parse);
        }
    }

    /** Well-formed XML, as the names differ by their namespace. */
    @Test
    void anAttributeThatIsThereTwiceIsRefused() {
        String twice = SESSIONS.replaceFirst("<connection id=", "<connection xmlns:a=\"b\" a:id=\"1\" id=");

        assertThat(twice).isNotEqualTo(SESSIONS);
        assertThatThrownBy(() -> CtlSessions.parse(twice)).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void damageHidesNoSessionAndMakesNone() {
        Stream<String> inTheLine = Stream.concat(Damage.garbled(SESSIONS), Damage.withLinesSwapped(SESSIONS, 3));

        Damage.check(
                inTheLine,
                CtlSessions::parse,
                damaged -> assertThat(damaged.sessions()).hasSize(1));
        Damage.refused(Damage.twice(SESSIONS), CtlSessions::parse);
        Damage.check(
                Damage.withLineTwice(SESSIONS),
                CtlSessions::parse,
                damaged -> assertThat(damaged.sessions()).hasSize(1));
    }

    @Test
    void damageTakesNoPortOnlineAndLetsNobodyIn() {
        Stream<String> near = Stream.of(
                        Damage.withoutLine(PORTS),
                        Damage.withLineTwice(PORTS),
                        Damage.twice(PORTS),
                        Damage.withLinesSwapped(PORTS, 1),
                        Damage.garbled(PORTS))
                .flatMap(s -> s);
        CtlPorts whole = CtlPorts.parse(PORTS);

        Damage.check(near, CtlPorts::parse, damaged -> {
            assertThat(damaged.ports()).hasSize(5);
            for (int i = 0; i < 5; i++) {
                assertThat(damaged.ports().get(i).online())
                        .isEqualTo(whole.ports().get(i).online());
                assertThat(damaged.ports().get(i).initiators())
                        .hasSizeLessThanOrEqualTo(
                                whole.ports().get(i).initiators().size());
            }
        });
    }

    @Test
    void damageMakesNoLun() {
        Stream<String> near = Stream.of(
                        Damage.withoutLine(LUNS),
                        Damage.withLineTwice(LUNS),
                        Damage.twice(LUNS),
                        Damage.withLinesSwapped(LUNS, 1),
                        Damage.garbled(LUNS))
                .flatMap(s -> s);

        Damage.check(near, CtlLuns::parse, damaged -> {
            assertThat(damaged.luns()).hasSize(2);
            assertThat(damaged.luns()).allMatch(l -> l.sizeBytes() == 268435456);
        });
    }

    private static CtlPorts.Port port(int id, String frontend, boolean online, Optional<String> target) {
        return new CtlPorts.Port(id, frontend, online, frontend, target, false, Map.of(), List.of(), Map.of());
    }

    private static CtlPorts.Port iscsi(int id, String target, int lun, List<String> initiators) {
        return new CtlPorts.Port(
                id,
                "iscsi",
                true,
                "iscsi",
                Optional.of(target),
                true,
                Map.of(0, lun),
                initiators,
                Map.of(
                        "cfiscsi_state", "1",
                        "cfiscsi_target", target,
                        "ctld_portal_group_name", "pg0",
                        "cfiscsi_portal_group_tag", "257"));
    }

    private static CtlLuns.Lun lun(int id, String disk) {
        String name = "iqn.2026-01.lab:s1.d" + disk + ",lun,0";
        return new CtlLuns.Lun(
                id,
                "block",
                524288,
                512,
                "s1d" + disk,
                "LAB s1 d" + disk,
                Map.of(
                        "num_threads",
                        "32",
                        "vendor",
                        "LAB",
                        "product",
                        "s1-d" + disk,
                        "unmap",
                        "on",
                        "file",
                        "/dev/vtbd" + disk,
                        "ctld_name",
                        name,
                        "scsiname",
                        name));
    }
}
