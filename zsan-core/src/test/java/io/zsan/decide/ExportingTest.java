package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.model.BootId;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A leg is connected, or the next step towards it is taken, or it is said what is waited for. */
class ExportingTest {
    private final Picture whole = Picture.ofPool();
    private Draft draft = new Draft(whole.ledger());

    private boolean connected(Picture picture) {
        draft = new Draft(picture.ledger());
        Leg leg = picture.pool().findLeg(lun(S1)).orElseThrow();
        return Exporting.connected(picture.situation(), draft, picture.pool(), leg, D1, "it is needed");
    }

    private List<Class<? extends Action>> steps() {
        return draft.decision().actions().stream()
                .<Class<? extends Action>>map(a -> a.action().getClass())
                .toList();
    }

    private void waitsFor(String what) {
        assertThat(steps()).isEmpty();
        assertThat(draft.decision().notes()).singleElement().satisfies(n -> {
            assertThat(n.kind()).isEqualTo(Note.Kind.WAITING);
            assertThat(n.text()).contains(what);
        });
    }

    @Test
    void aLegWithASessionThatIsUpIsConnected() {
        assertThat(connected(whole)).isTrue();
        assertThat(steps()).isEmpty();
        assertThat(draft.decision().notes()).isEmpty();
    }

    /** R11: to ZFS a session that is not up is a leg that hangs. */
    @Test
    void aSessionThatIsNotUpIsWaitedFor() {
        assertThat(connected(whole.session(lun(S1), false))).isFalse();
        waitsFor("its session at d1 is not up yet");
    }

    /** It shows what belonged to another epoch, or another key. It is not removed for that (R16). */
    @Test
    void aSessionThatItsTargetRejectsIsLetInAnew() {
        assertThat(connected(rejected())).isFalse();
        assertThat(steps()).containsExactly(Action.Grant.class, Action.Login.class);
    }

    private Picture rejected() {
        return whole.session(
                lun(S1), new SessionReport(whole.situation().target(lun(S1)), false, "Authentication failure", true));
    }

    /** Else its frozen legs would be lost one after the other, and the last for good. */
    @Test
    void theOwnersSessionThatItsTargetRejectsIsLetInAnewButNotOverARestart() {
        assertThat(rejected().actions())
                .<Class<?>>extracting(Action::getClass)
                .contains(Action.Grant.class, Action.Login.class);

        Picture restarted = rejected()
                .storage(
                        S1,
                        r -> new StorageNodeReport(
                                S1, Optional.of(new BootId("another")), r.serving(), r.exports(), r.tokens()));
        assertThat(restarted.actions())
                .<Class<?>>extracting(Action::getClass)
                .doesNotContain(Action.Grant.class, Action.Login.class);
    }

    @Test
    void aStorageNodeThatIsSilentOrNotReadyIsWaitedFor() {
        assertThat(connected(whole.silent(S1, Duration.ofSeconds(1)))).isFalse();
        waitsFor("its storage node does not answer");
        assertThat(connected(
                        whole.storage(S1, r -> new StorageNodeReport(S1, r.boot(), false, r.exports(), r.tokens()))))
                .isFalse();
        waitsFor("its storage node is not ready to export");
    }

    @Test
    void theGrantComesFirstAndThenTheLogin() {
        Picture closed = whole.storage(S1, r -> new StorageNodeReport(S1, r.boot(), r.serving(), Map.of(), r.tokens()));

        assertThat(connected(closed)).isFalse();
        assertThat(steps()).containsExactly(Action.Grant.class);
        assertThat(connected(whole.withoutSession(lun(S1)))).isFalse();
        assertThat(steps()).containsExactly(Action.Login.class);
        assertThat(connected(whole.silentDatabase(D1))).isFalse();
        assertThat(steps()).isEmpty();
    }

    /** R9, R10: nothing is opened for a LUN that is not the pool's, nor on a node whose boot nobody knows. */
    @Test
    void nothingIsGrantedWithoutARecordAndABoot() {
        Picture retired =
                whole.with(whole.ledger().findLun(lun(S1).id()).orElseThrow().retired());
        Picture unbooted =
                whole.storage(S1, r -> new StorageNodeReport(S1, Optional.empty(), false, r.exports(), r.tokens()));

        assertThat(connected(retired)).isFalse();
        assertThat(draft.decision().notes())
                .singleElement()
                .satisfies(n -> assertThat(n.kind()).isEqualTo(Note.Kind.ATTENTION));
        for (Picture none : List.of(retired, unbooted)) {
            Draft grant = new Draft(none.ledger());
            Leg leg = none.pool().findLeg(lun(S1)).orElseThrow();
            Exporting.grant(none.situation(), grant, none.pool(), leg, D1, "it is needed");
            assertThat(grant.decision().actions()).isEmpty();
        }
    }
}
