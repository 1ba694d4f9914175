package io.zsan.testkit.scenario;

import static io.zsan.testkit.scenario.Moment.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.decide.Note;
import io.zsan.testkit.sim.rule.Rule;
import org.junit.jupiter.api.Test;

/** Legs that are lost, replaced and used again. */
class RepairScenariosTest {
    /** s1 is lost and comes back; later s2 is lost, so that s1's disk is used again. */
    private static Scenario usedAgain() {
        return Scenario.usual()
                .where(at(40).pause("s1").until(100), at(300).pause("s2").until(400));
    }

    /**
     * Seen in openzfs#16144, openzfs#14869, Kafka's KIP-903 and Longhorn's HealthyAt. R7: wiped, verified, in a new
     * generation, before anybody sees it again.
     */
    @Test
    void s8LunIsWipedAndInANewGenerationBeforeItIsUsedAgain() {
        usedAgain()
                .run()
                .isClean()
                .inOrder(
                        "RECORDED R1: leg s1/S1D1#1 of p1 is lost",
                        "SESSION_REMOVED d1: iqn.2026-01.io.zsan:s1.s1d1.g1",
                        "ENDED d1: offline leg",
                        "WIPED s1: S1D1",
                        "RECORDED s1/S1D1 is free again, in its next generation",
                        "RECORDED s1/S1D1#2 takes the place of a lost leg")
                .inSyncOn("p1", "s1", "s3", "s4");

        usedAgain().runWithout(Rule.R7).breaks("I5");
    }

    /** s1 boots, and its three disks change places; two of them are legs. */
    private static Scenario disksChangePlaces() {
        return Scenario.fleet(3, 3, 2)
                .pool("p1", 3)
                .pool("p2", 3)
                .where(at(60).renumber("s1").until(100), at(300).renumber("s2").until(340));
    }

    /**
     * Seen in resource-agents#1463 and genestack#451. R10: a disk is known by its serial, not by its place. Default and
     * duplicate serials are refused when the fleet is read: {@code FleetTest}.
     */
    @Test
    void s9DiskIsKnownByItsSerialAndNotByItsPlace() {
        disksChangePlaces().run().isClean();

        disksChangePlaces().runWithout(Rule.R10).breaks("I3", "I5");
    }

    /** s1 is the only place for the third leg, and comes and goes. */
    private static Scenario flapping() {
        return Scenario.fleet(3, 1, 2)
                .pool("p1", 3)
                .resilverTakes(30)
                .where(at(40).flap("s1").forSeconds(400));
    }

    /**
     * Seen in openzfs#840 and openzfs#9551; Longhorn and Ceph wait 600 s. R13: a node that comes and goes is held down for
     * growing times, so that its replacement is not begun again with each bounce.
     */
    @Test
    void s13FlappingNodeIsNotFilledAgainWithEachBounce() {
        flapping()
                .run()
                .isClean()
                .notes(Note.Kind.NO_PLACE)
                .once("RESILVER_STARTED", "")
                .neverBetween(0, 440, "RESILVER_STARTED", "")
                .stallsAtMost("p1", 25)
                .inSyncOn("p1", "s1", "s2", "s3");

        assertThat(flapping().runWithout(Rule.R13).count("RESILVER_STARTED", ""))
                .isGreaterThanOrEqualTo(3);
    }

    /** A resilver under way when its storage node bounces goes on where it was, or is given up for another LUN. */
    private static Scenario bounceInAResilver() {
        return Scenario.fleet(5, 1, 2)
                .pool("p1", 3)
                .resilverTakes(60)
                .where(at(40).pause("s1").until(200), at(80).pause("s4").forSeconds(8), at(100).powerCycle("s4"));
    }

    /** The other half of S13: what was begun is cancelled cleanly. R9 on a leg that is being filled: it begins anew. */
    @Test
    void s13ReplacementOnANodeThatBouncesIsGivenUpWithoutALeak() {
        bounceInAResilver()
                .run()
                .isClean()
                .happens("RECORDED", "is given up while resilvering")
                .inSyncOn("p1", "s2", "s3", "s5");
    }

    /** Four of nine storage nodes lose their power for two minutes; each of three pools lacks a leg then, one lacks two. */
    private static Scenario rackIsGone() {
        return Scenario.fleet(9, 2, 3)
                .pool("p1", 3)
                .pool("p2", 3)
                .pool("p3", 3)
                .where(
                        at(40).crash("s1").until(160),
                        at(40).crash("s2").until(160),
                        at(40).crash("s4").until(160),
                        at(40).crash("s7").until(160));
    }

    /**
     * Seen on EBS in April 2011; LINSTOR brakes at 34 %. R13: while much of the fleet is silent nothing is replaced, and it
     * is said why. Afterwards every pool becomes whole.
     */
    @Test
    void s15NothingIsReplacedWhileMuchOfTheFleetIsSilent() {
        rackIsGone()
                .run()
                .isClean()
                .notes(Note.Kind.BRAKE)
                .neverBetween(40, 160, "STARTED", "replace leg")
                .stallsAtMost("p1", 25);

        rackIsGone().runWithout(Rule.R13).happensBetween(40, 160, "STARTED", "replace leg");
    }

    /** A disk dies, and the owner with it; the disk's storage node and its sessions stay as they are. */
    private static Scenario diskAndOwner() {
        return Scenario.usual()
                .where(at(60).failReads("s1").until(400), at(61).crash("d1").until(400), at(70).failover("p1", "d2"));
    }

    /**
     * A leg that answers and gives no label back would be left out by {@code zpool import}. R5: it is named, waited for, and
     * left behind where enough others are current.
     */
    @Test
    void deadDiskDoesNotKeepThePoolFromItsNextOwner() {
        diskAndOwner()
                .run()
                .isClean()
                .inOrder("FAULT s1", "RECORDED leg s1/S1D1#1 is lost before the import of p1", "POOL_IMPORTED d2: p1")
                .happensBetween(60, 200, "POOL_IMPORTED", "p1");
    }

    /**
     * R2: the owner went on with one leg alone, whose disk cannot be read at the takeover. The others are stale, and ZFS
     * would import the pool from them without a word.
     */
    @Test
    void inFailModeNothingIsImportedPastALegThatCannotBeRead() {
        Scenario.usual()
                .failMode()
                .where(
                        at(60).cut("d1", "s2").until(400),
                        at(60).cut("d1", "s3").until(400),
                        at(61).cutOperatorsOff("d1").until(90),
                        at(70).failover("p1", "d2"),
                        at(75).failReads("s1").until(160))
                .run()
                .isClean()
                .neverBetween(60, 160, "POOL_IMPORTED", "p1")
                .happensBetween(160, 260, "POOL_IMPORTED", "p1");
    }
}
