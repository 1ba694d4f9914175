package io.zsan.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.exec.ShellQuote;
import io.zsan.freebsd.script.Scripts;
import io.zsan.testkit.Lab;
import io.zsan.testkit.world.Violation;
import org.junit.jupiter.api.Test;

/** The fakes of the constant scripts end as the scripts do. */
class StorageScriptsTest {
    private static final String SIZE = Long.toString(256L << 20);

    private final Lab lab = new Lab();

    @Test
    void prepareKeepsTheNonceOfABoot() {
        lab.prepare("s1");
        lab.script("s1", Scripts.prepare(), Lab.head(), "another");
        assertThat(lab.ok("s1", "/bin/cat /var/run/zsan/boot")).isEqualTo("nonce-s1\n");
        assertThat(lab.ok("s1", "/usr/sbin/service ctld onestatus")).isEqualTo("ctld is running as pid 299.\n");
        assertThat(lab.ok("s1", "/usr/sbin/ctladm devlist -x")).isEqualTo("<ctllunlist>\n</ctllunlist>\n");
    }

    @Test
    void prepareWantsTheLinkAndAWholeInput() {
        lab.ok("s1", "/bin/mkdir -p -m 700 /var/db/zsan/tokens");
        assertThat(lab.tryScript("s1", Scripts.prepare(), "timeout 3\n", "n").exit())
                .isEqualTo(Scripts.INCOMPLETE);
        assertThat(lab.tryScript("s1", Scripts.prepare(), "bogus 3\n# end\n", "n")
                        .exit())
                .isEqualTo(Scripts.BAD_CONFIGURATION);
        lab.fleet.world().run(() -> lab.fleet.storage("s1").files().link("/etc/ctl.conf", "/root/other"));
        assertThat(lab.tryScript("s1", Scripts.prepare(), Lab.head(), "n").exit())
                .isEqualTo(Scripts.REFUSED);
    }

    @Test
    void accessRefusesLowerTokensForEver() {
        lab.prepare("s1");
        lab.access("s1d1", 2, 5, "d1");
        for (long[] lower : new long[][] {{2, 4}, {1, 9}}) {
            FakeResult refused = lab.tryAccess("s1d1", (int) lower[0], lower[1], "d2");
            assertThat(refused.exit()).isEqualTo(Scripts.STALE);
            assertThat(refused.err()).isEqualTo("zsan: stale token: s1d1 has generation 2 epoch 5\n");
        }
        assertThat(lab.tryAccess("s1d1", 2, 5, "d1").exit()).isZero();
        assertThat(lab.ok("s1", "/usr/bin/grep -rhs . /var/db/zsan/tokens")).isEqualTo("s1d1 2 5\n");
        // A boot forgets the configuration, not the token.
        lab.fleet.powerCycle(lab.fleet.node("s1").name());
        lab.advance(6);
        assertThat(lab.tryAccess("s1d1", 2, 6, "d1").exit()).isEqualTo(Scripts.NOT_PREPARED);
        lab.prepare("s1");
        assertThat(lab.tryAccess("s1d1", 2, 4, "d1").exit()).isEqualTo(Scripts.STALE);
    }

    @Test
    void accessIsRefusedInAnotherBootThanTheOneThatWasSeen() {
        lab.prepare("s1");
        String nobody = lab.fragment("s1d1", 1);
        FakeResult refused = lab.tryScript("s1", Scripts.access(), nobody, "s1d1", "1", "1", "of-yesterday");
        assertThat(refused.exit()).isEqualTo(Scripts.RESTARTED);
        assertThat(refused.err()).startsWith("zsan: restarted: this is boot ");
        String boot = lab.ok("s1", "/bin/cat /var/run/zsan/boot").strip();
        assertThat(lab.tryScript("s1", Scripts.access(), nobody, "s1d1", "1", "1", boot)
                        .exit())
                .isZero();
    }

    @Test
    void accessChangesNothingForABrokenFragment() {
        lab.prepare("s1");
        lab.export("s1d1", "d1");
        String broken = "lun x {\n  bogus y\n}\n# end\n";
        FakeResult refused = lab.tryScript("s1", Scripts.access(), broken, "s1d1", "1", "2");
        assertThat(refused.exit()).isEqualTo(Scripts.BAD_CONFIGURATION);
        assertThat(refused.err())
                .contains("at line 8 near a word that is not shown")
                .contains("ctld: configuration error; exiting");
        lab.advance(1);
        assertThat(lab.ok("s1", "/usr/sbin/ctladm devlist")).contains(Lab.serial("s1d1"));
    }

    @Test
    void emptyFragmentTakesTheLunAway() {
        lab.prepare("s1");
        lab.export("s1d1", "d1");
        lab.login("d1", "s1d1");
        assertThat(lab.tryScript("s1", Scripts.access(), "# end\n", "s1d1", "1", "2")
                        .exit())
                .isZero();
        lab.advance(2);
        assertThat(lab.ok("s1", "/usr/sbin/ctladm devlist -x")).isEqualTo("<ctllunlist>\n</ctllunlist>\n");
        assertThat(lab.ok("s1", "/usr/sbin/ctladm islist -x")).isEqualTo("<ctlislist>\n</ctlislist>\n");
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Not found");
    }

    @Test
    void wipeNeedsTheRightDiskUnexported() {
        lab.prepare("s1");
        lab.export("s1d1", "d1");
        assertThat(wipe("s1d1", "1", "da0", SIZE).err()).isEqualTo("zsan: s1d1 is exported\n");
        lab.script("s1", Scripts.access(), "# end\n", "s1d1", "1", "2");
        assertThat(wipe("s1d1", "1", "da0", SIZE).err()).isEqualTo("zsan: s1d1 is in use\n");
        lab.advance(1);
        assertThat(wipe("s1d1", "1", "da1", SIZE).err()).isEqualTo("zsan: da1 is not the disk s1d1\n");
        assertThat(wipe("s1d1", "1", "da0", "12345").err()).isEqualTo("zsan: s1d1 has not 12345 bytes\n");
        FakeResult wiped = wipe("s1d1", "1", "da0", SIZE);
        assertThat(wiped.exit()).isZero();
        assertThat(wiped.out())
                .isEqualTo("head bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8\n"
                        + "tail bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8\n");
        // Sealed: no grant of this generation any more, and a wipe of an older one does nothing.
        assertThat(lab.tryAccess("s1d1", 1, 99, "d1").exit()).isEqualTo(Scripts.STALE);
        assertThat(lab.tryAccess("s1d1", 2, 1, "d1").exit()).isZero();
        assertThat(wipe("s1d1", "1", "da0", SIZE).exit()).isEqualTo(Scripts.STALE);
    }

    private FakeResult wipe(String serial, String generation, String device, String size) {
        return lab.tryScript("s1", Scripts.wipe(), "", serial, generation, device, size);
    }

    @Test
    void wipingALiveLegIsAViolation() {
        lab.poolOn("d1", "s1d1", "s2d1");
        lab.fleet.storage("s1").disks().get(0).wipe();
        assertThat(lab.fleet.world().violations()).extracting(Violation::kind).contains(Violation.Kind.LIVE_LEG_WIPED);
    }

    @Test
    void loginScriptWritesTheFileAndAddsTheSession() {
        lab.prepare("s1");
        lab.export("s1d1", "d1");
        String section = "zsan {\n\tTargetName = " + lab.target("s1d1") + "\n\tTargetAddress = " + lab.portal("s1d1")
                + "\n\tInitiatorName = " + Lab.initiator("d1") + "\n}\n";
        String text = Scripts.login();
        FakeResult added = login(text, section);
        assertThat(added).isEqualTo(new FakeResult(0, "", ""));
        lab.advance(1);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(login(text, section)).isEqualTo(new FakeResult(1, "", "iscsictl: ISCSISADD: Device busy\n"));
    }

    private FakeResult login(String text, String section) {
        String quoted = ShellQuote.quote(text).replace("\n", "'\"$n\"'");
        String inner = "n=$(printf '\\nx'); n=${n%x}; /bin/sh -c " + quoted + " zsan-login nick";
        return lab.run("d1", "/bin/sh -c " + ShellQuote.quote(inner), section);
    }
}
