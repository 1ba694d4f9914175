package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.node.StorageNodeReport;
import io.zsan.observe.Observation;
import io.zsan.observe.Seen;
import io.zsan.paper.Fleets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R5 as a table: how many legs are recorded, how many are fenced, k, the mode, and a person's word. */
class ClearanceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final BootId BOOT = new BootId("boot-1");

    /** Legs s1, s2, …: the first {@code current} in sync, the others lost. */
    private static PoolRecord pool(int current, int all) {
        List<Leg> legs = new ArrayList<>();
        for (int i = 1; i <= all; i++) {
            Leg leg = Leg.planned(lun(new NodeName("s" + i))).inSync(new Guid(i), BOOT);
            legs.add(i <= current ? leg : leg.lost());
        }
        return new PoolRecord(
                P,
                Optional.of(new Guid(99)),
                new Epoch(2),
                new Ownership.Owned(D1),
                List.of(new MirrorRecord(Math.max(2, all), legs)));
    }

    private static List<LunRef> luns(int from, int to) {
        List<LunRef> luns = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            luns.add(lun(new NodeName("s" + i)));
        }
        return luns;
    }

    private static Situation situation(DisconnectMode mode, String... restarted) {
        return situation(mode, false, restarted);
    }

    private static Situation situation(DisconnectMode mode, boolean lastLegTakeover, String... restarted) {
        Map<NodeName, Seen<StorageNodeReport>> storage = new TreeMap<>();
        Fleets.of(4, 1, 2).storageNodes().forEach(n -> {
            BootId boot = List.of(restarted).contains(n.name().text()) ? new BootId("boot-2") : BOOT;
            storage.put(
                    n.name(),
                    new Seen.Answered<>(new StorageNodeReport(n.name(), Optional.of(boot), true, Map.of(), Map.of())));
        });
        Observation seen = new Observation(NOW, storage, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of());
        Policy policy = Policy.builder()
                .disconnectMode(mode)
                .lastLegTakeover(lastLegTakeover)
                .build();
        return new Situation(Fleets.of(4, 1, 2), policy, LedgerState.empty(), seen);
    }

    private static Ownership.TakingOver taking(List<LunRef> fenced, Optional<DataLossAcceptance> word) {
        return new Ownership.TakingOver(D1, D2, fenced, Optional.empty(), word);
    }

    @ParameterizedTest
    @CsvSource({
        // recorded, fenced, k, mode, lastLegTakeover, enough
        "3, 3, 0, FREEZE, true, true",
        "3, 1, 0, FREEZE, true, true",
        "3, 1, 0, FREEZE, false, false",
        "3, 2, 0, FREEZE, false, true",
        "3, 0, 0, FREEZE, true, false",
        "3, 2, 1, FREEZE, true, true",
        "3, 1, 1, FREEZE, true, false",
        "2, 2, 1, FREEZE, true, true",
        "2, 1, 1, FREEZE, true, false",
        "2, 1, 0, FREEZE, true, true",
        "2, 1, 0, FREEZE, false, false",
        "2, 2, 0, FREEZE, false, true",
        "1, 1, 1, FREEZE, false, true",
        "1, 0, 1, FREEZE, false, false",
        "3, 3, 0, FAIL, true, true",
        "3, 2, 0, FAIL, true, false",
        "2, 2, 1, FAIL, true, false",
        "2, 1, 0, FAIL, true, false",
    })
    void needsTheSmallerOfTheRecordedSetAndOnePlusK(
            int recorded, int fenced, int spare, DisconnectMode mode, boolean lastLegTakeover, boolean enough) {
        Clearance.Choice choice = Clearance.importable(
                situation(mode, lastLegTakeover), pool(recorded, 3), taking(luns(1, fenced), Optional.empty()), spare);

        assertThat(choice.shortage().isEmpty()).isEqualTo(enough);
        assertThat(choice.legs()).isEqualTo(luns(1, fenced));
    }

    /** In FAIL mode a lost leg is needed until it is out of the pool's own configuration, and of the record (seed 229228). */
    @Test
    void whereZfsDropsLegsItselfALostOneCountsUntilItIsOut() {
        Situation now = situation(DisconnectMode.FAIL, true);

        assertThat(Clearance.importable(now, pool(2, 3), taking(luns(1, 2), Optional.empty()), 0)
                        .shortage())
                .contains(new Clearance.Shortage(0, MirrorRole.DATA, 2, 3));
        assertThat(Clearance.importable(now, pool(2, 2), taking(luns(1, 2), Optional.empty()), 0)
                        .shortage())
                .isEmpty();
    }

    @Test
    void legsOutsideTheSetDoNotCountThoughTheyAreFenced() {
        Clearance.Choice choice = Clearance.importable(
                situation(DisconnectMode.FREEZE), pool(1, 3), taking(luns(2, 3), Optional.empty()), 0);

        assertThat(choice.legs()).isEmpty();
        assertThat(choice.shortage()).isPresent();
    }

    @Test
    void aLegThatHasRestartedIsNotTakenAndStillCountsAsRecorded() {
        for (DisconnectMode mode : DisconnectMode.values()) {
            Clearance.Choice choice =
                    Clearance.importable(situation(mode, "s1"), pool(2, 2), taking(luns(1, 2), Optional.empty()), 1);

            assertThat(choice.legs()).isEqualTo(luns(2, 2));
            assertThat(choice.shortage()).isPresent();
        }
    }

    /** A leg that is being filled takes new writes too, and ZFS goes on with it alone if it has to. */
    @ParameterizedTest
    @CsvSource({
        // recorded, k, mode, enough
        "1, 0, FREEZE, true",
        "2, 0, FREEZE, true",
        "1, 1, FREEZE, false",
        "2, 1, FREEZE, true",
        "1, 0, FAIL, false",
        "2, 0, FAIL, false",
    })
    void aLegThatIsBeingFilledMayHaveWhatTheRecordedOnesLack(
            int recorded, int spare, DisconnectMode mode, boolean enough) {
        PoolRecord before = pool(recorded, recorded);
        PoolRecord filling = new PoolRecord(
                before.name(),
                before.guid(),
                before.epoch(),
                before.ownership(),
                List.of(new MirrorRecord(3, before.legs())
                        .with(Leg.replacing(lun(new NodeName("s4")), BOOT, new Guid(50), "none"))));

        Clearance.Choice choice =
                Clearance.importable(situation(mode), filling, taking(luns(1, recorded), Optional.empty()), spare);

        assertThat(choice.shortage().isEmpty()).isEqualTo(enough);
    }

    /** So does one that was given up while it was connected, until it is out. A lost one took nothing since. */
    @ParameterizedTest
    @CsvSource({
        // recorded, k, mode, enough, enough if it was lost
        "1, 0, FREEZE, true, true",
        "2, 0, FREEZE, true, true",
        "1, 1, FREEZE, false, true",
        "2, 1, FREEZE, true, true",
        "1, 0, FAIL, false, false",
        "2, 0, FAIL, false, false",
    })
    void aLegThatWasGivenUpMayHaveWhatTheRecordedOnesLack(
            int recorded, int spare, DisconnectMode mode, boolean enough, boolean enoughIfLost) {
        PoolRecord lost = pool(recorded, recorded + 1);
        PoolRecord givenUp = lost.mapLegs(l -> l.isInSync() ? l : l.givenUp(l.guid()));
        Ownership.TakingOver taking = taking(luns(1, recorded), Optional.empty());

        assertThat(Clearance.importable(situation(mode), givenUp, taking, spare)
                        .shortage()
                        .isEmpty())
                .isEqualTo(enough);
        assertThat(Clearance.importable(situation(mode), lost, taking, spare)
                        .shortage()
                        .isEmpty())
                .isEqualTo(enoughIfLost);
    }

    /** In FAIL mode each leg that is not out yet is needed once, whatever it is called. */
    @Test
    void aLegThatWasGivenUpIsNotNeededTwice() {
        PoolRecord givenUp = pool(2, 3).mapLegs(l -> l.isInSync() ? l : l.givenUp(l.guid()));

        assertThat(Clearance.importable(
                                situation(DisconnectMode.FAIL), givenUp, taking(luns(1, 2), Optional.empty()), 0)
                        .shortage())
                .contains(new Clearance.Shortage(0, MirrorRole.DATA, 2, 3));
    }

    /** What is needed follows from what was recorded; what restarted is among that, and is no longer in hand. */
    @ParameterizedTest
    @CsvSource({
        // recorded and fenced, restarted of them, k, enough with lastLegTakeover
        "3, 1, 1, true",
        "3, 2, 1, false",
        "3, 2, 0, true",
        "3, 3, 0, false",
        "2, 1, 1, false",
        "2, 1, 0, true",
        "1, 1, 0, false",
        "1, 1, 1, false",
    })
    void aRestartTakesFromWhatIsInHandAndNotFromWhatIsNeeded(int recorded, int restarted, int spare, boolean enough) {
        String[] nodes =
                luns(1, restarted).stream().map(l -> l.id().node().text()).toArray(String[]::new);
        Clearance.Choice choice = Clearance.importable(
                situation(DisconnectMode.FREEZE, true, nodes),
                pool(recorded, 3),
                taking(luns(1, recorded), Optional.empty()),
                spare);

        assertThat(choice.shortage().isEmpty()).isEqualTo(enough);
        assertThat(choice.legs()).isEqualTo(luns(restarted + 1, recorded));
    }

    @Test
    void everyMirrorNeedsItsOwn() {
        PoolRecord one = pool(2, 2);
        MirrorRecord second =
                new MirrorRecord(2, List.of(Leg.planned(lun(new NodeName("s3"))).inSync(new Guid(3), BOOT)));
        PoolRecord two = new PoolRecord(
                P,
                one.guid(),
                one.epoch(),
                one.ownership(),
                List.of(one.mirrors().get(0), second));

        assertThat(Clearance.importable(situation(DisconnectMode.FREEZE), two, taking(luns(1, 2), Optional.empty()), 0)
                        .shortage())
                .hasValueSatisfying(s -> assertThat(s.mirror()).isEqualTo(1));
    }

    private static Optional<DataLossAcceptance> word(Epoch epoch, LunRef... legs) {
        return Optional.of(new DataLossAcceptance(P, epoch, List.of(legs)));
    }

    @Test
    void anAcceptedLegSufficesIfItIsFencedAndNamedForThisEpoch() {
        Situation now = situation(DisconnectMode.FREEZE, "s3");
        PoolRecord pool = pool(1, 3);
        LunRef third = luns(3, 3).get(0);

        assertThat(Clearance.importable(now, pool, taking(luns(3, 3), word(new Epoch(2), third)), 1)
                        .accepted())
                .isTrue();
        assertThat(Clearance.importable(now, pool, taking(luns(3, 3), word(new Epoch(2), third)), 1)
                        .shortage())
                .isEmpty();
        assertThat(Clearance.importable(now, pool, taking(luns(3, 3), word(new Epoch(1), third)), 1)
                        .shortage())
                .isPresent();
        assertThat(Clearance.importable(now, pool, taking(luns(2, 2), word(new Epoch(2), third)), 1)
                        .shortage())
                .isPresent();
    }

    @Test
    void anAcceptedLegCountsFromThePresentBootOn() {
        Situation now = situation(DisconnectMode.FREEZE, "s3");
        PoolRecord kept = Clearance.keepOnly(now, pool(1, 3), luns(3, 3), true, new Draft(LedgerState.empty()));

        assertThat(kept.legs()).singleElement().satisfies(leg -> {
            assertThat(leg.state()).isEqualTo(LegState.IN_SYNC);
            assertThat(leg.boot()).contains(new BootId("boot-2"));
        });
    }

    /** Nothing is accepted on behalf of a storage node that does not answer: nobody knows in which boot it is (R9). */
    @Test
    void anAcceptedLegWhoseStorageNodeIsSilentStaysBehind() {
        LunRef silent = lun(new NodeName("s5"));
        PoolRecord pool = pool(1, 3)
                .mapMirrors(m -> m.without(m.legs().get(1))
                        .with(Leg.planned(silent).inSync(new Guid(5), BOOT).lost()));
        Situation now = situation(DisconnectMode.FREEZE);
        LunRef third = luns(3, 3).get(0);
        List<LunRef> both = List.of(third, silent);

        Clearance.Choice choice = Clearance.importable(now, pool, taking(both, word(new Epoch(2), third, silent)), 1);
        PoolRecord kept = Clearance.keepOnly(now, pool, both, true, new Draft(LedgerState.empty()));

        assertThat(choice.legs()).containsExactly(third);
        assertThat(kept.legs()).extracting(Leg::lun).containsExactly(third);
    }

    /** A fresh leg lacks what is yet to be resilvered, and one that was never seen may hold nothing at all (R8, S14). */
    @Test
    void onlyWhatOnceHeldThePoolMayBeAccepted() {
        Situation now = situation(DisconnectMode.FREEZE);
        Leg lost = pool(0, 1).legs().get(0);
        Leg filling = Leg.replacing(lost.lun(), BOOT, new Guid(7), "none");
        Leg seen = new Leg(
                lost.lun(),
                Optional.of(new Guid(8)),
                filling.boot(),
                LegState.SYNCING,
                filling.replaces(),
                filling.scanBefore());

        assertThat(Clearance.usable(now, lost)).isTrue();
        assertThat(Clearance.usable(now, seen)).isFalse();
        assertThat(Clearance.usable(now, Leg.planned(lost.lun()))).isFalse();
        Leg named = new Leg(
                lost.lun(),
                Optional.of(new Guid(8)),
                Optional.of(BOOT),
                LegState.NEW,
                Optional.empty(),
                Optional.empty());
        assertThat(Clearance.usable(now, named))
                .as("not even with the name of a vdev")
                .isFalse();
        assertThat(Clearance.usable(now, Leg.planned(lost.lun()).lost()))
                .as("a lost leg of which nobody knows the vdev")
                .isFalse();
    }

    /** R9: what a leg lost in a restart is lost, unless a person has accepted it. */
    @Test
    void aLegThatNobodyHadToAcceptKeepsTheBootInWhichItBecameCurrent() {
        Situation now = situation(DisconnectMode.FREEZE, "s1");
        PoolRecord pool = pool(2, 3);

        PoolRecord kept = Clearance.keepOnly(now, pool, luns(1, 2), false, new Draft(LedgerState.empty()));

        assertThat(kept.legs()).isEqualTo(pool.legs().subList(0, 2));
    }

    /** It was fenced while its storage node answered; that the node is silent by now takes nothing away from it. */
    @Test
    void aCurrentLegIsKeptThoughItsStorageNodeIsSilentByNow() {
        LunRef silent = lun(new NodeName("s5"));
        PoolRecord pool = pool(2, 3)
                .mapMirrors(
                        m -> m.without(m.legs().get(2)).with(Leg.planned(silent).inSync(new Guid(5), BOOT)));

        PoolRecord kept = Clearance.keepOnly(
                situation(DisconnectMode.FREEZE), pool, List.of(silent), false, new Draft(LedgerState.empty()));

        assertThat(kept.legs()).extracting(Leg::lun).containsExactly(silent);
    }

    @Test
    void acceptedLegsStayThemselves() {
        PoolRecord kept = Clearance.keepOnly(
                situation(DisconnectMode.FREEZE), pool(0, 3), luns(2, 3), true, new Draft(LedgerState.empty()));

        assertThat(kept.legs()).extracting(Leg::lun).isEqualTo(luns(2, 3));
        assertThat(kept.legs()).extracting(l -> l.guid().orElseThrow()).containsExactly(new Guid(2), new Guid(3));
    }

    @Test
    void aShortMirrorIsNamedForWhatItIs() {
        assertThat(new Clearance.Shortage(1, MirrorRole.DATA, 0, 1).where()).isEqualTo("mirror 1");
        assertThat(new Clearance.Shortage(1, MirrorRole.LOG, 0, 1).where()).isEqualTo("log mirror 1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "30, 0", "31, 1"})
    void theEvidenceIsAsOldAsItMayBe(int seconds, int spare) {
        Ownership.TakingOver taking =
                new Ownership.TakingOver(D1, D2, List.of(), Optional.of(Duration.ofSeconds(seconds)), Optional.empty());

        assertThat(Policy.defaults().evidenceMaxAge()).hasSeconds(30);
        assertThat(Clearance.spare(Policy.defaults(), taking)).isEqualTo(spare);
        assertThat(Clearance.spare(Policy.defaults(), taking(List.of(), Optional.empty())))
                .isEqualTo(1);
    }
}
