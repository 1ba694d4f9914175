package io.zsan.testkit.contract;

import static io.zsan.testkit.contract.Bench.FIRST;
import static io.zsan.testkit.contract.Bench.NEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zsan.error.InvalidInput;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import io.zsan.node.DiskReport;
import io.zsan.node.ExportReport;
import io.zsan.node.Finding;
import io.zsan.node.StorageNodeDriver;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.Token;
import io.zsan.proof.FenceProof;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeProof;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link StorageNodeDriver} does. A driver is held to it by
 *
 * <pre>
 * class MyStorageNodeTest extends StorageNodeContract {
 *     &#64;Override protected Subject subject() { return new MySubject(); }
 * }
 * </pre>
 *
 * <p>Fences are in {@link FenceContract}, which this one extends.
 */
public abstract class StorageNodeContract extends FenceContract {
    // --- looking ---

    @Test
    public void preflightRefusesNothing() {
        List<Finding> refusing =
                driver().preflight().stream().filter(Finding::refuses).toList();

        assertEquals(List.of(), refusing);
    }

    @Test
    public void disksAreListedWithTheirSizesAndWhetherTheyAreBlank() {
        LunIdentity lun = bench().identity(lun());

        DiskReport disk = driver().disks().stream()
                .filter(d -> d.serial().equals(lun.lun().id().disk()))
                .findFirst()
                .orElseThrow();

        assertEquals(lun.sizeBytes(), disk.sizeBytes());
        assertEquals(lun.sectorBytes(), disk.sectorBytes());
        assertTrue(disk.blank());
    }

    // --- prepare ---

    @Test
    @Tag("R9")
    public void prepareMakesReadyAndExportsNothing() {
        StorageNodeReport seen = driver().observe();

        assertTrue(seen.ready());
        assertFalse(bench().exported(lun()));
    }

    @Test
    public void prepareTwiceKeepsTheBootAndWhatIsExported() {
        BootId before = bench().boot(lun());
        bench().connect(bench().d1, FIRST, List.of(lun()));

        driver().prepare();

        assertEquals(before, bench().boot(lun()));
        assertTrue(bench().exported(lun()));
        assertTrue(bench().connected(bench().d1, lun()));
    }

    @Test
    @Tag("R9")
    public void afterRestartNothingIsExportedUntilPreparedAndGrantedAnew() {
        bench().needs(Stage.Capability.RESTART_STORAGE);
        NodeName d1 = bench().d1;
        bench().connect(d1, FIRST, List.of(lun()));
        BootId before = bench().boot(lun());
        Optional<Token> token = bench().token(lun());

        bench().stage().powerCycle(driver().node());
        bench().untilBooted(
                        driver().node().text(), () -> driver().observe().boot().isEmpty());

        assertTrue(driver().observe().exports().isEmpty());
        assertEquals(token, bench().token(lun()), "tokens are durable (R15)");
        refuses(
                "a grant before it is prepared",
                () -> driver().grant(bench().identity(lun()), FIRST, bench().initiator(d1), before));
        refuses("a fence before it is prepared", () -> driver().fence(lun(), NEXT));

        driver().prepare();

        assertNotEquals(before, bench().boot(lun()));
        assertTrue(driver().observe().exports().isEmpty());
        refuses(
                "a grant that was decided in an earlier boot",
                () -> driver().grant(bench().identity(lun()), FIRST, bench().initiator(d1), before));
        assertTrue(driver().observe().exports().isEmpty());
        bench().grant(lun(), FIRST, d1);
        assertTrue(bench().exported(lun()));
    }

    // --- grant ---

    @Test
    public void grantOpensLunToOneInitiator() {
        Iqn initiator = bench().initiator(bench().d1);

        bench().connect(bench().d1, new Epoch(4), List.of(lun()));

        assertEquals(
                new ExportReport(lun(), new Epoch(4), Access.only(initiator), Set.of(initiator)),
                bench().export(lun()));
        assertEquals(Optional.of(new Token(lun().generation(), new Epoch(4))), bench().token(lun()));
    }

    @Test
    public void grantTwiceKeepsTheSession() {
        bench().connect(bench().d1, FIRST, List.of(lun()));

        bench().grant(lun(), FIRST, bench().d1);

        assertEquals(
                Set.of(bench().initiator(bench().d1)), bench().export(lun()).sessions());
        assertTrue(bench().connected(bench().d1, lun()));
    }

    @Test
    @Tag("R9")
    public void grantNamingAnotherBootIsRefused() {
        refuses(
                "a grant of another boot",
                () -> driver().grant(
                                bench().identity(lun()),
                                FIRST,
                                bench().initiator(bench().d1),
                                new BootId("anotherboot")));

        assertFalse(bench().exported(lun()));
    }

    @Test
    @Tag("R15")
    public void grantInLowerEpochIsRefusedByTheNode() {
        bench().fence(List.of(lun()), new Epoch(5));

        refuses("a grant in epoch 4", () -> bench().grant(lun(), new Epoch(4), bench().d1));

        assertEquals(Access.nobody(), bench().export(lun()).access());
        assertEquals(Optional.of(new Token(lun().generation(), new Epoch(5))), bench().token(lun()));
    }

    @Test
    @Tag("R15")
    public void grantInLowerGenerationIsRefusedByTheNode() {
        bench().connect(bench().d1, FIRST, List.of(lun()));
        FenceProof.of(driver().seal(lun()));
        LunRef next = new LunRef(lun().id(), lun().generation().next());

        bench().grant(next, FIRST, bench().d2);

        refuses("a grant of the generation before", () -> bench().grant(lun(), new Epoch(9), bench().d1));
        assertEquals(next, bench().export(next).lun());
        assertEquals(
                Access.only(bench().initiator(bench().d2)), bench().export(next).access());
        assertNotEquals(bench().target(lun()), bench().target(next));
    }

    @Test
    @Tag("R10")
    public void grantOfDiskOfAnotherSizeOrSectorSizeIsRefused() {
        LunIdentity lun = bench().identity(lun());
        Optional<Token> before = bench().token(lun());

        refuses("another size", () -> grant(new LunIdentity(lun(), lun.sizeBytes() * 2, lun.sectorBytes())));
        refuses("another sector size", () -> grant(new LunIdentity(lun(), lun.sizeBytes(), lun.sectorBytes() * 8)));

        assertFalse(bench().exported(lun()));
        assertEquals(before, bench().token(lun()));
    }

    @Test
    @Tag("R10")
    public void grantOfDiskThatIsNotThereIsRefused() {
        refuses("no such disk", () -> grant(bench().identity(bench().noSuchDisk(lun()))));
    }

    @Test
    public void grantOfLunOfAnotherNodeIsRefused() {
        BootId boot = bench().boot(lun());

        assertThrows(
                InvalidInput.class,
                () -> driver().grant(bench().identity(bench().leg(1)), FIRST, bench().initiator(bench().d1), boot));
    }

    private void grant(LunIdentity lun) {
        driver().grant(lun, FIRST, bench().initiator(bench().d1), bench().boot(lun()));
    }

    // --- wipe ---

    /** A disk with a label on it, sealed. */
    private LunIdentity sealed() {
        bench().pool();
        bench().database(bench().d1).export(Bench.POOL, FIRST, bench().identity(lun()));
        FenceProof.of(driver().seal(lun()));
        assertFalse(bench().blank(lun().id()), "it carries a label");
        return bench().identity(lun());
    }

    @Test
    @Tag("R7")
    public void wipeTwiceMakesSealedDiskBlank() {
        LunIdentity lun = sealed();

        assertEquals(lun(), WipeProof.of(driver().wipe(Orders.wipe(lun))).lun());
        assertTrue(bench().blank(lun().id()));
        assertEquals(lun(), WipeProof.of(driver().wipe(Orders.wipe(lun))).lun());
    }

    @Test
    @Tag("R7")
    public void wipeOfDiskThatIsExportedIsRefused() {
        bench().pool();

        refuses("a wipe of a leg", () -> driver().wipe(Orders.wipe(bench().identity(lun()))));

        // The export reads the label of this leg.
        assertEquals(
                Bench.POOL,
                bench().database(bench().d1)
                        .export(Bench.POOL, FIRST, bench().identity(lun()))
                        .pool());
    }

    @Test
    @Tag("R10")
    public void wipeOfDiskOfAnotherSizeIsRefused() {
        LunIdentity lun = sealed();

        refuses(
                "another size",
                () -> driver().wipe(Orders.wipe(new LunIdentity(lun(), lun.sizeBytes() * 2, lun.sectorBytes()))));

        assertFalse(bench().blank(lun().id()));
    }

    @Test
    @Tag("R15")
    public void wipeOfEarlierGenerationIsRefusedByTheNode() {
        LunIdentity lun = sealed();
        LunRef next = new LunRef(lun().id(), lun().generation().next());
        bench().grant(next, FIRST, bench().d1);
        FenceProof.of(driver().seal(next));

        refuses("a wipe of the generation before", () -> driver().wipe(Orders.wipe(lun)));

        assertFalse(bench().blank(lun().id()));
    }

    @Test
    public void wipeOfLunOfAnotherNodeIsRefused() {
        LunIdentity other = bench().identity(bench().leg(1));

        assertThrows(InvalidInput.class, () -> driver().wipe(Orders.wipe(other)));
    }
}
