package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IscontrolScriptTest {
    private static final String NAME = "iqn.2026-11.x:s1.wd1.g1@10.0.0.11_3260";

    @TempDir
    Path temp;

    private ScriptBox box;

    @BeforeEach
    void box() throws Exception {
        box = new ScriptBox(temp);
    }

    @Test
    void startsADaemonFromAFileOfItsOwn() throws Exception {
        ScriptBox.Run run = box.run(Scripts.iscontrol(), "zsan {\n}\n", NAME);

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        Path conf = box.path("run/iscsi/" + NAME + ".conf");
        assertThat(box.read("log")).isEqualTo("daemon -f " + box.path("bin/iscontrol") + " -c " + conf + " -n zsan\n");
        assertThat(conf.getParent().toFile().list())
                .containsExactly(conf.getFileName().toString());
    }

    @Test
    void refusesANameThatLeavesItsDirectory() throws Exception {
        assertThat(box.run(Scripts.iscontrol(), "x", "../x").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.iscontrol(), "x", "").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.iscontrolEnd(), "", "1 2", NAME).exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.exists("log")).isFalse();
    }

    @Test
    void logsADaemonOutThatHearsIt() throws Exception {
        running(1);

        assertThat(box.run(Scripts.iscontrolEnd(), "", "812", NAME).exit()).isZero();
        assertThat(box.read("log")).isEqualTo("kill -s HUP 812\n");
    }

    @Test
    void killsOneThatDoesNot() throws Exception {
        running(9);

        assertThat(box.run(Scripts.iscontrolEnd(), "", "812", NAME).exit()).isZero();
        assertThat(box.read("log")).isEqualTo("kill -s HUP 812\nkill -s HUP 812\nkill -s HUP 812\nkill -s KILL 812\n");
    }

    @Test
    void leavesAnotherProcessWithThatNumberAlone() throws Exception {
        box.write("ps", "/usr/local/bin/postgres\n");
        assertThat(box.run(Scripts.iscontrolEnd(), "", "812", NAME).exit()).isZero();

        running(9);
        assertThat(box.run(Scripts.iscontrolEnd(), "", "812", NAME.replace("s1", "s2"))
                        .exit())
                .isZero();
        assertThat(box.exists("log")).isFalse();
    }

    /** A daemon that is gone after so many signals. */
    private void running(int signals) throws Exception {
        box.write("ps", box.path("bin/iscontrol") + " -c " + box.path("run/iscsi/" + NAME + ".conf") + " -n zsan\n");
        box.write("signals", signals + "\n");
    }
}
