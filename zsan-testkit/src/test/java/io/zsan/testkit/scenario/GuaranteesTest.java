package io.zsan.testkit.scenario;

import static io.zsan.testkit.scenario.Moment.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import io.zsan.decide.Note;
import io.zsan.testkit.scenario.GuaranteeTable.Row;
import io.zsan.testkit.sim.schedule.Fault;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every row of the README's table of guarantees, staged in both disconnect modes. */
class GuaranteesTest {
    private static final String ONE_LEG = "one disk, one storage node, one network path";
    private static final String DATABASE = "database node";
    private static final String BOTH = "database node and one storage node or disk at once";
    private static final String ZOMBIE = "database node alive but cut off (zombie)";
    private static final String TWO = "two storage nodes";
    private static final String ALL = "database node and all current legs";
    private static final String PROCESS = "the process that embeds zsan, at any instant";

    /** Detection takes a ping timeout of 5 s, and the rest of a stall is a round or two and a write. */
    private static final double DETECTION = 8;

    private static final double DETECTION_AND_DROP = 25;

    private static final ListMultimap<String, Staged> STAGED = stage();

    /** A row's fault, staged, and what is to be seen of the words beside the numbers. */
    private record Staged(String what, Scenario scenario, Consumer<Aftermath> inFreeze, Consumer<Aftermath> inFail) {
        Staged(String what, Scenario scenario, Consumer<Aftermath> inBoth) {
            this(what, scenario, inBoth, inBoth);
        }
    }

    /** The owner dies together with something else, and its pool is to go to another node. */
    private static Scenario withTheOwner(Fault other) {
        return Scenario.usual().where(at(40).crash("d1").until(120), other, at(45).failover("p1", "d2"));
    }

    private static ListMultimap<String, Staged> stage() {
        ImmutableListMultimap.Builder<String, Staged> all = ImmutableListMultimap.builder();
        all.put(
                ONE_LEG,
                new Staged(
                        "disk", Scenario.usual().where(at(40).failWrites("s1").until(120)), GuaranteesTest::heals));
        for (Scenario one : List.of(
                Scenario.usual().where(at(40).crash("s1").until(120)),
                Scenario.usual().where(at(40).pause("s1").until(120)),
                Scenario.usual().where(at(40).cut("d1", "s1").until(120)))) {
            all.put(
                    ONE_LEG,
                    new Staged(
                            "storage node or path",
                            one,
                            after -> heals(
                                    after.stallsAtMost("p1", DETECTION_AND_DROP).stallsLongerThan("p1", DETECTION)),
                            after -> heals(after.stallsAtMost("p1", DETECTION))));
        }
        all.put(
                DATABASE,
                new Staged(
                        "power",
                        Scenario.usual().where(at(40).crash("d1").until(120), at(45).failover("p1", "d2")),
                        after -> after.notesNo(Note.Kind.STALE_LEGS_ONLY).ownerIs("p1", "d2")));
        all.put(
                BOTH,
                new Staged(
                        "silent",
                        withTheOwner(at(40).pause("s1").until(110)),
                        after -> takenOverBefore(110, after),
                        after -> refusedUntil(110, after)));
        all.put(
                BOTH,
                new Staged(
                        "power",
                        withTheOwner(at(40).crash("s1").until(110)),
                        after -> takenOverBefore(110, after),
                        after -> after.notes(Note.Kind.STALE_LEGS_ONLY)
                                .inOrder("ASKED accept", "POOL_IMPORTED d2: p1")));
        all.put(
                BOTH,
                new Staged(
                        "disk",
                        withTheOwner(at(40).failReads("s1").until(110)),
                        after -> takenOverBefore(110, after),
                        after -> refusedUntil(110, after)));
        all.put(
                ZOMBIE,
                new Staged(
                        "with all its legs",
                        Scenario.usual()
                                .where(
                                        at(40).cutOperatorsOff("d1").until(100),
                                        at(45).failover("p1", "d2"),
                                        at(130).recycle("d1")),
                        after -> after.acknowledgesNothing("p1", "d1", 50, 1000).ownerIs("p1", "d2")));
        all.put(
                ZOMBIE,
                new Staged(
                        "with one of its legs",
                        Scenario.usual()
                                .where(
                                        at(40).cutOperatorsOff("d1").until(120),
                                        at(40).cut("d1", "s2").until(110),
                                        at(40).cut("d1", "s3").until(110),
                                        at(40).cut("c1", "s1").until(110),
                                        at(50).failover("p1", "d2"),
                                        at(130).recycle("d1")),
                        after -> {
                            after.acknowledgesNothing("p1", "d1", 42, 1000);
                            takenOverBefore(110, after);
                        },
                        after -> {
                            after.acknowledges("p1", "d1", 60, 110);
                            refusedUntil(110, after);
                        }));
        all.put(
                TWO,
                new Staged(
                        "one leg suffices",
                        Scenario.usual()
                                .where(
                                        at(40).crash("s1").until(120),
                                        at(41).crash("s2").until(120)),
                        after -> heals(after.acknowledges("p1", "d1", 70, 120))));
        all.put(
                TWO,
                new Staged(
                        "two legs are asked for",
                        Scenario.usual()
                                .policy(p -> p.minInSync(2))
                                .where(
                                        at(40).pause("s1").until(120),
                                        at(41).pause("s2").until(120)),
                        after -> heals(after.acknowledgesNothing("p1", "d1", 42, 119)),
                        after -> heals(after.acknowledges("p1", "d1", 70, 120))));
        all.put(
                ALL,
                new Staged(
                        "silent",
                        Scenario.usual()
                                .where(
                                        at(40).crash("d1").until(160),
                                        at(40).pause("s1").until(110),
                                        at(40).pause("s2").until(130),
                                        at(40).pause("s3").until(110),
                                        at(45).failover("p1", "d2")),
                        after -> refusedUntil(110, after)));
        for (double second = 41; second < 60; second += 1) {
            // What was asked for and not recorded yet is forgotten with the process, so it is asked for again.
            all.put(
                    PROCESS,
                    new Staged(
                            "in a takeover",
                            Scenario.usual()
                                    .where(
                                            at(40).crash("d1").until(120),
                                            at(40.5).failover("p1", "d2"),
                                            at(second).kill("c1").forSeconds(3),
                                            at(75).failover("p1", "d2")),
                            after -> after.ownerIs("p1", "d2").once("POOL_IMPORTED", "p1")));
        }
        for (double second = 41; second < 80; second += 3) {
            all.put(
                    PROCESS,
                    new Staged(
                            "in a replacement",
                            Scenario.usual()
                                    .where(
                                            at(40).pause("s1").until(120),
                                            at(second).kill("c1").forSeconds(3)),
                            after -> heals(after).once("RESILVER_STARTED", "")));
        }
        return all.build();
    }

    private static Aftermath heals(Aftermath after) {
        return after.ownerIs("p1", "d1").hasLegs("p1", 3);
    }

    private static void takenOverBefore(double second, Aftermath after) {
        after.notesNo(Note.Kind.STALE_LEGS_ONLY).acknowledges("p1", "d2", 45, second);
    }

    private static void refusedUntil(double second, Aftermath after) {
        after.notes(Note.Kind.STALE_LEGS_ONLY)
                .neverBetween(40, second, "POOL_IMPORTED", "")
                .never("ASKED", "accept")
                .ownerIs("p1", "d2");
    }

    @Test
    void everyRowIsStagedAndNothingElseIs() {
        assertThat(GuaranteeTable.rows()).extracting(Row::fault).containsExactlyInAnyOrderElementsOf(STAGED.keySet());
    }

    @TestFactory
    Stream<DynamicNode> losesAsMuchAsIsStated() {
        return GuaranteeTable.rows().stream()
                .map(row -> dynamicContainer(
                        row.fault(), STAGED.get(row.fault()).stream().flatMap(staged -> tests(row, staged))));
    }

    private static Stream<DynamicNode> tests(Row row, Staged staged) {
        return Stream.of(
                dynamicTest(staged.what() + ", freeze", () -> check(staged.scenario(), row.lost(), staged.inFreeze())),
                dynamicTest(
                        staged.what() + ", fail",
                        () -> check(staged.scenario().inFailMode(), row.lostInFail(), staged.inFail())));
    }

    private static void check(Scenario scenario, int lost, Consumer<Aftermath> words) {
        Aftermath after = scenario.run();
        words.accept(after);
        assertThat(after.run().breaches()).isEmpty();
        assertThat(after.run().lost()).isEqualTo(lost);
    }
}
