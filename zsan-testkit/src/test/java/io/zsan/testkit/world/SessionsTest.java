package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.NodeName;
import io.zsan.testkit.Lab;
import org.junit.jupiter.api.Test;

/** Sessions from both sides, where MEASURED.md has no number for it. */
class SessionsTest {
    private final Lab lab = new Lab();

    private void session() {
        lab.prepare("s1");
        lab.export("s1d1", "d1");
        lab.login("d1", "s1d1");
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
    }

    private int connections() {
        return lab.fleet
                .world()
                .call(() -> lab.fleet.storage("s1").targets().connections().size());
    }

    @Test
    void targetDropsASilentInitiatorAfterItsPingTimeout() {
        session();
        lab.silence("d1");
        lab.advance(4.9);
        assertThat(connections()).isEqualTo(1);
        lab.advance(0.2);
        assertThat(connections()).isZero();
        // When it wakes it finds that out, and comes back.
        lab.wake("d1");
        lab.advance(0.5);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void initiatorThatMayNoLongerComeInIsToldSoWhenItWakes() {
        session();
        lab.silence("d1");
        lab.advance(6);
        lab.access("s1d1", 1, 2, "d2");
        lab.advance(1);
        lab.wake("d1");
        lab.advance(1);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Authorization failure");
    }

    @Test
    void loginThatBeganUnderTheOldAccessListStillGetsIn() {
        lab.prepare("s1");
        lab.export("s1d1", "d1", "d2");
        lab.login("d2", "s1d1");
        lab.ok("d1", "/usr/bin/iscsictl -A -p " + lab.portal("s1d1") + " -t " + lab.target("s1d1"));
        lab.advance(0.05);
        // A reload that is quicker than the login.
        lab.access("s1d1", 1, 2);
        lab.fleet.world().run(() -> {
            lab.fleet.storage("s1").targets().stop();
            lab.fleet.storage("s1").targets().start();
        });
        assertThat(connections()).isZero();
        // R4: one look at the sessions is not enough.
        lab.advance(0.2);
        assertThat(connections()).isEqualTo(1);
        lab.ok("s1", "/usr/sbin/ctladm isterminate -a");
        lab.advance(5);
        assertThat(connections()).isZero();
    }

    @Test
    void removedSessionLeavesTheTargetAtOnce() {
        session();
        lab.ok("d1", "/usr/bin/iscsictl -R -t " + lab.target("s1d1"));
        assertThat(connections()).isZero();
        assertThat(lab.ok("d1", "/sbin/geom disk list")).contains("Geom name: da0");
        lab.advance(0.5);
        assertThat(lab.ok("d1", "/sbin/geom disk list")).doesNotContain("Geom name: da0");
    }

    @Test
    void rebootedInitiatorsSessionGoesWhenItIsMissed() {
        session();
        lab.fleet.world().host(new NodeName("d1")).powerOff();
        assertThat(connections()).isEqualTo(1);
        lab.advance(6);
        assertThat(connections()).isZero();
    }

    @Test
    void cutLinkIsNoticedByBothSides() {
        session();
        lab.fleet.world().link(new NodeName("d1"), new NodeName("s1"), false);
        lab.advance(6);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Disconnected");
        assertThat(connections()).isZero();
        lab.fleet.world().link(new NodeName("d1"), new NodeName("s1"), true);
        lab.advance(1);
        assertThat(lab.sessionState("d1", "s1d1")).isEqualTo("Connected");
    }

    @Test
    void changedSerialIsAnotherDevice() {
        session();
        String before = lab.ok("d1", "/sbin/geom disk list da0");
        String fragment = lab.fragment("s1d1", 2, "d1").replace(Lab.serial("s1d1"), "other");
        lab.script("s1", io.zsan.freebsd.script.Scripts.access(), fragment, "s1d1", "1", "2");
        lab.advance(2);
        assertThat(lab.ok("d1", "/sbin/geom disk list da0"))
                .contains("ident: other")
                .isNotEqualTo(before);
    }

    @Test
    void connectionNumbersCountUp() {
        session();
        lab.ok("s1", "/usr/sbin/ctladm isterminate -c 1");
        lab.advance(0.5);
        assertThat(lab.ok("s1", "/usr/sbin/ctladm islist -x")).contains("<connection id=\"2\">");
    }
}
