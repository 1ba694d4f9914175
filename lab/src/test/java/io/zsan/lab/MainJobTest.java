package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.LunState;
import io.zsan.model.LunRef;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The main job with a real file: written, synced, and read back over a loss, a takeover and a switchover. */
class MainJobTest extends OnLab {
    @Test
    void losesNothingOverALossATakeoverAndASwitchover() {
        withPool(Lab.builder().storageNodes(4));
        journal().start(lab().database("d1"), Duration.ofMillis(20));
        acknowledgedMore(20);

        LunRef victim = inSync().get(0);
        event(victim + " is going to be lost");
        lab().storage(victim.id().node()).daemon().kill();
        san().await("the loss to be recorded", PATIENCE, r -> !inSync().contains(victim));
        san().await(
                        "the pool to be whole again",
                        PATIENCE,
                        r -> r.ledger().pool(POOL).isWhole());
        acknowledgedMore(20);

        lab().storage(victim.id().node()).boot();
        san().await(
                        "its LUN to be free again",
                        PATIENCE,
                        r -> r.ledger()
                                .findLun(victim.id())
                                .filter(l -> l.state() == LunState.FREE)
                                .isPresent());

        lab().database("d1").powerOff();
        san().failover(POOL, D2, PATIENCE);
        assertThat(journal().lost(lab().database("d2"))).isEmpty();
        journal().start(lab().database("d2"), Duration.ofMillis(20));
        acknowledgedMore(20);

        lab().database("d1").reboot();
        var second = lab().database("d2");
        san().await("d1 to be well", PATIENCE, r -> true);
        second.stopPrograms();
        san().switchover(POOL, D1, PATIENCE);
        assertThat(journal().lost(lab().database("d1"))).isEmpty();
        say(journal().acknowledged() + " records acknowledged, none lost, longest stall "
                + seconds(journal().longestStall()));
    }
}
