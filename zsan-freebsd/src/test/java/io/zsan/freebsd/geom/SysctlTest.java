package io.zsan.freebsd.geom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Damage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SysctlTest {
    private static final String ISCSI = Captures.freebsd("sysctl-kern-iscsi").out();
    private static final List<String> NAMES = List.of("kern.hostid", "kern.version", "kern.hostuuid");
    private static final String SEVERAL = "kern.hostid: 4137728188\n"
            + "kern.version: FreeBSD 13.2-RELEASE\n    root@releng:/usr/obj\n\n"
            + "kern.hostuuid: 7c0d9b2e-0000-0000-0000-000000000001\n";

    @Test
    void readsASubtree() {
        assertThat(Sysctl.parseTree("kern.iscsi", ISCSI))
                .isEqualTo(new Sysctl(Map.of(
                        "kern.iscsi.fail_on_shutdown", "1",
                        "kern.iscsi.fail_on_disconnection", "0",
                        "kern.iscsi.maxtags", "255",
                        "kern.iscsi.login_timeout", "60",
                        "kern.iscsi.iscsid_timeout", "60",
                        "kern.iscsi.ping_timeout", "5",
                        "kern.iscsi.debug", "1")));
        Sysctl ctl = Sysctl.parseTree(
                "kern.cam.ctl", Captures.freebsd("sysctl-kern-cam-ctl").out());
        assertThat(ctl.values()).hasSize(15);
        assertThat(ctl.get("kern.cam.ctl.iscsi.ping_timeout")).contains("5");
    }

    @Test
    void readsValuesOfSeveralLines() {
        assertThat(Sysctl.parse(NAMES, SEVERAL))
                .isEqualTo(new Sysctl(Map.of(
                        "kern.hostid", "4137728188",
                        "kern.version", "FreeBSD 13.2-RELEASE\n    root@releng:/usr/obj\n",
                        "kern.hostuuid", "7c0d9b2e-0000-0000-0000-000000000001")));
    }

    @Test
    void namesThatNeedNotExistMayBeAbsent() {
        List<String> names = List.of("kern.hostid", "kern.boot_id");

        assertThat(Sysctl.parse(names, List.of("kern.boot_id"), "kern.hostid: 1\n")
                        .get("kern.boot_id"))
                .isEmpty();
        assertThatThrownBy(() -> Sysctl.parse(names, "kern.hostid: 1\n")).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void nothingIsLostInACutOrASwap() {
        Damage.refused(Damage.cut(SEVERAL), text -> Sysctl.parse(NAMES, text));
        Damage.check(
                Damage.withLinesSwapped(SEVERAL, 6),
                text -> Sysctl.parse(NAMES, text),
                damaged -> assertThat(damaged.get("kern.hostid").orElseThrow()).startsWith("4137728188"));
        Damage.refused(Damage.withLineTwice(ISCSI), text -> Sysctl.parseTree("kern.iscsi", text));
        Damage.check(
                Damage.all(ISCSI),
                text -> Sysctl.parseTree("kern.iscsi", text),
                damaged -> assertThat(
                                damaged.get("kern.iscsi.fail_on_disconnection").orElse(""))
                        .isNotEqualTo("1"));
    }
}
