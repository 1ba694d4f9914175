package io.zsan.testkit.contract;

import static io.zsan.testkit.contract.Bench.FIRST;
import static io.zsan.testkit.contract.Bench.POOL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.proof.LunIdentity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.zsan.node.DatabaseNodeDriver} does. A driver is held to it by
 *
 * <pre>
 * class MyDatabaseNodeTest extends DatabaseNodeContract {
 *     &#64;Override protected Subject subject() { return new MySubject(); }
 * }
 * </pre>
 *
 * <p>Here is what is done to a pool that is imported; sessions are in {@link SessionContract}, the way of a pool from node
 * to node in {@link PoolPassageContract}, both of which this one extends.
 */
public abstract class DatabaseNodeContract extends PoolPassageContract {
    private LunRef lun() {
        return bench().leg(0);
    }

    private LunIdentity fresh() {
        return bench().identity(bench().spare());
    }

    private LegReport leg(LunRef lun) {
        return Bench.leg(bench().poolAt(bench().d1), lun);
    }

    private boolean has(Guid leg) {
        return bench().poolAt(bench().d1).legs().stream().anyMatch(l -> l.guid().equals(leg));
    }

    // --- stamp ---

    @Test
    @Tag("R14")
    public void stampTwiceWritesTheEpochIntoThePool() {
        bench().pool();

        driver().stamp(POOL, new Epoch(5));
        driver().stamp(POOL, new Epoch(5));

        assertEquals(Optional.of(new Epoch(5)), bench().poolAt(bench().d1).stamp());
    }

    @Test
    @Tag("R14")
    public void stampNeverGoesBack() {
        bench().pool();
        driver().stamp(POOL, new Epoch(5));

        refuses("epoch 4", () -> driver().stamp(POOL, new Epoch(4)));

        assertEquals(Optional.of(new Epoch(5)), bench().poolAt(bench().d1).stamp());
    }

    @Test
    public void workOnPoolThatIsNotThereIsRefused() {
        refuses("stamp", () -> driver().stamp(ScratchGuard.NO_SUCH_POOL, FIRST));
        refuses("mount", () -> driver().mount(ScratchGuard.NO_SUCH_POOL));
        refuses("offline", () -> driver().offline(ScratchGuard.NO_SUCH_POOL, new Guid(42)));
        refuses("detach", () -> driver().detach(ScratchGuard.NO_SUCH_POOL, new Guid(42)));
        refuses("replace", () -> driver().replace(ScratchGuard.NO_SUCH_POOL, new Guid(42), fresh()));
    }

    // --- mount ---

    @Test
    public void mountTwiceMountsWhatImportLeft() {
        PoolReport pool = bench().pool();
        driver().export(POOL, FIRST, bench().identity(lun()));
        driver().importPool(bench().orders
                .importing(
                        pool.guid(),
                        FIRST,
                        bench().d2,
                        bench().d1,
                        bench().legs().stream()
                                .map(l -> bench().current(pool, l))
                                .toList()));
        assertFalse(bench().poolAt(bench().d1).mounted());

        driver().mount(POOL);
        assertTrue(bench().poolAt(bench().d1).mounted());
        driver().mount(POOL);

        assertTrue(bench().poolAt(bench().d1).mounted());
    }

    // --- offline ---

    @Test
    public void offlineTwicePutsLegOffline() {
        bench().pool();
        Guid leg = leg(lun()).guid();

        driver().offline(POOL, leg);
        driver().offline(POOL, leg);

        assertEquals(VdevState.OFFLINE, leg(lun()).state());
        assertEquals(VdevState.DEGRADED, bench().poolAt(bench().d1).state());
    }

    @Test
    public void offlineOfTheLastLegIsRefused() {
        bench().pool();
        driver().offline(POOL, leg(lun()).guid());
        driver().offline(POOL, leg(bench().leg(1)).guid());
        Guid last = leg(bench().leg(2)).guid();

        refuses("the last leg", () -> driver().offline(POOL, last));

        assertEquals(VdevState.ONLINE, leg(bench().leg(2)).state());
    }

    @Test
    public void offlineOfLegThatThePoolDoesNotHaveIsRefused() {
        bench().pool();

        refuses("no such leg", () -> driver().offline(POOL, new Guid(42)));
    }

    // --- replace ---

    /** A pool that has lost its first leg, and the fresh LUN connected. */
    private Guid lost() {
        bench().pool();
        Guid leg = leg(lun()).guid();
        driver().offline(POOL, leg);
        bench().connect(bench().d1, FIRST, List.of(fresh().lun()));
        return leg;
    }

    @Test
    @Tag("R8")
    public void replaceRunsToCompletionWithProgressAndIsDoneWhenRepeated() {
        Guid old = lost();

        driver().replace(POOL, old, fresh());
        assertTrue(bench().poolAt(bench().d1).scan().orElseThrow().resilver());
        assertTrue(leg(fresh().lun()).replacing().isPresent()
                || bench().poolAt(bench().d1).scan().orElseThrow().state() == ScanReport.State.FINISHED);
        driver().replace(POOL, old, fresh());
        bench().until("the resilver has ended", Bench.RESILVER, () -> {
            ScanReport scan = bench().poolAt(bench().d1).scan().orElseThrow();
            assertTrue(scan.percent() <= 100.5, scan::toString);
            return scan.state() != ScanReport.State.RUNNING && !has(old);
        });
        driver().replace(POOL, old, fresh());

        PoolReport whole = bench().poolAt(bench().d1);
        assertEquals(ScanReport.State.FINISHED, whole.scan().orElseThrow().state());
        assertEquals(0, whole.scan().orElseThrow().errors());
        assertEquals(VdevState.ONLINE, whole.state());
        assertEquals(VdevState.ONLINE, leg(fresh().lun()).state());
        assertEquals(3, whole.legs().size());
    }

    @Test
    public void replaceOfLegThatIsNotThereIsRefused() {
        lost();

        refuses("no such leg", () -> driver().replace(POOL, new Guid(42), fresh()));
    }

    @Test
    public void replaceByLunThatIsLegAlreadyIsRefused() {
        Guid old = lost();

        refuses("a leg of the pool", () -> driver().replace(POOL, old, bench().identity(bench().leg(1))));

        assertTrue(has(old));
    }

    @Test
    @Tag("R10")
    public void replaceByDeviceOfAnotherSizeSectorSizeOrGenerationIsRefused() {
        Guid old = lost();
        LunIdentity lun = fresh();
        LunRef next = new LunRef(lun.lun().id(), lun.lun().generation().next());

        refuses(
                "size",
                () -> driver().replace(POOL, old, new LunIdentity(lun.lun(), lun.sizeBytes() * 2, lun.sectorBytes())));
        refuses(
                "sector size",
                () -> driver().replace(POOL, old, new LunIdentity(lun.lun(), lun.sizeBytes(), lun.sectorBytes() * 8)));
        refuses(
                "generation",
                () -> driver().replace(POOL, old, new LunIdentity(next, lun.sizeBytes(), lun.sectorBytes())));

        assertEquals(3, bench().poolAt(bench().d1).legs().size());
    }

    @Test
    @Tag("R10")
    public void replaceByLunThatCarriesLabelIsRefused() {
        PoolReport before = bench().pool();
        // A leg that left the pool still carries its label.
        driver().offline(POOL, Bench.leg(before, lun()).guid());
        bench().connect(bench().d1, FIRST, List.of(fresh().lun()));
        driver().detach(POOL, Bench.leg(before, lun()).guid());
        driver().offline(POOL, Bench.leg(before, bench().leg(1)).guid());

        refuses(
                "a labelled LUN",
                () -> driver().replace(POOL, Bench.leg(before, bench().leg(1)).guid(), bench().identity(lun())));
    }

    @Test
    @Tag("R11")
    public void replaceByLunThatIsNotConnectedIsRefused() {
        Guid old = lost();
        bench().logout(bench().d1, fresh().lun());

        refuses("no session", () -> driver().replace(POOL, old, fresh()));

        assertEquals(3, bench().poolAt(bench().d1).legs().size());
    }

    // --- detach ---

    @Test
    public void detachTwiceTakesLeafOut() {
        bench().pool();
        Guid leg = leg(lun()).guid();

        driver().detach(POOL, leg);
        driver().detach(POOL, leg);

        assertFalse(has(leg));
        assertEquals(VdevState.ONLINE, bench().poolAt(bench().d1).state());
    }

    @Test
    public void detachOfTheOnlyGoodLegIsRefused() {
        bench().pool();
        driver().offline(POOL, leg(lun()).guid());
        driver().offline(POOL, leg(bench().leg(1)).guid());
        Guid last = leg(bench().leg(2)).guid();

        refuses("the only good leg", () -> driver().detach(POOL, last));

        assertTrue(has(last));
    }
}
