package io.zsan.testkit.timeline;

import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.node.ExportReport;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.TraceLine;
import io.zsan.testkit.sim.recording.Recording;
import io.zsan.testkit.sim.recording.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The lanes of the storage nodes, and what the lanes of all nodes have in common. */
final class NodeLanes {
    private static final int CONDITION = 11;
    private static final int EXPORT = 11;
    private static final int LIFE = 4;

    private final Run run;
    private final Recording recording;
    private final FaultBars faults;

    NodeLanes(Run run, Recording recording, FaultBars faults) {
        this.run = run;
        this.recording = recording;
        this.faults = faults;
    }

    /** Faults, whether it is up, and what must not happen. */
    void condition(Canvas canvas, NodeName node) {
        faults.befalling(canvas, node.text());
        List<Bar> bars = new ArrayList<>();
        recording
                .nodes()
                .until(canvas.scale().end())
                .getOrDefault(node, List.of())
                .forEach(span -> {
                    String words = Style.words(span.value());
                    String label = Style.of(span.value()).equals("up") ? "" : words;
                    bars.add(Bar.of(span, Style.of(span.value()), label, node + ": " + words));
                });
        canvas.row("node", CONDITION, List.of(bars, marks(node, "VIOLATION", "", "mark violation")));
    }

    private List<Bar> marks(NodeName node, String kind, String subject, String style) {
        List<Bar> marks = new ArrayList<>();
        for (TraceLine line : run.trace().lines()) {
            if (line.kind().equals(kind)
                    && line.lane().equals(node.text())
                    && line.text().startsWith(subject)) {
                marks.add(Bar.moment(line.nanos(), style, "", kind + " " + line.text()));
            }
        }
        return marks;
    }

    /** A storage node: what it exports to whom in which epoch, and below each disk where its LUN stands in its life. */
    void storage(Canvas canvas, NodeName node) {
        canvas.lane(node.text(), "storage node " + node);
        condition(canvas, node);
        TreeMap<LunId, List<Span<ExportReport>>> exports =
                new TreeMap<>(recording.exports().until(canvas.scale().end()));
        SortedMap<LunId, List<Span<LunRecord>>> luns =
                recording.luns().until(canvas.scale().end());
        luns.keySet().forEach(lun -> exports.putIfAbsent(lun, List.of()));
        exports.forEach((lun, spans) -> {
            if (lun.node().equals(node)) {
                List<Bar> bars = Span.of(spans, export -> export).stream()
                        .map(NodeLanes::export)
                        .toList();
                List<Bar> wiped = marks(node, "WIPED", lun.disk() + " ", "mark wiped");
                canvas.row(lun.disk().text(), EXPORT, List.of(bars, wiped));
                int unused = canvas.space(-2);
                canvas.row(
                        "",
                        LIFE,
                        List.of(luns.getOrDefault(lun, List.of()).stream()
                                .map(this::life)
                                .toList()));
            }
        });
        canvas.endLane();
    }

    private static Bar export(Span<ExportReport> span) {
        ExportReport export = span.value();
        // An initiator is named after its node; the base name before it says nothing new.
        String who = export.access()
                .initiator()
                .map(iqn -> iqn.text().substring(iqn.text().lastIndexOf(':') + 1))
                .orElse("nobody");
        boolean used = !export.sessions().isEmpty();
        String style = who.equals("nobody") ? "export closed" : used ? "export used" : "export open";
        String label = (who.equals("nobody") ? "closed" : who) + " · e" + export.epoch();
        return Bar.of(
                span,
                style,
                label,
                export.lun() + " is exported to " + who + " in epoch " + export.epoch() + "\nsessions: "
                        + export.sessions());
    }

    private Bar life(Span<LunRecord> span) {
        LunRecord lun = span.value();
        String state = lun.state().name().toLowerCase(Locale.ROOT);
        String style = lun.state() == LunState.IN_POOL
                ? "life "
                        + lun.pool()
                                .map(pool -> Style.pool(run.schedule(), pool.text()))
                                .orElse("")
                : "life " + state;
        return Bar.of(
                span,
                style,
                "",
                "in the ledger: " + lun.ref() + " " + lun.state()
                        + lun.pool().map(pool -> " of " + pool).orElse("")
                        + lun.formerPool().map(pool -> ", was of " + pool).orElse(""));
    }
}
