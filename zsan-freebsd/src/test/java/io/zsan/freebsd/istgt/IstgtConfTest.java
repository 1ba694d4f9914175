package io.zsan.freebsd.istgt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.chap.Secret;
import io.zsan.freebsd.stamp.Stamp;
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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IstgtConfTest {
    private static final NodeName NODE = new NodeName("s1");
    private static final Iqn BASE = new Iqn("iqn.2026-11.example:san");
    private static final Iqn D1 = new Iqn("iqn.2026-11.example:d1");
    private static final LunIdentity LUN =
            new LunIdentity(new LunRef(new LunId(NODE, new DiskSerial("WD1")), new Generation(2)), 1L << 28, 512);
    private static final Iqn TARGET = LUN.lun().target(BASE);
    private static final Optional<Credential> CHAP = Optional.of(new Credential(D1, Secret.of("secretsecret1")));

    private static String part(Access access, Optional<Credential> credential) {
        return IstgtConf.export(LUN, "da3", TARGET, new Epoch(12), access, credential);
    }

    /** As the node puts it together: numbers in, secrets out. */
    private static String whole(String... parts) {
        StringBuilder text = new StringBuilder(IstgtConf.head(new Portal("10.0.0.11", 3260)));
        int number = 1;
        for (String part : parts) {
            text.append(part.replaceAll("(?m)^#auth .*\n", "").replace("@N@", Integer.toString(++number)));
        }
        return text.toString();
    }

    private static IstgtLuns read(String text) {
        return IstgtLuns.parse(NODE, BASE, text);
    }

    @Test
    void writesTheHead() {
        assertThat(IstgtConf.head(new Portal("fe80::1", 3260))).isEqualTo("""
                [Global]
                  PidFile "/var/run/zsan/istgt.pid"
                  AuthFile "/var/run/zsan/auth.conf"
                  DiscoveryAuthMethod "CHAP"
                [UnitControl]
                  AuthMethod "CHAP"
                  AuthGroup "AuthGroup1"
                  Portal "UC1" "127.0.0.1:3261"
                  Netmask "127.0.0.1"
                [PortalGroup1]
                  Portal "DA1" "[fe80::1]:3260"
                # end
                """);
    }

    @Test
    void writesALunForOneInitiatorAndItsSecretApart() {
        assertThat(part(Access.only(D1), CHAP)).isEqualTo("""
                # lun
                [InitiatorGroup@N@]
                  InitiatorName "iqn.2026-11.example:d1"
                [LogicalUnit@N@]
                  Comment "zsan_disk=WD1 zsan_generation=2 zsan_epoch=12 zsan_access=iqn.2026-11.example:d1"
                  TargetName "iqn.2026-11.example:san.s1.wd1.g2"
                  Mapping "PortalGroup1" "InitiatorGroup@N@"
                  AuthMethod "CHAP"
                  AuthGroup "AuthGroup@N@"
                  UnitType "Disk"
                  UnitInquiry "ZSAN" "istgt" "0001" "s1.WD1.2"
                  BlockLength "512"
                  LUN0 Storage "/dev/da3" "268435456"
                #auth [AuthGroup@N@]
                #auth   Auth "iqn.2026-11.example:d1" "secretsecret1"
                # end
                """);
    }

    @Test
    void letsNobodyInByName() {
        assertThat(part(Access.nobody(), CHAP))
                .contains("  InitiatorName \"!ALL\"\n", "zsan_access=nobody\"", "  AuthMethod \"None\"\n")
                .doesNotContain("secret");
        assertThat(IstgtConf.nothing()).isEqualTo("# end\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "da", "../x", "da3\"", "da3 x", "zvol/x"})
    void refusesWhatIsNoDisk(String device) {
        assertThatThrownBy(() -> IstgtConf.export(LUN, device, TARGET, Epoch.FIRST, Access.nobody(), Optional.empty()))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void readsBackWhatItWrote() {
        LunIdentity other = new LunIdentity(
                new LunRef(new LunId(NODE, new DiskSerial("WD2")), Generation.FIRST), 4096L << 20, 4096);
        String second = IstgtConf.export(
                other, "ada1", other.lun().target(BASE), Epoch.SEALED, Access.nobody(), Optional.empty());

        IstgtLuns luns = read(whole(part(Access.only(D1), CHAP), IstgtConf.nothing(), second));

        assertThat(luns.luns())
                .containsExactly(
                        new IstgtLuns.Lun(LUN, Stamp.of(LUN.lun(), new Epoch(12), Access.only(D1)), TARGET, "da3"),
                        new IstgtLuns.Lun(
                                other,
                                Stamp.of(other.lun(), Epoch.SEALED, Access.nobody()),
                                other.lun().target(BASE),
                                "ada1"));
        assertThat(read(whole()).luns()).isEmpty();
    }

    /** istgt would serve each of these, and say nothing. */
    @Test
    void understandsNothingThatIsNotAsItWroteIt() {
        String good = whole(part(Access.only(D1), CHAP));
        for (List<String> change : List.of(
                List.of("InitiatorName \"iqn.2026-11.example:d1\"", "InitiatorName \"ALL\""),
                List.of(
                        "InitiatorName \"iqn.2026-11.example:d1\"\n",
                        "InitiatorName \"iqn.2026-11.example:d1\"\n  InitiatorName \"ALL\"\n"),
                List.of("InitiatorGroup2\"", "InitiatorGroup3\""),
                List.of(
                        "AuthMethod \"CHAP\"\n  AuthGroup \"AuthGroup2\"",
                        "AuthMethod \"None\"\n  AuthGroup \"AuthGroup2\""),
                List.of("zsan_epoch=12", "zsan_epoch=13x"),
                List.of("zsan_access=iqn.2026-11.example:d1", "zsan_access=nobody"),
                List.of("zsan_generation=2", "zsan_generation=3"),
                List.of("zsan_disk=WD1", "zsan_disk=WD2"),
                List.of("\"s1.WD1.2\"", "\"s1.WD1.3\""),
                List.of("LUN0", "LUN1"),
                List.of("\"268435456\"", "\"268435456\"\n  LUN1 Storage \"/dev/da4\" \"268435456\""),
                List.of("# lun\n", ""),
                List.of("  UnitType \"Disk\"\n", ""))) {
            String damaged = good.replace(change.get(0), change.get(1));
            assertThat(damaged).isNotEqualTo(good);
            assertThatThrownBy(() -> read(damaged)).as(change.toString()).isInstanceOf(UnexpectedOutput.class);
        }
    }

    @Test
    void understandsNoBeginningOfIt() {
        String good = whole(part(Access.only(D1), CHAP));
        int head = IstgtConf.head(new Portal("10.0.0.11", 3260)).length();
        for (int end = 0; end < good.length() - 1; end++) {
            String cut = good.substring(0, end);
            if (end == head || end == head - 1) {
                continue; // Nothing is exported there.
            }
            assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(UnexpectedOutput.class);
        }
    }
}
