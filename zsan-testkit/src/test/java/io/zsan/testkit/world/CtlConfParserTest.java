package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CtlConfParserTest {
    private static final Optional<Chap> NOTHING = Optional.empty();

    private static Optional<Chap> shown(String name, String secret) {
        return Optional.of(new Chap(name, secret));
    }

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
        assertThat(conf.refusal(target, "iqn.2026-01.lab:d1", NOTHING)).isEmpty();
        assertThat(conf.refusal(target, "iqn.2026-01.lab:d1", shown("d1", "secretsecret1")))
                .as("one that can show a secret is not asked for it")
                .isEmpty();
        assertThat(conf.refusal(target, "iqn.2026-01.lab:d2", NOTHING)).contains("Authorization failure");
        assertThat(conf.refusal(conf.targets().get("iqn.2026-01.lab:u"), "iqn.2026-01.lab:d1", NOTHING))
                .contains("Authorization failure");
    }

    @Test
    void groupWithoutATypeLetsNobodyIn() throws Exception {
        CtlConf conf = CtlConfParser.parse(
                "auth-group ag { initiator-name iqn.2026-01.lab:d1 }\n" + "target iqn.2026-01.lab:t { auth-group ag }");
        assertThat(conf.refusal(conf.targets().get("iqn.2026-01.lab:t"), "iqn.2026-01.lab:d1", NOTHING))
                .isPresent();
    }

    /** The order is ctld's: the name of the initiator, then whether it does CHAP at all, then who it says it is. */
    @Test
    void groupWithChapLetsInWhoIsListedAndKnowsASecret() throws Exception {
        CtlConf conf = CtlConfParser.parse("""
                auth-group ag {
                    auth-type chap
                    chap "d1" "secretsecret1"
                    initiator-name iqn.2026-01.lab:d1
                }
                target iqn.2026-01.lab:t { auth-group ag }
                """);
        CtlConf.TargetConf target = conf.targets().get("iqn.2026-01.lab:t");
        String d1 = "iqn.2026-01.lab:d1";
        assertThat(conf.refusal(target, d1, shown("d1", "secretsecret1"))).isEmpty();
        assertThat(conf.refusal(target, d1, shown("d1", "secretsecret2"))).contains("Authentication failure");
        assertThat(conf.refusal(target, d1, shown("d2", "secretsecret1"))).contains("Authentication failure");
        assertThat(conf.refusal(target, d1, NOTHING)).contains("Unsupported AuthMethod");
        assertThat(conf.refusal(target, "iqn.2026-01.lab:d2", shown("d1", "secretsecret1")))
                .contains("Authorization failure");
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
        rejects(
                "auth-group a { auth-type none chap u secretsecret1 }",
                "cannot mix \"chap\" authentication with other types for auth-group \"a\"");
        rejects("auth-group a { auth-type }", "error in configuration file at line 1 near '}': syntax error");
    }
}
