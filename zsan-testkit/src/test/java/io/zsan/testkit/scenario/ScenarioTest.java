package io.zsan.testkit.scenario;

import static io.zsan.testkit.scenario.Moment.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.sim.Run;
import org.junit.jupiter.api.Test;

/** What every scenario rests on. */
class ScenarioTest {
    private static Scenario story(long seed) {
        return Scenario.usual()
                .seed(seed)
                .where(
                        at(40).pause("d1").until(70),
                        at(40).flap("s1").forSeconds(40),
                        at(41).failover("p1", "d2"),
                        at(80).recycle("d1"));
    }

    @Test
    void sameStoryIsTheSameEachTime() {
        Run first = story(1).run().run();

        assertThat(story(1).run().run().trace().digest())
                .isEqualTo(first.trace().digest());
        assertThat(story(2).run().run().trace().digest())
                .isNotEqualTo(first.trace().digest());
    }

    @Test
    void nothingHappensToAPoolWhenNothingGoesWrong() {
        Scenario.usual()
                .goesOnUntil(300)
                .run()
                .isClean()
                .ownerIs("p1", "d1")
                .inSyncOn("p1", "s1", "s2", "s3")
                .stallsAtMost("p1", 2)
                .never("SESSION_DOWN", "")
                .never("STARTED", "replace leg");
    }
}
