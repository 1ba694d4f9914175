package io.zsan.testkit.contract;

import static io.zsan.testkit.contract.Bench.FIRST;
import static io.zsan.testkit.contract.Bench.NEXT;
import static io.zsan.testkit.contract.Bench.POOL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.model.Portal;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of {@link DatabaseNodeContract} that is about sessions, their loss, and the node itself. */
public abstract class SessionContract extends ContractCase {
    SessionContract() {}

    /** The first database node's. */
    final DatabaseNodeDriver driver() {
        return bench().database(bench().d1);
    }

    private LunRef lun() {
        return bench().leg(0);
    }

    private Optional<SessionReport> session() {
        return bench().session(bench().d1, lun());
    }

    private long sessions() {
        return driver().observe().sessions().stream()
                .filter(session -> session.target().equals(bench().target(lun())))
                .count();
    }

    @Test
    public void preflightRefusesNothing() {
        bench().pool();

        assertEquals(
                List.of(),
                driver().preflight().stream().filter(Finding::refuses).toList());
    }

    @Test
    @Tag("R12")
    public void traitsAreTheNodesOwnAndNoTwoShareHostId() {
        NodeTraits other = bench().database(bench().d2).traits();

        assertEquals(bench().d1, driver().traits().node());
        assertEquals(bench().d2, other.node());
        driver().traits().hostId().ifPresent(id -> assertNotEquals(Optional.of(id), other.hostId()));
    }

    @Test
    public void loginUnderTheNodesOwnNameComesUp() {
        bench().connect(bench().d1, FIRST, List.of(lun()));

        assertTrue(session().orElseThrow().connected());
        assertEquals(
                Set.of(bench().initiator(bench().d1)), bench().export(lun()).sessions());
    }

    @Test
    public void loginTwiceIsOneSession() {
        bench().connect(bench().d1, FIRST, List.of(lun()));

        bench().login(bench().d1, FIRST, lun());

        assertEquals(1, sessions());
        assertTrue(session().orElseThrow().connected());
    }

    @Test
    public void logoutTwiceLeavesNoSession() {
        bench().connect(bench().d1, FIRST, List.of(lun()));

        bench().logout(bench().d1, lun());
        assertEquals(0, sessions());
        bench().logout(bench().d1, lun());

        assertEquals(0, sessions());
    }

    @Test
    public void loginThroughSecondPortalIsRefused() {
        bench().connect(bench().d1, FIRST, List.of(lun()));

        refuses("a second path", () -> driver().login(bench().target(lun()), FIRST, Portal.parse("203.0.113.9")));

        assertEquals(1, sessions());
    }

    @Test
    public void loginWithTheSecretOfAnotherEpochIsRefusedAndThatOfTheRightOneComesUp() {
        bench().needs(Stage.Capability.CHAP);
        bench().grant(lun(), NEXT, bench().d1);

        bench().login(bench().d1, FIRST, lun());
        bench().pass(Duration.ofSeconds(10));
        assertFalse(session().orElseThrow().connected());
        assertFalse(session().orElseThrow().detail().isBlank());
        assertEquals(Set.of(), bench().export(lun()).sessions());

        bench().login(bench().d1, NEXT, lun());
        bench().until("it is connected", Bench.LOGIN, () -> bench().connected(bench().d1, lun()));
        assertEquals(1, sessions());
    }

    @Test
    public void loginWithoutAccessIsReportedDownWithTheReason() {
        bench().login(bench().d1, FIRST, lun());
        bench().pass(Duration.ofSeconds(10));

        assertFalse(session().orElseThrow().connected());
        assertFalse(session().orElseThrow().detail().isBlank());
    }

    @Test
    @Tag("R1")
    public void silentStorageNodeFreezesItsLegAndRemovalOfTheHungSessionLetsThePoolGoOn() {
        bench().needs(Stage.Capability.SILENCE);
        PoolReport pool = bench().pool();
        Guid leg = Bench.leg(pool, lun()).guid();

        bench().stage().silence(lun().id().node());
        bench().until(
                        "the initiator notices",
                        Bench.LOSS,
                        () -> !session().orElseThrow().connected());
        driver().logout(bench().target(lun()));
        assertEquals(0, sessions());
        bench().until(
                        "ZFS has dropped the leg",
                        Bench.LOSS,
                        () -> driver().observe()
                                .pool(POOL)
                                .filter(p -> p.state() == VdevState.DEGRADED)
                                .isPresent());
        driver().offline(POOL, leg);

        assertEquals(
                VdevState.OFFLINE, Bench.leg(bench().poolAt(bench().d1), lun()).state());
    }

    @Test
    @Tag("R1")
    public void frozenLegThatComesBackInTimeIsAsIfNothingHadBeen() {
        bench().needs(Stage.Capability.SILENCE);
        bench().pool();

        bench().stage().silence(lun().id().node());
        bench().until(
                        "the initiator notices",
                        Bench.LOSS,
                        () -> !session().orElseThrow().connected());
        bench().stage().wake(lun().id().node());
        bench().until(
                        "the session is back",
                        Bench.LOGIN,
                        () -> session().orElseThrow().connected());

        assertEquals(VdevState.ONLINE, bench().poolAt(bench().d1).state());
        assertEquals(0, Bench.leg(bench().poolAt(bench().d1), lun()).errors());
    }

    @Test
    @Tag("R12")
    public void restartIsAnotherBootAndImportsNothingByItself() {
        bench().needs(Stage.Capability.RESTART_DATABASE);
        bench().pool();

        bench().restart(bench().d1);
        bench().until("ZFS answers", Bench.LOSS, () -> driver().observe().poolsKnown());

        assertFalse(bench().hasPool(bench().d1));
    }
}
