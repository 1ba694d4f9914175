package io.zsan.testkit.scenario;

import static io.zsan.testkit.scenario.Moment.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.decide.Note;
import io.zsan.testkit.sim.rule.Rule;
import org.junit.jupiter.api.Test;

/** Legs that are not what they seem: stale ones that could be imported, and what zsan waits for instead. */
class StaleLegScenariosTest {
    /** s1's leg is lost, recorded, and not offline yet, because ZFS hangs; then the owner dies and s2 and s3 are dark. */
    private static Scenario onlyTheStaleLegAnswers() {
        return Scenario.usual()
                .where(
                        at(39).wedge("d1"),
                        at(40).cut("d1", "s1").until(80),
                        at(90).crash("d1").until(200),
                        at(90).pause("s2").until(140),
                        at(90).pause("s3").until(140),
                        at(100).failover("p1", "d2"));
    }

    /**
     * Seen in openzfs#14640, vitess#21144 and Kafka's eligible leader replicas; measured as A17: ZFS imports the stale leg
     * without a word. R5: refused until a current one is back.
     */
    @Test
    void s2RefusesToImportWhenOnlyAStaleLegAnswers() {
        onlyTheStaleLegAnswers()
                .run()
                .isClean()
                .inOrder("RECORDED R1: leg s1/S1D1#1 of p1 is lost", "SESSION_REMOVED d1:", "POOL_IMPORTED d2:")
                .notes(Note.Kind.STALE_LEGS_ONLY)
                .neverBetween(100, 140, "POOL_IMPORTED", "")
                .ownerIs("p1", "d2");

        onlyTheStaleLegAnswers().runWithout(Rule.R5).breaks("I2");
    }

    /** As S2, with nobody who could record it: a disk error, and ZFS goes on while no controller reaches its node. */
    private static Scenario shrinkThatNobodyRecorded() {
        return Scenario.usual()
                .where(
                        at(40).cutOperatorsOff("d1").until(70),
                        at(41).failWrites("s1").until(50),
                        at(70).crash("d1").until(200),
                        at(70).pause("s2").until(140),
                        at(70).pause("s3").until(140),
                        at(75).failover("p1", "d2"));
    }

    /**
     * Seen with Kafka's high watermark and DRBD's freeze-until-outdated. R1 makes it impossible for lost sessions; for disk
     * errors there is R5's k: without a fresh look at the owner's pool one leg does not suffice.
     */
    @Test
    void s4OneLegDoesNotSufficeWhereADiskErrorMayHaveGoneUnseen() {
        shrinkThatNobodyRecorded()
                .run()
                .isClean()
                .notes(Note.Kind.STALE_LEGS_ONLY)
                .neverBetween(70, 140, "POOL_IMPORTED", "")
                .ownerIs("p1", "d2");

        shrinkThatNobodyRecorded().runWithout(Rule.R5).breaks("I2");
    }

    /** s1's session is lost, and before that is recorded the owner dies, and s2 and s3 are dark. */
    private static Scenario shrinkThatNobodyCouldRecord() {
        return Scenario.usual()
                .policy(p -> p.lastLegTakeover(true))
                .where(
                        at(40).cut("d1", "s1").until(120),
                        at(55).crash("d1").until(200),
                        at(55).pause("s2").until(140),
                        at(55).pause("s3").until(140),
                        at(58).failover("p1", "d2"));
    }

    /**
     * The other half of S4. R1: the owner froze, so s1 lacks nothing that was acknowledged, and is imported alone. Without
     * R1 it would lack something; R5's k, which saw the leg fall out, catches that, so both are taken out.
     */
    @Test
    void s4NothingIsAcknowledgedWithoutALegWhoseLossIsNotRecordedYet() {
        shrinkThatNobodyCouldRecord()
                .run()
                .isClean()
                .acknowledgesNothing("p1", "d1", 42, 1000)
                .acknowledges("p1", "d2", 60, 140);

        shrinkThatNobodyCouldRecord().runWithout(Rule.R1, Rule.R5).breaks("I2");
    }

    /** ZFS drops s1's leg by itself a moment after it was seen whole, and goes on for five seconds before all goes dark. */
    private static Scenario dropThatNobodyRecorded() {
        return Scenario.usual()
                .failMode()
                .policy(p -> p.lastLegTakeover(true))
                .where(
                        at(40).cutOperatorsOff("d1").until(50),
                        at(40).cut("d1", "s1").until(120),
                        at(50).crash("d1").until(200),
                        at(50).pause("s2").until(140),
                        at(50).pause("s3").until(140),
                        at(52).failover("p1", "d2"));
    }

    /**
     * What S4 is in fail mode. R2: a fresh look at the whole pool proves nothing there, so the whole recorded set is
     * needed; who takes fail mode for freeze mode imports s1 alone.
     */
    @Test
    void s4InFailModeTheWholeRecordedSetIsNeeded() {
        dropThatNobodyRecorded()
                .run()
                .isClean()
                .acknowledges("p1", "d1", 45, 50)
                .notes(Note.Kind.STALE_LEGS_ONLY)
                .neverBetween(50, 140, "POOL_IMPORTED", "");

        dropThatNobodyRecorded().runWithout(Rule.R2).breaks("I2");
    }

    /** s2's disk fails a moment after the last look at the owner, which goes on without it; s1 dies before the import. */
    private static Scenario diskThatFailedUnseen(boolean lastLegTakeover) {
        return Scenario.fleet(4, 1, 2)
                .pool("p1", 2)
                .policy(p -> p.lastLegTakeover(lastLegTakeover))
                .where(
                        at(40).cutOperatorsOff("d1").until(60),
                        at(41).failWrites("s2").until(100),
                        at(50).failover("p1", "d2"),
                        at(53.5).pause("s1").until(140))
                .goesOnUntil(200);
    }

    /** Found by simulation. A look is of the past, however short ago: of two legs that were in sync one has everything. */
    @Test
    void s4OneLegOfSeveralIsNotEnoughHoweverLatelyItWasSeenSound() {
        diskThatFailedUnseen(false).run().isClean().notes(Note.Kind.STALE_LEGS_ONLY);

        diskThatFailedUnseen(true).run().breaks("I2");
    }

    private static Scenario bothNodesDie() {
        return Scenario.usual()
                .where(at(40).crash("d1").until(200), at(40).crash("s1").until(140), at(45).failover("p1", "d2"));
    }

    /** The storage node that died with the owner is back at once, and is the only one that answers. */
    private static Scenario onlyTheOneThatDiedAnswers() {
        return Scenario.usual()
                .policy(p -> p.lastLegTakeover(true))
                .bootTakes(2)
                .where(
                        at(40.5).crash("d1").until(200),
                        at(40.5).crash("s1").until(41),
                        at(40.5).pause("s2").until(140),
                        at(40.5).pause("s3").until(140),
                        at(45).failover("p1", "d2"));
    }

    /** Seen in openzfs#18892, and by users of two nodes. R5: the legs that are left are imported. */
    @Test
    void s5DatabaseNodeAndStorageNodeDieTogetherAndTheRestIsImported() {
        bothNodesDie()
                .run()
                .isClean()
                .notesNo(Note.Kind.STALE_LEGS_ONLY)
                .stallsAtMost("p1", 30)
                .ownerIs("p1", "d2")
                .inSyncOn("p1", "s2", "s3", "s4");
    }

    /** R9: what a power loss took from the storage node, ZFS does not know. */
    @Test
    void s5LegOfTheStorageNodeThatDiedTooIsNotTakenForCurrent() {
        onlyTheOneThatDiedAnswers()
                .run()
                .isClean()
                .notes(Note.Kind.STALE_LEGS_ONLY)
                .neverBetween(40, 140, "POOL_IMPORTED", "");

        onlyTheOneThatDiedAnswers().runWithout(Rule.R9).breaks("I2");
        onlyTheOneThatDiedAnswers().runWithout(Rule.R5).breaks("I2");
    }

    /** d1 has the pool in its memory in epoch 1, and comes back while d2 owns it in epoch 2. */
    private static Scenario twoLineages() {
        return Scenario.usual()
                .where(
                        at(40).cut("d1", "s2").until(120),
                        at(40).cut("d1", "s3").until(120),
                        at(40).cut("c1", "s1").until(100),
                        at(42).failover("p1", "d2"))
                .goesOnUntil(200);
    }

    /**
     * Seen with DRBD's generation identifiers and HAST's counters; measured as A17. R14: the epoch tells the lines apart,
     * so an old owner's pool is known for what it is. Where two nodes claim one epoch (here because R3 is out), nothing is
     * done to the pool, and a person is told. What decisions make of each mixture is in {@code LineageTest}; that ZFS itself
     * resilvers the wrong way is in {@code MeasuredTakeoverTest}.
     */
    @Test
    void s3TwoClaimsToOneEpochAreReportedAndLeftAlone() {
        twoLineages().run().isClean().notesNo(Note.Kind.SPLIT_BRAIN);

        twoLineages()
                .runWithout(Rule.R3)
                .breaks("I4")
                .notes(Note.Kind.SPLIT_BRAIN)
                .never("STARTED", "replace leg")
                .never("WIPED", "");
    }

    /** Two legs are replaced; in the middle of it the owner dies and the last good leg is dark. */
    private static Scenario ownerDiesInTheMiddleOfAResilver() {
        return Scenario.fleet(6, 1, 2)
                .pool("p1", 3)
                .resilverTakes(60)
                .where(
                        at(40).pause("s1").until(300),
                        at(42).pause("s2").until(300),
                        at(100).crash("d1").until(300),
                        at(100).pause("s3").until(180),
                        at(105).failover("p1", "d2"));
    }

    /**
     * Seen in longhorn#7425. R8: a leg that is being filled is not in the set, however much of it is there. With one such
     * leg R5's k catches it as well, so here there are two.
     */
    @Test
    void s14LegsThatAreBeingFilledAreNotImportedAlone() {
        ownerDiesInTheMiddleOfAResilver()
                .run()
                .isClean()
                .notes(Note.Kind.STALE_LEGS_ONLY)
                .neverBetween(100, 180, "POOL_IMPORTED", "")
                .ownerIs("p1", "d2");

        ownerDiesInTheMiddleOfAResilver().runWithout(Rule.R8).breaks("I11");
    }

    /** Data on s1 and s2, log on s3 and s4. A leg of the log drops out unseen; later only that one answers. */
    private static Scenario staleLog() {
        return Scenario.fleet(5, 1, 2)
                .poolWithLog("p1", 2)
                .where(
                        at(40).cutOperatorsOff("d1").until(70),
                        at(41).failWrites("s3").until(50),
                        at(61).crash("d1").until(200),
                        at(61).pause("s4").until(140),
                        at(70).failover("p1", "d2"));
    }

    /** Both legs of the log are dark. */
    private static Scenario missingLog() {
        return Scenario.fleet(5, 1, 2)
                .poolWithLog("p1", 2)
                .where(
                        at(61).crash("d1").until(200),
                        at(61).pause("s3").until(140),
                        at(61).pause("s4").until(140),
                        at(70).failover("p1", "d2"));
    }

    /**
     * Seen in openzfs#12372 and truenas#7922. A log is guarded like data (R5); {@code import -m} is in no driver, and
     * {@code SeparateLogDriverTest} reads the commands.
     */
    @Test
    void s16PoolIsNotImportedWithoutItsLogNorWithAStaleOne() {
        missingLog()
                .run()
                .isClean()
                .notes(Note.Kind.STALE_LEGS_ONLY)
                .happens("NOTED", "log mirror 1 has 0")
                .neverBetween(61, 140, "POOL_IMPORTED", "");
        staleLog().run().isClean().notes(Note.Kind.STALE_LEGS_ONLY).neverBetween(61, 140, "POOL_IMPORTED", "");

        staleLog().runWithout(Rule.R5).breaks("I2");
    }

    /** The power fails for the owner and all its storage nodes: each leg lacks what was in a cache. */
    private static Scenario everyCacheIsLost() {
        return Scenario.usual()
                .where(
                        at(40.5).crash("d1").until(60),
                        at(40.5).crash("s1").until(50),
                        at(40.5).crash("s2").until(50),
                        at(40.5).crash("s3").until(50),
                        at(70).failover("p1", "d2"));
    }

    /**
     * An older state of the pool is there and can be imported, which is what {@code import -F} does: acknowledged writes
     * are gone then. zsan never does that by itself; a person may, naming pool, epoch and legs. That no driver says
     * {@code -F} is in {@code PoolPassageDriverTest}.
     */
    @Test
    void s19OlderStateOfAPoolIsNeverImportedWithoutAWord() {
        Aftermath after = everyCacheIsLost().run();

        after.notes(Note.Kind.STALE_LEGS_ONLY)
                .inOrder("ASKED accept", "POOL_IMPORTED d2: p1")
                .ownerIs("p1", "d2");
        assertThat(after.run().breaches()).isEmpty();
        everyCacheIsLost().runWithout(Rule.R5).breaks("I2");
        everyCacheIsLost().runWithout(Rule.R9).breaks("I2");
    }

    /** s1 is paused, cycled within the time in which sessions notice, and connected again as if nothing had happened. */
    private static Scenario cycledWithinTheFreeze() {
        return Scenario.usual()
                .policy(p -> p.lastLegTakeover(true))
                .where(
                        at(40).pause("s1").forSeconds(4),
                        at(44).powerCycle("s1"),
                        at(50).crash("d1").until(200),
                        at(50).pause("s2").until(140),
                        at(50).pause("s3").until(140),
                        at(53).failover("p1", "d2"));
    }

    /** Seen with the write caches of disks; measured as A28. R9: boots closed, and another boot is a loss. */
    @Test
    void s21LegWhoseStorageNodeLostItsCacheIsCondemned() {
        cycledWithinTheFreeze()
                .run()
                .isClean()
                .notes(Note.Kind.STALE_LEGS_ONLY)
                .neverBetween(53, 140, "POOL_IMPORTED", "");

        cycledWithinTheFreeze().runWithout(Rule.R9).breaks("I2");
    }
}
