package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.ZsanException;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.LunRef;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A leg that left the set is all that is offered: ZFS would take it (see {@link TakeoverAssumptionsTest}), zsan does not. */
class StaleLegTest extends OnLab {
    @Test
    void refusesTheStaleLegUntilAPersonAcceptsTheLoss() {
        withPool(Lab.builder());
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        acknowledgedMore(20);
        LunRef stale = legOn("s3");
        lab().storage("s3").daemon().stop();
        // Until it is dropped, and no further: it still stands among the legs when the owner dies.
        san().await(
                        "the leg to be dropped",
                        PATIENCE,
                        r -> lab().database("d1").exporter(target(stale)).isEmpty());
        assertThat(inSync()).doesNotContain(stale);
        int dropped = journal().acknowledged();
        until("20 more records", PATIENCE, () -> journal().acknowledged() >= dropped + 20);

        lab().database("d1").powerOff();
        lab().storage("s1").daemon().kill();
        lab().storage("s2").daemon().kill();
        int acknowledged = journal().acknowledged();
        assertThatThrownBy(() -> san().failover(POOL, D2, Duration.ofSeconds(3)))
                .isInstanceOf(ZsanException.class);
        lab().storage("s3").daemon().resume();
        for (int i = 0; i < 15; i++) {
            var unused = san().step();
        }
        assertThat(raw("d2", "/sbin/zpool", "list", "-H", "-o", "name").out()).doesNotContain(POOL.text());
        String why = san().planFailover(POOL, D2).text();
        say("refused: " + why.lines().reduce("", (a, b) -> a + " " + b.strip()));

        san().accept(new DataLossAcceptance(POOL, pool().epoch(), List.of(stale)));
        san().await("the pool to be served by d2", PATIENCE, r -> r.serves(POOL, D2));
        List<String> lost = journal().lost(lab().database("d2"));
        say("after an acceptance: " + lost.size() + " of " + acknowledged + " acknowledged records are lost, from "
                + lost.get(0) + " on");
        assertThat(lost).isNotEmpty().hasSizeLessThan(acknowledged);
    }
}
