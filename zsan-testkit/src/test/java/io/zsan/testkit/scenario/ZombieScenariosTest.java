package io.zsan.testkit.scenario;

import static io.zsan.testkit.scenario.Moment.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.sim.rule.Rule;
import org.junit.jupiter.api.Test;

/** A database node that is taken for dead and is not: what it may do, and what becomes of what it does. */
class ZombieScenariosTest {
    /** d1 reaches s1 and c2 only; s2, s3 and d2 are with c1. */
    private static Scenario zombieWithAMinorityOfLegs() {
        return Scenario.usual()
                .controllers(2)
                .where(
                        at(40).cut("d1", "s2").until(120),
                        at(40).cut("d1", "s3").until(120),
                        at(40).cut("c1", "d1").until(100),
                        at(40).cut("c1", "s1").until(100),
                        at(40).cut("c2", "s2").until(100),
                        at(40).cut("c2", "s3").until(100),
                        at(40).cut("c2", "s4").until(100),
                        at(40).cut("c2", "d2").until(100),
                        at(55).failover("p1", "d2"),
                        at(110).recycle("d1"));
    }

    /**
     * Seen with DRBD's quorum, HDFS's QJM and Patroni's watchdog in mind. R1 and R3: the zombie waits for a record that an
     * old epoch can no longer make. Without R1 somebody on its side of the cut removes the sessions that are down, and it
     * goes on with the leg that it still has.
     */
    @Test
    void s1ZombieThatReachesAMinorityOfTheLegsFreezesAndAcknowledgesNothing() {
        zombieWithAMinorityOfLegs()
                .run()
                .isClean()
                .acknowledgesNothing("p1", "d1", 41, 1000)
                .ownerIs("p1", "d2")
                .inSyncOn("p1", "s2", "s3", "s4")
                .never("SESSION_REMOVED", "d1:");

        zombieWithAMinorityOfLegs().runWithout(Rule.R1).breaks("I1", "I2");
    }

    /** One storage node is alive, serves the zombie, and cannot be told. */
    private static Scenario fenceDebt() {
        return Scenario.usual()
                .where(
                        at(40).cut("c1", "s1").until(140),
                        at(40).cutOperatorsOff("d1").until(100),
                        at(45).failover("p1", "d2"),
                        at(120).recycle("d1"));
    }

    /**
     * Seen with QJM, Vitess's revocation and fence_scsi. R4: the leg that could not be fenced leaves the in-sync set at the
     * new epoch; the fence of the others, read back, stops the zombie. Without R4 a fence is what was sent: sessions live
     * on, and two nodes write. R7: the debt is paid by a wipe before the LUN is used again.
     */
    @Test
    void s6LegThatCannotBeFencedIsLeftBehindAndWipedBeforeItIsUsedAgain() {
        fenceDebt()
                .run()
                .isClean()
                .acknowledgesNothing("p1", "d1", 50, 1000)
                .ownerIs("p1", "d2")
                .inSyncOn("p1", "s2", "s3", "s4")
                .never("ENDED", "s1: fence")
                .inOrder(
                        "POOL_IMPORTED d2: p1",
                        "ENDED s1: seal s1/S1D1#1 -> Done",
                        "WIPED s1: S1D1",
                        "RECORDED s1/S1D1 is free again, in its next generation");

        fenceDebt().runWithout(Rule.R4).breaks("I1", "I2");
        fenceDebt().runWithout(Rule.R7).breaks("I5");
        // R16 besides: who frees the zombie by removing its sessions makes it acknowledge on the leg of the debt alone.
        fenceDebt().runWithout(Rule.R16).breaks("I1", "I2");
    }

    /** The owner works on, out of its operators' sight: its sessions are older than the rule that shuts it out. */
    private static Scenario sessionsOlderThanTheFence() {
        return Scenario.usual()
                .where(at(40).cutOperatorsOff("d1").until(70), at(45).failover("p1", "d2"), at(80).recycle("d1"));
    }

    /** The owner's sessions come back to all legs in the very moment in which they are fenced. */
    private static Scenario loginsInFlight(double back) {
        return Scenario.usual()
                .where(
                        at(40).cutOperatorsOff("d1").until(70),
                        at(39).isolate("d1").until(back),
                        at(45).failover("p1", "d2"),
                        at(80).recycle("d1"));
    }

    /**
     * Seen in truenas#4405, and in CTL, which forgets reservations at a restart. R4: end the sessions, and read back twice
     * over the login window. That a reload was not applied is read back too: {@code FenceDriverTest} proves it on fake
     * nodes.
     */
    @Test
    void s7FenceEndsSessionsThatAreOlderThanItself() {
        sessionsOlderThanTheFence()
                .run()
                .isClean()
                .acknowledgesNothing("p1", "d1", 50, 1000)
                .inOrder("SESSION_ENDED s1:", "ENDED s1: fence s1/S1D1#1 in epoch 2 -> Done", "POOL_IMPORTED d2:");

        sessionsOlderThanTheFence().runWithout(Rule.R4).breaks("I1", "I2");
    }

    /** As before; a login takes 200 ms, and what the access list said at its beginning counts. */
    @Test
    void s7FenceOutlivesLoginsThatWereUnderWayWhenItWasPut() {
        int bites = 0;
        for (double back = 45.0; back < 46.0; back += 0.05) {
            loginsInFlight(back).run().isClean().ownerIs("p1", "d2");
            bites += loginsInFlight(back).runWithout(Rule.R4).run().clean() ? 0 : 1;
        }
        assertThat(bites).isPositive();
    }

    /** The owner loses its power and boots again; one leg could not be fenced meanwhile. */
    private static Scenario zombieReboots() {
        return Scenario.usual()
                .where(at(40).cut("c1", "s1").until(140), at(40).crash("d1").until(60), at(41).failover("p1", "d2"));
    }

    /**
     * Seen with rc.d/zpool and zpool.cache. R12: {@code cachefile=none}, and no session by itself; so it imports nothing.
     * With a cache file it finds the leg that could not be fenced, and imports that.
     */
    @Test
    void s23ZombieThatRebootsImportsNothing() {
        zombieReboots().run().isClean().never("POOL_IMPORTED", "d1:").ownerIs("p1", "d2");

        zombieReboots().runWithout(Rule.R12).breaks("I1", "I2");
    }

    /** A write of d1 has reached s1 only, and hangs; s1 cannot be told. */
    private static Scenario hangingWrite() {
        return Scenario.usual()
                .where(
                        at(40).cut("d1", "s2").until(120),
                        at(40).cut("d1", "s3").until(120),
                        at(40).cut("c1", "s1").until(100),
                        at(42).failover("p1", "d2"),
                        at(110).recycle("d1"));
    }

    /**
     * Measured on FreeBSD 13.2 (A13): a write that hung for 34 s was acknowledged when the zombie's sessions were removed.
     * R16: a zombie is restarted, never thawed. {@code MeasuredFreezeTest} shows the thaw itself.
     */
    @Test
    void s25HangingWriteOfAZombieIsNeverAcknowledged() {
        hangingWrite()
                .run()
                .isClean()
                .acknowledgesNothing("p1", "d1", 41, 1000)
                .never("SESSION_REMOVED", "d1:")
                .happens("STARTED", "d1: restart the node");

        hangingWrite().runWithout(Rule.R16).breaks("I1", "I2");
    }
}
