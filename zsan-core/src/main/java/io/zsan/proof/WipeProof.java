package io.zsan.proof;

import io.zsan.error.CommandRefused;
import io.zsan.model.LunRef;

/** Shows that a LUN's label areas were read back as zero after the wipe (R7). */
public final class WipeProof implements Proof {
    private final LunRef lun;

    private WipeProof(LunRef lun) {
        this.lun = lun;
    }

    /**
     * @throws CommandRefused if an area is not zero
     */
    public static WipeProof of(WipeReadBack seen) {
        if (!seen.headZero() || !seen.tailZero()) {
            throw new CommandRefused("the wipe of " + seen.lun() + " is not complete: its "
                    + (seen.headZero() ? "tail" : "head") + " does not read as zero");
        }
        return new WipeProof(seen.lun());
    }

    public LunRef lun() {
        return lun;
    }

    @Override
    public String toString() {
        return "wipe proof of " + lun;
    }
}
