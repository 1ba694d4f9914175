package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The old owner was only stopped: it wakes up behind the fence, and nothing of it gets into the pool. */
class ZombieTest extends OnLab {
    @Test
    void noWriteOfAZombieIsAcknowledgedOrInThePool() {
        withPool(Lab.builder());
        journal().start(lab().database("d1"), Duration.ofMillis(5));
        acknowledgedMore(50);

        lab().database("d1").daemon().stop();
        san().failover(POOL, D2, PATIENCE);
        int acknowledged = journal().acknowledgedTo(1);
        List<String> before = records("w1");
        assertThat(journal().lost(lab().database("d2"))).isEmpty();
        journal().start(lab().database("d2"), Duration.ofMillis(10));
        acknowledgedMore(20);

        lab().database("d1").daemon().resume();
        event("the zombie goes on");
        pause(Duration.ofSeconds(3));
        acknowledgedMore(20);
        // The reply to a write that was whole before the fence may have been on its way; a later one may not.
        assertThat(journal().acknowledgedTo(1))
                .isLessThanOrEqualTo(before.size())
                .isLessThanOrEqualTo(acknowledged + 1);
        assertThat(records("w1")).isEqualTo(before);
        assertThat(journal().lost(lab().database("d2"))).isEmpty();
        assertThat(scrub("d2")).contains("with 0 errors").contains("No known data errors");
        say("the zombie was told " + acknowledged + " records before the fence, and none after it");

        san().recycle(D1, PATIENCE);
        san().await("d1 to be free of the pool", PATIENCE, r -> r.serves(POOL, D2));
    }

    private List<String> records(String writer) {
        return journal().read(lab().database("d2")).stream()
                .map(Object::toString)
                .filter(record -> record.startsWith(writer + " "))
                .toList();
    }
}
