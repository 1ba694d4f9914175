package io.zsan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.ledger.LedgerGenerators;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Portals, GUIDs, epochs, generations, and the serials that LUNs are exported under. */
class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "s1, s1, 3260, s1",
        "s1:3260, s1, 3260, s1",
        "s1.example.com:3261, s1.example.com, 3261, s1.example.com:3261",
        "10.0.0.1, 10.0.0.1, 3260, 10.0.0.1",
        "fd00::1, fd00::1, 3260, fd00::1",
        "[fd00::1]:3261, fd00::1, 3261, [fd00::1]:3261",
        "[fd00::1], fd00::1, 3260, fd00::1",
        "s1:65535, s1, 65535, s1:65535",
    })
    void portalsAreParsedAndPrinted(String text, String host, int port, String printed) {
        Portal portal = Portal.parse(text);

        assertThat(portal).isEqualTo(new Portal(host, port)).hasToString(printed);
        assertThat(Portal.parse(portal.text())).isEqualTo(portal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "s1:",
                "s1:0",
                "s1:65536",
                "s1:x",
                "s1:-1",
                "[fd00::1",
                "[fd00::1]x",
                "[fd00::1]:",
                "s1;id",
                "a b",
                "s1:3260\n",
                "-s1",
                "s1:123456",
                "$(id)",
                "[]:3260"
            })
    void oddPortalsAreRefused(String text) {
        assertThatThrownBy(() -> Portal.parse(text)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void guidsAreUnsigned() {
        Guid large = Guid.parse("18446744073709551615");

        assertThat(large.bits()).isEqualTo(-1);
        assertThat(large).hasToString("18446744073709551615").isGreaterThan(Guid.parse("1"));
        for (String bad :
                List.of("", "-1", "+1", "18446744073709551616", "0x1", " 1", "1 ", "1\n", "99999999999999999999")) {
            assertThatThrownBy(() -> Guid.parse(bad)).as(bad).isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void epochsAndGenerationsBeginAtOneAndOnlyGrow() {
        assertThat(Epoch.FIRST.next()).isEqualTo(new Epoch(2)).isGreaterThan(Epoch.FIRST);
        assertThat(Epoch.SEALED.isAfter(new Epoch(Long.MAX_VALUE - 1))).isTrue();
        assertThatThrownBy(() -> new Epoch(0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(Epoch.SEALED::next).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Generation(0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new Generation(Generation.MAX).next()).isInstanceOf(InvalidInput.class);
    }

    @Test
    void aShortSerialIsReadableAndALongOneIsHashed() {
        assertThat(lun("s1", "X1", 1).exportedSerial()).isEqualTo("s1.X1.1");
        assertThat(lun("s1", "X1", 37).exportedSerial()).isEqualTo("s1.X1.11");
        assertThat(lun("storage-node-1", "WD-WX12345678", 1).exportedSerial()).matches("z[0-9a-v]{10}\\.1");
    }

    private static LunRef lun(String node, String disk, int generation) {
        return new LunRef(new LunId(new NodeName(node), new DiskSerial(disk)), new Generation(generation));
    }

    @Property(tries = 2000)
    void anExportedSerialFitsAndTellsDisksAndGenerationsApart(
            @ForAll("luns") LunRef one, @ForAll("luns") LunRef other) {
        LunRef next = new LunRef(one.id(), new Generation(1 + one.generation().number() % Generation.MAX));

        assertThat(one.exportedSerial()).matches("[A-Za-z0-9._-]{1,16}").isNotEqualTo(next.exportedSerial());
        assertThat(one.exportedSerial().equals(other.exportedSerial())).isEqualTo(one.equals(other));
        assertThat(one.target(new Iqn("iqn.2026-11.test")).text()).endsWith(".g" + one.generation());
    }

    @Provide
    Arbitrary<LunRef> luns() {
        return Arbitraries.randomValue((Random random) -> LedgerGenerators.lunRef(random));
    }
}
