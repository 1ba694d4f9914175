package io.zsan.freebsd.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Damage;
import io.zsan.freebsd.captures.Health;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IscsictlSessionsTest {
    private static final IscsictlSessions THREE = new IscsictlSessions(List.of(
            up("s1.d1", "10.77.0.11", "da0"), up("s2.d1", "10.77.0.12", "da1"), up("s3.d1", "10.77.0.13", "da2")));
    private static final String MIXED_TEXT =
            Captures.freebsd("iscsictl-L-after-ctld-restart").out();
    /** The form of the capture, on one line and with a session that is down, as FREEBSD.md 5.1 gives it. */
    private static final String MIXED_JSON = "{\"__version\": \"1\", \"iscsictl\": {\"session\": ["
            + "{\"name\":\"iqn.2026-01.lab:s1.d1\",\"portal\":\"10.77.0.11\",\"state\":\"Connection refused\"},"
            + "{\"name\":\"iqn.2026-01.lab:s2.d1\",\"portal\":\"10.77.0.12\",\"state\":\"Connected\"},"
            + "{\"name\":\"iqn.2026-01.lab:s3.d1\",\"portal\":\"10.77.0.13\",\"state\":\"Connected\","
            + "\"devices\":{\"lun\":[{\"lun\":0,\"device\":\"da0\"},{\"lun\":1,\"device\":\"da7\"}],"
            + "\"scbus\":3,\"bus\":0,\"target\":0}}]}}\n";

    @Test
    void readsJson() {
        assertThat(IscsictlSessions.parseJson(
                        Captures.freebsd("iscsictl-L-json").out()))
                .isEqualTo(THREE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iscsictl-L-connected", "iscsictl-L-w10"})
    void readsText(String capture) {
        assertThat(IscsictlSessions.parseText(Captures.freebsd(capture).out())).isEqualTo(THREE);
    }

    @Test
    void readsSessionsThatAreDown() {
        assertThat(IscsictlSessions.parseText(MIXED_TEXT))
                .isEqualTo(new IscsictlSessions(List.of(
                        up("s3.d1", "10.77.0.13", "da0"),
                        up("s1.d1", "10.77.0.11", "da1"),
                        up("s2.d1", "10.77.0.12", "da4"),
                        new IscsiSession("iqn.2026-01.lab:s1.d2", "10.77.0.11", "Connection refused", false, List.of()),
                        up("s2.d2", "10.77.0.12", "da2"),
                        up("s3.d2", "10.77.0.13", "da5"))));
        assertThat(IscsictlSessions.parseJson(MIXED_JSON))
                .isEqualTo(new IscsictlSessions(List.of(
                        new IscsiSession("iqn.2026-01.lab:s1.d1", "10.77.0.11", "Connection refused", false, List.of()),
                        up("s2.d1", "10.77.0.12"),
                        up("s3.d1", "10.77.0.13", "da0", "da7"))));
    }

    @Test
    void readsThatThereIsNoSession() {
        IscsictlSessions none = new IscsictlSessions(List.of());

        assertThat(IscsictlSessions.parseText("Target name                          Target portal    State\n"))
                .isEqualTo(none);
        assertThat(IscsictlSessions.parseJson("{\"iscsictl\": {}}\n")).isEqualTo(none);
        assertThat(IscsictlSessions.parseJson("{\"__version\": \"1\", \"iscsictl\": {\"session\": []}}"))
                .isEqualTo(none);
        for (String nothing : List.of("", "\n", "null\n", "{}\n", "[]\n")) {
            assertThatThrownBy(() -> IscsictlSessions.parseJson(nothing)).isInstanceOf(UnexpectedOutput.class);
            assertThatThrownBy(() -> IscsictlSessions.parseText(nothing)).isInstanceOf(UnexpectedOutput.class);
        }
    }

    @Test
    void readsValuesThatPushTheColumns() {
        String target = "iqn.2026-01.lab:" + "x".repeat(60);
        String out = "Target name                          Target portal    State\n"
                + target + " [2001:db8:0:1:2:3:4:5]:3260 Connected: \n"
                + "                                     10.77.0.11       Discovery\n";

        assertThat(IscsictlSessions.parseText(out).sessions())
                .containsExactly(
                        new IscsiSession(target, "[2001:db8:0:1:2:3:4:5]:3260", "Connected", true, List.of()),
                        new IscsiSession("", "10.77.0.11", "Discovery", false, List.of()));
    }

    @Test
    void findsSessions() {
        assertThat(THREE.to("iqn.2026-01.lab:s2.d1", "10.77.0.12")).contains(up("s2.d1", "10.77.0.12", "da1"));
        assertThat(THREE.to("iqn.2026-01.lab:s2.d1", "10.77.0.12:3260")).isEmpty();
        assertThat(THREE.to("iqn.2026-01.lab:s2.d1")).hasSize(1);
    }

    @Test
    void aStateThatBeginsLikeConnectedIsNot() {
        assertThatThrownBy(() -> IscsictlSessions.parseText(MIXED_TEXT.replace("Connected: da0 ", "Connected-ish")))
                .isInstanceOf(UnexpectedOutput.class);
        assertThatThrownBy(() -> IscsictlSessions.parseJson(MIXED_JSON.replace("Connection refused", "Connected: da9")))
                .isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void damagedJsonIsNotHealthier() {
        notHealthier(MIXED_JSON, IscsictlSessions::parseJson);
        Damage.refused(Damage.cut(MIXED_JSON.strip()), IscsictlSessions::parseJson);

        String pretty = Captures.freebsd("iscsictl-L-json").out();
        notHealthier(pretty, IscsictlSessions::parseJson);
        Damage.refused(Damage.cut(pretty.strip()), IscsictlSessions::parseJson);
    }

    @Test
    void damagedTextIsNotHealthier() {
        notHealthier(MIXED_TEXT, IscsictlSessions::parseText);
        Damage.refused(Damage.cut(MIXED_TEXT).filter(text -> !text.endsWith("\n")), IscsictlSessions::parseText);
    }

    private static void notHealthier(String text, Function<String, IscsictlSessions> parser) {
        IscsictlSessions whole = parser.apply(text);
        Damage.check(Damage.all(text), parser, damaged -> Health.notHealthier(whole, damaged));
    }

    private static IscsiSession up(String target, String portal, String... devices) {
        return new IscsiSession("iqn.2026-01.lab:" + target, portal, "Connected", true, List.of(devices));
    }
}
