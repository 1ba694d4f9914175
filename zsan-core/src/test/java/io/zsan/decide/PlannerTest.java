package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerState;
import io.zsan.observe.Observation;
import io.zsan.paper.Pools;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** A plan is what would be decided, written down until nothing follows any more. */
class PlannerTest {
    private static final Note NOTE = new Note(Note.Kind.WAITING, "p", "nobody is there");

    private final Picture whole = Picture.ofPool();
    private final Picture unmounted = whole.reported(Pools::unmounted);

    private Planner.Outlook plan(
            Picture picture, LedgerChange request, BiFunction<Observation, LedgerState, Decision> decide) {
        Decisions decisions = new Decisions() {
            @Override
            public Decision decide(Observation observation, LedgerState ledger) {
                return decide.apply(observation, ledger);
            }

            @Override
            public Policy policy() {
                return picture.policy();
            }
        };
        return new Planner(decisions, new Projection(picture.fleet()))
                .plan("ask", picture.seen(), picture.ledger(), request);
    }

    private static Decision act(Action action) {
        return new Decision(LedgerChange.none(), List.of(), List.of(new PlannedAction(action, "so")), List.of());
    }

    private static Decision end(Note... notes) {
        return new Decision(LedgerChange.none(), List.of(), List.of(), List.of(notes));
    }

    private static LedgerChange taken(LedgerState ledger) {
        return LedgerChange.of(
                ledger, ledger.findLun(lun(S4).id()).orElseThrow().takenBy(P));
    }

    private static List<String> lines(Planner.Outlook outlook) {
        return outlook.plan().steps().stream()
                .map(s -> s.kind() + " " + s.text())
                .toList();
    }

    @Test
    void aRequestThatChangesNothingIsNoStep() {
        Planner.Outlook outlook = plan(whole, LedgerChange.none(), (seen, ledger) -> end());

        assertThat(outlook.plan()).isEqualTo(new Plan("ask", List.of(), true));
        assertThat(outlook.ledger()).isEqualTo(whole.ledger());
    }

    @Test
    void whatIsRecordedAndWhyIsWrittenDown() {
        Planner.Outlook outlook = plan(
                whole,
                taken(whole.ledger()),
                (seen, ledger) ->
                        ledger.findLun(lun(S4).id()).orElseThrow().pool().isPresent()
                                ? new Decision(
                                        LedgerChange.of(
                                                ledger,
                                                ledger.findLun(lun(S4).id())
                                                        .orElseThrow()
                                                        .retired()),
                                        List.of("it is not wanted", "nor needed"),
                                        List.of(),
                                        List.of())
                                : end());

        assertThat(lines(outlook)).containsExactly("RECORD ask", "RECORD it is not wanted", "RECORD nor needed");
        assertThat(outlook.plan().complete()).isTrue();
        assertThat(outlook.ledger().findLun(lun(S4).id()).orElseThrow().formerPool())
                .contains(P);
    }

    @Test
    void anActionIsWrittenDownAndHasItsEffect() {
        Planner.Outlook outlook = plan(
                unmounted,
                LedgerChange.none(),
                (seen, ledger) -> seen.databaseNode(D1)
                                .flatMap(n -> n.pool(P))
                                .orElseThrow()
                                .mounted()
                        ? end()
                        : act(new Action.MountPool(D1, P)));

        assertThat(lines(outlook))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("ACT d1: ")
                .endsWith("(so)");
        assertThat(outlook.plan().complete()).isTrue();
        assertThat(outlook.observation().databaseNode(D1).flatMap(n -> n.pool(P)))
                .map(p -> p.mounted())
                .contains(true);
    }

    @Test
    void aPlanThatWaitsIsNotCompleteAndSaysForWhat() {
        Planner.Outlook outlook = plan(whole, LedgerChange.none(), (seen, ledger) -> end(NOTE));

        assertThat(lines(outlook)).containsExactly("WAIT p: nobody is there");
        assertThat(outlook.plan().complete()).isFalse();
        assertThat(outlook.plan().text()).contains("stops here");
    }

    @Test
    void aPlanIsReadLineByLine() {
        List<Plan.Step> steps = List.of(
                new Plan.Step(Plan.Kind.RECORD, "one thing"),
                new Plan.Step(Plan.Kind.ACT, "another"),
                new Plan.Step(Plan.Kind.WAIT, "a third"));

        assertThat(new Plan("ask", steps, true).text().lines())
                .containsExactly(
                        "plan: ask", "   1  record  one thing", "   2  do      another", "   3  wait    a third");
        assertThat(new Plan("ask", steps, false).text().lines())
                .hasSize(5)
                .last()
                .isEqualTo("      stops here");
    }

    /** What has no effect would be decided for ever. */
    @Test
    void aPlanThatGoesInCirclesEnds() {
        Action inVain = new Action.Logout(D1, lun(S1), whole.fleet().target(lun(S1)));
        Planner.Outlook outlook = plan(whole, LedgerChange.none(), (seen, ledger) -> act(inVain));

        assertThat(outlook.plan().steps()).hasSize(200);
        assertThat(outlook.plan().complete()).isFalse();
    }
}
