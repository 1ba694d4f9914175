package io.zsan.decide;

import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LunRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A decision in the making shows what it will be, so that one step does not undo another. */
class DraftTest {
    private final Picture whole = Picture.ofPool();
    private final Draft draft = new Draft(whole.ledger());

    @Test
    void aLunIsShownAsItWillBe() {
        LunRecord free = whole.ledger().findLun(lun(S4).id()).orElseThrow();
        assertThat(draft.freeLuns()).containsExactly(free);
        draft.put(free.takenBy(P));

        assertThat(draft.freeLuns()).isEmpty();
    }

    @Test
    void aLunInAnotherGenerationIsAnother() {
        draft.retire(lun(S1, 1, 2));
        assertThat(draft.decision().change().isEmpty()).isTrue();
    }

    /** Ledger first: what acts before its record is committed acts without leave. */
    @Test
    void aDecisionRecordsOrActsAndNeverBoth() {
        LedgerChange change = LedgerChange.of(
                whole.ledger(),
                whole.ledger().findLun(lun(S4).id()).orElseThrow().takenBy(P));
        List<PlannedAction> actions = List.of(new PlannedAction(new Action.Seal(lun(S4)), "so"));

        assertThatThrownBy(() -> new Decision(change, List.of(), actions, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Decision(change, List.of(), List.of(), List.of()).change())
                .isEqualTo(change);
        assertThat(new Decision(LedgerChange.none(), List.of(), actions, List.of()).actions())
                .isEqualTo(actions);
    }

    /** What has left its pool already, or was never in one, stays as it is. */
    @Test
    void onlyALunInAPoolIsRetired() {
        draft.retire(lun(S4));
        assertThat(draft.decision().change().isEmpty()).isTrue();

        draft.retire(lun(S1));
        draft.retire(lun(S1));
        LunRecord retired = whole.ledger().findLun(lun(S1).id()).orElseThrow().retired();
        assertThat(draft.decision().change().puts())
                .extracting(LedgerChange.Put::record)
                .containsExactly(retired);
    }
}
