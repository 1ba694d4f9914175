package io.zsan.proof;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.PoolName;
import io.zsan.paper.Fleets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R6: an order is built only from a ledger that allows it. */
class OrderTest {
    private static final List<LunRef> BOTH = List.of(lun(S1), lun(S2));

    private static LunRecord record(LunRef lun, LunState state, PoolName pool) {
        return new LunRecord(
                lun.id(),
                lun.generation(),
                Fleets.SIZE,
                512,
                state,
                state == LunState.IN_POOL ? Optional.of(pool) : Optional.empty(),
                Optional.empty());
    }

    private static Leg current(LunRef lun) {
        return Leg.planned(lun).inSync(new Guid(lun.id().hashCode()), new BootId("b"));
    }

    private static PoolRecord pool(Ownership ownership, Leg... legs) {
        boolean creating = ownership instanceof Ownership.Creating;
        return new PoolRecord(
                P,
                creating ? Optional.empty() : Optional.of(new Guid(1)),
                new Epoch(3),
                ownership,
                List.of(new MirrorRecord(3, List.of(legs))));
    }

    private static LedgerState ledger(LedgerRecord... records) {
        return LedgerState.empty().apply(LedgerChange.of(LedgerState.empty(), records));
    }

    private static Ownership importing(List<LunRef> cleared) {
        return new Ownership.Importing(D1, D2, cleared, 0);
    }

    private static Optional<ImportOrder> order(LedgerRecord... records) {
        return ImportOrder.from(ledger(records), P);
    }

    @Test
    void anImportNamesNodeEpochAndExactlyTheClearedLegsInSync() {
        ImportOrder order = order(
                        pool(importing(BOTH), current(lun(S1)), current(lun(S2))),
                        record(lun(S1), LunState.IN_POOL, P),
                        record(lun(S2), LunState.IN_POOL, P))
                .orElseThrow();

        assertThat(order.node()).isEqualTo(D2);
        assertThat(order.epoch()).isEqualTo(new Epoch(3));
        assertThat(order.legs()).extracting(l -> l.identity().lun()).isEqualTo(BOTH);
    }

    @Test
    void noImportWithoutLegsThatAreClearedInSyncAndTheirs() {
        LunRecord one = record(lun(S1), LunState.IN_POOL, P);
        Leg leg = current(lun(S1));

        assertThat(order(pool(importing(List.of(lun(S2))), leg), one))
                .as("not cleared")
                .isEmpty();
        assertThat(order(pool(importing(BOTH), leg.lost()), one))
                .as("not in sync")
                .isEmpty();
        assertThat(order(pool(importing(BOTH)), one)).as("no legs").isEmpty();
        assertThat(order(pool(importing(BOTH), leg))).as("no record of the LUN").isEmpty();
        assertThat(order(pool(importing(BOTH), leg), record(lun(S1, 1, 2), LunState.IN_POOL, P)))
                .as("another generation")
                .isEmpty();
        assertThat(order(pool(importing(BOTH), leg), record(lun(S1), LunState.RETIRED, P)))
                .as("retired")
                .isEmpty();
        assertThat(order(pool(importing(BOTH), leg), record(lun(S1), LunState.IN_POOL, new PoolName("q"))))
                .as("in another pool")
                .isEmpty();
    }

    @Test
    void noImportUnlessThePoolIsBeingImported() {
        LunRecord one = record(lun(S1), LunState.IN_POOL, P);
        Leg leg = current(lun(S1));
        List<Ownership> others = List.of(
                new Ownership.Owned(D2),
                new Ownership.Releasing(D1, D2),
                new Ownership.TakingOver(D1, D2, BOTH, Optional.empty(), Optional.empty()));

        assertThat(others).allSatisfy(o -> assertThat(order(pool(o, leg), one)).isEmpty());
    }

    @Test
    void aPoolIsCreatedOnlyFromLunsThatWereTakenForIt() {
        Leg planned = Leg.planned(lun(S1));
        PoolRecord creating = pool(new Ownership.Creating(D1), planned);

        assertThat(CreateOrder.from(ledger(creating, record(lun(S1), LunState.IN_POOL, P)), P))
                .isPresent();
        assertThat(CreateOrder.from(ledger(creating, record(lun(S1), LunState.FREE, P)), P))
                .isEmpty();
        assertThat(CreateOrder.from(ledger(creating, record(lun(S1, 1, 2), LunState.IN_POOL, P)), P))
                .isEmpty();
        assertThat(CreateOrder.from(ledger(creating, record(lun(S1), LunState.IN_POOL, new PoolName("q"))), P))
                .isEmpty();
        assertThat(CreateOrder.from(
                        ledger(pool(new Ownership.Owned(D1), current(lun(S1))), record(lun(S1), LunState.IN_POOL, P)),
                        P))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aLunIsWipedOnlyWhileItIsToBeWiped(LunState state) {
        Optional<WipeOrder> order = WipeOrder.from(ledger(record(lun(S1), state, P)), lun(S1).id());

        assertThat(order.isPresent()).isEqualTo(state == LunState.WIPING);
    }

    @Test
    void aLegOfAnyPoolIsNeverWiped() {
        PoolRecord pool = pool(new Ownership.Owned(D1), current(lun(S1, 1, 2)));

        assertThat(WipeOrder.from(ledger(record(lun(S1), LunState.WIPING, P), pool), lun(S1).id()))
                .isEmpty();
    }
}
