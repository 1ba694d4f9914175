package io.zsan.freebsd.istgt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captured from istgt 0.4 (20111008). */
class IstgtControlTest {
    private static final String TARGET = "iqn.2026-11.example:san.s1.wd2.g1";
    private static final String D2 = "iqn.2026-11.example:d2";

    private static String captured(String name) {
        return Captures.of("istgt-20111008", name).out();
    }

    @Test
    void readsTheTargets() {
        assertThat(IstgtControl.targets(captured("list"))).containsExactly(TARGET, "iqn.2026-11.example:san.s1.wd1.g1");
        assertThat(IstgtControl.targets("DONE LIST command\n")).isEmpty();
    }

    @Test
    void readsTheLogins() {
        assertThat(IstgtControl.logins(captured("info")))
                .containsExactly(
                        new IstgtControl.Login(D2, "127.0.0.1", TARGET, 1),
                        new IstgtControl.Login(D2, "127.0.0.1", TARGET, 2));
        assertThat(IstgtControl.logins(captured("info-no-login"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list-no-such-target", "list-no-istgt", "version", "info"})
    void takesNothingElseForAListOfTargets(String name) {
        assertThatThrownBy(() -> IstgtControl.targets(captured(name))).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void failsWhereNoIstgtAnswers() {
        Captures.Capture refused = Captures.of("istgt-20111008", "list-no-istgt");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).isEqualTo("istgt_connect(127.0.0.1:3261) failed\n");
    }

    /** A login that is left out would make a fence look better than it is. */
    @Test
    void understandsNoPartOfALoginList() {
        String whole = captured("info");
        for (int end = 0; end < whole.length(); end++) {
            String cut = whole.substring(0, end);
            assertThatThrownBy(() -> IstgtControl.logins(cut)).as(cut).isInstanceOf(UnexpectedOutput.class);
        }
        for (String bad : List.of(
                "DONE INFO command\n",
                whole.replaceFirst(" on iqn", " in iqn"),
                whole.replaceFirst("TSIH=1", "TSIH=x"),
                whole.replaceFirst("TSIH=1", "TSIH=99999999999"),
                "no login\n" + whole)) {
            assertThatThrownBy(() -> IstgtControl.logins(bad)).as(bad).isInstanceOf(UnexpectedOutput.class);
        }
    }
}
