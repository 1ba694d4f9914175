package io.zsan.lab.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs on any machine: what the tests of the lab look for is found where it is. */
class AuditTest {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    private void has(String writer, int from, int to) {
        for (int number = from; number <= to; number++) {
            file.writeBytes(new JournalRecord(writer, number).bytes());
        }
    }

    private List<String> audit(Integer... acknowledged) {
        return Audit.of(file.toByteArray(), List.of(acknowledged), List.of(acknowledged));
    }

    @Test
    void acceptsWhatWasAcknowledgedAndTheOneUnderWay() {
        has("w1", 1, 5);
        has("w2", 1, 3);
        assertThat(audit(5, 3)).isEmpty();
        assertThat(audit(4, 2)).isEmpty();
    }

    @Test
    void acceptsWhatAWriterAtWorkAddsMeanwhile() {
        has("w1", 1, 5);
        file.writeBytes(new byte[100]);
        assertThat(Audit.of(file.toByteArray(), List.of(3), List.of(7))).isEmpty();
    }

    @Test
    void findsALostRecordAtTheEndOfEachWriter() {
        has("w1", 1, 4);
        has("w2", 1, 2);
        assertThat(audit(5, 3))
                .containsExactly("w1 was told 5 records, and 4 are there", "w2 was told 3 records, and 2 are there");
    }

    @Test
    void findsAWriterOfWhomNothingIsThere() {
        has("w1", 1, 4);
        assertThat(audit(4, 1)).containsExactly("w2 was told 1 records, and 0 are there");
    }

    @Test
    void findsAGapAndARecordThatIsThereTwice() {
        has("w1", 1, 2);
        has("w1", 4, 4);
        has("w1", 4, 4);
        assertThat(audit(4))
                .containsExactly(
                        "record 2 of the file is w1 4, after w1 2", "record 3 of the file is w1 4, after w1 4");
    }

    @Test
    void findsWhatAZombieWroteAfterItsSuccessor() {
        has("w1", 1, 2);
        has("w2", 1, 2);
        has("w1", 3, 3);
        assertThat(audit(2, 2)).containsExactly("record 4 of the file is w1 3, after w2 2");
    }

    @Test
    void findsMoreThanTheOneThatWasUnderWay() {
        has("w1", 1, 5);
        assertThat(audit(3)).containsExactly("w1 was told 3 records, and 5 are there");
    }

    @Test
    void findsDamageAndRecordsOfNobody() {
        has("w1", 1, 1);
        file.writeBytes(new byte[JournalRecord.SIZE]);
        has("w2", 1, 1);
        assertThat(audit(1))
                .containsExactly("record 1 of the file is damaged", "record 2 of the file is of nobody: w2 1");
    }
}
