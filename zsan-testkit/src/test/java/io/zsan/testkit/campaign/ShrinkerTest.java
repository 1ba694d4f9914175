package io.zsan.testkit.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.FaultKind;
import io.zsan.testkit.sim.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static final Breach LOST = new Breach("lost", 9, "as found");
    private static final Duration LONG = Duration.ofSeconds(64);

    @Test
    void keepsOnlyTheFaultsThatMatter() {
        Predicate<Schedule> needsBoth = s -> has(s, FaultKind.DATABASE_PAUSE, "d1") && has(s, FaultKind.LINK_CUT, "d2");
        List<Fault> faults = noise(20);
        faults.add(Plays.fault(3, FaultKind.DATABASE_PAUSE, "d1", LONG));
        faults.add(Plays.fault(90, FaultKind.LINK_CUT, "d2", LONG));

        Shrinker.Shrunk shrunk = shrink(Plays.breaking("lost", needsBoth), faults, 300);

        assertThat(shrunk.schedule().faults())
                .extracting(Fault::kind)
                .containsExactly(FaultKind.DATABASE_PAUSE, FaultKind.LINK_CUT);
        assertThat(shrunk.breach().invariant()).isEqualTo("lost");
        assertThat(shrunk.breach().what()).isEqualTo("with 2 faults");
    }

    @Test
    void neverTurnsOneBrokenPromiseIntoAnother() {
        Function<Schedule, Run> runs = schedule ->
                schedule.faults().size() >= 3 ? Plays.broken(schedule, "lost") : Plays.broken(schedule, "another");

        Shrinker.Shrunk shrunk = shrink(runs, noise(8), 300);

        assertThat(shrunk.schedule().faults()).hasSize(3);
        assertThat(shrunk.breach().invariant()).isEqualTo("lost");
    }

    @Test
    void shortensAFaultAsLongAsItStillHurts() {
        Predicate<Schedule> tenSeconds = s -> s.faults().stream()
                .anyMatch(f -> f.on().equals("s1") && f.lasts().compareTo(Duration.ofSeconds(10)) >= 0);

        Shrinker.Shrunk shrunk = shrink(
                Plays.breaking("lost", tenSeconds), List.of(Plays.fault(3, FaultKind.STORAGE_PAUSE, "s1", LONG)), 300);

        assertThat(shrunk.schedule().faults())
                .containsExactly(Plays.fault(3, FaultKind.STORAGE_PAUSE, "s1", Duration.ofSeconds(16)));
        assertThat(shrunk.schedule().setup().faultsUntil()).isEqualTo(Duration.ofSeconds(3 + 16 + 5));
    }

    @Test
    void dropsPoolsAndControllersThatDoNotMatter() {
        Predicate<Schedule> second =
                s -> s.setup().pools().stream().anyMatch(p -> p.name().equals("p2"));

        Shrinker.Shrunk shrunk = shrink(Plays.breaking("lost", second), noise(4), 300);

        assertThat(shrunk.schedule().faults()).isEmpty();
        assertThat(shrunk.schedule().setup().pools()).extracting("name").containsExactly("p2");
        assertThat(shrunk.schedule().setup().controllers()).isEqualTo(1);
    }

    @Test
    void keepsAPoolAndAControllerThatAFaultNames() {
        Predicate<Schedule> both =
                s -> has(s, FaultKind.CONTROLLER_CRASH, "c2") && has(s, FaultKind.ASK_FAILOVER, "p1");
        List<Fault> faults = List.of(
                Plays.fault(3, FaultKind.CONTROLLER_CRASH, "c2", LONG),
                Plays.fault(4, FaultKind.ASK_FAILOVER, "p1", Duration.ZERO));

        Shrinker.Shrunk shrunk = shrink(Plays.breaking("lost", both), faults, 300);

        assertThat(shrunk.schedule().setup().controllers()).isEqualTo(2);
        assertThat(shrunk.schedule().setup().pools()).extracting("name").containsExactly("p1");
    }

    @Test
    void stopsWhenItsRunsAreUsedUp() {
        List<Schedule> tried = new ArrayList<>();
        Function<Schedule, Run> runs = schedule -> {
            tried.add(schedule);
            return schedule.faults().size() >= 5 ? Plays.broken(schedule, "lost") : Plays.kept(schedule);
        };

        Shrinker.Shrunk shrunk = shrink(runs, noise(40), 17);

        assertThat(tried).hasSize(17);
        assertThat(shrunk.runs()).isEqualTo(17);
        assertThat(Plays.breaking("lost", s -> s.faults().size() >= 5)
                        .apply(shrunk.schedule())
                        .clean())
                .isFalse();
    }

    private static Shrinker.Shrunk shrink(Function<Schedule, Run> runs, List<Fault> faults, int most) {
        return new Shrinker(runs, most).shrink(Plays.schedule(faults), LOST);
    }

    private static boolean has(Schedule schedule, FaultKind kind, String on) {
        return schedule.faults().stream().anyMatch(f -> f.kind() == kind && f.on().equals(on));
    }

    private static List<Fault> noise(int many) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            faults.add(Plays.fault(10 + i, FaultKind.STORAGE_CRASH, "s" + (1 + i % 4), LONG));
        }
        return faults;
    }
}
