package io.zsan.proof;

import io.zsan.error.CommandRefused;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import java.time.Instant;

/**
 * Shows that under an epoch nobody has a session to a LUN, and nobody can get one that is not granted by that epoch or a
 * later one (R4). Built only from what was read back.
 */
public final class FenceProof implements Proof {
    private final LunRef lun;
    private final Epoch epoch;
    private final Instant at;

    private FenceProof(LunRef lun, Epoch epoch, Instant at) {
        this.lun = lun;
        this.epoch = epoch;
        this.at = at;
    }

    /**
     * Checks a read-back against each condition of R4.
     *
     * @throws CommandRefused if one does not hold: the fence did not bite
     */
    public static FenceProof of(FenceReadBack seen) {
        if (!seen.applied()) {
            throw new CommandRefused(
                    "the fence of " + seen.lun() + " is not in force: its access list was not applied");
        }
        if (!seen.sessionsFirst().isEmpty() || !seen.sessionsSecond().isEmpty()) {
            throw new CommandRefused("the fence of " + seen.lun() + " did not bite: sessions of "
                    + (seen.sessionsSecond().isEmpty() ? seen.sessionsFirst() : seen.sessionsSecond()) + " are left");
        }
        if (seen.between().compareTo(seen.loginWindow()) < 0) {
            throw new CommandRefused("the fence of " + seen.lun() + " is not shown: it was looked at twice within "
                    + seen.between().toMillis() + " ms, a login may take "
                    + seen.loginWindow().toMillis() + " ms");
        }
        return new FenceProof(seen.lun(), seen.epoch(), seen.at());
    }

    public LunRef lun() {
        return lun;
    }

    public Epoch epoch() {
        return epoch;
    }

    public Instant at() {
        return at;
    }

    @Override
    public String toString() {
        return "fence proof of " + lun + " in epoch " + epoch;
    }
}
