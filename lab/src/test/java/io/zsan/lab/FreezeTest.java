package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.LunRef;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** R1 on the real thing: a leg freezes, its loss is recorded, and only then it is dropped and writes go on. */
class FreezeTest extends OnLab {
    @Test
    void acknowledgesNothingBetweenTheFreezeAndTheRecord() {
        withPool(Lab.builder());
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        acknowledgedMore(20);
        LunRef victim = legOn("s3");

        AtomicInteger atRecord = new AtomicInteger(-1);
        scribe().onRecorded(what -> {
            if (what.startsWith("R1") && what.contains(victim.toString())) {
                atRecord.set(journal().acknowledged());
            }
        });
        lab().storage("s3").daemon().stop();
        // A write that was under way may still have been acknowledged by all.
        pause(Duration.ofMillis(200));
        int frozen = journal().acknowledged();
        assertThat(inSync()).contains(victim);

        san().await("the loss to be recorded", PATIENCE, r -> !inSync().contains(victim));
        acknowledgedMore(20);

        assertThat(atRecord).hasValue(frozen);
        assertThat(journal().longestStall()).isGreaterThan(policy().dropAfter());
        assertThat(journal().lost(lab().database("d1"))).isEmpty();
        say("the write under way stood still for " + seconds(journal().longestStall()) + ", dropAfter is "
                + seconds(policy().dropAfter()));
    }

    @Test
    void goesOnWithoutAnyLossWhenTheTargetIsBackInTime() {
        withPool(Lab.builder());
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        acknowledgedMore(20);

        lab().storage("s3").daemon().stop();
        pause(Duration.ofMillis(700));
        lab().storage("s3").daemon().resume();
        acknowledgedMore(20);

        assertThat(inSync()).hasSize(3);
        assertThat(journal().lost(lab().database("d1"))).isEmpty();
        assertThat(scrub("d1")).contains("with 0 errors");
    }
}
