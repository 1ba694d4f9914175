package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What target-istgt.sh adds; what it shares with ctld is in the other tests. */
class IstgtScriptTest {
    private static final String HEAD = "[Global]\n# end\n";
    private static final String GRANT = part("da1", "one");
    private static final String NOBODY = part("da1", "none").replaceAll("(?m)^#auth .*\n", "");
    private static final int DISK = 1 << 20;

    @TempDir
    Path temp;

    private ScriptBox box;

    private static String part(String device, String access) {
        return "# lun\n[LogicalUnit@N@]\n  Comment \"" + access + "\"\n  BlockLength \"512\"\n  LUN0 Storage \"/dev/"
                + device + "\" \"" + DISK + "\"\n#auth [AuthGroup@N@]\n#auth   Auth \"" + access
                + "\" \"secretsecret1\"\n# end\n";
    }

    @BeforeEach
    void prepared() throws Exception {
        box = new ScriptBox(temp);
        box.write("ps", "");
        box.write("signals", "1");
        for (String n : new String[] {"1", "2"}) {
            box.write("geom-da" + n, "Geom name: da" + n + "\n   ident: WD" + n + "\n");
            Files.write(box.path("dev/da" + n), new byte[DISK]);
        }
        assertThat(box.run(Scripts.istgtPrepare(), HEAD, "boot-1").exit()).isZero();
        box.delete("log");
    }

    private ScriptBox.Run access(String serial, String epoch, String part) throws Exception {
        return box.run(Scripts.istgtAccess(), part, serial, "1", epoch);
    }

    private String log() throws Exception {
        String log = box.read("log").replaceAll("(?m)^(fsync|dd).*\n", "");
        box.delete("log");
        return log.replaceAll("[0-9a-f]{64}", "HASH");
    }

    @Test
    void prepareStartsItClosedAndRefusesWhereItIsMissing() throws Exception {
        assertThat(box.read("in-force")).isEqualTo(HEAD);
        assertThat(box.read("run/boot")).isEqualTo("boot-1\n");
        assertThat(box.read("modes")).isEqualTo("600\n");

        box.delete("bin/istgt");
        ScriptBox.Run run = box.run(Scripts.istgtPrepare(), HEAD, "boot-1");
        assertThat(run.exit()).isEqualTo(Scripts.REFUSED);
        assertThat(run.err()).contains("install the port net/istgt");
    }

    @Test
    void eachChangeEndsTheProcessAndStartsAnotherWithAFileOfItsOwn() throws Exception {
        assertThat(access("WD1", "1", GRANT).exit()).isZero();
        assertThat(log()).isEqualTo("kill -s KILL 771\nistgt HASH.conf\n");
        assertThat(access("WD1", "2", NOBODY).exit()).isZero();

        assertThat(box.read("in-force")).isEqualTo(HEAD + NOBODY.replace("@N@", "2"));
        String hash = box.read("ps").replaceAll("(?s).*/run/istgt/(.*)\\.conf\n", "$1");
        assertThat(box.read("run/istgt/" + hash + ".conf")).isEqualTo(box.read("in-force"));
        assertThat(Files.list(box.path("run/istgt"))).hasSize(1);
        assertThat(box.read("db/tokens/WD1")).isEqualTo("WD1 1 2\n");
    }

    @Test
    void whatIsInForceAlreadyCutsNobody() throws Exception {
        access("WD1", "1", GRANT);
        log();

        assertThat(access("WD1", "1", GRANT).exit()).isZero();
        assertThat(box.run(Scripts.istgtPrepare(), HEAD, "boot-2").exit()).isZero();

        assertThat(log()).isEmpty();
    }

    @Test
    void numbersTheLunsAndKeepsTheirSecretsApart() throws Exception {
        access("WD2", "1", part("da2", "two"));
        access("WD1", "1", GRANT);

        assertThat(box.read("in-force"))
                .contains("[LogicalUnit2]\n  Comment \"two\"", "[LogicalUnit3]\n  Comment \"one\"")
                .doesNotContain("secret", "#auth");
        assertThat(box.read("run/auth.conf"))
                .endsWith(
                        "[AuthGroup2]\n  Auth \"two\" \"secretsecret1\"\n[AuthGroup3]\n  Auth \"one\" \"secretsecret1\"\n");
        assertThat(Files.getPosixFilePermissions(box.path("run/auth.conf")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** It would serve the other disk under the name of the first. */
    @Test
    void leavesOutALunWhoseDiskIsAnotherOneNow() throws Exception {
        access("WD1", "1", GRANT);
        box.write("geom-da1", "Geom name: da1\n   ident: WD9\n");

        ScriptBox.Run run = access("WD2", "1", part("da2", "two"));

        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("WD1 is not exported: da1 is not that disk");
        assertThat(box.read("in-force")).contains("two").doesNotContain("one");
    }

    /** It reads the last sector when it starts, and without it does not start, for no LUN. */
    @Test
    void leavesOutALunThatItCouldNotStartWith() throws Exception {
        access("WD1", "1", GRANT);
        Files.delete(box.path("dev/da1"));

        ScriptBox.Run run = access("WD2", "1", part("da2", "two"));

        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("WD1 is not exported: its last sector cannot be read");
        assertThat(box.read("in-force")).contains("two").doesNotContain("one");
    }

    @Test
    void goesBackToTheConfigurationBeforeWhereItDoesNotStart() throws Exception {
        access("WD1", "1", GRANT);
        String before = box.state();
        String secrets = box.read("run/auth.conf");

        ScriptBox.Run run = access("WD2", "1", part("da2", "broken"));

        assertThat(run.exit()).isEqualTo(Scripts.BAD_CONFIGURATION);
        assertThat(run.err())
                .contains("istgt does not start with the configuration: istgt_lu.c")
                .doesNotContain("secret");
        assertThat(box.state()).isEqualTo(before);
        assertThat(box.read("run/auth.conf")).isEqualTo(secrets);
        assertThat(box.exists("run/targets/WD2.conf")).isFalse();
        assertThat(box.read("db/tokens/WD2")).isEqualTo("WD2 1 1\n");
        assertThat(access("WD1", "2", NOBODY).exit()).isZero();
    }

    @Test
    void saysSoWhereNothingIsExportedAnyMore() throws Exception {
        access("WD1", "1", GRANT);
        box.write("ps", "");

        ScriptBox.Run run = access("WD2", "1", part("da2", "broken"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).endsWith("zsan: now nothing is exported\n");
    }

    @Test
    void startsItWhereItDied() throws Exception {
        access("WD1", "1", GRANT);
        box.write("ps", "");
        log();

        assertThat(access("WD1", "1", GRANT).exit()).isZero();
        assertThat(log()).isEqualTo("istgt HASH.conf\n");
    }

    /** Otherwise the same change would wait for it again and again. */
    @Test
    void startsItAnewWhereItDoesNotAnswer() throws Exception {
        access("WD1", "1", GRANT);
        box.write("hangs", "");
        log();

        assertThat(access("WD1", "1", GRANT).exit()).isZero();
        assertThat(log()).isEqualTo("kill -s KILL 771\nistgt HASH.conf\n");
    }

    @Test
    void isUnknownWhereTheProcessDoesNotEnd() throws Exception {
        box.write("signals", "1000");

        ScriptBox.Run run = access("WD1", "1", GRANT);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).endsWith("zsan: istgt does not end\n");
        assertThat(box.read("in-force")).isEqualTo(HEAD);
    }

    @Test
    void refusesALowerTokenAndChangesNothing() throws Exception {
        access("WD1", "5", NOBODY);
        String before = box.state();
        log();

        assertThat(access("WD1", "4", GRANT).exit()).isEqualTo(Scripts.STALE);

        assertThat(box.state()).isEqualTo(before);
        assertThat(log()).isEmpty();
    }
}
