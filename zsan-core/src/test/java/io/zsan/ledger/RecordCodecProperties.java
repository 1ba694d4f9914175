package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.error.LedgerUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every record, and for every text that is not one. */
class RecordCodecProperties {
    @Property(tries = 2000)
    void everyRecordComesBackAsItWas(@ForAll("records") LedgerRecord record) {
        assertThat(RecordCodec.decode(RecordCodec.encode(record))).isEqualTo(record);
    }

    @Property(tries = 2000)
    void theTextIsPrintableAsciiInLines(@ForAll("records") LedgerRecord record) {
        String text = RecordCodec.encode(record);

        assertThat(text).matches("(?:[ -~]+\n)+");
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Property(tries = 3000)
    void aGarbledTextIsRefusedInOneLineOrSaysSomethingElse(
            @ForAll("records") LedgerRecord record, @ForAll Random random) {
        String text = RecordCodec.encode(record);
        String garbled = garble(text, random);
        try {
            LedgerRecord read = RecordCodec.decode(garbled);

            // A digit for a digit is another record, well formed; a checksum is what catches that.
            assertThat(RecordCodec.encode(read)).isEqualTo(garbled);
        } catch (LedgerUnavailable refused) {
            assertThat(refused.getMessage()).matches("[ -~]{20,400}");
        }
    }

    private static String garble(String text, Random random) {
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + 1 + random.nextInt(40));
        String other = switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> text.substring(at, to) + text.substring(at, to);
            case 2 -> String.valueOf((char) random.nextInt(0x10000));
            case 3 -> LedgerGenerators.freeText(random);
            default -> String.valueOf("0123456789=,#/ \"\\\n".charAt(random.nextInt(18)));
        };
        return text.substring(0, at) + other + text.substring(to);
    }

    @Provide
    Arbitrary<LedgerRecord> records() {
        return Arbitraries.randomValue(LedgerGenerators::record);
    }
}
