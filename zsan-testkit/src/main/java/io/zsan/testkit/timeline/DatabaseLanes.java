package io.zsan.testkit.timeline;

import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.testkit.sim.recording.OnNode;
import io.zsan.testkit.sim.recording.PoolCondition;
import io.zsan.testkit.sim.recording.Recording;
import io.zsan.testkit.sim.recording.Span;
import io.zsan.testkit.sim.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The lanes of the database nodes: the pools that each has imported, the writes that it was told are durable, sessions. */
final class DatabaseLanes {
    private static final int POOL = 14;
    private static final int WRITES = 6;
    private static final int SESSION = 4;

    /** Writes are counted over so many pixels. */
    private static final int BIN = 3;

    private final Schedule schedule;
    private final Recording recording;
    private final NodeLanes nodes;

    DatabaseLanes(Schedule schedule, Recording recording, NodeLanes nodes) {
        this.schedule = schedule;
        this.recording = recording;
        this.nodes = nodes;
    }

    void draw(Canvas canvas, NodeName node) {
        canvas.lane(node.text(), "database node " + node);
        nodes.condition(canvas, node);
        recording.imports().until(canvas.scale().end()).forEach((place, spans) -> {
            if (place.node().equals(node)) {
                pool(canvas, place, spans);
            }
        });
        sessions(canvas, node);
        canvas.endLane();
    }

    private void pool(Canvas canvas, OnNode place, List<Span<PoolCondition>> spans) {
        String colour = Style.pool(schedule, place.name());
        List<Bar> imported = new ArrayList<>();
        List<Bar> frozen = new ArrayList<>();
        Span.of(spans, condition -> true)
                .forEach(span -> imported.add(Bar.of(
                        span, colour + " imported", place.name(), place.name() + " is imported on " + place.node())));
        for (Span<PoolCondition> span : spans) {
            if (span.value() == PoolCondition.FROZEN) {
                frozen.add(Bar.of(
                        span,
                        "frozen",
                        "frozen",
                        place.name() + " is frozen: a leg that ZFS believes in does not answer"));
            } else if (span.value() == PoolCondition.SUSPENDED) {
                frozen.add(Bar.of(span, "suspended", "suspended", place.name() + " is suspended: a mirror has no leg"));
            }
        }
        canvas.row(place.name(), POOL, List.of(imported, frozen));
        int unused = canvas.space(-1);
        canvas.row("", WRITES, List.of(writes(canvas.scale(), place)));
    }

    /** How many writes were acknowledged, in a few shades. */
    private List<Bar> writes(Scale scale, OnNode place) {
        long bin = Math.max(1, scale.pixels(BIN));
        TreeMap<Long, Integer> counts = new TreeMap<>();
        recording.acknowledged().getOrDefault(place, List.of()).forEach(at -> counts.merge(at / bin, 1, Integer::sum));
        int most = counts.values().stream().mapToInt(count -> count).max().orElse(1);
        List<Bar> bars = new ArrayList<>();
        counts.forEach((number, count) -> bars.add(new Bar(
                number * bin,
                Math.min(scale.end(), (number + 1) * bin),
                "ack a" + Math.min(4, 1 + 4 * (count - 1) / most),
                "",
                Scale.time(number * bin) + "\n" + count + (count == 1 ? " write" : " writes") + " of " + place.name()
                        + " acknowledged")));
        return bars;
    }

    private void sessions(Canvas canvas, NodeName node) {
        TreeMap<String, List<Bar>> rows = new TreeMap<>();
        recording.sessions().until(canvas.scale().end()).forEach((place, spans) -> {
            if (place.node().equals(node)) {
                Optional<LunRef> lun = recording.lun(place.name());
                // All generations of a disk in one row: the old session goes before the new one comes, or both are
                // seen.
                String row = lun.map(LunRef::id).map(LunId::toString).orElse(place.name());
                String what = "session to " + lun.map(LunRef::toString).orElse(place.name());
                List<Bar> bars = rows.computeIfAbsent(row, r -> new ArrayList<>());
                spans.forEach(span -> bars.add(Bar.of(
                        span,
                        span.value() ? "session" : "session down",
                        "",
                        what + (span.value() ? " is up" : " is down"))));
            }
        });
        String name = "sessions";
        for (List<Bar> row : rows.values()) {
            canvas.row(name, SESSION, List.of(row));
            name = "";
        }
    }
}
