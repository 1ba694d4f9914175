package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareScriptTest {
    private static final String HEAD = "timeout 3\n# end\n";

    @TempDir
    Path temp;

    private ScriptBox box;

    @BeforeEach
    void empty() throws Exception {
        box = new ScriptBox(temp);
    }

    @Test
    void startsTheDaemonWithNothingExported() throws Exception {
        ScriptBox.Run run = box.run(Scripts.prepare(), HEAD, "boot-1");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(box.read("in-force")).isEqualTo(HEAD);
        assertThat(box.read("run/boot")).isEqualTo("boot-1\n");
        assertThat(box.exists("serving")).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(box.path("run/ctl.conf"))))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsTheNonceAndTheExportsOfThisBoot() throws Exception {
        box.run(Scripts.prepare(), HEAD, "boot-1");
        box.run(Scripts.access(), "target one\n# end\n", "WD1", "1", "1");

        assertThat(box.run(Scripts.prepare(), "timeout 5\n# end\n", "boot-2").exit())
                .isZero();

        assertThat(box.read("run/boot")).isEqualTo("boot-1\n");
        assertThat(box.read("in-force")).isEqualTo("timeout 5\n# end\ntarget one\n# end\n");
        assertThat(box.read("log")).endsWith("service ctld onereload\n");
    }

    /** R10: disks were swapped in the running machine, and ctld was stopped meanwhile. */
    @Test
    void leavesOutALunWhoseDiskIsAnotherOneNow() throws Exception {
        box.run(Scripts.prepare(), HEAD, "boot-1");
        box.write("geom-da1", "Geom name: da1\n   ident: WD1\n");
        assertThat(access("WD1", part("da1", "one")).exit()).isZero();
        box.write("geom-da1", "Geom name: da1\n   ident: WD10\n");

        ScriptBox.Run prepared = box.run(Scripts.prepare(), HEAD, "boot-1");
        ScriptBox.Run other = access("WD2", part("da2", "two"));

        assertThat(prepared.exit()).isZero();
        assertThat(prepared.err()).isEqualTo("zsan: WD1 is not exported: da1 is not that disk\n");
        assertThat(other.exit()).isZero();
        assertThat(box.read("in-force")).isEqualTo(HEAD + part("da2", "two"));
    }

    /** ctld says by itself that it cannot open it, and goes on. */
    @Test
    void keepsALunWhoseDiskIsGoneOrNotSeen() throws Exception {
        box.run(Scripts.prepare(), HEAD, "boot-1");
        access("WD1", part("da1", "one"));

        ScriptBox.Run prepared = box.run(Scripts.prepare(), HEAD, "boot-1");

        assertThat(prepared.err()).isEmpty();
        assertThat(box.read("in-force")).isEqualTo(HEAD + part("da1", "one"));
    }

    private ScriptBox.Run access(String serial, String part) throws Exception {
        return box.run(Scripts.access(), part, serial, "1", "1");
    }

    private static String part(String disk, String target) {
        return "lun \"" + target + "\" {\n\tpath \"/dev/" + disk + "\"\n}\ntarget \"" + target + "\" {\n}\n# end\n";
    }

    @Test
    void opensClosedWhereTheBootIsNew() throws Exception {
        box.run(Scripts.prepare(), HEAD, "boot-1");
        box.run(Scripts.access(), "target one\n# end\n", "WD1", "1", "1");
        box.delete("run/boot");

        assertThat(box.run(Scripts.prepare(), HEAD, "boot-2").exit()).isZero();

        assertThat(box.read("run/boot")).isEqualTo("boot-2\n");
        assertThat(box.read("in-force")).isEqualTo(HEAD);
        assertThat(box.read("db/tokens/WD1")).as("tokens outlive boots").isEqualTo("WD1 1 1\n");
    }

    @Test
    void writesNoNonceIfTheDaemonDoesNotStart() throws Exception {
        box.write("service-fails", "");

        assertThat(box.run(Scripts.prepare(), HEAD, "boot-1").exit()).isNotZero();
        assertThat(box.exists("run/boot")).isFalse();

        box.delete("service-fails");
        assertThat(box.run(Scripts.prepare(), HEAD, "boot-1").exit()).isZero();
        assertThat(box.read("run/boot")).isEqualTo("boot-1\n");
    }

    @Test
    void refusesWhereABootWouldExportByItself() throws Exception {
        box.delete("etc/ctl.conf");
        box.write("etc/ctl.conf", "target old { }\n");

        ScriptBox.Run run = box.run(Scripts.prepare(), HEAD, "boot-1");

        assertThat(run.exit()).isEqualTo(Scripts.REFUSED);
        assertThat(run.err()).contains("is not a symbolic link to");
        assertThat(box.exists("serving")).isFalse();
    }

    @Test
    void refusesAConfigurationThatCtldDoesNotAcceptOrThatWasCutShort() throws Exception {
        assertThat(box.run(Scripts.prepare(), "timeout", "boot-1").exit()).isEqualTo(Scripts.INCOMPLETE);
        box.write("ctld-refuses", "");
        assertThat(box.run(Scripts.prepare(), HEAD, "boot-1").exit()).isEqualTo(Scripts.BAD_CONFIGURATION);
        assertThat(box.run(Scripts.prepare(), HEAD, "no nonce").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.exists("run/boot")).isFalse();
        assertThat(box.exists("serving")).isFalse();
    }
}
