package io.zsan.testkit.timeline;

import io.zsan.model.NodeName;
import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.recording.Recording;
import io.zsan.testkit.sim.schedule.Setup;
import java.util.List;

/** The picture: an axis, a lane for everything that takes part, and lines through all of them where a promise was broken. */
final class Chart {
    private static final int AXIS = 20;
    private static final List<Long> STEPS = List.of(1L, 2L, 5L, 10L, 20L, 30L, 60L, 120L, 300L, 600L, 1200L, 3600L);
    private static final long SECOND = 1_000_000_000L;

    /** Ticks before anybody zooms, and what each further level, which zooming shows, divides them by. */
    private static final int TICKS = 14;

    private final Run run;
    private final Scale scale;
    private final Canvas canvas;

    Chart(Run run, Scale scale) {
        this.run = run;
        this.scale = scale;
        this.canvas = new Canvas(scale);
    }

    /** The scale of a run: its time, and a little more, so that what happened last does not lie on the edge. */
    static Scale scale(Run run, int slots) {
        return new Scale(Math.max(SECOND, (long) (run.simulated().toNanos() * 1.012)), slots);
    }

    String html(Recording recording) {
        axis();
        lanes(recording);
        axis();
        breaches();
        String height = "\" height=\"" + canvas.height() + "\">\n";
        return "<div id=\"chart\">\n<svg id=\"names\" width=\"128" + height + canvas.names()
                + "</svg>\n<div id=\"scroll\"><div id=\"sheet\" data-end=\"" + scale.end()
                + "\"><svg id=\"plot\" width=\"100%" + height
                + PATTERNS + canvas.plot()
                + "</svg><div id=\"cross\"><span></span></div></div></div>\n</div>\n";
    }

    private void lanes(Recording recording) {
        Setup setup = run.schedule().setup();
        FaultBars faults = new FaultBars(run.schedule().faults());
        NodeLanes nodes = new NodeLanes(run, recording, faults);
        DatabaseLanes databases = new DatabaseLanes(run.schedule(), recording, nodes);
        ControllerLanes controllers = new ControllerLanes(run, recording, faults);
        new LedgerLane(run.schedule(), recording, faults).draw(canvas);
        canvas.heading(setup.controllers() == 1 ? "controller" : "controllers");
        for (int i = 1; i <= setup.controllers(); i++) {
            controllers.draw(canvas, "c" + i);
        }
        canvas.heading("database nodes");
        for (int i = 1; i <= setup.databaseNodes(); i++) {
            databases.draw(canvas, new NodeName("d" + i));
        }
        canvas.heading("storage nodes");
        for (int i = 1; i <= setup.storageNodes(); i++) {
            nodes.storage(canvas, new NodeName("s" + i));
        }
    }

    private void axis() {
        int y = canvas.space(AXIS);
        long coarse = step(TICKS);
        long[] steps = {coarse, step(TICKS * 6), step(TICKS * 30)};
        for (int level = 0; level < steps.length; level++) {
            if (level > 0 && steps[level] == steps[level - 1]) {
                continue;
            }
            StringBuilder ticks = new StringBuilder("<g class=\"ticks t" + level + "\">");
            for (long at = 0; at * SECOND < scale.end(); at += steps[level]) {
                if (level == 0 || at % steps[level - 1] != 0) {
                    tick(ticks, at, y, level == 0 && y == 0);
                }
            }
            canvas.draw(ticks + "</g>");
        }
    }

    private void tick(StringBuilder out, long second, int y, boolean grid) {
        String x = scale.at(second * SECOND);
        if (grid) {
            out.append("<line class=\"grid\" y1=\"18\" y2=\"100%\" x1=\"" + x + "\" x2=\"" + x + "\"/>");
        }
        out.append("<text x=\"" + x + "\" dx=\"" + (second == 0 ? 3 : 0) + "\" y=\"" + (y + 13) + "\""
                + (second == 0 ? " class=\"first\"" : "") + ">" + second + " s</text>");
    }

    /** The smallest step with which there are no more than so many ticks. */
    private long step(int most) {
        long seconds = scale.end() / SECOND + 1;
        return STEPS.stream().filter(step -> seconds / step <= most).findFirst().orElse(STEPS.get(STEPS.size() - 1));
    }

    private void breaches() {
        for (Breach breach : run.breaches()) {
            String x = scale.at(breach.nanos());
            boolean right = breach.nanos() > scale.end() / 2;
            canvas.draw("<g class=\"breach\"><line y1=\"0\" y2=\"100%\" x1=\"" + x + "\" x2=\"" + x
                    + "\"/><text y=\"13\" x=\""
                    + x + "\" " + (right ? "dx=\"-5\" text-anchor=\"end\"" : "dx=\"5\"") + ">"
                    + Markup.escape(breach.invariant() + " at " + Scale.time(breach.nanos())) + "</text><title>"
                    + Markup.escape(Markup.cut(breach.toString().trim(), 600)) + "</title></g>");
        }
    }

    private static final String PATTERNS = """
            <defs>
            <pattern id="h-fault" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="h-fault-bg" width="6" height="6"/><rect class="h-fault" width="2.4" height="6"/></pattern>
            <pattern id="h-paused" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="h-paused-bg" width="5" height="5"/><rect class="h-paused" width="1.8" height="5"/></pattern>
            <pattern id="h-frozen" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="h-frozen-bg" width="7" height="7"/><rect class="h-frozen" width="3" height="7"/></pattern>
            </defs>
            """;
}
