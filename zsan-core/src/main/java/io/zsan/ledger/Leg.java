package io.zsan.ledger;

import io.zsan.error.InvalidInput;
import io.zsan.model.BootId;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import java.util.Optional;

/**
 * A mirror's child on one LUN.
 *
 * @param lun where it lies
 * @param guid its vdev GUID, once a status or a label has shown it; always present in state {@link LegState#IN_SYNC}
 * @param boot the boot of its storage node since which it has been written; another boot means that acknowledged writes
 *     may be missing (R9)
 * @param state what it holds
 * @param replaces the vdev whose place it takes: for a {@link LegState#SYNCING} leg, and for one that was given up as such
 * @param scanBefore for a {@link LegState#SYNCING} leg: the pool's last scan when it was put in; only another scan can be
 *     its resilver (R8)
 */
public record Leg(
        LunRef lun,
        Optional<Guid> guid,
        Optional<BootId> boot,
        LegState state,
        Optional<Guid> replaces,
        Optional<String> scanBefore) {
    public Leg {
        if (state == LegState.IN_SYNC && (guid.isEmpty() || boot.isEmpty())) {
            throw new InvalidInput("leg " + lun + " cannot be in sync without its GUID and its storage node's boot");
        }
        if (state != LegState.GIVEN_UP && (state == LegState.SYNCING) != replaces.isPresent()) {
            throw new InvalidInput("leg " + lun + ": only a resilvering leg replaces another");
        }
    }

    /** A leg of a pool that is to be created. */
    public static Leg planned(LunRef lun) {
        return new Leg(lun, Optional.empty(), Optional.empty(), LegState.NEW, Optional.empty(), Optional.empty());
    }

    /** A leg that is to take the place of a lost one. */
    public static Leg replacing(LunRef lun, BootId boot, Guid old, String scanBefore) {
        return new Leg(
                lun, Optional.empty(), Optional.of(boot), LegState.SYNCING, Optional.of(old), Optional.of(scanBefore));
    }

    public Leg inSync(Guid vdev, BootId since) {
        return new Leg(
                lun, Optional.of(vdev), Optional.of(since), LegState.IN_SYNC, Optional.empty(), Optional.empty());
    }

    public Leg lost() {
        return new Leg(lun, guid, boot, LegState.LOST, Optional.empty(), Optional.empty());
    }

    /** On its way out, while the pool may still write to it: as the vdev that it was, or is known to be by now. */
    public Leg givenUp(Optional<Guid> vdev) {
        return new Leg(lun, vdev.or(this::guid), boot, LegState.GIVEN_UP, replaces, Optional.empty());
    }

    public boolean isInSync() {
        return state == LegState.IN_SYNC;
    }

    /** Whether it no longer counts and is to leave its pool. */
    public boolean isOnItsWayOut() {
        return state == LegState.LOST || state == LegState.GIVEN_UP;
    }

    /** Whether it held every acknowledged write once, up to a boot of its storage node that is known. */
    public boolean onceHeldAll() {
        return state != LegState.NEW && replaces.isEmpty() && guid.isPresent() && boot.isPresent();
    }
}
