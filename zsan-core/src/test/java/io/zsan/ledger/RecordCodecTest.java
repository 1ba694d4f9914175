package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.LedgerUnavailable;
import io.zsan.model.BootId;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form itself: written out, since files in this form outlive the code. */
class RecordCodecTest {
    private static final LunRef A = lun("st1", "WD-A", 1);
    private static final LunRef B = lun("st2", "WD-B", 7);
    private static final PoolName TANK = new PoolName("tank");

    private static final PoolRecord POOL = new PoolRecord(
            TANK,
            Optional.of(new Guid(-1)),
            new Epoch(5),
            new Ownership.TakingOver(
                    new NodeName("db1"),
                    new NodeName("db2"),
                    List.of(B, A),
                    Optional.of(Duration.ofMillis(12_500)),
                    Optional.of(new DataLossAcceptance(TANK, new Epoch(5), List.of(A)))),
            List.of(new MirrorRecord(
                    3,
                    List.of(
                            Leg.planned(A).inSync(new Guid(11), new BootId("boot-1")),
                            Leg.replacing(B, new BootId("boot-2"), new Guid(12), "scan \"7\"\n")))));

    private static final String POOL_TEXT = """
            zsan-record 1
            type=POOL
            name=tank
            guid=18446744073709551615
            epoch=5
            ownership=TAKING_OVER
              from=db1
              target=db2
              fenced=st1/WD-A#1,st2/WD-B#7
              evidence-age=PT12.5S
              acceptance=tank 5 st1/WD-A#1
            mirror=3
              legs=2
              leg=st1/WD-A#1
                guid=11
                boot=boot-1
                state=IN_SYNC
                replaces=
                scan-before=
              leg=st2/WD-B#7
                guid=
                boot=boot-2
                state=SYNCING
                replaces=12
                scan-before="scan \\"7\\"\\u000a"
            end
            """;

    private static final String LOG_TEXT = """
            log-mirror=2
              legs=1
              leg=st3/WD-C#1
                guid=13
                boot=boot-3
                state=IN_SYNC
                replaces=
                scan-before=
            """;

    private static final String LUN_TEXT = """
            zsan-record 1
            type=LUN
            lun=st2/WD-B#7
            size-bytes=1000204886016
            sector-bytes=4096
            state=RETIRED
            pool=
            former-pool=tank
            end
            """;

    private static final String LUN_TAIL = "former-pool=tank\nend\n";

    @Test
    void writesAPoolInTheFormThatFilesHaveOnDisk() {
        assertThat(RecordCodec.encode(POOL)).isEqualTo(POOL_TEXT);
        assertThat(RecordCodec.decode(POOL_TEXT)).isEqualTo(POOL);
    }

    @Test
    void writesACreationThatWasGivenUp() {
        PoolRecord record = new PoolRecord(
                TANK,
                Optional.empty(),
                new Epoch(1),
                new Ownership.Abandoned(new NodeName("db1")),
                List.of(new MirrorRecord(3, List.of())));
        String text = """
                zsan-record 1
                type=POOL
                name=tank
                guid=
                epoch=1
                ownership=ABANDONED
                  target=db1
                mirror=3
                  legs=0
                end
                """;

        assertThat(RecordCodec.encode(record)).isEqualTo(text);
        assertThat(RecordCodec.decode(text)).isEqualTo(record);
    }

    @Test
    void writesALogAfterTheDataUnderAKeyOfItsOwn() {
        LunRef c = lun("st3", "WD-C", 1);
        PoolRecord logged = new PoolRecord(
                TANK,
                POOL.guid(),
                POOL.epoch(),
                POOL.ownership(),
                List.of(
                        POOL.mirrors().get(0),
                        new MirrorRecord(
                                MirrorRole.LOG,
                                2,
                                List.of(Leg.planned(c).inSync(new Guid(13), new BootId("boot-3"))))));
        String text = POOL_TEXT.replace("end\n", LOG_TEXT + "end\n");

        assertThat(RecordCodec.encode(logged)).isEqualTo(text);
        assertThat(RecordCodec.decode(text)).isEqualTo(logged);
    }

    /** What was written before there were logs is read as it was meant. */
    @Test
    void readsAMirrorWithoutAWordOfItsRoleAsData() {
        PoolRecord old = (PoolRecord) RecordCodec.decode(POOL_TEXT);

        assertThat(old.mirrors()).extracting(MirrorRecord::role).containsOnly(MirrorRole.DATA);
    }

    @Test
    void refusesALogBeforeTheDataOrWithoutAny() {
        refused(POOL_TEXT.replace("mirror=3", "log-mirror=3"));
        refused(POOL_TEXT.replace("mirror=3", LOG_TEXT + "mirror=3"));
    }

    @Test
    void writesALunInTheFormThatFilesHaveOnDisk() {
        LunRecord lun = new LunRecord(
                B.id(),
                B.generation(),
                1_000_204_886_016L,
                4096,
                LunState.RETIRED,
                Optional.empty(),
                Optional.of(TANK));

        assertThat(RecordCodec.encode(lun)).isEqualTo(LUN_TEXT);
        assertThat(RecordCodec.decode(LUN_TEXT)).isEqualTo(lun);
    }

    @Test
    void writesADatabaseNodeInTheFormThatFilesHaveOnDisk() {
        String text = "zsan-record 1\ntype=DATABASE_NODE\nname=db1\nrecycling-since=b-\nend\n";
        DatabaseNodeRecord node = new DatabaseNodeRecord(new NodeName("db1"), Optional.of(new BootId("b-")));

        assertThat(RecordCodec.encode(node)).isEqualTo(text);
        assertThat(RecordCodec.decode(text)).isEqualTo(node);
    }

    @Test
    void tellsAnEmptyTextFromNone() {
        LedgerRecord empty = RecordCodec.decode(POOL_TEXT.replace("\"scan \\\"7\\\"\\u000a\"", "\"\""));
        LedgerRecord none = RecordCodec.decode(POOL_TEXT.replace("\"scan \\\"7\\\"\\u000a\"", ""));

        assertThat(((PoolRecord) empty).legs().get(1).scanBefore()).contains("");
        assertThat(((PoolRecord) none).legs().get(1).scanBefore()).isEmpty();
    }

    @Test
    void refusesARecordOfAnotherFormatByItsVersion() {
        assertThatThrownBy(() -> RecordCodec.decode(LUN_TEXT.replace("record 1", "record 2")))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessage("the ledger record has the form 'zsan-record 2', this zsan reads 'zsan-record 1'; use the"
                        + " version of zsan that wrote it");
    }

    @Test
    void namesTheLineThatItDoesNotUnderstand() {
        assertThatThrownBy(() -> RecordCodec.decode(LUN_TEXT.replace("state=", "colour=")))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessage(
                        "line 6 of a ledger record: expected 'state=', found 'colour=RETIRED'; the record is damaged,"
                                + " or another version of zsan wrote it");
    }

    @Test
    void refusesEveryTextFromWhichALineIsMissing() {
        for (String line : lines()) {
            refused(POOL_TEXT.replace(line + "\n", ""));
        }
    }

    /** Of legs and mirrors there may be several, but never with nothing between them. */
    @Test
    void refusesEveryTextInWhichALineStandsTwice() {
        for (String line : lines()) {
            refused(POOL_TEXT.replace(line + "\n", line + "\n" + line + "\n"));
        }
    }

    @Test
    void refusesEveryTextWithAFurtherKey() {
        for (String line : lines()) {
            refused(POOL_TEXT.replace(line + "\n", line + "\ncolour=red\n"));
        }
    }

    @Test
    void refusesEveryTextThatIsCutOff() {
        for (int length = 0; length < POOL_TEXT.length(); length++) {
            refused(POOL_TEXT.substring(0, length));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " ", "x", "\0", "end\n", LUN_TAIL})
    void refusesWhateverFollowsTheEnd(String junk) {
        refused(LUN_TEXT + junk);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size-bytes=01",
                "size-bytes=+1",
                "size-bytes=",
                "size-bytes= 1",
                "size-bytes=1 ",
                "size-bytes=1\r",
                "size-bytes=\u0661",
                "size-bytes=9223372036854775808",
                "size-bytes=one"
            })
    void refusesANumberInAnyFormButOne(String line) {
        refused(LUN_TEXT.replace("size-bytes=1000204886016", line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"  evidence-age=PT12.50S", "  evidence-age=PT0M12.5S", "  evidence-age=yesterday"})
    void refusesAnAgeInAnyFormButOne(String line) {
        refused(POOL_TEXT.replace("  evidence-age=PT12.5S", line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scan",
                "\"",
                "\"scan",
                "\"\\\"",
                "\"\\n\"",
                "\"\\u00\"",
                "\"\\u0041\"",
                "\"\\u000A\"",
                "\"a\"b\""
            })
    void refusesATextThatIsNotQuotedAsItShouldBe(String quoted) {
        refused(POOL_TEXT.replace("\"scan \\\"7\\\"\\u000a\"", quoted));
    }

    @Test
    void refusesLegsThatAreNotInOrder() {
        refused(POOL_TEXT.replace("fenced=st1/WD-A#1,st2/WD-B#7", "fenced=st2/WD-B#7,st1/WD-A#1"));
    }

    @Test
    void refusesAWellFormedTextOfAnImpossibleRecord() {
        refused(LUN_TEXT.replace("state=RETIRED", "state=IN_POOL"));
        refused(POOL_TEXT.replace("guid=18446744073709551615", "guid="));
        refused(POOL_TEXT.replace("mirror=3", "mirror=9"));
    }

    private static List<String> lines() {
        return List.of(POOL_TEXT.split("\n"));
    }

    private static void refused(String text) {
        assertThatThrownBy(() -> RecordCodec.decode(text))
                .as(text)
                .isInstanceOf(LedgerUnavailable.class)
                .message()
                .matches("[ -~]+");
    }

    private static LunRef lun(String node, String disk, int generation) {
        return new LunRef(new LunId(new NodeName(node), new DiskSerial(disk)), new Generation(generation));
    }
}
