package io.zsan.freebsd.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessScriptTest {
    private static final String HEAD = "timeout 3\n# end\n";
    private static final String GRANT = "target one\n# end\n";
    private static final String NOBODY = "target none\n# end\n";
    private static final String GONE = "# end\n";

    @TempDir
    Path temp;

    private ScriptBox box;

    @BeforeEach
    void prepared() throws Exception {
        box = new ScriptBox(temp);
        assertThat(box.run(Scripts.prepare(), HEAD, "boot-1").exit()).isZero();
        box.delete("log");
    }

    private ScriptBox.Run access(String generation, String epoch, String fragment) throws Exception {
        return box.run(Scripts.access(), fragment, "WD1", generation, epoch);
    }

    @Test
    void putsTheFragmentInForceAndKeepsTheToken() throws Exception {
        ScriptBox.Run run = access("7", "3", GRANT);

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(box.read("db/tokens/WD1")).isEqualTo("WD1 7 3\n");
        assertThat(box.read("in-force")).isEqualTo(HEAD + GRANT);
        assertThat(box.read("tested")).isEqualTo(HEAD + GRANT);
        assertThat(box.read("log"))
                .isEqualTo("fsync token.new\nfsync tokens\nctld -t\nservice ctld onestatus\nservice ctld onereload\n");
    }

    @Test
    void refusesALowerGenerationAndChangesNothing() throws Exception {
        access("8", "1", GRANT);
        String before = box.state();

        ScriptBox.Run run = access("7", "9223372036854775807", NOBODY);

        assertThat(run.exit()).isEqualTo(Scripts.STALE);
        assertThat(run.err()).isEqualTo("zsan: stale token: WD1 has generation 8 epoch 1\n");
        assertThat(box.state()).isEqualTo(before);
    }

    @Test
    void refusesALowerEpochOfTheSameGenerationAndChangesNothing() throws Exception {
        access("8", "5", NOBODY);
        String before = box.state();

        ScriptBox.Run run = access("8", "4", GRANT);

        assertThat(run.exit()).isEqualTo(Scripts.STALE);
        assertThat(box.state()).isEqualTo(before);
    }

    @Test
    void comparesGenerationsAndEpochsAsNumbersNotAsTexts() throws Exception {
        access("9", "9", GRANT);

        assertThat(access("10", "1", GRANT).exit()).isZero();
        assertThat(access("10", "11", GRANT).exit()).isZero();
        assertThat(access("10", "9", GRANT).exit()).isEqualTo(Scripts.STALE);
    }

    @Test
    void acceptsAnEqualTokenSoThatACommandCanBeRepeated() throws Exception {
        access("8", "5", NOBODY);

        assertThat(access("8", "5", GRANT).exit()).isZero();
        assertThat(box.read("in-force")).isEqualTo(HEAD + GRANT);
    }

    @Test
    void acceptsTheLargestEpochAndRefusesEverythingOfThatGenerationAfterIt() throws Exception {
        assertThat(access("8", "9223372036854775807", NOBODY).exit()).isZero();
        assertThat(access("8", "9223372036854775806", GRANT).exit()).isEqualTo(Scripts.STALE);
        assertThat(access("9", "1", GRANT).exit()).isZero();
    }

    @Test
    void takesALunAwayAndLeavesTheOthers() throws Exception {
        access("1", "1", GRANT);
        box.run(Scripts.access(), "target two\n# end\n", "WD2", "1", "1");

        assertThat(access("1", "2", GONE).exit()).isZero();

        assertThat(box.exists("run/targets/WD1.conf")).isFalse();
        assertThat(box.read("in-force")).contains("target two").doesNotContain("target one");
        assertThat(box.read("db/tokens/WD1")).isEqualTo("WD1 1 2\n");
    }

    @Test
    void changesNothingIfTheInputWasCutShort() throws Exception {
        access("1", "1", GRANT);
        String before = box.state();

        assertThat(access("1", "2", "").exit()).isEqualTo(Scripts.INCOMPLETE);
        assertThat(access("1", "2", "target on").exit()).isEqualTo(Scripts.INCOMPLETE);
        assertThat(box.state()).isEqualTo(before);
    }

    @Test
    void leavesTheConfigurationAsItWasIfCtldRefusesTheNewOne() throws Exception {
        access("1", "1", GRANT);
        box.write("ctld-refuses", "");

        ScriptBox.Run run = access("1", "2", NOBODY);

        assertThat(run.exit()).isEqualTo(Scripts.BAD_CONFIGURATION);
        assertThat(box.read("run/targets/WD1.conf")).isEqualTo(GRANT);
        assertThat(box.read("run/ctl.conf")).isEqualTo(HEAD + GRANT);
        assertThat(box.read("in-force")).isEqualTo(HEAD + GRANT);
    }

    /** ctld quotes the word that it stumbles over: that may be the secret of any LUN of the node. */
    @Test
    void doesNotRepeatTheWordThatCtldStumbledOver() throws Exception {
        box.write(
                "ctld-refuses",
                "ctld: error in configuration file at line 3 near 'secretsecret1': syntax error\n"
                        + "ctld: configuration error; exiting\n");

        ScriptBox.Run run = access("1", "2", GRANT);

        assertThat(run.err())
                .contains("at line 3 near a word that is not shown\nctld: configuration error; exiting\n")
                .doesNotContain("secretsecret1");
        assertThat(box.exists("run/complaint")).isFalse();
    }

    @Test
    void keepsWhatItWritesToItself() throws Exception {
        access("1", "1", GRANT);

        for (String file : new String[] {"run/ctl.conf", "run/targets/WD1.conf"}) {
            assertThat(Files.getPosixFilePermissions(box.path(file)))
                    .as(file)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(Files.getPosixFilePermissions(box.path("run/targets")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aFailedReloadIsMadeGoodByRepeating() throws Exception {
        access("1", "1", GRANT);
        box.write("service-fails", "");
        assertThat(access("1", "2", NOBODY).exit()).isNotZero();
        assertThat(box.read("in-force")).isEqualTo(HEAD + GRANT);

        box.delete("service-fails");
        assertThat(access("1", "2", NOBODY).exit()).isZero();
        assertThat(box.read("in-force")).isEqualTo(HEAD + NOBODY);
    }

    @Test
    void startsTheDaemonIfItDied() throws Exception {
        box.delete("serving");

        assertThat(access("1", "1", GRANT).exit()).isZero();
        assertThat(box.read("log")).endsWith("service ctld onestart\n");
    }

    @Test
    void refusesOnANodeThatBootedSince() throws Exception {
        box.delete("run/boot");

        ScriptBox.Run run = access("1", "1", GRANT);

        assertThat(run.exit()).isEqualTo(Scripts.NOT_PREPARED);
        assertThat(box.exists("db/tokens/WD1")).isFalse();
    }

    /** R9: between the look and the grant the node restarted, and its disks may lack acknowledged writes. */
    @Test
    void refusesInAnotherBootThanTheOneThatWasSeenAndChangesNothing() throws Exception {
        String before = box.state();

        ScriptBox.Run run = box.run(Scripts.access(), GRANT, "WD1", "1", "1", "boot-0");

        assertThat(run.exit()).isEqualTo(Scripts.RESTARTED);
        assertThat(run.err()).isEqualTo("zsan: restarted: this is boot boot-1, not boot-0\n");
        assertThat(box.state()).isEqualTo(before);
        assertThat(box.run(Scripts.access(), GRANT, "WD1", "1", "1", "boot-1").exit())
                .isZero();
        assertThat(box.run(Scripts.access(), GRANT, "WD1", "1", "1", "a b").exit())
                .isEqualTo(Scripts.USAGE);
    }

    @Test
    void refusesWhatCannotBeASerialOrAToken() throws Exception {
        assertThat(box.run(Scripts.access(), GRANT, "../x", "1", "1").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.access(), GRANT, "", "1", "1").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.access(), GRANT, "WD1", "1", "-1").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.access(), GRANT, "WD1", "", "1").exit()).isEqualTo(Scripts.USAGE);
        assertThat(box.run(Scripts.access(), GRANT, "WD1", "1").exit()).isNotZero();
        assertThat(box.exists("in-force")).isTrue();
        assertThat(box.read("in-force")).isEqualTo(HEAD);
    }

    @Test
    void refusesIfTheKeptTokenCannotBeRead() throws Exception {
        for (String damaged : new String[] {"", "WD1\n", "WD1 3\n", "WD1 x 3\n", "WD1 3 y\n"}) {
            box.write("db/tokens/WD1", damaged);
            assertThat(access("9", "9", GRANT).exit()).as(damaged).isEqualTo(Scripts.DAMAGED);
        }
        assertThat(box.read("in-force")).isEqualTo(HEAD);
    }

    @Test
    void goesOnWhereCtldCannotTest() throws Exception {
        box.write("ctld-refuses", "");
        box.write("ctld-says", "ctld: illegal option -- t\nusage: ctld [-d][-u][-f config-file]\n");

        ScriptBox.Run run = access("7", "3", GRANT);

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(box.read("in-force")).isEqualTo(HEAD + GRANT);
    }
}
