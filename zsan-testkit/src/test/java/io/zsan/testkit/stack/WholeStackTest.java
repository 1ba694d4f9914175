package io.zsan.testkit.stack;

import static io.zsan.testkit.stack.Stack.D1;
import static io.zsan.testkit.stack.Stack.D2;
import static io.zsan.testkit.stack.Stack.LONG;
import static io.zsan.testkit.stack.Stack.POOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Finding;
import io.zsan.testkit.commands.CommandList;
import io.zsan.testkit.fake.Fault;
import io.zsan.testkit.world.Chap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The scenarios that the first version promises, each through every layer but ssh. */
class WholeStackTest {
    @Test
    void tellsTheMainJob() {
        Stack stack = new Stack(4, 3).withPool();
        mainJob(stack);

        assertThat(stack.san.ledgerState().pool(POOL).epoch()).isEqualTo(new Epoch(3));
        assertSound(stack, D1);
    }

    /** Each owner shows the secret of its epoch, and the zombie has one that is worth nothing any more. */
    @Test
    void tellsTheMainJobWithChap() {
        Stack stack = new Stack(4, 3, key()).withPool();
        mainJob(stack);

        assertThat(stack.fleet.database("d1").initiator().sessions())
                .hasSize(3)
                .allMatch(session -> session.up() && session.chap().isPresent());
        assertSound(stack, D1);
    }

    private static MasterKey key() {
        byte[] key = new byte[32];
        key[0] = 1;
        return MasterKey.of(key);
    }

    /** Logins of an epoch before arrive when the node is about to own the pool again: their secret opens nothing now. */
    @Test
    void loginsThatComeLateDoNotStandInTheWayOfANewOwner() {
        Stack stack = new Stack(3, 1, key()).withPool();
        stack.san.switchover(POOL, D2, LONG);
        TreeSet<String> late = new TreeSet<>();
        stack.faults((node, words) -> {
            boolean grant = words.contains("zsan-access") && words.get(6).equals("3") && late.add(node.text());
            if (grant) {
                LunRef lun = new LunRef(new LunId(node, new DiskSerial(words.get(4))), Generation.FIRST);
                var database = stack.fleet.database("d1");
                var unused = database.initiator()
                        .add(
                                stack.fleet.fleet().target(lun).text(),
                                stack.fleet.fleet().storageNode(node).portal().text(),
                                database.initiatorName(),
                                Optional.of(new Chap(database.initiatorName(), "of-epoch-one")));
            }
            return Fault.NONE;
        });

        stack.san.switchover(POOL, D1, LONG);

        assertThat(late).hasSize(3);
        assertThat(stack.write(D1, "1")).isTrue();
        assertSound(stack, D1);
    }

    @Test
    void preflightSeesThatTwoNodesHaveOneHostId() {
        Stack stack = new Stack(4, 3);
        assertThat(stack.san.preflight()).noneMatch(Finding::refuses);

        stack.fleet.world().database(D2).sysctls().put("kern.hostid", "1001");
        stack.fleet.world().database(D1).sysctls().put("kern.hostid", "1001");
        assertThat(stack.san.preflight())
                .filteredOn(Finding::refuses)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.node()).isEqualTo(D2);
                    assertThat(finding.what()).contains("its hostid is also that of d1");
                });
    }

    @Test
    void preflightSeesWhatOnlyAComparisonShows() {
        Stack stack = new Stack(4, 3);
        assertThat(stack.san.preflight()).isEmpty();

        stack.fleet.world().database(D2).clockJump(Duration.ofMinutes(-2));
        assertThat(stack.san.preflight()).singleElement().satisfies(finding -> {
            assertThat(finding.node()).isEqualTo(D2);
            assertThat(finding.what()).contains("its clock is not that of s1");
        });
    }

    @Test
    void preflightSaysWhatCouldNotBeAsked() {
        Stack stack = new Stack(4, 3);
        stack.fleet.silence(D2);

        assertThat(stack.san.preflight())
                .allMatch(finding -> finding.node().equals(D2))
                .extracting(Finding::what)
                .contains("it cannot be asked", "its clock could not be compared");
    }

    private static void mainJob(Stack stack) {
        assertThat(stack.write(D1, "1")).isTrue();
        LunRef victim = stack.legs().get(0);
        stack.fleet.silence(victim.id().node());
        stack.awaitLost(victim);
        stack.awaitWhole();
        assertThat(stack.write(D1, "2")).isTrue();
        stack.fleet.wake(victim.id().node());
        stack.awaitFree(victim.id());
        stack.fleet.silence(D1);
        stack.san.failover(POOL, D2, LONG);
        assertThat(stack.write(D2, "3")).isTrue();
        stack.fleet.wake(D1);
        assertThat(stack.write(D1, "zombie")).isFalse();
        stack.san.recycle(D1, LONG);
        stack.san.switchover(POOL, D1, LONG);
        assertThat(stack.write(D1, "4")).isTrue();
    }

    /** Nothing that was acknowledged is lost, nothing forbidden was done, and no LUN has leaked (I2, I7). */
    private static void assertSound(Stack stack, NodeName owner) {
        assertThat(stack.fleet.world().violations()).isEmpty();
        assertThat(CommandList.unlisted()).isEmpty();
        assertThat(stack.fleet.world().lostWrites(owner, POOL.text())).isEmpty();
        assertThat(stack.san.ledgerState().luns().stream()
                        .filter(l -> l.state() != LunState.FREE)
                        .count())
                .isEqualTo(stack.san.ledgerState().pool(POOL).legs().size());
    }

    @Test
    void tellsTheSameWithTheFirstReplyOfEveryKindOfCommandLost() {
        Stack stack = new Stack(4, 3);
        TreeSet<String> lost = new TreeSet<>();
        stack.faults((node, words) -> {
            boolean changes = words.stream().noneMatch(List.of("list", "status", "version", "-L", "-x", "-l")::contains)
                    && !words.get(0).matches(".*/(cat|freebsd-version|grep|sysctl|geom|timeout|env|sh|printf|service)");
            String kind = node + " " + String.join(" ", words.subList(0, Math.min(2, words.size())));
            return changes && lost.add(kind) ? Fault.REPLY_LOST : Fault.NONE;
        });
        stack.withPool();
        // The writer's own replies are not what this is about.
        lost.addAll(List.of("d1 /usr/bin/tee -a", "d1 /usr/bin/fsync /pgdata/journal"));
        lost.addAll(List.of("d2 /usr/bin/tee -a", "d2 /usr/bin/fsync /pgdata/journal"));
        mainJob(stack);

        assertThat(lost).hasSizeGreaterThan(20);
        assertSound(stack, D1);
    }

    @Test
    void takesOverWhenTheOwnerAndAStorageNodeDieTogether() {
        Stack stack = new Stack(4, 1).withPool();
        assertThat(stack.write(D1, "1")).isTrue();
        stack.san.step();
        LunRef gone = stack.legs().get(1);
        stack.fleet.silence(gone.id().node());
        stack.fleet.silence(D1);

        stack.san.failover(POOL, D2, LONG);
        stack.awaitWhole();

        assertThat(stack.legs()).doesNotContain(gone);
        assertThat(stack.write(D2, "2")).isTrue();
        stack.fleet.wake(gone.id().node());
        stack.awaitFree(gone.id());
        assertSound(stack, D2);
    }

    @Test
    void refusesStaleLegsUntilACurrentOneIsBack() {
        Stack stack = new Stack(3, 1).withPool();
        LunRef stale = stack.legs().get(2);
        stack.fleet.silence(stale.id().node());
        stack.awaitLost(stale);
        assertThat(stack.write(D1, "only on the others")).isTrue();
        List<LunRef> current = stack.legs();
        stack.fleet.silence(D1);
        current.forEach(leg -> stack.fleet.silence(leg.id().node()));
        stack.fleet.wake(stale.id().node());

        assertThatThrownBy(() -> stack.san.failover(POOL, D2, Duration.ofMinutes(2)))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("0 fenced current legs");
        assertThat(stack.fleet.world().readBack(D2, POOL.text())).isEmpty();

        current.forEach(leg -> stack.fleet.wake(leg.id().node()));
        stack.san.failover(POOL, D2, LONG);
        stack.awaitWhole();
        assertSound(stack, D2);
    }

    @Test
    void goesOnFromALostLegOnlyWhenAPersonAcceptsIt() {
        Stack stack = new Stack(3, 1).withPool();
        stack.fleet.silence(D1);
        List<LunRef> legs = stack.legs();
        stack.fleet.silence(legs.get(0).id().node());
        stack.fleet.silence(legs.get(1).id().node());
        stack.fleet.world().settle();
        // Too old a look at the owner: one leg of three is not enough.
        stack.fleet.advance(Duration.ofMinutes(2));
        assertThatThrownBy(() -> stack.san.failover(POOL, D2, Duration.ofMinutes(1)))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("1 fenced current legs and needs 2");

        Epoch epoch = stack.san.ledgerState().pool(POOL).epoch();
        assertThatThrownBy(() -> stack.san.accept(new DataLossAcceptance(POOL, Epoch.FIRST, List.of(legs.get(2)))))
                .isInstanceOf(InvalidInput.class);
        stack.san.accept(new DataLossAcceptance(POOL, epoch, List.of(legs.get(2))));
        stack.san.failover(POOL, D2, LONG);

        assertThat(stack.legs()).containsExactly(legs.get(2));
    }

    @Test
    void condemnsALegWhoseStorageNodeWasPowerCycledInsideTheFreeze() {
        Stack stack = new Stack(4, 1).withPool();
        assertThat(stack.write(D1, "1")).isTrue();
        LunRef leg = stack.legs().get(0);
        stack.fleet.powerCycle(leg.id().node());

        stack.awaitLost(leg);
        stack.awaitWhole();
        stack.awaitFree(leg.id());

        assertThat(stack.write(D1, "2")).isTrue();
        assertSound(stack, D1);
    }

    @Test
    void healsWithTheSameDiskWhereThereIsNoOther() {
        Stack stack = new Stack(3, 1).withPool();
        LunRef leg = stack.legs().get(1);
        stack.fleet.silence(leg.id().node());
        stack.awaitLost(leg);
        stack.fleet.wake(leg.id().node());

        stack.awaitWhole();

        assertThat(stack.legs()).contains(new LunRef(leg.id(), leg.generation().next()));
        assertSound(stack, D1);
    }

    @Test
    void carriesOnWhereADeadProcessStopped() {
        Stack stack = new Stack(4, 1).withPool();
        assertThat(stack.write(D1, "1")).isTrue();
        stack.fleet.silence(D1);
        try {
            stack.san.failover(POOL, D2, Duration.ofMillis(1));
        } catch (OutcomeUnknown timeIsUp) {
            assertThat(timeIsUp).hasMessageContaining("the request stands in the ledger");
        }
        for (int rounds = 0; rounds < 60; rounds++) {
            stack.restart();
            stack.san.step();
            stack.fleet.advance(Duration.ofSeconds(1));
        }

        assertThat(stack.san.ledgerState().pool(POOL).ownership()).isEqualTo(new Ownership.Owned(D2));
        assertThat(stack.write(D2, "2")).isTrue();
        assertSound(stack, D2);
    }

    @Test
    void refusesTheZombieAsATargetUntilItIsRecycled() {
        Stack stack = new Stack(3, 1).withPool();
        stack.fleet.silence(D1);
        stack.san.failover(POOL, D2, LONG);
        stack.fleet.wake(D1);
        stack.san.step();

        assertThatThrownBy(() -> stack.san.switchover(POOL, D1, LONG))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("recycle it first");
        assertThat(stack.san.ledgerState().pool(POOL).ownership()).isEqualTo(new Ownership.Owned(D2));
    }
}
