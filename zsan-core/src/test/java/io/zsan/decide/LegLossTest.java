package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunState;
import io.zsan.model.BootId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import io.zsan.paper.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R1: freeze, record, drop, offline; R9 where it takes a leg; R11 around both. */
class LegLossTest {
    private Lab lab = Lab.withPool();

    @AfterEach
    void nothingWasViolated() {
        assertThat(lab.violations()).isEmpty();
    }

    private void with(Policy policy) {
        lab = new Lab(Fleets.of(3, 1, 2), policy);
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
    }

    private boolean inSync(NodeName storageNode) {
        return lab.pool().findLeg(lun(storageNode)).filter(l -> l.isInSync()).isPresent();
    }

    @Test
    void isNotRecordedBeforeDropAfterAndIsAfterwards() {
        lab.fleet.cut(D1, S1);
        lab.rounds(15);
        assertThat(inSync(S1)).isTrue();

        lab.rounds(2);

        assertThat(inSync(S1)).isFalse();
    }

    @Test
    void isRecordedBeforeTheSessionIsRemovedAndPutOfflineAfterwards() {
        List<String> order = new ArrayList<>();
        lab.fleet.fates(action -> {
            if (action instanceof Action.Logout a) {
                order.add("logout " + lab.pool().findLeg(a.lun()).orElseThrow().state());
            } else if (action instanceof Action.OfflineLeg) {
                order.add("offline, writable " + lab.fleet.writable(D1, P));
            }
            return Fate.DONE;
        });
        lab.fleet.cut(D1, S1);
        lab.rounds(20);

        assertThat(order).containsExactly("logout LOST", "offline, writable true");
        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isNotEqualTo(LunState.IN_POOL);
    }

    /** The LUN stays the pool's until its loss is in the pool's own configuration. */
    @Test
    void isNotRetiredWhileItIsNotOffline() {
        lab.fleet.fates(action -> action instanceof Action.OfflineLeg ? Fate.REFUSED : Fate.DONE);
        lab.fleet.cut(D1, S1);
        lab.rounds(40);

        assertThat(lab.pool().findLeg(lun(S1)).orElseThrow().state()).isEqualTo(LegState.LOST);
        assertThat(lab.state().findLun(lun(S1).id()).orElseThrow().state()).isEqualTo(LunState.IN_POOL);
    }

    @Test
    void theLastLegIsNeverGivenUp() {
        for (NodeName node : List.of(S1, S2, S3)) {
            lab.fleet.cut(D1, node);
        }
        lab.rounds(60);

        assertThat(lab.pool().isWhole()).isTrue();
        assertThat(lab.performed(Action.Logout.class)).isEmpty();

        lab.fleet.mend(D1, S2);
        lab.rounds(20);
        assertThat(inSync(S2)).isTrue();
        assertThat(inSync(S1)).isFalse();
        assertThat(lab.fleet.writable(D1, P)).isTrue();
    }

    @Test
    void freezesRatherThanRunOnFewerThanMinInSync() {
        with(Policy.builder().minInSync(2).build());
        lab.fleet.cut(D1, S1);
        lab.rounds(20);
        assertThat(inSync(S1)).isFalse();

        lab.fleet.cut(D1, S2);
        lab.rounds(60);

        assertThat(inSync(S2)).isTrue();
        assertThat(lab.fleet.writable(D1, P)).isFalse();
    }

    private void pair(int storageNodes) {
        lab = new Lab(
                Fleets.of(storageNodes, 1, 2), Policy.builder().minInSync(2).build());
        lab.san().enrol();
        lab.san().createPool(new PoolSpec(P, D1, 1, 2, Fleets.SIZE), Lab.LONG);
    }

    private boolean noted(Note.Kind kind, String text) {
        var decisions = lab.san().step().decisions();
        return decisions.get(decisions.size() - 1).notes().stream()
                .anyMatch(n -> n.kind() == kind && n.text().contains(text));
    }

    /** R9: its leg is stale for good, so waiting for it would be waiting for ever. */
    @Test
    void aRestartedLegBelowMinInSyncIsReplacedAtOnceWhereASpareIsAtHand() {
        pair(3);
        lab.fleet.resilverTicks(1_000_000);
        lab.fleet.reboot(S1);
        lab.rounds(10);

        assertThat(inSync(S1)).isFalse();
        assertThat(lab.pool().findLeg(lun(S3)).orElseThrow().state()).isEqualTo(LegState.SYNCING);
        assertThat(lab.fleet.writable(D1, P)).isTrue();
    }

    @Test
    void aRestartedLegBelowMinInSyncStaysFrozenWithoutASpareAndTheWayOutIsNamed() {
        pair(2);
        lab.fleet.reboot(S1);
        lab.rounds(60);

        assertThat(inSync(S1)).isTrue();
        assertThat(lab.fleet.writable(D1, P)).isFalse();
        assertThat(noted(Note.Kind.ATTENTION, "add or free a LUN of its size")).isTrue();
    }

    @Test
    void aLegBelowMinInSyncThatMayComeBackIsWaitedForThoughASpareIsAtHand() {
        pair(3);
        lab.fleet.cut(D1, S1);
        lab.rounds(60);

        assertThat(inSync(S1)).isTrue();
        assertThat(noted(Note.Kind.WAITING, "too few others are left")).isTrue();
        lab.fleet.mend(D1, S1);
        lab.rounds(1);
        assertThat(lab.fleet.writable(D1, P)).isTrue();
    }

    @Test
    void aRestartedLegIsNotGivenUpWhenTheOtherOneIsOutOfReach() {
        pair(3);
        lab.fleet.cut(D1, S2);
        lab.fleet.reboot(S1);
        lab.rounds(60);

        assertThat(inSync(S1)).isTrue();
        assertThat(inSync(S2)).isTrue();
    }

    /** Two pools, and a storage node that fills one leg at a time: the second pool waits frozen for its turn. */
    @Test
    void oneSpareThawsOnePool() {
        lab = new Lab(Fleets.of(3, 2, 2), Policy.builder().minInSync(2).build());
        lab.san().enrol();
        lab.fleet.silence(S3);
        lab.san().createPool(new PoolSpec(P, D1, 1, 2, Fleets.SIZE), Lab.LONG);
        lab.san().createPool(new PoolSpec(new PoolName("q"), D2, 1, 2, Fleets.SIZE), Lab.LONG);
        lab.fleet.speak(S3);
        lab.rounds(70);
        lab.fleet.resilverTicks(30);
        lab.fleet.reboot(S1);
        lab.rounds(10);
        assertThat(lab.performed(Action.Logout.class)).hasSize(1);

        lab.heals();
        assertThat(lab.performed(Action.ReplaceLeg.class)).hasSize(2);
    }

    /** ZFS went on without it and writes were acknowledged; then the others froze. It is stale, and must not count. */
    @Test
    void whatZfsDroppedIsRecordedEvenWhileTheOthersAreFrozen() {
        lab.fleet.fault(D1, lun(S1));
        lab.fleet.cut(D1, S2);
        lab.fleet.cut(D1, S3);
        lab.rounds(2);

        assertThat(inSync(S1)).isFalse();
        assertThat(inSync(S2)).isTrue();
        assertThat(inSync(S3)).isTrue();
    }

    @Test
    void whatZfsDroppedLastIsNotRecorded() {
        lab.fleet.fault(D1, lun(S1));
        lab.fleet.fault(D1, lun(S2));
        lab.fleet.fault(D1, lun(S3));
        lab.rounds(3);

        assertThat(lab.pool().isWhole()).isTrue();
    }

    /** Right after an import ZFS brings legs up to date that lagged behind: until then they carry nobody. */
    @Test
    void aLegThatIsBeingResilveredIsNoReasonToDropAnother() {
        resilvering(S2);
        resilvering(S3);
        lab.fleet.cut(D1, S1);
        lab.rounds(30);

        assertThat(inSync(S1)).isTrue();
    }

    private void resilvering(NodeName node) {
        lab.fleet.resilverTicks(1_000);
        lab.fleet.leaf(
                D1, lun(node), l -> new LegReport(l.guid(), l.serial(), l.state(), l.errors(), l.replacing(), true));
    }

    /** ZFS hangs on the frozen leg, so it cannot be asked; the record and the drop are what frees it. */
    @Test
    void aLegIsDroppedWhileZfsDoesNotAnswer() {
        lab.fleet.database(D1, r -> new DatabaseNodeReport(r.node(), r.boot(), r.sessions(), List.of(), false));
        lab.fleet.cut(D1, S1);
        lab.rounds(20);

        assertThat(inSync(S1)).isFalse();
        assertThat(lab.performed(Action.Logout.class)).hasSize(1);
        assertThat(lab.performed(Action.OfflineLeg.class)).isEmpty();
    }

    @Test
    void aRestartedStorageNodeIsALossAndIsNotGrantedAgain() {
        lab.fleet.reboot(S1);
        lab.rounds(1);

        assertThat(inSync(S1)).isFalse();
        assertThat(lab.performed(Action.Grant.class).stream()
                        .filter(g -> g.lun().lun().equals(lun(S1))))
                .hasSize(1);
    }

    /** Its loss cannot be recorded, because the others are frozen: then it must not thaw as if it were current either. */
    @Test
    void aRestartedLegIsNotGrantedAgainWhileItsLossCannotBeRecorded() {
        lab.fleet.cut(D1, S2);
        lab.fleet.cut(D1, S3);
        lab.rounds(2);
        lab.fleet.reboot(S1);
        lab.rounds(30);

        assertThat(lab.pool().isWhole()).isTrue();
        assertThat(lab.fleet.access(lun(S1))).isEqualTo(Access.nobody());
        lab.fleet.mend(D1, S2);
        lab.rounds(3);
        assertThat(inSync(S1)).isFalse();
    }

    /** S21: it restarts inside the freeze; nothing may thaw before its loss is recorded. */
    @Test
    void aRestartInsideTheFreezeThawsNothing() {
        lab.fleet.kill(S1);
        lab.rounds(5);
        lab.fleet.revive(S1);
        lab.fleet.fates(action -> {
            if (action instanceof Action.Grant g && g.lun().lun().equals(lun(S1))) {
                throw new AssertionError("granted again");
            }
            return Fate.DONE;
        });
        lab.rounds(1);
        assertThat(inSync(S1)).isFalse();
        lab.heals();
    }

    @Test
    void aResilveringLegWhoseStorageNodeRestartsIsGivenUp() {
        lab.fleet.resilverTicks(1_000);
        lab.fleet.kill(S1);
        lab.rounds(25);
        LunRef fresh = syncing().orElseThrow();

        lab.fleet.reboot(fresh.id().node());
        lab.rounds(1);
        assertThat(lab.pool().findLeg(fresh).map(Leg::state)).contains(LegState.GIVEN_UP);
        lab.rounds(25);
        assertThat(lab.pool().findLeg(fresh)).isEmpty();
    }

    private Optional<LunRef> syncing() {
        return lab.pool().legs().stream()
                .filter(l -> l.state() == LegState.SYNCING)
                .map(l -> l.lun())
                .findFirst();
    }

    /** The spare's storage node dies before the leg is connected: no session ever goes down that could be noticed. */
    @Test
    void aFreshLegThatNeverGetsConnectedIsGivenUp() {
        lab = new Lab(Fleets.of(5, 1, 2), Policy.defaults());
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
        lab.fleet.fates(action -> {
            if (action instanceof Action.Grant g && g.lun().lun().equals(lun(Fleets.S4))) {
                lab.fleet.kill(Fleets.S4);
                return Fate.LOST_BEFORE;
            }
            return Fate.DONE;
        });
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(60);

        assertThat(lab.pool().findLeg(lun(new NodeName("s5")))).isPresent();
        assertThat(lab.whole()).isTrue();
    }

    /** A storage node that answers but refuses: its disk is gone, say. Another LUN is taken. */
    @Test
    void aFreshLegThatIsRefusedAgainAndAgainIsGivenUp() {
        for (Class<? extends Action> refused : List.of(Action.Grant.class, Action.ReplaceLeg.class)) {
            lab = new Lab(Fleets.of(5, 1, 2), Policy.defaults());
            lab.san().enrol();
            lab.san().createPool(PoolSpec.of(P, D1), Lab.LONG);
            lab.fleet.fates(action -> {
                boolean it = action instanceof Action.Grant g && g.lun().lun().equals(lun(Fleets.S4))
                        || action instanceof Action.ReplaceLeg r
                                && r.fresh().lun().equals(lun(Fleets.S4));
                return it && refused.isInstance(action) ? Fate.REFUSED : Fate.DONE;
            });
            lab.fleet.fault(D1, lun(S1));
            lab.rounds(60);

            assertThat(lab.whole()).as(refused.getSimpleName()).isTrue();
            assertThat(lab.pool().findLeg(lun(new NodeName("s5")))).isPresent();
        }
    }

    /** Both answer and are connected, but neither is what it was: ZFS has not noticed (R9). */
    @Test
    void legsWhoseStorageNodeHasRestartedCarryNobody() {
        lab.fleet.cut(D1, S1);
        for (NodeName node : List.of(S2, S3)) {
            lab.fleet.storage(
                    node,
                    r -> new StorageNodeReport(
                            node, Optional.of(new BootId("another")), true, r.exports(), r.tokens()));
        }
        lab.rounds(30);

        assertThat(lab.pool().isWhole()).isTrue();
    }

    /** R11: the loss of one leg is yet to go into the pool's configuration when another one freezes. */
    @Test
    void noLegIsPutOfflineWhileAnotherOneIsFrozen() {
        lab.fleet.fates(action -> action instanceof Action.OfflineLeg ? Fate.REFUSED : Fate.DONE);
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(3);
        int before = lab.performed(Action.OfflineLeg.class).size();
        assertThat(before).isPositive();
        lab.fleet.cut(D1, S2);
        lab.rounds(10);

        assertThat(lab.performed(Action.OfflineLeg.class)).hasSize(before);
    }

    /** R11: the leg no longer counts, but ZFS hangs on it until its session is gone. */
    @Test
    void zfsIsNotSpokenToWhileTheSessionOfALegThatWasGivenUpIsThere() {
        lab.fleet.resilverTicks(1_000);
        lab.fleet.kill(S1);
        lab.rounds(25);
        LunRef fresh = syncing().orElseThrow();
        lab.fleet.fates(action -> action instanceof Action.Logout ? Fate.REFUSED : Fate.DONE);
        int before = lab.performed(Action.OfflineLeg.class).size();

        lab.fleet.cut(D1, fresh.id().node());
        lab.rounds(30);

        assertThat(lab.pool().findLeg(fresh).map(Leg::state)).contains(LegState.GIVEN_UP);
        assertThat(lab.performed(Action.OfflineLeg.class)).hasSize(before);
        assertThat(lab.performed(Action.DetachLeg.class)).isEmpty();
    }

    /** S17, R11. */
    @Test
    void aSuspendedPoolIsNotSpokenTo() {
        lab.fleet.pool(D1, P, p -> Pools.state(Pools.unmounted(p), VdevState.SUSPENDED));
        int before = lab.fleet.performed().size();
        lab.fleet.fault(D1, lun(S1));
        lab.rounds(5);

        assertThat(lab.fleet.performed().subList(before, lab.fleet.performed().size()))
                .allMatch(a -> a instanceof Action.Logout);
    }
}
