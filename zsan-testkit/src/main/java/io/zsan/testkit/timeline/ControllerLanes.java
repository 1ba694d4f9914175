package io.zsan.testkit.timeline;

import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.TraceLine;
import io.zsan.testkit.sim.recording.Deed;
import io.zsan.testkit.sim.recording.Recording;
import io.zsan.testkit.sim.recording.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The lanes of the controllers: whether the process runs, what it was asked for, recorded, did, and pointed out. */
final class ControllerLanes {
    private static final int CONDITION = 11;
    private static final int ASKED = 11;
    private static final int DEED = 9;
    private static final int NOTE = 9;
    private static final int MOST_ROWS = 7;

    /** A note is repeated in every round; a pause of this many rounds ends it. */
    private static final int ROUNDS = 3;

    private final Run run;
    private final Recording recording;
    private final FaultBars faults;

    ControllerLanes(Run run, Recording recording, FaultBars faults) {
        this.run = run;
        this.recording = recording;
        this.faults = faults;
    }

    void draw(Canvas canvas, String controller) {
        canvas.lane(controller, "controller " + controller + ": a process that embeds zsan");
        faults.befalling(canvas, controller);
        long end = canvas.scale().end();
        List<Bar> life = new ArrayList<>();
        recording.controllers().until(end).getOrDefault(controller, List.of()).forEach(span -> {
            String style = Style.of(span.value());
            String words = style.equals("off") ? "dead" : Style.words(span.value());
            life.add(Bar.of(span, style, style.equals("up") ? "" : words, controller + ": " + words));
        });
        List<TraceLine> lines = run.trace().lines().stream()
                .filter(line -> line.lane().equals(controller))
                .toList();
        canvas.row("process", CONDITION, List.of(life, commits(lines)));
        canvas.row("asked", ASKED, List.of(asked(lines, end)));
        canvas.packed("actions", DEED, MOST_ROWS, deeds(controller, end));
        canvas.packed("notes", NOTE, MOST_ROWS, notes(lines));
        canvas.endLane();
    }

    private static List<Bar> commits(List<TraceLine> lines) {
        return lines.stream()
                .filter(line -> line.kind().equals("RECORDED"))
                .map(line -> Bar.moment(line.nanos(), "mark commit", "", "recorded: " + line.text()))
                .toList();
    }

    /** From a request of the host application to its answer. A process that died in between gives none. */
    private static List<Bar> asked(List<TraceLine> lines, long end) {
        List<Bar> bars = new ArrayList<>();
        TraceLine open = null;
        for (TraceLine line : lines) {
            boolean asked = line.kind().equals("ASKED");
            boolean answered = line.kind().equals("ANSWERED");
            if (open != null && (asked || answered)) {
                boolean done = answered && line.text().endsWith(": done");
                bars.add(request(open, line.nanos(), done ? "request" : "request failed", answered ? line.text() : ""));
                open = null;
            }
            open = asked ? line : open;
        }
        if (open != null) {
            bars.add(request(open, end, "request failed", ""));
        }
        return bars;
    }

    private static Bar request(TraceLine asked, long to, String style, String answer) {
        return Bar.of(
                new Span<>(asked.nanos(), to, style),
                style,
                asked.text(),
                "the host application asks: " + asked.text() + "\n"
                        + (answer.isEmpty() ? "no answer" : Markup.cut(answer, 300)));
    }

    private List<Bar> deeds(String controller, long end) {
        List<Bar> bars = new ArrayList<>();
        for (Deed deed : recording.deeds(end)) {
            if (deed.controller().equals(controller)) {
                bars.add(Bar.of(
                        new Span<>(deed.from(), deed.to(), deed),
                        Style.of(deed),
                        deed.action().node() + ": " + deed.action().describe(),
                        Markup.cut(
                                deed.action().node() + ": " + deed.action().describe() + "\n" + Style.words(deed)
                                        + "\nbecause " + deed.because(),
                                400)));
            }
        }
        return bars;
    }

    private List<Bar> notes(List<TraceLine> lines) {
        Duration patience =
                run.schedule().setup().interval().multipliedBy(ROUNDS).plusSeconds(3);
        TreeMap<String, Bar> open = new TreeMap<>();
        List<Bar> bars = new ArrayList<>();
        for (TraceLine line : lines) {
            if (!line.kind().equals("NOTED")) {
                continue;
            }
            // The same note counts the seconds.
            String same = line.text().replaceAll("\\d+ s\\b", "…");
            Bar before = open.get(same);
            if (before != null && line.nanos() - before.to() <= patience.toNanos()) {
                open.put(same, new Bar(before.from(), line.nanos(), "note", line.text(), before.tip()));
            } else {
                if (before != null) {
                    bars.add(before);
                }
                open.put(same, Bar.moment(line.nanos(), "note", "", "noted: " + Markup.cut(line.text(), 300)));
            }
        }
        bars.addAll(open.values());
        return bars;
    }
}
