package io.zsan;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.D2;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Lab.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.decide.PoolSpec;
import io.zsan.error.OutcomeUnknown;
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.Ownership;
import io.zsan.model.NodeName;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I6: a controller that dies after any effect, a reply that is lost, an action that comes twice: the end is the same. */
class ResumeTest {
    /** What is asked for once, and how its end is known. */
    record Step(Consumer<Lab> request, Predicate<Lab> done) {}

    enum Story {
        CREATE(),
        REPLACE(
                new Step(
                        lab -> lab.fleet.kill(S1),
                        lab -> lab.state().luns().stream()
                                        .anyMatch(l -> l.formerPool().isPresent())
                                && lab.whole()),
                new Step(lab -> lab.fleet.revive(S1), Lab::allFree)),
        FAILOVER(
                new Step(lab -> lab.fleet.kill(D1), lab -> true),
                new Step(lab -> lab.san().failover(P, D2, LONG), at(D2))),
        DOUBLE_LOSS(
                new Step(
                        lab -> {
                            lab.fleet.kill(D1);
                            lab.fleet.kill(S1);
                        },
                        lab -> true),
                new Step(lab -> lab.san().failover(P, D2, LONG), at(D2)),
                new Step(lab -> {}, Lab::whole),
                new Step(lab -> lab.fleet.revive(S1), Lab::allFree)),
        ZOMBIE(
                new Step(lab -> lab.fleet.silence(D1), lab -> true),
                new Step(lab -> lab.san().failover(P, D2, LONG), at(D2)),
                new Step(lab -> lab.fleet.speak(D1), lab -> true),
                new Step(
                        lab -> lab.san().recycle(D1, LONG),
                        lab -> lab.fleet.pool(D1, P).isEmpty()
                                && lab.state()
                                        .findDatabaseNode(D1)
                                        .flatMap(r -> r.recyclingSince())
                                        .isEmpty()),
                new Step(lab -> lab.san().failover(P, D1, LONG), at(D1))),
        SWITCHOVER(
                new Step(lab -> lab.san().switchover(P, D2, LONG), at(D2)),
                new Step(lab -> lab.san().switchover(P, D1, LONG), at(D1)));

        private final List<Step> steps;

        Story(Step... steps) {
            this.steps = List.of(steps);
        }
    }

    private static Predicate<Lab> at(NodeName node) {
        return lab -> lab.pool().ownership().equals(new Ownership.Owned(node))
                && lab.fleet
                        .pool(node, P)
                        .filter(p -> p.mounted()
                                && p.stamp()
                                        .equals(java.util.Optional.of(lab.pool().epoch())))
                        .isPresent();
    }

    private static Lab run(Story story, Function<Lab, Function<Action, Fate>> fates) {
        Lab lab = Lab.standard();
        lab.fleet.fates(fates.apply(lab));
        lab.san().enrol();
        play(lab, new Step(l -> l.san().createPool(PoolSpec.of(P, D1), LONG), at(D1)));
        story.steps.forEach(step -> play(lab, step));
        lab.rounds(30);
        assertThat(lab.violations()).isEmpty();
        return lab;
    }

    private static void play(Lab lab, Step step) {
        try {
            step.request().accept(lab);
            lab.until(step.done());
        } catch (OutcomeUnknown died) {
            assertThat(died).hasMessageContaining("ProcessDied");
            lab.restart();
            lab.until(step.done());
        }
    }

    private static String end(Lab lab) {
        return lab.pool().epoch() + " " + lab.pool().ownership()
                + lab.pool().legs().stream().map(l -> l.lun() + " " + l.state()).toList()
                + lab.state().luns().stream()
                        .map(l -> l.ref() + " " + l.state())
                        .toList();
    }

    private static Function<Action, Fate> nth(int n, Fate fate) {
        AtomicInteger count = new AtomicInteger();
        return action -> count.getAndIncrement() == n ? fate : Fate.DONE;
    }

    private static void sameEndWhereverItHappens(Story story, Fate fate) {
        Lab undisturbed = run(story, lab -> action -> Fate.DONE);
        int actions = undisturbed.fleet.performed().size();
        assertThat(actions).isGreaterThan(6);
        for (int i = 0; i < actions; i++) {
            int n = i;
            assertThat(end(run(story, lab -> nth(n, fate))))
                    .as(fate + " at " + n + ": " + undisturbed.fleet.performed().get(n))
                    .isEqualTo(end(undisturbed));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewControllerGoesOnAfterEachAction(Story story) {
        sameEndWhereverItHappens(story, Fate.CRASH);
    }

    @ParameterizedTest
    @EnumSource
    void aLostReplyChangesNothing(Story story) {
        sameEndWhereverItHappens(story, Fate.REPLY_LOST);
    }

    @ParameterizedTest
    @EnumSource
    void anActionThatIsLostIsSentAgain(Story story) {
        sameEndWhereverItHappens(story, Fate.LOST_BEFORE);
    }

    @ParameterizedTest
    @EnumSource
    void everyActionMayComeTwice(Story story) {
        assertThat(end(run(story, lab -> action -> Fate.TWICE))).isEqualTo(end(run(story, lab -> action -> Fate.DONE)));
    }

    /** S24: every second commit loses its reply, or conflicts. */
    @ParameterizedTest
    @EnumSource
    void commitsWhoseEndIsUnknownChangeNothing(Story story) {
        AtomicInteger count = new AtomicInteger();
        Lab disturbed = run(story, lab -> {
            lab.ledger.fates(() -> switch (count.getAndIncrement() % 4) {
                case 1 -> CommitResult.UNKNOWN;
                case 3 -> CommitResult.CONFLICT;
                default -> CommitResult.COMMITTED;
            });
            return action -> Fate.DONE;
        });

        assertThat(end(disturbed)).isEqualTo(end(run(story, lab -> action -> Fate.DONE)));
    }
}
