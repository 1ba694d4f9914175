package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.captures.Captures;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the text of a real {@code iscsictl -L -v}. */
class NudgeScriptTest {
    private static final String TARGET = "iqn.2026-01.lab:s2.d1";
    private static final String CONNECTED =
            Captures.freebsd("iscsictl-L-v-connected").out();

    @TempDir
    Path temp;

    private ScriptBox box;

    @BeforeEach
    void box() throws Exception {
        box = new ScriptBox(temp);
        box.write("kern.iscsi.fail_on_disconnection", "0\n");
        sessions(down(CONNECTED));
    }

    private void sessions(String text) throws Exception {
        box.write("sessions", text);
    }

    /** The same with the session to s2 down. */
    private static String down(String text) {
        int at = text.indexOf("Target name:              " + TARGET);
        return text.substring(0, at)
                + text.substring(at)
                        .replaceFirst("Session state:            Connected", "Session state:            Disconnected");
    }

    private ScriptBox.Run nudge(String target) throws Exception {
        return box.run(Scripts.nudge(), "", target);
    }

    private String log() throws Exception {
        return box.read("log").replace("iscsictl -L -v\n", "");
    }

    @Test
    void nudgesTheSessionThatIsDownByItsId() throws Exception {
        ScriptBox.Run run = nudge(TARGET);

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("nudged session 3\n");
        assertThat(log()).isEqualTo("nc -z -w 1 10.77.0.12 3260\niscsictl -M -i 3 -p 10.77.0.12\n");
    }

    @Test
    void leavesASessionAloneThatIsUpOrOff() throws Exception {
        for (String text : new String[] {
            CONNECTED, down(CONNECTED).replace("Enable:                   Yes", "Enable:                   No")
        }) {
            sessions(text);

            ScriptBox.Run run = nudge(TARGET);

            assertThat(run.exit()).isZero();
            assertThat(run.out()).isEmpty();
        }
        assertThat(nudge("iqn.2026-01.lab:s2").out()).isEmpty();
        assertThat(log()).isEmpty();
    }

    @Test
    void leavesASessionAloneWhosePortalDoesNotAnswer() throws Exception {
        box.write("nc-refused", "");

        ScriptBox.Run run = nudge(TARGET);

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(log()).isEqualTo("nc -z -w 1 10.77.0.12 3260\n");
    }

    @Test
    void knowsTheFormsOfAPortal() throws Exception {
        for (String[] form : new String[][] {
            {"10.77.0.12:3261", "10.77.0.12 3261"},
            {"s2.lab", "s2.lab 3260"},
            {"[fd00::12]", "fd00::12 3260"},
            {"[fd00::12]:3261", "fd00::12 3261"}
        }) {
            box.delete("log");
            sessions(down(CONNECTED).replace("10.77.0.12", form[0]));

            assertThat(nudge(TARGET).out()).as(form[0]).isEqualTo("nudged session 3\n");
            assertThat(log()).isEqualTo("nc -z -w 1 " + form[1] + "\niscsictl -M -i 3 -p " + form[0] + "\n");
        }
    }

    @Test
    void refusesWhereTheDeviceWouldGo() throws Exception {
        box.write("kern.iscsi.fail_on_disconnection", "1\n");

        assertThat(nudge(TARGET).exit()).isEqualTo(Scripts.REFUSED);
        assertThat(log()).isEmpty();
    }

    @Test
    void printsNoSecret() throws Exception {
        sessions(down(CONNECTED).replaceAll("(?m)^Secret: .*$", "Secret:                   hunter2hunter2"));

        ScriptBox.Run run = nudge(TARGET);

        assertThat(run.out() + run.err() + log()).doesNotContain("hunter2");
    }

    @Test
    void refusesWhatIsNoTarget() throws Exception {
        for (String bad : new String[] {"", "a b", "-x", "a;b", "A"}) {
            assertThat(nudge(bad).exit()).as(bad).isEqualTo(Scripts.USAGE);
        }
        assertThat(box.exists("log")).isFalse();
    }
}
