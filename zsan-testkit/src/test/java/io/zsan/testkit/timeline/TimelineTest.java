package io.zsan.testkit.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.zsan.decide.Policy;
import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.Simulation;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.FaultKind;
import io.zsan.testkit.sim.schedule.Hardware;
import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.sim.schedule.Setup;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class TimelineTest {
    /** A storage node that is gone long enough for its leg to be replaced, and then the owner. */
    private static final Schedule SCHEDULE = new Schedule(
            7,
            setup("p1"),
            List.of(
                    fault(40, FaultKind.STORAGE_CRASH, "s1", 45),
                    fault(50, FaultKind.CONTROLLER_PAUSE, "c2", 10),
                    fault(100, FaultKind.DATABASE_CRASH, "d1", 30)));

    private static final Run RUN = Simulation.run(SCHEDULE, Set.of(), true);
    private static final Breach BREACH = new Breach(
            "I9 of <this> test", RUN.simulated().toNanos() / 2, "d1 & d2 both \"won\" <script>alert('1')</script>");

    private static Setup setup(String pool) {
        return new Setup(
                5,
                1,
                2,
                List.of(new PoolSetup(pool, 1, 3, false)),
                2,
                Policy.defaults(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(8),
                Duration.ofSeconds(20),
                Duration.ofSeconds(4),
                Duration.ofSeconds(135),
                Hardware.alike(),
                false);
    }

    private static Fault fault(long second, FaultKind kind, String on, long lasts) {
        return new Fault(Duration.ofSeconds(second), kind, on, "", Duration.ofSeconds(lasts));
    }

    private static Run broken() {
        return new Run(SCHEDULE, List.of(BREACH), RUN.tally(), RUN.simulated(), RUN.trace());
    }

    @Test
    void hasALaneForTheLedgerEachControllerAndEachNode() {
        Setup setup = SCHEDULE.setup();
        List<String> lanes = new ArrayList<>(List.of("ledger"));
        for (int i = 1; i <= setup.controllers(); i++) {
            lanes.add("c" + i);
        }
        for (int i = 1; i <= setup.databaseNodes(); i++) {
            lanes.add("d" + i);
        }
        for (int i = 1; i <= setup.storageNodes(); i++) {
            lanes.add("s" + i);
        }

        String html = Timeline.html(RUN);

        assertThat(lanes)
                .allSatisfy(lane -> assertThat(html).containsOnlyOnce("class=\"lane\" data-lane=\"" + lane + "\""));
    }

    @Test
    void showsOwnersLegsSessionsActionsAndWrites() {
        assertThat(Timeline.html(RUN))
                .contains(">Owned by d1 · e1<", ">Owned by d2 · e2<", "class=\"p0 takingover\"")
                .contains("class=\"leg insync\"", "class=\"leg syncing\"", "class=\"leg gone\"")
                .contains("class=\"p0 imported\"", "class=\"frozen\"", "class=\"session down\"", "class=\"ack a")
                .contains("class=\"deed done\"", "class=\"mark commit\"", "class=\"export closed\"")
                .contains("<td>storage crash</td>", "class=\"fault\"");
    }

    @Test
    void marksABreachInTheHeaderAndThroughAllLanes() {
        assertThat(Timeline.html(broken()))
                .contains(
                        "invariant broken",
                        "I9 of &lt;this&gt; test",
                        "<g class=\"breach\"><line y1=\"0\" y2=\"100%\"");
        assertThat(Timeline.html(RUN)).doesNotContain("invariant broken", "<g class=\"breach\">");
    }

    @Test
    void saysWhichRulesWereBrokenOnPurpose() {
        Run run = Simulation.run(SCHEDULE.with(List.of()), EnumSet.of(Rule.R4), true);

        assertThat(Timeline.html(run)).contains("R4 (a fence is what was read back)");
        assertThat(Timeline.html(RUN)).doesNotContain("broken on purpose");
    }

    @Test
    void givesTheSameBytesForTheSameRun() {
        Run again = Simulation.run(SCHEDULE, Set.of(), true);

        assertThat(Timeline.html(again)).isEqualTo(Timeline.html(RUN));
    }

    @Test
    void escapesWhatIsWrittenInARun() {
        Fault fault = new Fault(Duration.ofSeconds(1), FaultKind.ASK_FAILOVER, "\"<b>", "d'&2", Duration.ZERO);
        Schedule schedule = new Schedule(7, setup("<script>p&1"), List.of(fault));
        Run run = new Run(schedule, List.of(BREACH), RUN.tally(), RUN.simulated(), RUN.trace());

        String html = Timeline.html(run);

        assertThat(html)
                .contains("&lt;script&gt;p&amp;1", "&quot;&lt;b&gt; → d&#39;&amp;2", "&lt;script&gt;alert(&#39;1&#39;)")
                .doesNotContain("<script>p", "<script>alert", "\"<b>", "d'&2");
    }

    @Test
    void drawsWhatAnXmlParserReads() {
        String html = Timeline.html(broken());
        String chart = html.substring(html.indexOf("<div id=\"chart\">"), html.indexOf("<div id=\"legend\">"));

        assertThatCode(() -> DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(chart))))
                .doesNotThrowAnyException();
    }

    @Test
    void fetchesNothing() {
        assertThat(Timeline.html(RUN))
                .contains("default-src 'none'")
                .doesNotContain("http://", "https://", "src=", "@import", "<link");
    }

    @Test
    void givesTheScheduleAndTheLastLinesOfARunThatWasNotKeptWhole() {
        String html = Timeline.html(Simulation.run(SCHEDULE));

        assertThat(html)
                .contains("not kept whole", "<td>storage crash</td>", "class=\"k-")
                .doesNotContain("id=\"plot\"");
    }

    @Test
    void staysSmallForALongRun() {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Duration at = Duration.ofSeconds(30 + 10L * i);
            faults.add(
                    i % 2 == 0
                            ? new Fault(at, FaultKind.LINK_FLAP, "d1", "s" + (1 + i % 4), Duration.ofSeconds(8))
                            : new Fault(at, FaultKind.STORAGE_PAUSE, "s" + (1 + i % 4), "", Duration.ofSeconds(8)));
        }
        Setup setup = SCHEDULE.setup().until(Duration.ofSeconds(1260));
        Run run = Simulation.run(new Schedule(0, setup, faults), Set.of(), true);

        assertThat(run.trace().lines()).hasSizeGreaterThan(1000);
        String fine = Timeline.html(run);
        int less = fine.length() * 9 / 10;
        assertThat(fine).hasSizeLessThanOrEqualTo(Timeline.MOST_CHARACTERS);
        assertThat(Timeline.html(run, less)).as("drawn coarser").hasSizeLessThanOrEqualTo(less);
    }

    @Test
    void writesTheFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("run.html");

        Timeline.write(file, RUN);

        assertThat(Files.readString(file)).isEqualTo(Timeline.html(RUN));
    }
}
