package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.D3;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.act.Action;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.Generation;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.observe.Observation;
import io.zsan.observe.Seen;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold before a LUN is opened to anybody. */
class GrantTest {
    private final Lab lab = Lab.withPool();

    /** R9: the restart falls between the look and the grant. It must not thaw what the owner has frozen on the leg. */
    @Test
    void aRestartBetweenTheLookAndTheGrantDoesNotThawTheLeg() {
        lab.fleet.storage(S1, r -> new StorageNodeReport(r.node(), r.boot(), r.serving(), Map.of(), r.tokens()));
        lab.fleet.fates(action -> {
            if (action instanceof Action.Grant) {
                lab.fleet.reboot(S1);
                lab.fleet.perform(new Action.PrepareStorageNode(S1)).join();
            }
            return Fate.DONE;
        });
        lab.rounds(1);

        assertThat(lab.performed(Action.Grant.class)).hasSize(4);
        assertThat(lab.fleet.access(lun(S1))).isEqualTo(Access.nobody());
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(3);
        assertThat(lab.pool().findLeg(lun(S1)).filter(l -> l.isInSync())).isEmpty();
    }

    private static Decision decide(Observation seen, LedgerState ledger) {
        return new Decider(Fleets.of(4, 1, 3), Policy.defaults()).decide(seen, ledger);
    }

    private static List<LunRef> opened(Decision decision) {
        return decision.actions().stream()
                .map(PlannedAction::action)
                .flatMap(a -> a instanceof Action.Grant g
                        ? Stream.of(g.lun().lun())
                        : a instanceof Action.Login l ? Stream.of(l.lun()) : Stream.empty())
                .distinct()
                .toList();
    }

    private LedgerState with(LedgerRecord record) {
        return lab.state().apply(LedgerChange.of(lab.state(), record));
    }

    /** All three legs are fenced and cleared for d2, and none is granted yet. */
    private Observation importing() {
        lab.fleet.kill(D1);
        lab.fleet.fates(a -> a instanceof Action.Grant ? Fate.LOST_BEFORE : Fate.DONE);
        assertThatThrownBy(() -> lab.san().failover(P, D2, Duration.ofSeconds(3)))
                .isInstanceOf(OutcomeUnknown.class);
        Observation seen = lab.san().step().observation();
        assertThat(lab.pool().ownership()).isInstanceOf(Ownership.Importing.class);
        assertThat(opened(decide(seen, lab.state()))).containsExactly(lun(S1), lun(S2), lun(S3));
        return seen;
    }

    /** R5: what nobody has shown to be out of the old owner's reach is not given to the new one. */
    @Test
    void aLegThatIsNotClearedIsNotGrantedForAnImport() {
        Observation seen = importing();
        PoolRecord pool = lab.pool().withOwnership(new Ownership.Importing(D1, D2, List.of(lun(S2), lun(S3)), 0));

        assertThat(opened(decide(seen, with(pool)))).containsExactly(lun(S2), lun(S3));
    }

    /** R5: ZFS could choose it, and everything acknowledged since it was lost would be gone (A17). */
    @Test
    void aLegThatIsNotCurrentIsNotGrantedForAnImportThoughItIsCleared() {
        Observation seen = importing();
        PoolRecord pool = lab.pool().mapLegs(l -> l.lun().equals(lun(S1)) ? l.lost() : l);

        assertThat(opened(decide(seen, with(pool)))).containsExactly(lun(S2), lun(S3));
    }

    /** I3: whatever became of the ledger, a LUN that it does not have in this pool is not opened for it. */
    @Test
    void aLunThatTheLedgerDoesNotHaveInThePoolIsNotOpened() {
        Observation seen = importing();
        LunRecord mine = lab.state().findLun(lun(S1).id()).orElseThrow();
        List<LunRecord> others = List.of(
                record(mine, mine.generation(), LunState.IN_POOL, Optional.of(new PoolName("q"))),
                record(mine, mine.generation().next(), LunState.IN_POOL, Optional.of(P)),
                record(mine, mine.generation(), LunState.FREE, Optional.empty()));
        for (LunRecord other : others) {
            Decision decision = decide(seen, with(other));

            assertThat(opened(decision)).as(other.toString()).containsExactly(lun(S2), lun(S3));
            assertThat(decision.notes())
                    .anyMatch(n -> n.kind() == Note.Kind.ATTENTION && n.text().contains("does not have it in pool p"));
        }
    }

    private static LunRecord record(LunRecord of, Generation generation, LunState state, Optional<PoolName> pool) {
        return new LunRecord(of.id(), generation, of.sizeBytes(), of.sectorBytes(), state, pool, Optional.empty());
    }

    /** R16: a node gets duties after its restart was asked for; the restart would take a live pool down. */
    @Test
    void aNodeWithDutiesIsNotRestarted() {
        Observation seen = lab.san().step().observation();
        PoolRecord pool = lab.pool();
        Map<Ownership, Boolean> duties = new LinkedHashMap<>();
        duties.put(new Ownership.Owned(D3), true);
        duties.put(new Ownership.Releasing(D3, D1), true);
        duties.put(new Ownership.Releasing(D1, D3), false);
        duties.put(new Ownership.Importing(D1, D3, List.of(), 0), true);
        duties.put(new Ownership.TakingOver(D1, D3, List.of(), Optional.empty(), Optional.empty()), false);
        duties.put(new Ownership.Owned(D1), false);
        duties.forEach((ownership, has) -> {
            LedgerState ledger = with(pool.raised(ownership).raised(ownership));
            BootId boot = seen.databaseNode(D3).orElseThrow().boot();
            Decision decision =
                    decide(seen, ledger.apply(LedgerChange.of(ledger, new DatabaseNodeRecord(D3, Optional.of(boot)))));

            // A change comes before all actions; then there is nothing to see.
            assertThat(decision.change().isEmpty()).as(ownership.toString()).isTrue();
            assertThat(decision.actions().stream().anyMatch(a -> a.action().equals(new Action.RebootNode(D3))))
                    .as(ownership.toString())
                    .isEqualTo(!has);
            assertThat(decision.notes().stream()
                            .anyMatch(n -> n.subject().equals("d3") && n.text().contains("is not restarted")))
                    .as(ownership.toString())
                    .isEqualTo(has);
        });
    }

    /** R11: an import that hangs in the kernel ends with a restart and with nothing else; no database runs there yet. */
    @Test
    void aNodeWhoseImportHangsIsRestarted() {
        Observation seen = lab.san().step().observation();
        DatabaseNodeReport d3 = seen.databaseNode(D3).orElseThrow();
        Map<NodeName, Seen<DatabaseNodeReport>> database = new LinkedHashMap<>(seen.database());
        database.put(D3, new Seen.Answered<>(new DatabaseNodeReport(D3, d3.boot(), d3.sessions(), List.of(), false)));
        Observation hangs = new Observation(
                seen.at(), seen.storage(), database, seen.down(), seen.soundAge(), Map.of(), Map.of(), List.of());
        Ownership importing = new Ownership.Importing(D1, D3, List.of(), 0);
        LedgerState ledger = with(lab.pool().raised(importing));

        Decision decision = decide(
                hangs, ledger.apply(LedgerChange.of(ledger, new DatabaseNodeRecord(D3, Optional.of(d3.boot())))));

        assertThat(decision.actions()).anyMatch(a -> a.action().equals(new Action.RebootNode(D3)));
    }
}
