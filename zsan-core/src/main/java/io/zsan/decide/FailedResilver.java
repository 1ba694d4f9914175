package io.zsan.decide;

import io.zsan.ledger.Leg;
import io.zsan.ledger.PoolRecord;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import java.util.Optional;

/**
 * A resilver that ended and did not fill its leg (R8). ZFS does not begin it again by itself. Whose fault it is shows at
 * the fresh leg: with errors of its own it is given up for another LUN; without any, what is damaged are the legs that
 * were read, and no other LUN would help.
 */
final class FailedResilver {
    /**
     * So many LUNs in a row are given up, by one process. Where the next one fails as well it is hardly the disks, and each
     * try wears the last good legs with another full read.
     */
    static final int MOST_TRIES = 3;

    private FailedResilver() {}

    /** Gives the leg up if its resilver failed through its own fault. Returns whether it did. */
    static boolean giveUp(
            Situation now, PoolRecord pool, Leg leg, LegReport leaf, PoolReport there, Survivors left, Draft draft) {
        Optional<ScanReport> scan = there.scan()
                .filter(s -> s.state() == ScanReport.State.FINISHED
                        && !leg.scanBefore().equals(Optional.of(s.identity())));
        if (scan.isEmpty() || leaf.resilvering()) {
            return false;
        }
        if (leaf.state() == VdevState.ONLINE && leaf.errors() == 0) {
            if (scan.get().errors() > 0) {
                attention(
                        pool,
                        draft,
                        "the resilver of leg " + leg.lun() + " ended with "
                                + scan.get().errors()
                                + " errors, none of them its own: the legs that it was read from are damaged, and another LUN"
                                + " would not help; restore or delete what zpool status -v names, then scrub");
            }
            return false;
        }
        int tries = now.observation().history().failedResilvers().getOrDefault(pool.name(), 0);
        String what = "the resilver of leg " + leg.lun() + " failed: it is " + leaf.state() + " with " + leaf.errors()
                + " errors";
        if (tries > MOST_TRIES) {
            attention(
                    pool,
                    draft,
                    what + ", and so did those of " + MOST_TRIES
                            + " other LUNs before; look for what they share, such as the memory of the owner, then clear the"
                            + " errors and scrub");
            return false;
        }
        if (left.alive(pool, leg).isEmpty()) {
            // R5: where the others failed as well, ZFS may have gone on with this one alone.
            attention(
                    pool,
                    draft,
                    what
                            + ", but no other leg of its mirror is known to hold everything either; run zpool clear, then zpool"
                            + " scrub, or fail over and accept the loss by name");
            return false;
        }
        draft.put(
                pool.mapLegs(l -> l.equals(leg) ? l.givenUp(Optional.of(leaf.guid())) : l),
                "leg " + leg.lun() + " of " + pool.name() + " is given up: " + what);
        return true;
    }

    private static void attention(PoolRecord pool, Draft draft, String text) {
        draft.note(Note.Kind.ATTENTION, pool.name(), text);
    }
}
