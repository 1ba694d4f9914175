package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.observe.Bounces;
import io.zsan.observe.History;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The questions that all decisions ask. */
class SituationTest {
    private final Picture whole = Picture.ofPool();

    @Test
    void onlyTheExportOfThisGenerationIsTheLuns() {
        assertThat(whole.situation().export(lun(S1))).isPresent();
        assertThat(whole.situation().export(lun(S1, 1, 2))).isEmpty();
    }

    @Test
    void aGrantIsForOneInitiatorInOneEpoch() {
        Situation now = whole.situation();
        Epoch epoch = whole.pool().epoch();

        assertThat(now.grantedTo(lun(S1), now.initiator(D1), epoch)).isTrue();
        assertThat(now.grantedTo(lun(S1), now.initiator(D2), epoch)).isFalse();
        assertThat(now.grantedTo(lun(S1), now.initiator(D1), epoch.next())).isFalse();
    }

    @Test
    void aNodeIsHeldDownUntilItHasBeenCalmLongEnough() {
        Duration enough = Policy.defaults().heldDownFor(1);

        assertThat(bounced(enough.minusMillis(1)).heldDown(S4)).isTrue();
        assertThat(bounced(enough).heldDown(S4)).isFalse();
        assertThat(whole.situation().heldDown(S4)).isFalse();
    }

    private Situation bounced(Duration calm) {
        return whole.with(
                        new History(Map.of(S4, new Bounces(1, calm)), Map.of(), Map.of(), Set.of(), Set.of(), Map.of()))
                .situation();
    }

    @Test
    void aLunHasLeftAPoolUntilItIsAnothersOrFree() {
        LunRecord s1 = whole.ledger().findLun(lun(S1).id()).orElseThrow();
        Picture left = whole.with(s1.retired());
        LunRecord again = new LunRecord(
                s1.id(), s1.generation(), s1.sizeBytes(), s1.sectorBytes(), s1.state(), s1.pool(), Optional.of(P));

        assertThat(left.situation().left(left.pool())).containsExactly(lun(S1));
        assertThat(whole.situation().left(whole.pool())).isEmpty();
        assertThat(whole.with(again).situation().left(whole.pool())).isEmpty();
    }

    /** R9: a leg that nobody has begun to write has nothing to lose; a node whose boot is not known yet may have. */
    @Test
    void aRestartCountsForALegThatHasBeenWritten() {
        Leg leg = whole.pool().findLeg(lun(S1)).orElseThrow();
        Situation booted = whole.storage(
                        S1, r -> new StorageNodeReport(S1, Optional.empty(), false, r.exports(), r.tokens()))
                .situation();

        assertThat(whole.situation().restartedUnder(leg)).isFalse();
        assertThat(booted.restartedUnder(leg)).isTrue();
        for (Situation any : List.of(whole.situation(), booted)) {
            assertThat(any.restartedUnder(Leg.planned(leg.lun()))).isFalse();
        }
    }

    @Test
    void aNodeIsCleanWhenNothingOfThePoolIsThereAndItIsNotAboutToRestart() {
        DatabaseNodeReport d2 = whole.seen().databaseNode(D2).orElseThrow();
        LunRef lun = lun(S1);
        Situation now = whole.situation();
        DatabaseNodeReport d1 = whole.seen().databaseNode(D1).orElseThrow();

        assertThat(now.clean(d2, whole.pool())).isTrue();
        assertThat(now.clean(new DatabaseNodeReport(D2, d2.boot(), List.of(), List.of(), false), whole.pool()))
                .isFalse();
        assertThat(now.clean(new DatabaseNodeReport(D2, d2.boot(), List.of(), d1.pools(), true), whole.pool()))
                .isFalse();
        SessionReport session = new SessionReport(now.target(lun), false, "");
        assertThat(now.clean(new DatabaseNodeReport(D2, d2.boot(), List.of(session), List.of(), true), whole.pool()))
                .isFalse();
        assertThat(whole.with(new DatabaseNodeRecord(D2, Optional.of(d2.boot())))
                        .situation()
                        .clean(d2, whole.pool()))
                .isFalse();
    }
}
