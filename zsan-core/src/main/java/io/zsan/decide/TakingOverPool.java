package io.zsan.decide;

import com.google.common.base.Joiner;
import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.LunRef;
import io.zsan.node.DatabaseNodeReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takeover, first half: fence every leg that can be fenced (R4), then see whether enough current ones are in hand (R5). */
final class TakingOverPool {
    private TakingOverPool() {}

    static void decide(Situation now, PoolRecord pool, Ownership.TakingOver taking, Draft draft) {
        if (takeUp(now, pool, taking, draft)) {
            return;
        }
        boolean waiting = false;
        boolean held = heldBack(now, pool, taking);
        for (Leg leg : pool.legs()) {
            if (taking.fenced().contains(leg.lun())
                    || (held && now.storage(leg.lun()).isPresent())) {
                continue;
            }
            if (now.storage(leg.lun()).isPresent()) {
                // A fence that keeps failing is a debt like a silent node: the takeover does not wait for it for ever.
                waiting |= now.observation()
                                .fenceTrouble(leg.lun())
                                .compareTo(now.policy().fenceWait())
                        < 0;
                draft.act(
                        new Action.Fence(leg.lun(), pool.epoch()),
                        "R4: " + taking.from() + " must not write to it in epoch " + pool.epoch());
            } else if (now.observation()
                            .silenceOf(leg.lun().id().node())
                            .compareTo(now.policy().fenceWait())
                    < 0) {
                waiting = true;
                draft.waiting(
                        pool.name(),
                        leg.lun().id().node() + " does not answer; its leg " + leg.lun()
                                + " may have to be left behind");
            }
        }
        if (!waiting) {
            clear(now, pool, taking, draft);
        }
    }

    /**
     * In FAIL mode the old owner goes on with the legs that are not fenced, and only the whole recorded set is proof (R2).
     * So no leg is fenced before all of them can be, unless a person has accepted to go on without: else the last writes
     * would be on one leg alone for as long as that one cannot be fenced, and be lost if it fails during the import (seed
     * 1231130).
     */
    private static boolean heldBack(Situation now, PoolRecord pool, Ownership.TakingOver taking) {
        boolean accepted =
                taking.acceptance().filter(a -> a.epoch().equals(pool.epoch())).isPresent();
        return now.policy().disconnectMode() == DisconnectMode.FAIL
                && !accepted
                && pool.legs().stream()
                        .filter(leg -> !taking.fenced().contains(leg.lun()))
                        .anyMatch(leg -> now.storage(leg.lun()).isEmpty());
    }

    /**
     * Records new fence proofs, and how old the evidence of the legs' soundness is by now: up to the last fence that counts
     * the old owner may have gone on. What happens later, such as the wait for a person, makes it no older.
     */
    private static boolean takeUp(Situation now, PoolRecord pool, Ownership.TakingOver taking, Draft draft) {
        List<LunRef> fenced = new ArrayList<>(taking.fenced());
        Optional<Duration> evidence = taking.evidenceAge();
        for (Leg leg : pool.legs()) {
            if (!fenced.contains(leg.lun()) && now.fenced(leg.lun(), pool.epoch())) {
                fenced.add(leg.lun());
                if (Clearance.current(now, leg)) {
                    evidence = Clearance.evidence(now, pool, taking.from());
                }
                draft.put(
                        pool.withOwnership(new Ownership.TakingOver(
                                taking.from(), taking.target(), fenced, evidence, taking.acceptance())),
                        "R4: " + leg.lun() + " is fenced in epoch " + pool.epoch());
            }
        }
        return fenced.size() > taking.fenced().size();
    }

    /**
     * In FAIL mode the old owner goes on with a leg that is not fenced (R4), and only a person's word clears a takeover
     * without it. Who accepts that it is lost cannot know that its storage node is up: where the old owner is seen to have a
     * session there, it is not lost.
     */
    private static boolean writesOn(Situation now, PoolRecord pool, Ownership.TakingOver taking, Draft draft) {
        if (now.policy().disconnectMode() != DisconnectMode.FAIL) {
            return false;
        }
        Optional<LunRef> open = pool.legs().stream()
                .map(Leg::lun)
                .filter(lun -> !taking.fenced().contains(lun) && now.connected(taking.from(), lun))
                .findFirst();
        open.ifPresent(lun -> draft.note(
                Note.Kind.ATTENTION,
                pool.name(),
                "not imported, though the loss is accepted: " + lun + " is not fenced, and " + taking.from()
                        + " has a session to it, so that it may go on writing; bring that storage node back, or switch "
                        + taking.from() + " off"));
        return open.isPresent();
    }

    /** Where all recorded legs would not do: which leg may have the last writes besides, and is not imported. */
    private static String others(Policy policy, PoolRecord pool, Clearance.Shortage shortage) {
        MirrorRecord mirror = pool.mirrors().get(shortage.mirror());
        List<LunRef> others = mirror.legs().stream()
                .filter(leg -> !leg.isInSync())
                .filter(leg -> policy.disconnectMode() == DisconnectMode.FAIL || leg.state() != LegState.LOST)
                .map(Leg::lun)
                .toList();
        return shortage.need() > mirror.inSync().size() && !others.isEmpty()
                ? ", since the last writes may be on " + Joiner.on(", ").join(others) + " alone"
                : "";
    }

    private static void clear(Situation now, PoolRecord pool, Ownership.TakingOver taking, Draft draft) {
        int spare = Clearance.spare(now.policy(), taking);
        Clearance.Choice choice = Clearance.importable(now, pool, taking, spare);
        Optional<Clearance.Shortage> shortage = choice.shortage();
        if (shortage.isPresent()) {
            draft.note(
                    Note.Kind.STALE_LEGS_ONLY,
                    pool.name(),
                    "not imported: " + shortage.get().where() + " has "
                            + shortage.get().have() + " fenced current legs and needs "
                            + shortage.get().need()
                            + others(now.policy(), pool, shortage.get())
                            + "; bring a storage node with a current leg back, or accept the loss of data in epoch "
                            + pool.epoch());
            return;
        }
        if (writesOn(now, pool, taking, draft)) {
            return;
        }
        Optional<DatabaseNodeReport> target = now.database(taking.target());
        if (target.filter(n -> now.clean(n, pool)).isEmpty()) {
            draft.waiting(
                    pool.name(),
                    taking.target()
                            + (target.isEmpty()
                                    ? " does not answer"
                                    : " still holds this pool or its sessions, or is being restarted; recycle it"));
            return;
        }
        List<LunRef> cleared = choice.legs();
        PoolRecord next = Clearance.keepOnly(now, pool, cleared, choice.accepted(), draft)
                .withOwnership(new Ownership.Importing(taking.from(), taking.target(), cleared, spare));
        draft.put(
                next,
                "R5: " + cleared.size() + " current legs of " + pool.name() + " are fenced; " + taking.target()
                        + " may import them");
    }
}
