package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginScriptTest {
    @TempDir
    Path temp;

    @Test
    void addsTheSessionFromAFileOfItsOwn() throws Exception {
        ScriptBox box = new ScriptBox(temp);

        ScriptBox.Run run = box.run(Scripts.login(), "zsan {\n}\n", "iqn.2026-11.x:s1.wd1.g1");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        Path conf = box.path("run/iscsi/iqn.2026-11.x:s1.wd1.g1.conf");
        assertThat(box.read("log")).isEqualTo("iscsictl -A -c " + conf + " -n zsan\n");
        assertThat(box.read("iscsi.conf")).isEqualTo("zsan {\n}\n");
        assertThat(conf.getParent().toFile().list()).containsExactly("iqn.2026-11.x:s1.wd1.g1.conf");
    }

    @Test
    void refusesANameThatLeavesItsDirectory() throws Exception {
        ScriptBox box = new ScriptBox(temp);

        assertThat(box.run(Scripts.login(), "x", "../x").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.login(), "x", "").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.exists("log")).isFalse();
    }
}
