package io.zsan.freebsd.istgt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.zsan.error.UnexpectedOutput;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IstgtStartTest {
    private static final String TEXT = "[Global]\n# end\n";
    private static final String HASH =
            Hashing.sha256().hashString(TEXT, StandardCharsets.UTF_8).toString();
    private static final String FILE = "/var/run/zsan/istgt/" + HASH + ".conf";
    private static final String OURS = "/usr/local/bin/istgt -c " + FILE + "\n";
    private static final IstgtStart START = new IstgtStart(771, HASH);

    @Test
    void findsTheProcessThatServesTheNode() {
        assertThat(IstgtStart.find("    1 /sbin/init --\n  771 " + OURS + " 9771 grep istgt -c\n"))
                .contains(START);
        assertThat(IstgtStart.find("    1 /sbin/init --\n  772 /usr/local/bin/istgt -c /usr/local/etc/istgt.conf\n"))
                .isEmpty();
    }

    @Test
    void understandsNoTwoOfThemAndNoOtherWords() {
        for (String bad : new String[] {
            "",
            "  771 " + OURS + "  772 " + OURS,
            "  771 " + OURS.strip(),
            "  771 " + OURS.replace(".conf", ".conf -m 2"),
            "  771 " + OURS.replace(HASH, "x"),
            "PID COMMAND\n"
        }) {
            assertThatThrownBy(() -> IstgtStart.find(bad)).as(bad).isInstanceOf(UnexpectedOutput.class);
        }
        assertThat(IstgtStart.find("1 init\n")).isEqualTo(Optional.empty());
    }

    @Test
    void knowsTheTextItWasStartedWith() {
        String other = FILE.replace(HASH, HASH.replace('a', 'b'));
        assertThat(START.configuration(other + ":x\n" + FILE + ":[Global]\n" + FILE + ":# end\n"))
                .isEqualTo(TEXT);
    }

    @Test
    void takesNoOtherTextForIt() {
        for (String bad : new String[] {
            "",
            FILE + ":[Global]\n",
            FILE + ":[Global]\n" + FILE + ":# end \n",
            FILE + ":# end\n" + FILE + ":[Global]\n"
        }) {
            assertThatThrownBy(() -> START.configuration(bad)).as(bad).isInstanceOf(UnexpectedOutput.class);
        }
    }
}
