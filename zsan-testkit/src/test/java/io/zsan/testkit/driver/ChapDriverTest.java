package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.identity;
import static io.zsan.testkit.driver.DriverLab.lun;
import static io.zsan.testkit.driver.DriverLab.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.freebsd.chap.Secret;
import io.zsan.freebsd.chap.Secrets;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.node.SessionReport;
import io.zsan.proof.FenceProof;
import io.zsan.testkit.world.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** CHAP: one more lock on a LUN, of which every epoch has a key of its own. */
class ChapDriverTest {
    private static final LunRef A = lun("s1.A");
    private static final Epoch NEXT = new Epoch(2);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(65);
    private static final Secrets SECRETS = MasterKey.of(bytes(1));

    private final DriverLab lab = new DriverLab(SECRETS).prepared();

    private static byte[] bytes(int first) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    private void grant(Epoch epoch, String node) {
        lab.storage("s1").grant(identity(A), epoch, lab.initiator(node), lab.boot("s1"));
    }

    private void login(String node, Epoch epoch) {
        lab.database(node).login(target(A), epoch, lab.storageHost("s1").portal());
        lab.advance(LONG);
    }

    private SessionReport session(String node) {
        return lab.database(node).observe().session(target(A)).orElseThrow();
    }

    private String configuration() {
        return lab.storageHost("s1").files().read("/etc/ctl.conf").orElseThrow();
    }

    private static String secret(Epoch epoch) {
        return SECRETS.secret(target(A), new Iqn("iqn.2026-11.example:d1"), epoch)
                .reveal();
    }

    @Test
    void letsTheGrantedNodeInWithTheSecretOfItsEpoch() {
        grant(Epoch.FIRST, "d1");
        login("d1", Epoch.FIRST);

        assertThat(session("d1").connected()).isTrue();
        assertThat(configuration()).contains("chap \"iqn.2026-11.example:d1\" \"" + secret(Epoch.FIRST) + "\"");
    }

    @Test
    void keepsTheSecretOutOfCommandLinesAndLeavesNoFileOfItOnTheDatabaseNode() {
        grant(Epoch.FIRST, "d1");
        login("d1", Epoch.FIRST);

        assertThat(lab.sent("")).noneMatch(line -> line.contains(secret(Epoch.FIRST)));
        Files files = lab.databaseHost("d1").files();
        assertThat(files.below("/"))
                .noneMatch(path -> files.read(path).orElse("").contains(secret(Epoch.FIRST)));
    }

    @Test
    void refusesTheSecretOfAnEarlierEpoch() {
        grant(NEXT, "d1");
        login("d1", Epoch.FIRST);

        assertThat(session("d1")).isEqualTo(new SessionReport(target(A), false, "Authentication failure", true));
    }

    /** The session was left behind, or its login came late. To remove it would thaw what hangs on it (R16). */
    @Test
    void aLoginInTheRightEpochMakesASessionOfAnotherOneGood() {
        grant(NEXT, "d1");
        login("d1", Epoch.FIRST);
        int id = lab.databaseHost("d1").initiator().sessions().get(0).id();

        login("d1", NEXT);

        assertThat(session("d1").connected()).isTrue();
        assertThat(lab.databaseHost("d1").initiator().sessions().get(0).id())
                .as("it is the same session")
                .isEqualTo(id);
        assertThat(lab.sent("iscsictl -R")).isEmpty();
    }

    /** As an access list does: what is established goes on (A10). It cannot come back, where a list would let it in again. */
    @Test
    void leavesASessionOfAnEarlierEpochAloneButDoesNotLetItInAgain() {
        grant(Epoch.FIRST, "d1");
        login("d1", Epoch.FIRST);

        grant(NEXT, "d1");
        lab.advance(LONG);
        assertThat(session("d1").connected()).isTrue();

        lab.shell("s1", "/usr/sbin/ctladm", "isterminate", "-i", "iqn.2026-11.example:d1");
        lab.advance(RETRY);
        assertThat(session("d1").detail()).isEqualTo("Authentication failure");
    }

    /** A stranger that calls itself by the owner's name gets past a list of names. */
    @Test
    void refusesWhoHasTheNameButNotTheSecret() {
        grant(Epoch.FIRST, "d1");
        DriverLab stranger = lab;
        stranger.world.run(() -> stranger.databaseHost("d2")
                .initiator()
                .add(target(A).text(), stranger.storageHost("s1").portal().text(), "iqn.2026-11.example:d1"));
        lab.advance(LONG);

        assertThat(session("d2")).isEqualTo(new SessionReport(target(A), false, "Unsupported AuthMethod", true));
    }

    @Test
    void refusesTheSecretOfAnotherMasterKey() {
        grant(Epoch.FIRST, "d1");
        Secret other = MasterKey.of(bytes(2)).secret(target(A), lab.initiator("d1"), Epoch.FIRST);
        lab.shell(
                "d1",
                "/usr/bin/iscsictl",
                "-A",
                "-p",
                lab.storageHost("s1").portal().text(),
                "-t",
                target(A).text(),
                "-u",
                "iqn.2026-11.example:d1",
                "-s",
                other.reveal());
        lab.advance(LONG);

        assertThat(session("d1").connected()).isFalse();
    }

    @Test
    void aFenceTakesTheSecretOffTheNode() {
        grant(Epoch.FIRST, "d1");
        login("d1", Epoch.FIRST);

        assertThat(FenceProof.of(lab.storage("s1").fence(A, NEXT)).lun()).isEqualTo(A);

        Files files = lab.storageHost("s1").files();
        assertThat(files.below("/"))
                .noneMatch(path -> files.read(path).orElse("").contains(secret(Epoch.FIRST)));
        lab.advance(RETRY);
        assertThat(session("d1").connected()).isFalse();
    }

    @Test
    void saysNothingOfTheSecretWhereTheNodeDoesNotTakeTheConfiguration() {
        lab.world.run(() -> lab.storageHost("s1").files().write("/var/run/zsan/head.conf", "timeout\n"));

        assertThatThrownBy(() -> grant(Epoch.FIRST, "d1"))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("near a word that is not shown")
                .message()
                .doesNotContain(secret(Epoch.FIRST));
    }

    /** Then a login anew could show nothing else, and would be asked for again and again. */
    @Test
    void withoutSecretsNoSessionIsToldToBeRejected() {
        DriverLab plain = new DriverLab().prepared();
        plain.world.run(() -> plain.storageHost("s1")
                .files()
                .write(
                        "/var/run/zsan/targets/WD1A.conf",
                        "auth-group g { auth-type chap; chap user secretsecret1 }\nlun l { path /dev/da1 }\ntarget "
                                + target(A) + " { auth-group g; portal-group zsan; lun 0 l }\n"));
        plain.storage("s1").prepare();
        plain.advance(LONG);

        plain.database("d1")
                .login(target(A), Epoch.FIRST, plain.storageHost("s1").portal());
        plain.advance(LONG);

        assertThat(plain.database("d1").observe().session(target(A)))
                .contains(new SessionReport(target(A), false, "Unsupported AuthMethod"));
    }

    @Test
    void withoutSecretsANameIsEnough() {
        DriverLab plain = new DriverLab().prepared();

        plain.connect("d1", Epoch.FIRST, A);

        assertThat(plain.database("d1")
                        .observe()
                        .session(target(A))
                        .orElseThrow()
                        .connected())
                .isTrue();
        assertThat(plain.storageHost("s1").files().read("/etc/ctl.conf").orElseThrow())
                .contains("auth-type \"none\"")
                .doesNotContain("chap");
    }

    /** So CHAP can be switched on while pools are in use: what was granted before takes a login with a secret, too. */
    @Test
    void aLoginWithASecretIsLetInWhereNoneIsAskedFor() {
        lab.world.run(() -> lab.storageHost("s1")
                .files()
                .write(
                        "/var/run/zsan/targets/WD1A.conf",
                        "auth-group g { auth-type none; initiator-name iqn.2026-11.example:d1 }\nlun l { path /dev/da1 }\n"
                                + "target " + target(A) + " { auth-group g; portal-group zsan; lun 0 l }\n"));
        lab.storage("s1").prepare();
        lab.advance(LONG);

        login("d1", Epoch.FIRST);

        assertThat(session("d1").connected()).isTrue();
    }
}
