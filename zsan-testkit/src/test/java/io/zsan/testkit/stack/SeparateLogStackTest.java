package io.zsan.testkit.stack;

import static io.zsan.testkit.stack.Stack.D1;
import static io.zsan.testkit.stack.Stack.D2;
import static io.zsan.testkit.stack.Stack.LONG;
import static io.zsan.testkit.stack.Stack.POOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.decide.Policy;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.node.MirrorReport;
import io.zsan.testkit.fake.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S16 through every layer: one disk a node, the data on s1, s2 and s3, the log on s4 and s5, the rest to spare. */
class SeparateLogStackTest {
    /**
     * Here nodes are spoken to one after the other, so that fencing five legs takes longer than it should; and the log, of
     * two legs, is to survive the loss of one of them together with the owner.
     */
    private static final Policy PATIENT = Policy.builder()
            .evidenceMaxAge(Duration.ofMinutes(2))
            .lastLegTakeover(true)
            .build();

    private final Stack stack = new Stack(6, 1, PATIENT);
    private final List<String> zpool = new ArrayList<>();

    /** Whatever happens: no option of {@code zpool} that throws acknowledged writes away (R5). */
    @AfterEach
    void zpoolWasNeverToldToDropAnything() {
        assertThat(zpool)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(List.of(line.split(" "))).doesNotContain("-m", "-F", "-X", "-T"));
    }

    private void created() {
        stack.faults((node, words) -> {
            if (words.contains("/sbin/zpool")) {
                zpool.add(node + " " + String.join(" ", words));
            }
            return Fault.NONE;
        });
        stack.withLoggedPool();
    }

    private MirrorRecord log() {
        return stack.san.ledgerState().pool(POOL).mirrors().get(1);
    }

    private List<LunRef> logLegs() {
        return log().inSync().stream().map(Leg::lun).toList();
    }

    private void assertSound(NodeName owner) {
        assertThat(stack.fleet.world().violations()).isEmpty();
        assertThat(stack.fleet.world().lostWrites(owner, POOL.text())).isEmpty();
        assertThat(log().role()).isEqualTo(MirrorRole.LOG);
        assertThat(stack.san.ledgerState().luns().stream()
                        .filter(l -> l.state() != LunState.FREE)
                        .count())
                .isEqualTo(stack.san.ledgerState().pool(POOL).legs().size());
    }

    @Test
    void createsWritesAndReplacesALegOfTheLog() {
        created();
        assertThat(stack.write(D1, "1")).isTrue();
        LunRef lost = logLegs().get(0);
        stack.fleet.silence(lost.id().node());
        stack.awaitLost(lost);
        assertThat(stack.write(D1, "2")).isTrue();
        stack.awaitWhole();

        assertThat(logLegs()).hasSize(2).doesNotContain(lost);
        assertThat(zpool).anyMatch(line -> line.contains("/sbin/zpool create") && line.contains(" log mirror "));
        stack.fleet.wake(lost.id().node());
        stack.awaitFree(lost.id());
        assertThat(stack.write(D1, "3")).isTrue();
        assertSound(D1);
    }

    @Test
    void takesOverWithTheLog() {
        created();
        assertThat(stack.write(D1, "1")).isTrue();
        List<LunRef> before = logLegs();
        stack.fleet.silence(D1);

        stack.san.failover(POOL, D2, LONG);

        assertThat(stack.write(D2, "2")).isTrue();
        assertThat(logLegs()).isEqualTo(before);
        assertThat(zpool)
                .filteredOn(line -> line.contains("/sbin/zpool import"))
                .singleElement()
                .asString()
                .contains(before.stream().map(LunRef::exportedSerial).toList());
        stack.fleet.wake(D1);
        assertThat(stack.write(D1, "zombie")).isFalse();
        assertSound(D2);
    }

    @Test
    void takesOverWhenTheOwnerAndALegOfTheLogDieTogether() {
        created();
        assertThat(stack.write(D1, "1")).isTrue();
        stack.san.step();
        LunRef gone = logLegs().get(1);
        stack.fleet.silence(gone.id().node());
        stack.fleet.silence(D1);

        stack.san.failover(POOL, D2, LONG);
        stack.awaitWhole();

        assertThat(stack.write(D2, "2")).isTrue();
        stack.fleet.wake(gone.id().node());
        stack.awaitFree(gone.id());
        assertSound(D2);
    }

    @Test
    void condemnsALegOfTheLogWhoseStorageNodeWasPowerCycled() {
        created();
        assertThat(stack.write(D1, "1")).isTrue();
        LunRef leg = logLegs().get(0);
        stack.fleet.powerCycle(leg.id().node());

        stack.awaitLost(leg);
        stack.awaitWhole();
        stack.awaitFree(leg.id());

        assertThat(stack.write(D1, "2")).isTrue();
        assertSound(D1);
    }

    /** All of the data answers, and is fenced; but what the log alone had is on a leg that does not. */
    @Test
    void refusesWhereOnlyAStaleLegOfTheLogAnswers() {
        created();
        LunRef stale = logLegs().get(1);
        LunRef current = logLegs().get(0);
        NodeName spare = new NodeName("s6");
        stack.fleet.silence(spare);
        stack.fleet.silence(stale.id().node());
        stack.awaitLost(stale);
        assertThat(stack.write(D1, "not on the stale leg")).isTrue();
        stack.fleet.silence(D1);
        stack.fleet.silence(current.id().node());
        stack.fleet.wake(stale.id().node());

        assertThatThrownBy(() -> stack.san.failover(POOL, D2, Duration.ofMinutes(2)))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("log mirror 1 has 0 fenced current legs and needs 1");
        assertThat(stack.fleet.world().readBack(D2, POOL.text())).isEmpty();
        assertThat(zpool).noneMatch(line -> line.startsWith("d2") && line.contains("/sbin/zpool import"));

        stack.fleet.wake(current.id().node());
        stack.san.failover(POOL, D2, LONG);
        stack.fleet.wake(spare);
        stack.awaitWhole();
        assertSound(D2);
    }

    @Test
    void switchesOverWithTheLog() {
        created();
        assertThat(stack.write(D1, "1")).isTrue();

        stack.san.switchover(POOL, D2, LONG);

        assertThat(stack.write(D2, "2")).isTrue();
        assertThat(stack.san
                        .step()
                        .observation()
                        .databaseNode(D2)
                        .orElseThrow()
                        .pool(POOL)
                        .orElseThrow()
                        .mirrors())
                .extracting(MirrorReport::role)
                .containsExactly(MirrorRole.DATA, MirrorRole.LOG);
        assertSound(D2);
    }
}
