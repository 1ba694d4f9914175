package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuneScriptTest {
    private static final String CONF = "etc/sysctl.conf.local";

    @TempDir
    Path temp;

    private ScriptBox box;

    @BeforeEach
    void box() throws Exception {
        box = new ScriptBox(temp);
    }

    private ScriptBox.Run tune(String... settings) throws Exception {
        return box.run(Scripts.tune(), "", settings);
    }

    @Test
    void setsNowAndForTheNextBoot() throws Exception {
        ScriptBox.Run run = tune("kern.iscsi.ping_timeout=5", "kern.iscsi.iscsid_timeout=10");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(box.read("log"))
                .isEqualTo("sysctl kern.iscsi.ping_timeout=5\nsysctl kern.iscsi.iscsid_timeout=10\n"
                        + "fsync sysctl.conf.local.new\n");
        assertThat(box.read(CONF)).isEqualTo("kern.iscsi.ping_timeout=5\nkern.iscsi.iscsid_timeout=10\n");
    }

    @Test
    void keepsWhatElseStandsThereAndReplacesItsOwnLines() throws Exception {
        String others = "# by hand\nkern.maxfiles=9\nkern.iscsi.ping_timeoutx=7\n";
        box.write(CONF, others + " kern.iscsi.ping_timeout = 2\nkern.iscsi.ping_timeout=1");

        tune("kern.iscsi.ping_timeout=5");
        tune("kern.iscsi.ping_timeout=5");

        assertThat(box.read(CONF)).isEqualTo(others + "kern.iscsi.ping_timeout=5\n");
        assertThat(box.exists(CONF + ".new")).isFalse();
    }

    @Test
    void keepsNothingForTheNextBootThatThisKernelRefuses() throws Exception {
        box.write("sysctl-refuses", "");

        ScriptBox.Run run = tune("kern.iscsi.ping_timeout=5");

        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("unknown oid");
        assertThat(box.exists(CONF)).isFalse();
    }

    @Test
    void refusesWhatIsNoSettingBeforeAnythingIsSet() throws Exception {
        for (String bad : new String[] {"", "x", "=1", "a.b=", "a.b=1;reboot", "a.b=-1", "A.b=1", "a b=1", "-n=1"}) {
            assertThat(tune("kern.iscsi.ping_timeout=5", bad).exit()).as(bad).isEqualTo(Scripts.USAGE);
        }
        assertThat(box.exists("log")).isFalse();
    }
}
