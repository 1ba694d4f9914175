package io.zsan.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.zsan.decide.Note;
import io.zsan.ledger.Leg;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.PoolName;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.TraceLine;
import io.zsan.testkit.sim.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What came of a scenario. Every assertion returns this, and tells the end of the story when it fails. */
final class Aftermath {
    private static final int TOLD = 60;

    private final Run run;
    private final Set<Rule> broken;

    Aftermath(Run run, Set<Rule> broken) {
        this.run = run;
        this.broken = broken;
    }

    Run run() {
        return run;
    }

    // --- invariants ---

    /** No invariant was violated: one writer, nothing lost, and in the end every pool whole, with an owner. */
    Aftermath isClean() {
        assertThat(run.breaches()).as(this::story).isEmpty();
        assertThat(run.lost()).as(this::story).isZero();
        return this;
    }

    /** An invariant was violated, such as {@code I2}. */
    Aftermath breaks(String... oneOf) {
        assertThat(run.breaches()).as(this::story).isNotEmpty();
        assertThat(List.of(oneOf))
                .as(this::story)
                .contains(run.breaches().get(0).invariant().split(" ", 2)[0]);
        return this;
    }

    // --- writes ---

    /** Between these seconds writes of a pool were acknowledged on a node. */
    Aftermath acknowledges(String pool, String node, double from, double to) {
        assertThat(acknowledged(pool, node, from, to)).as(this::story).isNotEmpty();
        return this;
    }

    /** Between these seconds no write of a pool was acknowledged on a node. */
    Aftermath acknowledgesNothing(String pool, String node, double from, double to) {
        assertThat(acknowledged(pool, node, from, to)).as(this::story).isEmpty();
        return this;
    }

    /** From the pool's first acknowledged write to the last one, none was more than so many seconds after the one before. */
    Aftermath stallsAtMost(String pool, double seconds) {
        assertThat(longestStall(pool)).as(this::story).isLessThanOrEqualTo(seconds);
        return this;
    }

    Aftermath stallsLongerThan(String pool, double seconds) {
        assertThat(longestStall(pool)).as(this::story).isGreaterThan(seconds);
        return this;
    }

    /** In seconds. */
    double longestStall(String pool) {
        List<TraceLine> all = lines("ACKNOWLEDGED").stream()
                .filter(line -> line.text().startsWith(pool + " "))
                .toList();
        long longest = 0;
        for (int i = 1; i < all.size(); i++) {
            longest = Math.max(longest, all.get(i).nanos() - all.get(i - 1).nanos());
        }
        return longest / 1e9;
    }

    private List<TraceLine> acknowledged(String pool, String node, double from, double to) {
        return lines("ACKNOWLEDGED").stream()
                .filter(line -> line.lane().equals(node) && line.text().startsWith(pool + " "))
                .filter(line -> within(line, from, to))
                .toList();
    }

    // --- the end ---

    /** Who owns a pool in the end. */
    Aftermath ownerIs(String pool, String node) {
        assertThat(record(pool).ownership()).as(this::story).isInstanceOf(Ownership.Owned.class);
        assertThat(record(pool).ownership().target().text()).as(this::story).isEqualTo(node);
        return this;
    }

    /** On which storage nodes a pool's legs that count lie in the end, in any order. */
    Aftermath inSyncOn(String pool, String... storage) {
        assertThat(record(pool).legs().stream()
                        .filter(Leg::isInSync)
                        .map(leg -> leg.lun().id().node().text()))
                .as(this::story)
                .containsExactlyInAnyOrder(storage);
        return this;
    }

    /** How many legs of a pool count in the end. */
    Aftermath hasLegs(String pool, int many) {
        assertThat(record(pool).legs().stream().filter(Leg::isInSync))
                .as(this::story)
                .hasSize(many);
        return this;
    }

    private PoolRecord record(String pool) {
        return run.ledger().pool(new PoolName(pool));
    }

    // --- what zsan said and did ---

    Aftermath notes(Note.Kind kind) {
        assertThat(run.tally().of("note " + kind)).as(this::story).isPositive();
        return this;
    }

    Aftermath notesNo(Note.Kind kind) {
        assertThat(run.tally().of("note " + kind)).as(this::story).isZero();
        return this;
    }

    /** So many times something of that kind happened, with this in its text. */
    Aftermath times(int expected, String kind, String text) {
        assertThat(count(kind, text)).as(this::story).isEqualTo(expected);
        return this;
    }

    Aftermath never(String kind, String text) {
        return times(0, kind, text);
    }

    Aftermath once(String kind, String text) {
        return times(1, kind, text);
    }

    Aftermath happens(String kind, String text) {
        assertThat(count(kind, text)).as(this::story).isPositive();
        return this;
    }

    /** Nothing of that kind, with this in its text, happened between these seconds. */
    Aftermath neverBetween(double from, double to, String kind, String text) {
        assertThat(lines(kind).stream()
                        .filter(line -> within(line, from, to) && shown(line).contains(text)))
                .as(this::story)
                .isEmpty();
        return this;
    }

    /** Something of that kind, with this in its text, happened between these seconds. */
    Aftermath happensBetween(double from, double to, String kind, String text) {
        assertThat(lines(kind).stream()
                        .filter(line -> within(line, from, to) && shown(line).contains(text)))
                .as(this::story)
                .isNotEmpty();
        return this;
    }

    int count(String kind, String text) {
        return (int)
                lines(kind).stream().filter(line -> shown(line).contains(text)).count();
    }

    /**
     * These things happened, the first of each after the first of the one before.
     *
     * @param kindsAndTexts each a kind, a space, and what its text contains
     */
    Aftermath inOrder(String... kindsAndTexts) {
        List<TraceLine> all = run.trace().lines();
        int last = -1;
        for (String kindAndText : kindsAndTexts) {
            int space = kindAndText.indexOf(' ');
            int at = find(all, kindAndText.substring(0, space), kindAndText.substring(space + 1));
            if (at <= last) {
                fail("%s did not happen, or too early%n%s", kindAndText, story());
            }
            last = at;
        }
        return this;
    }

    private static int find(List<TraceLine> all, String kind, String text) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).kind().equals(kind) && shown(all.get(i)).contains(text)) {
                return i;
            }
        }
        return -1;
    }

    private List<TraceLine> lines(String kind) {
        return run.trace().lines().stream()
                .filter(line -> line.kind().equals(kind))
                .toList();
    }

    private static boolean within(TraceLine line, double from, double to) {
        return line.nanos() >= from * 1e9 && line.nanos() < to * 1e9;
    }

    private static String shown(TraceLine line) {
        return line.lane() + ": " + line.text();
    }

    private String story() {
        List<TraceLine> told = new ArrayList<>(run.trace().lines());
        told.removeIf(line -> line.kind().equals("ACKNOWLEDGED"));
        return "without " + broken + "; breaches " + run.breaches() + "; lost " + run.lost() + "\n"
                + told.subList(Math.max(0, told.size() - TOLD), told.size()).stream()
                        .map(TraceLine::toString)
                        .collect(Collectors.joining("\n"))
                + "\n";
    }
}
