package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginScriptTest {
    @TempDir
    Path temp;

    private static final String NICK = "iqn.2026-11.x:s1.wd1.g1";

    @Test
    void addsTheSessionFromAFileOfItsOwn() throws Exception {
        ScriptBox box = new ScriptBox(temp);

        ScriptBox.Run run = box.run(Scripts.login(), "zsan {\n}\n", NICK);

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(box.read("log")).isEqualTo("iscsictl -A -c -n zsan\n");
        assertThat(box.read("iscsi.conf")).isEqualTo("zsan {\n}\n");
    }

    /** The section may hold a secret, and the initiator reads it once. */
    @Test
    void keepsTheFileToItselfAndLeavesNoneBehind() throws Exception {
        ScriptBox box = new ScriptBox(temp);

        box.run(Scripts.login(), "zsan {\n}\n", NICK);

        assertThat(box.read("modes"))
                .startsWith("600 " + box.path("run/iscsi/" + NICK))
                .contains("\n700 ");
        assertThat(box.path("run/iscsi").toFile().list()).isEmpty();
    }

    @Test
    void leavesNoFileBehindWhereTheSessionIsNotAdded() throws Exception {
        ScriptBox box = new ScriptBox(temp);
        box.write("iscsictl-fails", "iscsictl: ISCSISADD: Device busy\n");

        ScriptBox.Run run = box.run(Scripts.login(), "zsan {\n}\n", NICK);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("iscsictl: ISCSISADD: Device busy\n");
        assertThat(box.path("run/iscsi").toFile().list()).isEmpty();
    }

    private static String session(int id, String target) {
        return "Session ID:               " + id + "\nInitiator name:           iqn.2026-11.x:d1\n"
                + "Target name:              " + target + "\nTarget portal:            10.0.0.11\n"
                + "User:                     iqn.2026-11.x:d1\nSecret:                   secretsecret1\n\n";
    }

    /** FreeBSD removes sessions by name and changes them by number, which only the list with the secrets tells. */
    @Test
    void renewsTheOneSessionOfItsTargetAndTellsNothingOfTheList() throws Exception {
        ScriptBox box = new ScriptBox(temp);
        box.write("sessions", session(3, NICK + "2") + session(14, NICK) + session(15, "iqn.2026-11.x:other"));

        ScriptBox.Run run = box.run(Scripts.login(), "zsan {\n}\n", NICK, Scripts.RENEW);

        assertThat(run.exit()).isZero();
        assertThat(run.out() + run.err()).isEmpty();
        assertThat(box.read("log")).startsWith("iscsictl -M -i 14\n");
        assertThat(box.read("iscsi.conf")).isEqualTo("zsan {\n}\n");
        assertThat(box.path("run/iscsi").toFile().list()).isEmpty();
    }

    @Test
    void renewsNothingWhereThereIsNotOneSession() throws Exception {
        ScriptBox box = new ScriptBox(temp);
        for (String sessions :
                new String[] {"", session(3, "iqn.2026-11.x:other"), session(3, NICK) + session(4, NICK)}) {
            box.write("sessions", sessions);

            ScriptBox.Run run = box.run(Scripts.login(), "zsan {\n}\n", NICK, Scripts.RENEW);

            assertThat(run.exit()).isEqualTo(Scripts.REFUSED);
            assertThat(run.err()).isEqualTo("zsan: there is not one session to " + NICK + "\n");
            assertThat(box.exists("log")).isFalse();
        }
    }

    @Test
    void refusesANameThatLeavesItsDirectory() throws Exception {
        ScriptBox box = new ScriptBox(temp);

        assertThat(box.run(Scripts.login(), "x", "../x").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.login(), "x", "").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.exists("log")).isFalse();
    }
}
