package io.zsan.testkit.scenario;

import static io.zsan.testkit.scenario.Moment.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.testkit.sim.rule.Rule;
import org.junit.jupiter.api.Test;

/** What can go wrong with zsan's own processes, their clocks, and their ledger. */
class OrchestratorScenariosTest {
    /** Two processes are asked for different things at one time; to one of them the owner seems dead. */
    private static Scenario twoOrchestrators() {
        return Scenario.fleet(4, 1, 3)
                .pool("p1", 3)
                .controllers(2)
                .where(
                        at(40).cut("c2", "d1").until(100),
                        at(41).failover("p1", "d2"),
                        at(41.2).failover("p1", "d3"),
                        at(110).recycle("d1"));
    }

    /**
     * Seen with HDFS's QJM and Kafka's KIP-570. The ledger's compare-and-set lets one of them win, and what the other one
     * began is fenced like any owner (R4). zfsd as the third hand is seen by preflight (R12): {@code DatabaseDriverTest};
     * what it does is in {@code MeasuredSecondHandTest}.
     */
    @Test
    void s10TwoOrchestratorsThatAreAskedForDifferentThingsMakeOneOwner() {
        Aftermath after = twoOrchestrators().run().isClean().once("POOL_IMPORTED", "p1");

        assertThat(after.run().ledger().pools().stream().map(PoolRecord::epoch)).containsExactly(new Epoch(3));
        twoOrchestrators().runWithout(Rule.R4).breaks("I1", "I2");
    }

    /** The process dies at some step of a replacement, and another one starts. */
    private static Scenario killedInAReplacement(double second) {
        return Scenario.usual()
                .where(at(40).pause("s1").until(120), at(second).kill("c1").forSeconds(3));
    }

    /**
     * Seen in openzfs#7577 and longhorn#13315. I6: the next process goes on from the ledger and from what it sees; never a
     * second replacement, never a LUN that leaks (I7). No rule can be taken out for this: nothing is kept in memory that a
     * process could lose.
     */
    @Test
    void s11ProcessThatDiesAtAnyStepOfAReplacementIsCarriedOn() {
        for (double second = 55; second < 80; second += 0.5) {
            killedInAReplacement(second)
                    .run()
                    .isClean()
                    .once("RESILVER_STARTED", "")
                    .once("WIPED", "")
                    .never("STARTED", "detach")
                    .inSyncOn("p1", "s2", "s3", "s4");
        }
        for (double second = 120; second < 132; second += 0.5) {
            killedInAReplacement(second).run().isClean().inSyncOn("p1", "s2", "s3", "s4");
        }
    }

    /** The clocks of the process and of a storage node jump by hours, before a takeover, in it, and after it. */
    private static Scenario clocksJump(double before, double during, double after) {
        return Scenario.usual()
                .where(
                        at(39).jumpClock("c1", before),
                        at(40).crash("d1").until(120),
                        at(42).jumpClock("s1", during),
                        at(43).failover("p1", "d2"),
                        at(46).jumpClock("c1", during),
                        at(60).pause("s3").until(100),
                        at(62).jumpClock("c1", after));
    }

    /**
     * Seen with Patroni and py-fenced. Durations are monotonic: a leg is lost after {@code dropAfter}, a takeover waits as
     * long as it should, whatever a clock on the wall says. That a host id is there is looked at in preflight:
     * {@code DatabaseDriverTest}.
     */
    @Test
    void s18ClocksThatJumpByHoursChangeNothing() {
        for (double jump : new double[] {-86_400, -3600, 3600, 86_400}) {
            clocksJump(jump, -2 * jump, jump)
                    .run()
                    .isClean()
                    .ownerIs("p1", "d2")
                    .stallsAtMost("p1", 25)
                    .inSyncOn("p1", "s1", "s2", "s4");
        }
    }

    /**
     * c1's wall clock is fast. It says when the pool was last seen well; a minute later a disk error has gone unseen, and c2
     * says when the leg was fenced.
     */
    private static Scenario evidenceAndFenceByDifferentClocks(double fast) {
        return Scenario.usual()
                .controllers(2)
                .where(
                        at(30).jumpClock("c1", fast),
                        at(40).cutOperatorsOff("d1").until(100),
                        at(41).failWrites("s1").until(50),
                        at(100).crash("d1").until(250),
                        at(100).pause("s2").until(160),
                        at(100).pause("s3").until(160),
                        at(105).failover("p1", "d2"),
                        at(107).kill("c1").until(200));
    }

    /** The other half of S18: nothing is safe because of a clock. How old the evidence for R5's k is, no wall clock tells. */
    @Test
    void s18EvidenceIsNotMadeFreshByAClock() {
        for (double fast : new double[] {-50, 0, 50, 3600}) {
            evidenceAndFenceByDifferentClocks(fast).run().isClean().ownerIs("p1", "d2");
        }
    }

    /** One leg is left; it goes from d1 to d2 and on to d3, and commands to its node arrive up to 90 seconds late. */
    private static Scenario lateGrant(long seed) {
        return Scenario.fleet(3, 1, 3)
                .pool("p1", 3)
                .controllers(2)
                .seed(seed)
                .where(
                        at(40).crash("s2").until(260),
                        at(45).crash("s3").until(260),
                        at(80).pause("d1").until(100),
                        at(81).failover("p1", "d2"),
                        at(81).holdCommands("s1").until(110),
                        at(125).pause("d2").until(140),
                        at(126).failover("p1", "d3"));
    }

    /**
     * Seen with pauses of garbage collectors. R15: the node itself refuses the grant of an older epoch. The pool has one leg
     * here: of three, a single one that stays fenced would freeze the zombie all the same. Which command is late is
     * chance's, so several seeds are tried.
     */
    @Test
    void s22GrantThatArrivesAfterTheNextTakeoverOpensNothing() {
        int bites = 0;
        for (long seed = 1; seed <= 16; seed++) {
            lateGrant(seed).run().isClean().ownerIs("p1", "d3");
            bites += lateGrant(seed).runWithout(Rule.R15).run().clean() ? 0 : 1;
        }
        assertThat(bites).isPositive();
    }

    /** The ledger's answers are lost while a leg is, and during a takeover; then its commits arrive late. */
    private static Scenario ledgerAnswersUnknown(long seed) {
        return Scenario.usual()
                .seed(seed)
                .where(
                        at(40).loseLedgerReplies().until(110),
                        at(40).pause("s1").until(100),
                        at(70).crash("d1").until(120),
                        at(72).failover("p1", "d2"),
                        at(110).delayCommits().until(160));
    }

    /**
     * Seen with ZooKeeper's loss of a connection. What was committed is read back by version before anything goes on, and
     * one change is made once: each put expects the version that it was decided on. That is the ledger's own, and no rule that
     * could be taken out here; what a ledger has to keep is in {@code LedgerContract}.
     */
    @Test
    void s24CommitWithoutAnAnswerIsReadBackAndNeverAssumed() {
        for (long seed = 1; seed <= 8; seed++) {
            Aftermath after = ledgerAnswersUnknown(seed).run().isClean().ownerIs("p1", "d2");

            assertThat(after.run().ledger().pools().stream().map(PoolRecord::epoch))
                    .containsExactly(new Epoch(2));
        }
    }
}
