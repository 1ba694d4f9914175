package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.identity;
import static io.zsan.testkit.driver.DriverLab.lun;
import static io.zsan.testkit.driver.DriverLab.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.node.Access;
import io.zsan.node.Token;
import io.zsan.proof.FenceProof;
import io.zsan.proof.FenceReadBack;
import io.zsan.testkit.fake.Fault;
import io.zsan.testkit.world.Timings;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FenceDriverTest {
    private static final LunRef LUN = lun("s1.A");
    private static final Epoch NEXT = new Epoch(2);

    private final DriverLab lab = new DriverLab();

    @BeforeEach
    void connected() {
        lab.prepared();
        lab.connect("d1", Epoch.FIRST, LUN);
        lab.sent.clear();
    }

    private boolean connectedNow() {
        return lab.database("d1").observe().session(target(LUN)).orElseThrow().connected();
    }

    @Test
    void shutsTheOldInitiatorOutAndShowsIt() {
        FenceReadBack seen = lab.storage("s1").fence(LUN, NEXT);

        FenceProof proof = FenceProof.of(seen);
        assertThat(proof.lun()).isEqualTo(LUN);
        assertThat(proof.epoch()).isEqualTo(NEXT);
        assertThat(seen.between()).isEqualTo(Duration.ofSeconds(3));
        lab.advance(Duration.ofSeconds(30));
        assertThat(connectedNow()).isFalse();
        assertThat(lab.storage("s1").observe().export(LUN.id()).orElseThrow().access())
                .isEqualTo(Access.nobody());
    }

    @Test
    void endsSessionsOnlyAfterTheAccessListIsInForceAndNeverByLogout() {
        lab.storage("s1").fence(LUN, NEXT);

        int access = lab.sent.indexOf(lab.sent("zsan-access").get(0));
        int terminate = lab.sent.indexOf(lab.sent("isterminate").get(0));
        assertThat(access).isLessThan(terminate);
        assertThat(lab.sent.subList(access, terminate)).anyMatch(line -> line.contains("devlist -x"));
        assertThat(lab.sent("isterminate")).singleElement().asString().contains("isterminate -c ");
        assertThat(lab.sent("islogout")).isEmpty();
    }

    @Test
    void givesAProofWhenRepeatedAfterALostReply() {
        lab.faultOnce(Fault.REPLY_LOST, "zsan-access");
        assertThatThrownBy(() -> lab.storage("s1").fence(LUN, NEXT)).isInstanceOf(OutcomeUnknown.class);
        assertThat(FenceProof.of(lab.storage("s1").fence(LUN, NEXT)).lun()).isEqualTo(LUN);

        lab.faultOnce(Fault.REPLY_LOST, "isterminate");
        lab.storage("s1").grant(identity(LUN), NEXT, lab.initiator("d1"), lab.boot("s1"));
        lab.advance(Duration.ofSeconds(3));
        assertThatThrownBy(() -> lab.storage("s1").fence(LUN, NEXT)).isInstanceOf(OutcomeUnknown.class);
        assertThat(FenceProof.of(lab.storage("s1").fence(LUN, NEXT)).lun()).isEqualTo(LUN);
    }

    @Test
    void isNoProofWhereTheReloadWasNotApplied() {
        lab.storageHost("s1").files().link("/etc/ctl.conf", "/nosuch");

        FenceReadBack seen = lab.storage("s1").fence(LUN, NEXT);

        assertThat(seen.applied()).isFalse();
        assertThat(seen.sessionsSecond()).containsExactly(lab.initiator("d1"));
        assertThat(lab.sent("isterminate")).as("it would only come back").isEmpty();
        assertThatThrownBy(() -> FenceProof.of(seen))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("not in force");
    }

    @Test
    void leavesTheNextOwnerAloneWhenItArrivesLate() throws Exception {
        lab.faultOnce(Fault.HELD, "zsan-access");
        assertThatThrownBy(() -> lab.storage("s1").fence(LUN, NEXT)).isInstanceOf(OutcomeUnknown.class);
        lab.storage("s1").grant(identity(LUN), new Epoch(3), lab.initiator("d2"), lab.boot("s1"));

        assertThat(lab.fake("s1").deliverHeld().get(0).exit()).isEqualTo(75);
        lab.advance(Duration.ofSeconds(3));

        assertThat(lab.storage("s1").observe().export(LUN.id()).orElseThrow().access())
                .isEqualTo(Access.only(lab.initiator("d2")));
    }

    @Test
    void exportsALunThatWasNotExportedToNobodySoThatItCanBeReadBack() {
        LunRef other = lun("s1.B");

        FenceProof proof = FenceProof.of(lab.storage("s1").fence(other, NEXT));

        assertThat(proof.lun()).isEqualTo(other);
        assertThat(lab.storage("s1").observe().export(other.id()).orElseThrow().access())
                .isEqualTo(Access.nobody());
        assertThatThrownBy(() ->
                        lab.storage("s1").grant(identity(other), Epoch.FIRST, lab.initiator("d1"), lab.boot("s1")))
                .isInstanceOf(CommandRefused.class);
    }

    @Test
    void raisesTheTokenOfALunWhoseDiskIsGone() {
        LunRef gone = new LunRef(new LunId(LUN.id().node(), new DiskSerial("WD9Z")), Generation.FIRST);

        assertThat(FenceProof.of(lab.storage("s1").fence(gone, NEXT)).lun()).isEqualTo(gone);

        assertThat(lab.storage("s1").observe().tokens()).containsEntry(gone.id(), new Token(Generation.FIRST, NEXT));
        assertThat(lab.storage("s1").observe().export(gone.id())).isEmpty();
    }

    @Test
    void isRefusedOnANodeThatBootedSince() {
        lab.storageHost("s1").powerCycle();
        lab.advance(Duration.ofSeconds(10));

        assertThatThrownBy(() -> lab.storage("s1").fence(LUN, NEXT))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("not prepared since its boot");
    }

    @Test
    void sealTakesTheExportAwayAndEndsTheGeneration() {
        FenceProof proof = FenceProof.of(lab.storage("s1").seal(LUN));

        assertThat(proof.epoch()).isEqualTo(Epoch.SEALED);
        assertThat(lab.storage("s1").observe().export(LUN.id())).isEmpty();
        assertThat(lab.storage("s1").observe().tokens())
                .containsEntry(LUN.id(), new Token(Generation.FIRST, Epoch.SEALED));
        assertThatThrownBy(() ->
                        lab.storage("s1").grant(identity(LUN), new Epoch(99), lab.initiator("d1"), lab.boot("s1")))
                .isInstanceOf(CommandRefused.class);
        assertThat(FenceProof.of(lab.storage("s1").seal(LUN)).epoch())
                .as("again")
                .isEqualTo(Epoch.SEALED);
    }

    @Test
    void sealKeepsWhatItCannotShow() {
        lab.storageHost("s1").files().link("/etc/ctl.conf", "/nosuch");

        assertThat(lab.storage("s1").seal(LUN).applied()).isFalse();
        assertThat(lab.sent("zsan-access")).hasSize(1);
    }

    @Test
    void isNoProofWhereALoginUnderWayBecameASessionAfterTheFirstLook() {
        Timings measured = Timings.measured();
        DriverLab slow = new DriverLab(new Timings(
                measured.ping(),
                measured.retry(),
                Duration.ofMillis(2500),
                measured.reload(),
                measured.removal(),
                measured.txg(),
                measured.resilverStart(),
                measured.boot(),
                measured.resilverRate(),
                measured.ballast(),
                measured.volatileCaches()));
        slow.prepared();
        slow.storage("s1").grant(identity(LUN), Epoch.FIRST, slow.initiator("d1"), slow.boot("s1"));
        slow.database("d1")
                .login(target(LUN), Epoch.FIRST, slow.storageHost("s1").portal());

        FenceReadBack seen = slow.storage("s1").fence(LUN, NEXT);

        assertThat(seen.applied()).isTrue();
        assertThat(seen.sessionsFirst()).isEmpty();
        assertThat(seen.sessionsSecond()).containsExactly(slow.initiator("d1"));
        assertThatThrownBy(() -> FenceProof.of(seen))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("did not bite");
        assertThat(FenceProof.of(slow.storage("s1").fence(LUN, NEXT)).epoch())
                .as("repeated")
                .isEqualTo(NEXT);
    }

    @Test
    void aFencedInitiatorThatIsStillTryingIsNoSession() {
        lab.storage("s1").fence(LUN, NEXT);
        lab.advance(Duration.ofSeconds(20));

        assertThat(FenceProof.of(lab.storage("s1").fence(LUN, NEXT)).epoch()).isEqualTo(NEXT);
        assertThat(lab.database("d1")
                        .observe()
                        .session(target(LUN))
                        .orElseThrow()
                        .detail())
                .isEqualTo("Authorization failure");
    }
}
