package io.zsan.observe;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.ScanReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Pools;
import io.zsan.proof.ReleaseProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is remembered between rounds, and what ends it. */
class MemoryTest extends Rounds {
    @Test
    void silenceGrowsUntilTheNodeSpeaks() {
        assertThat(after(1, silent(), silent()).silenceOf(S1)).isZero();
        assertThat(after(4, silent(), silent()).silenceOf(S1)).hasSeconds(4);
        assertThat(after(1, storage(Access.nobody()), silent()).silenceOf(S1)).isZero();
        assertThat(after(1, silent(), silent()).silenceOf(S1)).isZero();
    }

    private static NodeAnswer booted(String boot) {
        return new NodeAnswer.FromStorage(new StorageNodeReport(
                S1, Optional.of(boot).filter(b -> !b.isEmpty()).map(BootId::new), true, Map.of(), Map.of()));
    }

    private int bounces(Observation seen) {
        return Optional.ofNullable(seen.history().bounces().get(S1))
                .map(Bounces::count)
                .orElse(0);
    }

    @Test
    void aSilenceThatLastsIsABounceWhenItEnds() {
        after(1, booted("a"), silent());
        after(1, silent(), silent());
        assertThat(bounces(after(4, booted("a"), silent())))
                .as("a late answer is none")
                .isZero();
        after(1, silent(), silent());
        assertThat(bounces(after(5, silent(), silent())))
                .as("nor is a node that stays away")
                .isZero();
        assertThat(bounces(after(1, booted("a"), silent()))).isEqualTo(1);
        Observation later = after(7, booted("a"), silent());
        assertThat(later.history().bounces()).containsEntry(S1, new Bounces(1, Duration.ofSeconds(7)));
    }

    @Test
    void aRestartIsABounceThoughNobodySawTheSilence() {
        assertThat(bounces(after(1, booted("a"), silent()))).isZero();
        assertThat(bounces(after(1, booted(""), silent()))).isEqualTo(1);
        assertThat(bounces(after(1, booted("b"), silent())))
                .as("the nonce of a boot that was counted")
                .isEqualTo(1);
        assertThat(bounces(after(1, booted("c"), silent()))).isEqualTo(2);
    }

    @Test
    void bouncesAreForgottenAfterALongCalm() {
        after(1, booted("a"), silent());
        after(1, booted("b"), silent());
        after(1, booted("c"), silent());
        assertThat(bounces(after(3600, booted("c"), silent()))).isEqualTo(2);
        assertThat(bounces(after(1, booted("c"), silent()))).isZero();
        assertThat(bounces(after(1, booted("d"), silent()))).isEqualTo(1);
    }

    private static LegReport slow(long guid, VdevState state, Optional<Duration> latency) {
        return new LegReport(new Guid(guid), Optional.empty(), state, 0, Optional.empty(), false, latency);
    }

    private static NodeAnswer latencies(int... millis) {
        List<LegReport> legs = new ArrayList<>();
        for (int i = 0; i < millis.length; i++) {
            legs.add(slow(
                    i + 1,
                    VdevState.ONLINE,
                    Optional.of(Duration.ofMillis(millis[i])).filter(l -> !l.isZero())));
        }
        return database(true, legs.toArray(new LegReport[0]));
    }

    private Map<LeafKey, Duration> slow(int after, NodeAnswer d1) {
        return after(after, silent(), d1).history().slow();
    }

    /** S20: slow by the clock and slow beside the others, for as long as it lasts. */
    @Test
    void aLegIsAnOutlierFromTheFirstLookToTheLastThatShowsIt() {
        LeafKey first = new LeafKey(D1, new Guid(1));
        assertThat(slow(1, latencies(20_000, 9, 8))).containsExactly(Map.entry(first, Duration.ZERO));
        assertThat(slow(7, latencies(20_000, 9, 8))).containsEntry(first, Duration.ofSeconds(7));
        assertThat(slow(1, latencies(0, 9, 8)))
                .as("a look that does not tell ends nothing")
                .containsEntry(first, Duration.ofSeconds(8));
        assertThat(slow(1, latencies(9, 9, 8))).isEmpty();
        assertThat(slow(1, latencies(20_000, 9, 8))).containsEntry(first, Duration.ZERO);
        assertThat(slow(1, silent())).as("silence ends the evidence").isEmpty();
        slow(1, latencies(20_000, 9, 8));
        assertThat(slow(1, database(true))).as("the pool is gone").isEmpty();
    }

    @Test
    void noLegIsAnOutlierWhereAllAreSlowOrThereIsNothingToCompare() {
        assertThat(slow(1, latencies(5_000, 9, 8))).as("not above the limit").isEmpty();
        assertThat(slow(1, latencies(20_000, 9, 2_000)))
                .as("no ten times the median")
                .isEmpty();
        assertThat(slow(1, latencies(20_000, 1_999, 9))).hasSize(1);
        assertThat(slow(1, latencies(20_000, 9))).isEmpty();
        assertThat(slow(1, latencies(20_000, 9, 0))).isEmpty();
        assertThat(slow(
                        1,
                        database(
                                true,
                                slow(1, VdevState.FAULTED, Optional.of(Duration.ofSeconds(20))),
                                slow(2, VdevState.ONLINE, Optional.of(Duration.ofMillis(9))),
                                slow(3, VdevState.ONLINE, Optional.of(Duration.ofMillis(9))))))
                .isEmpty();
    }

    private static NodeAnswer wedged() {
        return new NodeAnswer.FromDatabase(new DatabaseNodeReport(D1, new BootId("one"), List.of(), List.of(), false));
    }

    private static NodeAnswer scanned(ScanReport scan, LegReport leg) {
        NodeAnswer.FromDatabase d1 = (NodeAnswer.FromDatabase) database(true, leg);
        return new NodeAnswer.FromDatabase(new DatabaseNodeReport(
                D1,
                d1.report().boot(),
                d1.report().sessions(),
                d1.report().pools().stream()
                        .map(p -> Pools.scan(p, Optional.of(scan)))
                        .toList(),
                true));
    }

    private Optional<Integer> failed(long errors, String identity, LegReport leg) {
        return Optional.ofNullable(after(
                        1, silent(), scanned(Pools.resilver(ScanReport.State.FINISHED, errors, identity), leg))
                .history()
                .failedResilvers()
                .get(P));
    }

    @Test
    void resilversThatEndBadlyAreCountedOnceEachUntilOneEndsWell() {
        assertThat(failed(1, "one", good())).contains(1);
        assertThat(failed(1, "one", good())).as("the same one").contains(1);
        assertThat(failed(0, "two", leg(VdevState.ONLINE, 3, false, false))).contains(2);
        assertThat(failed(0, "three", leg(VdevState.FAULTED, 0, false, false))).contains(3);
        after(1, silent(), scanned(Pools.resilver(ScanReport.State.RUNNING, 9, "four"), good()));
        assertThat(failed(0, "four", good())).isEmpty();
        assertThat(failed(1, "five", good())).contains(1);
    }

    @Test
    void downTimeGrowsUntilTheSessionIsUp() {
        assertThat(after(1, silent(), database(false)).downFor(D1, TARGET)).isZero();
        assertThat(after(7, silent(), database(false)).downFor(D1, TARGET)).hasSeconds(7);
        assertThat(after(1, silent(), database(true)).downFor(D1, TARGET)).isZero();
        assertThat(after(1, silent(), database(false)).downFor(D1, TARGET)).isZero();
    }

    private static Optional<Duration> sound(Observation seen) {
        return seen.soundAge(D1, List.of(good().guid()));
    }

    @Test
    void aLegIsSeenSoundOnlyWithAllSessionsUp() {
        assertThat(sound(after(1, silent(), database(false, good())))).isEmpty();
        assertThat(sound(after(1, silent(), database(true, good())))).contains(Duration.ZERO);
        assertThat(sound(after(1, silent(), database(false, good()))))
                .as("a frozen leg does not make the last look wrong")
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void aLegThatIsSeenUnwellEndsTheEvidence() {
        List<LegReport> unwell = List.of(
                leg(VdevState.FAULTED, 0, false, false),
                leg(VdevState.ONLINE, 1, false, false),
                leg(VdevState.ONLINE, 0, true, false),
                leg(VdevState.ONLINE, 0, false, true));
        for (LegReport leg : unwell) {
            assertThat(sound(after(1, silent(), database(true, good())))).isPresent();
            assertThat(sound(after(1, silent(), database(true, leg))))
                    .as(leg.toString())
                    .isEmpty();
            assertThat(sound(after(1, silent(), database(false, good()))))
                    .as("evidence does not come back by itself")
                    .isEmpty();
        }
    }

    /** Until ZFS tells something else: what it does not say while it hangs changes nothing. */
    @Test
    void aLegThatIsSeenUnwellStaysSoWhileZfsIsSilent() {
        LeafKey leaf = new LeafKey(D1, good().guid());
        LegReport failing = leg(VdevState.ONLINE, 1, false, false);

        assertThat(after(1, silent(), database(true, good())).history().unsound())
                .isEmpty();
        assertThat(after(1, silent(), database(true, failing)).history().unsound())
                .containsExactly(leaf);
        assertThat(after(1, silent(), wedged()).history().unsound()).containsExactly(leaf);
        assertThat(after(1, silent(), database(true, good())).history().unsound())
                .isEmpty();
    }

    @Test
    void afterAResilverWithErrorsNoLegIsSeenSound() {
        ScanReport clean = Pools.resilver(ScanReport.State.FINISHED, 0, "one");
        assertThat(sound(after(1, silent(), scanned(clean, good())))).contains(Duration.ZERO);
        ScanReport doubtful = Pools.resilver(ScanReport.State.FINISHED, 1, "two");
        assertThat(sound(after(1, silent(), scanned(doubtful, good()))))
                .as("the look before still counts")
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void aFreshLegThatIsBeingFilledSaysNothingOfTheOthers() {
        LegReport fresh =
                new LegReport(new Guid(9), Optional.of("x"), VdevState.ONLINE, 0, Optional.of(new Guid(8)), true);
        Observation seen = after(1, silent(), database(true, good(), fresh));

        assertThat(sound(seen)).isPresent();
        assertThat(seen.soundAge(D1, List.of(good().guid(), fresh.guid()))).isEmpty();
        assertThat(seen.soundAge(D2, List.of(good().guid())))
                .as("another node's eyes")
                .isEmpty();
        assertThat(seen.soundAge(D1, List.of())).isEmpty();
    }

    @Test
    void aReleaseIsForgottenWhenThePoolIsSeenAgain() {
        memory.keep(ReleaseProof.of(P, D1, new Epoch(1), false, true));
        assertThat(after(1, silent(), database(true)).proofs()).hasSize(1);
        assertThat(after(1, silent(), database(true, good())).proofs()).isEmpty();
    }

    private boolean settling(Observation seen) {
        return seen.history().settling().contains(new LeafKey(D1, good().guid()));
    }

    @Test
    void aLegSettlesWhenItHasBeenOnlineForAWhile() {
        assertThat(settling(after(1, silent(), database(true, good())))).isTrue();
        assertThat(settling(after(14, silent(), database(true, good())))).isTrue();
        assertThat(settling(after(1, silent(), database(true, good())))).isFalse();

        after(1, silent(), database(true, leg(VdevState.OFFLINE, 0, false, false)));
        assertThat(settling(after(1, silent(), database(true, good()))))
                .as("it was away")
                .isTrue();
        assertThat(settling(after(15, silent(), database(true, good())))).isFalse();
    }

    @Test
    void whatThawsHasToSettleAgain() {
        after(1, silent(), database(true, good()));
        assertThat(settling(after(15, silent(), database(false, good()))))
                .as("a session that is down for good changes nothing")
                .isFalse();
        assertThat(settling(after(9, silent(), database(true, good())))).isTrue();
        assertThat(settling(after(15, silent(), database(true, good())))).isFalse();
    }

    @Test
    void behindASilenceALegMayHaveComeAndGone() {
        after(1, silent(), database(true, good()));
        after(15, silent(), database(true, good()));
        after(1, silent(), silent());
        assertThat(settling(after(1, silent(), database(true, good())))).isTrue();
    }

    @Test
    void aLegWhoseErrorsWereClearedHasToSettleAgain() {
        after(1, silent(), database(true, leg(VdevState.ONLINE, 7, false, false)));
        assertThat(settling(after(15, silent(), database(true, leg(VdevState.ONLINE, 8, false, false)))))
                .isFalse();
        assertThat(settling(after(1, silent(), database(true, good())))).isTrue();
        assertThat(settling(after(15, silent(), database(true, good())))).isFalse();
    }
}
