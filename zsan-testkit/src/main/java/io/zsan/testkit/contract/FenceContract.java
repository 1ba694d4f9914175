package io.zsan.testkit.contract;

import static io.zsan.testkit.contract.Bench.FIRST;
import static io.zsan.testkit.contract.Bench.NEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zsan.error.InvalidInput;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import io.zsan.node.Access;
import io.zsan.node.StorageNodeDriver;
import io.zsan.node.Token;
import io.zsan.proof.FenceProof;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of {@link StorageNodeContract} that is about letting nobody in: fence and seal (R4). */
public abstract class FenceContract extends ContractCase {
    private static final Duration LONG = Duration.ofSeconds(20);

    FenceContract() {}

    final LunRef lun() {
        return bench().leg(0);
    }

    /** The driver of the node that has {@link #lun}. */
    final StorageNodeDriver driver() {
        return bench().at(lun());
    }

    private void connect() {
        bench().connect(bench().d1, FIRST, List.of(lun()));
    }

    @Test
    @Tag("R4")
    public void accessListAloneDoesNotCutSessionAndFenceDoes() {
        bench().needs(Stage.Capability.ACCESS_LIST_ONLY);
        connect();

        bench().stage().shutOut(lun());
        bench().pass(LONG);

        assertTrue(bench().connected(bench().d1, lun()), "the session outlives the access list");
        assertEquals(lun(), FenceProof.of(driver().fence(lun(), NEXT)).lun());
        assertEquals(Set.of(), bench().export(lun()).sessions());
        bench().until("the initiator has noticed", Bench.LOSS, () -> !bench().connected(bench().d1, lun()));
    }

    @Test
    @Tag("R4")
    public void fenceShutsTheInitiatorOutAndItStaysOut() {
        connect();

        FenceProof proof = FenceProof.of(driver().fence(lun(), NEXT));

        assertEquals(lun(), proof.lun());
        assertEquals(NEXT, proof.epoch());
        bench().pass(LONG);
        assertFalse(bench().connected(bench().d1, lun()));
        assertEquals(Access.nobody(), bench().export(lun()).access());
        assertEquals(Set.of(), bench().export(lun()).sessions());
    }

    @Test
    @Tag("R4")
    public void fenceTwiceGivesProofTwiceWhileTheInitiatorStillTries() {
        connect();
        bench().fence(List.of(lun()), NEXT);
        bench().pass(LONG);

        assertEquals(lun(), FenceProof.of(driver().fence(lun(), NEXT)).lun());
    }

    @Test
    @Tag("R15")
    public void fenceInLowerEpochIsRefusedByTheNodeAndLeavesTheNextOwnerAlone() {
        bench().connect(bench().d2, new Epoch(3), List.of(lun()));

        refuses("a fence in epoch 2", () -> driver().fence(lun(), NEXT));

        assertTrue(bench().connected(bench().d2, lun()));
        assertEquals(
                Access.only(bench().initiator(bench().d2)),
                bench().export(lun()).access());
    }

    @Test
    @Tag("R4")
    public void fenceOfLunThatWasNotExportedCanBeReadBack() {
        assertEquals(lun(), FenceProof.of(driver().fence(lun(), NEXT)).lun());

        assertEquals(Access.nobody(), bench().export(lun()).access());
        refuses("a grant in a lower epoch", () -> bench().grant(lun(), FIRST, bench().d1));
    }

    @Test
    @Tag("R15")
    public void fenceOfLunWhoseDiskIsGoneRaisesItsToken() {
        LunRef gone = bench().noSuchDisk(lun());
        Epoch epoch = bench().token(gone).map(token -> token.epoch().next()).orElse(NEXT);

        assertEquals(gone, FenceProof.of(driver().fence(gone, epoch)).lun());

        assertEquals(Optional.of(new Token(gone.generation(), epoch)), bench().token(gone));
        assertFalse(bench().exported(gone));
    }

    @Test
    public void fenceOfLunOfAnotherNodeIsRefused() {
        assertThrows(InvalidInput.class, () -> driver().fence(bench().leg(1), NEXT));
    }

    @Test
    @Tag("R7")
    public void sealTakesTheExportAwayAndEndsTheGeneration() {
        connect();

        FenceProof proof = FenceProof.of(driver().seal(lun()));

        assertEquals(Epoch.SEALED, proof.epoch());
        assertFalse(bench().exported(lun()));
        assertEquals(Optional.of(new Token(lun().generation(), Epoch.SEALED)), bench().token(lun()));
        refuses("a grant of what is sealed", () -> bench().grant(lun(), new Epoch(99), bench().d1));
        bench().until("the initiator has noticed", Bench.LOSS, () -> !bench().connected(bench().d1, lun()));
    }

    @Test
    @Tag("R7")
    public void sealTwiceGivesProofTwice() {
        connect();
        FenceProof.of(driver().seal(lun()));

        assertEquals(Epoch.SEALED, FenceProof.of(driver().seal(lun())).epoch());
    }

    @Test
    public void sealOfLunOfAnotherNodeIsRefused() {
        assertThrows(InvalidInput.class, () -> driver().seal(bench().leg(1)));
    }
}
