package io.zsan.freebsd.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.chap.Secret;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtlConfTest {
    private static final LunRef LUN =
            new LunRef(new LunId(new NodeName("s1"), new DiskSerial("WD1")), new Generation(37));
    private static final LunIdentity IDENTITY = new LunIdentity(LUN, 1L << 28, 4096);
    private static final Iqn TARGET = LUN.target(new Iqn("iqn.2026-11.example:san"));

    @Test
    void writesTheHead() {
        assertThat(CtlConf.head(new Portal("10.0.0.11", 3260), Duration.ofSeconds(3)))
                .isEqualTo("""
                        timeout 3
                        portal-group "zsan" {
                        	discovery-auth-group "no-access"
                        	listen "10.0.0.11:3260"
                        }
                        # end
                        """);
    }

    @Test
    void putsAnIpv6AddressInBrackets() {
        assertThat(CtlConf.head(new Portal("fe80::1", 3261), Duration.ofSeconds(3)))
                .contains("listen \"[fe80::1]:3261\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.5S", "PT2.5S"})
    void refusesALoginWindowThatCtldCannotKeep(String window) {
        Portal portal = new Portal("10.0.0.11", 3260);

        assertThatThrownBy(() -> CtlConf.head(portal, Duration.parse(window))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void asksForNameAndSecretOfTheOneInitiatorThatItLetsIn() {
        Iqn d1 = new Iqn("iqn.2026-11.example:d1");
        Optional<Credential> credential = Optional.of(new Credential(d1, Secret.of("0123456789ab-_CD")));

        String fragment = CtlConf.export(IDENTITY, "da3", TARGET, new Epoch(12), Access.only(d1), credential);

        assertThat(fragment).startsWith("""
                auth-group "zsan-s1.WD1.11" {
                	auth-type "chap"
                	chap "iqn.2026-11.example:d1" "0123456789ab-_CD"
                	initiator-name "iqn.2026-11.example:d1"
                }
                lun "s1.WD1.11" {
                """);
        assertThat(CtlConf.export(IDENTITY, "da3", TARGET, new Epoch(12), Access.nobody(), credential))
                .as("where nobody is let in, nothing is told")
                .doesNotContain("0123456789ab-_CD");
    }

    @Test
    void letsOneInitiatorIn() {
        String fragment =
                CtlConf.export(IDENTITY, "da3", TARGET, new Epoch(12), Access.only(new Iqn("iqn.2026-11.example:d1")));

        assertThat(fragment).isEqualTo("""
                auth-group "zsan-s1.WD1.11" {
                	auth-type "none"
                	initiator-name "iqn.2026-11.example:d1"
                }
                lun "s1.WD1.11" {
                	backend "block"
                	path "/dev/da3"
                	blocksize 4096
                	serial "s1.WD1.11"
                	device-id "zsan s1 WD1 g37"
                	option "vendor" "ZSAN"
                	option "zsan_disk" "WD1"
                	option "zsan_generation" "37"
                	option "zsan_epoch" "12"
                	option "zsan_access" "iqn.2026-11.example:d1"
                }
                target "iqn.2026-11.example:san.s1.wd1.g37" {
                	auth-group "zsan-s1.WD1.11"
                	portal-group "zsan"
                	lun 0 "s1.WD1.11"
                }
                # end
                """);
    }

    @Test
    void letsNobodyIn() {
        String fragment = CtlConf.export(IDENTITY, "da3", TARGET, Epoch.SEALED, Access.nobody());

        assertThat(fragment)
                .doesNotContain("initiator-name", "auth-type")
                .contains("auth-group \"no-access\"")
                .contains("option \"zsan_epoch\" \"9223372036854775807\"")
                .contains("option \"zsan_access\" \"nobody\"");
    }

    @Test
    void keepsTheDeviceIdWithinWhatCtlHolds() {
        LunRef lun = new LunRef(
                new LunId(new NodeName("a-storage-node-with-a-long-name"), new DiskSerial("S".repeat(40))),
                Generation.FIRST);

        assertThat(CtlConf.export(new LunIdentity(lun, 1L << 28, 512), "da0", TARGET, Epoch.FIRST, Access.nobody()))
                .contains("device-id \"zsan " + lun.exportedSerial() + "\"");
    }

    @Test
    void endsEachPartWithTheMark() {
        assertThat(CtlConf.nothing()).isEqualTo("# end\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\"b", "a\\b", "a\nb", "ä", "a\tb"})
    void refusesWhatCannotBeQuoted(String text) {
        assertThatThrownBy(() -> CtlConf.quoted(text)).isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../da0", "da0 ", "/dev/da0", "DA0", "da"})
    void refusesWhatIsNoDevice(String device) {
        assertThatThrownBy(() -> CtlConf.export(IDENTITY, device, TARGET, Epoch.FIRST, Access.nobody()))
                .isInstanceOf(InvalidInput.class);
    }
}
