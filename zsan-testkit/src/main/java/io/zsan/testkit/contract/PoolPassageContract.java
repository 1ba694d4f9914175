package io.zsan.testkit.contract;

import static io.zsan.testkit.contract.Bench.FIRST;
import static io.zsan.testkit.contract.Bench.NEXT;
import static io.zsan.testkit.contract.Bench.POOL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zsan.error.InvalidInput;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.UnreadableLegs;
import io.zsan.node.VdevState;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.FenceProof;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.ReleaseProof;
import io.zsan.proof.WipeProof;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of {@link DatabaseNodeContract} that is about how a pool begins, and how it goes from node to node. */
public abstract class PoolPassageContract extends SessionContract {
    PoolPassageContract() {}

    private CreateOrder order() {
        return bench().orders.create(FIRST, bench().d1, bench().identities(bench().legs()));
    }

    private CreateOrder order(LunIdentity first) {
        return bench().orders
                .create(
                        FIRST,
                        bench().d1,
                        List.of(first, bench().identity(bench().leg(1)), bench().identity(bench().leg(2))));
    }

    private void connected() {
        bench().connect(bench().d1, FIRST, bench().legs());
    }

    private void createsNothing(String what, CreateOrder order) {
        refuses(what, () -> driver().create(order));
        assertFalse(bench().hasPool(bench().d1));
    }

    // --- create ---

    @Test
    public void createMakesPoolOfExactlyTheseLuns() {
        PoolReport pool = bench().pool();

        assertEquals(VdevState.ONLINE, pool.state());
        assertEquals(FIRST, pool.stamp().orElseThrow());
        assertFalse(pool.cached());
        assertFalse(pool.dataErrors());
        assertEquals(
                bench().legs().stream().map(LunRef::exportedSerial).toList(),
                pool.legs().stream().map(leg -> leg.serial().orElseThrow()).toList());
        assertTrue(pool.legs().stream().map(LegReport::state).allMatch(VdevState.ONLINE::equals));
    }

    @Test
    public void createTwiceIsOnePool() {
        Guid first = bench().pool().guid();

        driver().create(order());

        assertEquals(first, bench().poolAt(bench().d1).guid());
    }

    @Test
    public void createTellsDataFromSeparateLog() {
        List<LunIdentity> all = bench().identities(bench().legs());
        LunIdentity spare = bench().identity(bench().spare());
        connected();
        bench().connect(bench().d1, FIRST, List.of(spare.lun()));
        CreateOrder order = bench().orders.create(FIRST, bench().d1, all.subList(0, 2), List.of(all.get(2), spare));

        driver().create(order);
        driver().create(order);

        assertEquals(
                List.of(MirrorRole.DATA, MirrorRole.LOG),
                bench().poolAt(bench().d1).mirrors().stream().map(m -> m.role()).toList());
    }

    @Test
    public void createWhereAnotherPoolHasTheNameIsRefused() {
        Guid first = bench().pool().guid();
        List<LunIdentity> luns = bench().identities(bench().legs());

        refuses("another epoch", () -> driver().create(bench().orders.create(NEXT, bench().d1, luns)));
        refuses("other legs", () -> driver().create(bench().orders.create(FIRST, bench().d1, luns.subList(0, 2))));

        assertEquals(first, bench().poolAt(bench().d1).guid());
    }

    @Test
    @Tag("R10")
    public void createOnLunThatCarriesLabelIsRefused() {
        bench().pool();
        driver().export(POOL, FIRST, bench().identity(bench().leg(0)));

        createsNothing("a labelled LUN", order());
    }

    @Test
    @Tag("R10")
    public void createOnDeviceOfAnotherSizeIsRefused() {
        connected();
        LunIdentity lun = bench().identity(bench().leg(0));

        createsNothing("another size", order(new LunIdentity(lun.lun(), lun.sizeBytes() * 2, lun.sectorBytes())));
    }

    @Test
    @Tag("R10")
    public void createOnAnotherGenerationIsRefused() {
        connected();
        LunIdentity lun = bench().identity(bench().leg(0));
        LunRef next = new LunRef(lun.lun().id(), lun.lun().generation().next());

        createsNothing("another generation", order(new LunIdentity(next, lun.sizeBytes(), lun.sectorBytes())));
    }

    @Test
    @Tag("R10")
    public void createOnAnotherSerialIsRefused() {
        connected();
        LunIdentity spare = bench().identity(bench().spare());

        createsNothing("a disk that is not there", order(spare));
    }

    @Test
    @Tag("R11")
    public void createOnLunWhoseSessionIsGoneOrDownIsRefused() {
        connected();
        bench().logout(bench().d1, bench().leg(0));
        createsNothing("a LUN without a session", order());
        bench().needs(Stage.Capability.SILENCE);
        bench().connect(bench().d1, FIRST, List.of(bench().leg(0)));

        bench().stage().silence(bench().leg(0).id().node());
        bench().until("the initiator notices", Bench.LOSS, () -> !bench().connected(bench().d1, bench().leg(0)));

        createsNothing("a LUN whose session is down", order());
    }

    @Test
    public void createForAnotherNodeIsRefused() {
        CreateOrder order = order();

        assertThrows(InvalidInput.class, () -> bench().database(bench().d2).create(order));
    }

    // --- import ---

    private DatabaseNodeDriver other() {
        return bench().database(bench().d2);
    }

    /** A pool whose owner is going to lose it while it has it: only a restart makes that node clean again (R16). */
    private PoolReport poolToLose() {
        bench().needs(Stage.Capability.RESTART_DATABASE);
        return bench().pool();
    }

    /** The pool of d1, which goes on there; its legs are fenced, and some of them granted to d2. */
    private PoolReport fencedAndGranted(List<LunRef> granted) {
        PoolReport pool = poolToLose();
        bench().fence(bench().legs(), NEXT);
        bench().connect(bench().d2, NEXT, granted);
        return pool;
    }

    private void importsNothing(String what, PoolReport pool, Guid guid, List<Orders.Current> legs) {
        refuses(what, () -> other().importPool(bench().orders.importing(guid, NEXT, bench().d1, bench().d2, legs)));
        assertFalse(bench().hasPool(bench().d2), pool.name() + " is not there");
    }

    @Test
    @Tag("R5")
    public void importTakesPoolOverThatItsOwnerNeverExportedWithoutMountingIt() {
        PoolReport pool = fencedAndGranted(bench().legs());

        other().importPool(bench().takeover(pool, NEXT, bench().legs()));

        PoolReport there = bench().poolAt(bench().d2);
        assertEquals(pool.guid(), there.guid());
        assertEquals(VdevState.ONLINE, there.state());
        assertFalse(there.mounted());
        assertFalse(there.cached());
    }

    @Test
    public void importTwiceIsDone() {
        PoolReport pool = fencedAndGranted(bench().legs());

        other().importPool(bench().takeover(pool, NEXT, bench().legs()));
        other().importPool(bench().takeover(pool, NEXT, bench().legs()));

        assertEquals(pool.guid(), bench().poolAt(bench().d2).guid());
    }

    @Test
    @Tag("R5")
    public void importTakesOnlyTheLegsOfTheOrder() {
        List<LunRef> left = bench().legs().subList(1, 3);
        PoolReport pool = fencedAndGranted(left);

        other().importPool(bench().takeover(pool, NEXT, left));

        PoolReport there = bench().poolAt(bench().d2);
        assertEquals(VdevState.DEGRADED, there.state());
        assertEquals(
                2,
                there.legs().stream()
                        .filter(leg -> leg.state() == VdevState.ONLINE)
                        .count());
    }

    @Test
    @Tag("R5")
    public void importIsRefusedWhereOnlyLegThatLeftTheSetIsOffered() {
        PoolReport pool = poolToLose();
        LunRef stale = bench().leg(0);
        List<LunRef> current = bench().legs().subList(1, 3);
        driver().offline(POOL, Bench.leg(pool, stale).guid());
        driver().stamp(POOL, NEXT);
        bench().fence(bench().legs(), NEXT);
        bench().connect(bench().d2, NEXT, List.of(stale));

        assertFalse(
                bench().orders
                        .importsFromStale(
                                pool.guid(), NEXT, bench().d1, bench().d2, List.of(bench().current(pool, stale))),
                "there is no order for it");
        importsNothing(
                "the current legs are not there",
                pool,
                pool.guid(),
                current.stream().map(lun -> bench().current(pool, lun)).toList());
    }

    @Test
    @Tag("R10")
    public void importOfLegWithTheGuidOfAnotherIsRefused() {
        PoolReport pool = fencedAndGranted(bench().legs());
        Guid wrong = Bench.leg(pool, bench().leg(1)).guid();

        importsNothing(
                "another leg's GUID",
                pool,
                pool.guid(),
                Stream.of(bench().leg(0), bench().leg(2))
                        .map(lun -> new Orders.Current(bench().identity(lun), wrong))
                        .toList());
    }

    @Test
    @Tag("R10")
    public void importOfLegOfAnotherPoolIsRefused() {
        PoolReport pool = fencedAndGranted(bench().legs());

        importsNothing("another pool's GUID", pool, new Guid(42), List.of(bench().current(pool, bench().leg(0))));
    }

    @Test
    @Tag("R10")
    public void importOfBlankLegIsRefused() {
        PoolReport pool = poolToLose();
        LunRef blank = bench().leg(0);
        bench().fence(bench().legs(), NEXT);
        FenceProof.of(bench().at(blank).seal(blank));
        WipeProof.of(bench().at(blank).wipe(Orders.wipe(bench().identity(blank))));
        LunRef next = new LunRef(blank.id(), blank.generation().next());
        bench().connect(bench().d2, NEXT, List.of(next, bench().leg(1)));

        List<Orders.Current> legs = List.of(
                new Orders.Current(
                        bench().identity(next), Bench.leg(pool, blank).guid()),
                bench().current(pool, bench().leg(1)));
        UnreadableLegs refusal = assertThrows(
                UnreadableLegs.class,
                () -> other().importPool(bench().orders.importing(pool.guid(), NEXT, bench().d1, bench().d2, legs)));
        assertEquals(Set.of(next), refusal.luns());
        assertFalse(bench().hasPool(bench().d2), pool.name() + " is not there");
    }

    @Test
    @Tag("R14")
    public void importOfPoolThatCarriesLaterEpochIsRefused() {
        PoolReport pool = bench().pool();
        driver().stamp(POOL, new Epoch(7));
        driver().export(POOL, new Epoch(7), bench().identity(bench().leg(0)));
        bench().fence(bench().legs(), NEXT);
        bench().connect(bench().d2, NEXT, bench().legs());

        importsNothing(
                "a later epoch",
                pool,
                pool.guid(),
                bench().legs().stream().map(lun -> bench().current(pool, lun)).toList());
    }

    // --- export ---

    private ReleaseProof export() {
        return driver().export(POOL, FIRST, bench().identity(bench().leg(0)));
    }

    @Test
    public void exportTwiceReleasesThePoolAndShowsItTwice() {
        bench().pool();

        ReleaseProof proof = export();

        assertEquals(POOL, proof.pool());
        assertEquals(FIRST, proof.epoch());
        assertFalse(bench().hasPool(bench().d1));
        assertEquals(POOL, export().pool());
    }

    @Test
    public void exportIsNotShownByWitnessThatCannotBeLookedAt() {
        bench().pool();
        bench().logout(bench().d1, bench().leg(0));

        refuses("a witness without a session", this::export);
    }

    @Test
    public void exportIsNotShownWhereAnotherNodeHasImportedThePoolSince() {
        PoolReport pool = bench().pool();
        export();
        // As after each export; a session that was cut would be tried again when its initiator likes.
        bench().logout(bench().d1, bench().leg(0));
        bench().fence(bench().legs(), NEXT);
        bench().connect(bench().d2, NEXT, bench().legs());
        other().importPool(bench().takeover(pool, NEXT, bench().legs()));
        bench().fence(List.of(bench().leg(0)), new Epoch(3));
        bench().connect(bench().d1, new Epoch(3), List.of(bench().leg(0)));

        refuses("a pool in use", this::export);
    }

    @Test
    public void exportIsNotShownWhereTheNodeLostThePoolByRestart() {
        bench().needs(Stage.Capability.RESTART_DATABASE);
        bench().pool();
        bench().restart(bench().d1);
        bench().connect(bench().d1, FIRST, bench().legs());

        refuses("a pool that was lost", this::export);
    }
}
