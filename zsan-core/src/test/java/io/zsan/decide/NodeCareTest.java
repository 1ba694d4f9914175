package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.D3;
import static io.zsan.paper.Fleets.S4;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.Ownership;
import io.zsan.model.BootId;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.StorageNodeReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R9, R16: what a node itself needs, and when it may be restarted. */
class NodeCareTest {
    private final Picture whole = Picture.ofPool();

    private static String why(Picture picture, Action action) {
        return picture.decide().actions().stream()
                .filter(a -> a.action().equals(action))
                .map(PlannedAction::because)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aStorageNodeIsPreparedAfterItsBootOrWhenItsDaemonIsGoneAndItIsSaidWhichItIs() {
        Action prepare = new Action.PrepareStorageNode(S4);
        Picture booted =
                whole.storage(S4, r -> new StorageNodeReport(S4, Optional.empty(), false, r.exports(), r.tokens()));
        Picture stopped = whole.storage(S4, r -> new StorageNodeReport(S4, r.boot(), false, r.exports(), r.tokens()));

        assertThat(why(booted, prepare)).contains("it has booted");
        assertThat(why(stopped, prepare)).contains("its target daemon does not run");
        assertThat(whole.actions()).isEmpty();
    }

    private BootId boot(NodeName node) {
        return whole.seen().databaseNode(node).orElseThrow().boot();
    }

    private Picture recycling(NodeName node, BootId boot) {
        return whole.with(new DatabaseNodeRecord(node, Optional.of(boot)));
    }

    @Test
    void aNodeThatIsToBeRestartedIsWaitedForWhereItDoesNotAnswer() {
        Picture silent = recycling(D3, boot(D3)).silentDatabase(D3);

        assertThat(silent.decide().change().isEmpty()).isTrue();
        assertThat(silent.actions()).isEmpty();
        assertThat(silent.noted(Note.Kind.WAITING, "it cannot be restarted from here"))
                .isTrue();
    }

    @Test
    void aNodeIsRestartedUntilItHasBootedAnew() {
        assertThat(recycling(D3, boot(D3)).actions()).containsExactly(new Action.RebootNode(D3));
        Picture then = recycling(D3, new BootId("before")).then();
        assertThat(then.ledger().findDatabaseNode(D3).flatMap(DatabaseNodeRecord::recyclingSince))
                .isEmpty();
        assertThat(then.actions()).isEmpty();
    }

    private boolean duties(Ownership ownership, NodeName node, boolean poolsKnown) {
        Picture picture = whole.with(whole.pool().withOwnership(ownership));
        return NodeCare.hasDuties(
                picture.ledger(), new DatabaseNodeReport(node, boot(node), List.of(), List.of(), poolsKnown));
    }

    /** R11: where ZFS does not answer an import may hang for good, and no database runs on it yet; an owner may serve. */
    @Test
    void onlyAnImportThatMayHangIsNoDutyOfANodeWhoseZfsDoesNotAnswer() {
        Ownership importing = new Ownership.Importing(D1, D2, List.of(), 0);

        assertThat(duties(importing, D2, true)).isTrue();
        assertThat(duties(importing, D2, false)).isFalse();
        assertThat(duties(new Ownership.Owned(D1), D1, false)).isTrue();
        assertThat(duties(new Ownership.Releasing(D1, D2), D1, false)).isTrue();
    }

    /** A restart that is pending and a switchover would wait for each other (seed 1780 of the rough profile). */
    @Test
    void ofASwitchoverOnlyTheOldOwnerHasDuties() {
        Ownership releasing = new Ownership.Releasing(D1, D2);

        assertThat(duties(releasing, D1, true)).isTrue();
        assertThat(duties(releasing, D2, true)).isFalse();
        assertThat(duties(releasing, D3, true)).isFalse();
    }
}
