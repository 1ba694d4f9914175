package io.zsan.testkit.scenario;

import static io.zsan.testkit.scenario.Moment.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.decide.Note;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Owners that live and do not serve: hung, suspended, or slow. */
class StuckOwnerScenariosTest {
    private static final double NEVER = 36_000;

    /** ZFS on the owner hangs; then a storage node falls silent as well. */
    private static Scenario zfsHangs() {
        return Scenario.usual()
                .hostSuspectsAfter(10)
                .where(at(40).wedge("d1"), at(45).pause("s1").until(120));
    }

    /**
     * Seen in openzfs#3461, open since 2015. R11: a node whose ZFS hangs counts as failed; it is sent nothing more for ZFS,
     * and is fenced and restarted. The breaker and the deadline of a command are in {@code PoolWorkDriverTest}.
     */
    @Test
    void s12OwnerWhoseZfsHangsIsFencedAndItsPoolGoesOn() {
        zfsHangs()
                .run()
                .isClean()
                .neverBetween(41, 1000, "STARTED", "d1: offline leg")
                .neverBetween(41, 1000, "STARTED", "d1: export")
                .inOrder("WEDGED d1:", "SESSION_ENDED d1", "POOL_IMPORTED d2: p1", "STARTED d1: restart the node")
                .ownerIs("p1", "d2");

        // Where nobody takes it for failed, the pool stays with it, and stays as it is.
        zfsHangs().hostSuspectsAfter(NEVER).run().breaks("I4");
    }

    /** In fail mode the owner loses all its legs, and ZFS suspends the pool; the legs come back, the pool does not. */
    private static Scenario suspended() {
        return Scenario.usual()
                .failMode()
                .hostSuspectsAfter(10)
                .where(at(40).isolate("d1").until(80));
    }

    /**
     * Seen in openzfs#7709 and openzfs#19033, where multihost suspends a healthy owner; here the loss of all legs does it.
     * A suspended owner is a failed one: fenced, imported elsewhere, nothing more said to its ZFS. multihost itself is in
     * {@code MultihostTest}.
     */
    @Test
    void s17SuspendedOwnerIsFencedAndThePoolImportedElsewhere() {
        suspended()
                .run()
                .isClean()
                .notes(Note.Kind.ATTENTION)
                .inOrder(
                        "POOL_SUSPENDED d1: p1", "ENDED s1: fence s1/S1D1#1 in epoch 2 -> Done", "POOL_IMPORTED d2: p1")
                .neverBetween(46, 1000, "STARTED", "d1: offline leg")
                .ownerIs("p1", "d2");
        // It does not come back by itself, though all its legs do.
        suspended().hostSuspectsAfter(NEVER).run().breaks("I4");
    }

    /** A disk takes 12 seconds for each I/O, and never says an error. */
    private static Scenario slow() {
        return Scenario.usual().where(at(40).slow("s1").until(340));
    }

    /**
     * Seen in openebs#2854 and with BookKeeper's slow bookies. A leg that is an outlier for long is given up like a lost
     * one, as long as two good ones stay. With a policy that has no end to its patience every write waits for it.
     */
    @Test
    void s20LegThatIsSlowForLongIsGivenUp() {
        Aftermath after = slow().run()
                .isClean()
                .inOrder("RECORDED R1: leg s1/S1D1#1 of p1 is given up", "SESSION_REMOVED d1: iqn.2026-01.io.zsan:s1")
                .inSyncOn("p1", "s2", "s3", "s4");
        Aftermath patient =
                slow().policy(p -> p.slowFor(Duration.ofHours(1))).run().isClean();

        assertThat(after.count("ACKNOWLEDGED", "")).isGreaterThan(3 * patient.count("ACKNOWLEDGED", ""));
    }
}
