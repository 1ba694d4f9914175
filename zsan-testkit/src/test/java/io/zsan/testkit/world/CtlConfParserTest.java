package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CtlConfParserTest {
    @Test
    void readsWhatTheFileSays() throws Exception {
        CtlConf conf = CtlConfParser.parse("""
                # a comment
                timeout 3
                portal-group pg { discovery-auth-group no-access; listen 0.0.0.0:3260 }
                auth-group ag {
                    auth-type none
                    initiator-name iqn.2026-01.lab:d1
                }
                lun l1 { backend block; path /dev/da0; serial "0123456789abcdefXYZ"; option vendor "A B" }
                target iqn.2026-01.lab:t { auth-group ag; portal-group pg; lun 0 l1 }
                target iqn.2026-01.lab:u { auth-group no-access
                    portal-group pg }
                """);
        assertThat(conf.luns().get("l1").serial()).isEqualTo("0123456789abcdef");
        assertThat(conf.luns().get("l1").options()).containsEntry("vendor", "A B");
        CtlConf.TargetConf target = conf.targets().get("iqn.2026-01.lab:t");
        assertThat(target.luns()).containsEntry(0, "l1");
        assertThat(conf.allows(target, "iqn.2026-01.lab:d1")).isTrue();
        assertThat(conf.allows(target, "iqn.2026-01.lab:d2")).isFalse();
        assertThat(conf.allows(conf.targets().get("iqn.2026-01.lab:u"), "iqn.2026-01.lab:d1"))
                .isFalse();
    }

    @Test
    void groupWithoutATypeLetsNobodyIn() throws Exception {
        CtlConf conf = CtlConfParser.parse(
                "auth-group ag { initiator-name iqn.2026-01.lab:d1 }\n" + "target iqn.2026-01.lab:t { auth-group ag }");
        assertThat(conf.allows(conf.targets().get("iqn.2026-01.lab:t"), "iqn.2026-01.lab:d1"))
                .isFalse();
    }

    private static void rejects(String text, String complaint) {
        assertThatThrownBy(() -> CtlConfParser.parse(text))
                .isInstanceOf(CtlConfParser.Rejected.class)
                .hasMessage(complaint);
    }

    @Test
    void complainsAsCtldDoes() {
        rejects("\n\nbogus-key x\n", "error in configuration file at line 3 near 'bogus-key': syntax error");
        rejects("target iqn.bad { auth-group nosuch }", "unknown auth-group \"nosuch\" for target \"iqn.bad\"");
        rejects(
                "target foo {",
                "invalid target name \"foo\"; should start with either \"iqn.\", \"eui.\", or \"naa.\"");
        rejects("lun x {\n path /dev/da0\n", "error in configuration file at line 3 near '': syntax error");
        rejects("lun x { path /dev/da0 }\nlun x { path /dev/da1 }", "duplicate lun \"x\"");
        rejects("auth-group a { auth-type }", "error in configuration file at line 1 near '}': syntax error");
    }
}
