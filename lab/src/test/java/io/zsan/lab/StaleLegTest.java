package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.ZsanException;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.LunRef;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A leg that left the set is all that is offered: ZFS would take it (see {@link AssumptionsTest}), zsan does not. */
class StaleLegTest extends OnLab {
    @Test
    void refusesTheStaleLegUntilAPersonAcceptsTheLoss() {
        withPool(Lab.builder());
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        acknowledgedMore(20);
        LunRef stale = legOn("s3");
        lab().storage("s3").daemon().stop();
        san().await("the loss to be recorded", PATIENCE, r -> !inSync().contains(stale));
        acknowledgedMore(20);

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
        assertThat(translated("d2", "/sbin/zpool", "list", "-H", "-o", "name").out())
                .doesNotContain(POOL.text());
        String why = san().planFailover(POOL, D2).text();
        say("refused: " + why.lines().reduce("", (a, b) -> a + " " + b.strip()));

        assertThatThrownBy(() -> san().accept(new DataLossAcceptance(POOL, pool().epoch(), List.of(stale))))
                .hasMessageContaining("is no leg of pool");

        LunRef restarted = legOn("s1");
        lab().storage("s1").boot();
        for (int i = 0; i < 15; i++) {
            var unused = san().step();
        }
        assertThat(san().step().serves(POOL, D2)).isFalse();
        san().accept(new DataLossAcceptance(POOL, pool().epoch(), List.of(restarted)));
        san().await("the pool to be served by d2", PATIENCE, r -> r.serves(POOL, D2));
        List<String> lost = journal().lost(lab().database("d2"));
        say("after an acceptance, from " + restarted + ": " + lost.size() + " of " + acknowledged
                + " acknowledged records are lost");
        // tgtd has no cache of its own that it could lose; see the README.
        assertThat(lost).isEmpty();
        assertThat(lab().timeline().text()).contains("accept");
    }
}
