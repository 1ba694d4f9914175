package io.zsan.testkit.timeline;

import com.google.common.io.Resources;
import io.zsan.decide.Policy;
import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.recording.Recording;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The whole page: what was run, what broke, the picture, the schedule, and the last lines. */
final class Page {
    /** Nothing is fetched, whatever a text may hold. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private final Run run;
    private final Scale scale;

    /**
     * @param slots how many things the picture tells apart side by side
     */
    Page(Run run, int slots) {
        this.run = run;
        this.scale = Chart.scale(run, slots);
    }

    String html() {
        String title = "seed " + run.schedule().seed() + ": "
                + (run.clean() ? "clean" : "broke " + run.breaches().get(0).invariant());
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<title>" + Markup.escape(title) + "</title>\n<style>\n" + resource("timeline.css")
                + "</style></head>\n<body>\n" + header() + breaches() + picture() + faults() + tally()
                + Log.html(run, scale) + "<script>\n" + resource("timeline.js") + "</script>\n</body></html>\n";
    }

    private static String resource(String name) {
        try {
            return Resources.toString(Resources.getResource(Page.class, name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String header() {
        Setup setup = run.schedule().setup();
        Policy policy = setup.policy();
        StringBuilder out =
                new StringBuilder("<header><h1>Simulation <b>" + run.schedule().seed() + "</b> <em class=\""
                        + (run.clean() ? "clean\">clean" : "broken\">invariant broken") + "</em></h1>\n<dl>\n");
        fact(
                out,
                "storage",
                setup.storageNodes() + " nodes × " + setup.disks() + (setup.disks() == 1 ? " disk" : " disks"));
        fact(out, "database", setup.databaseNodes() + " nodes");
        fact(out, "controllers", setup.controllers() + ", a round every " + seconds(setup.interval()));
        fact(out, "pools", setup.pools().stream().map(Page::words).collect(Collectors.joining(", ")));
        fact(out, "disconnect mode", policy.disconnectMode().toString());
        fact(out, "policy", "drop after " + seconds(policy.dropAfter()) + ", min in sync " + policy.minInSync());
        fact(out, "suspicion", seconds(setup.suspicion()));
        fact(out, "boot", seconds(setup.boot()));
        fact(out, "faults until", seconds(setup.faultsUntil()));
        fact(out, "simulated", seconds(run.simulated()));
        fact(out, "digest", Long.toHexString(run.trace().digest()));
        String rules = run.trace()
                .recording()
                .map(recording ->
                        recording.broken().stream().sorted().map(Page::words).collect(Collectors.joining(", ")))
                .orElse("");
        if (!rules.isEmpty()) {
            fact(out, "broken on purpose", rules);
        }
        return out.append("</dl></header>\n").toString();
    }

    private static String words(Rule rule) {
        return rule + " (" + rule.words() + ")";
    }

    private static String words(PoolSetup pool) {
        return pool.name() + ": " + pool.mirrors() + " × " + pool.width() + "-way" + (pool.log() ? " + log" : "");
    }

    private static void fact(StringBuilder out, String name, String value) {
        out.append("<div><dt>" + Markup.escape(name) + "</dt><dd>" + Markup.escape(value) + "</dd></div>\n");
    }

    private static String seconds(Duration time) {
        return Scale.time(time.toNanos()).replaceFirst("\\.000 s$", " s");
    }

    private String breaches() {
        StringBuilder out = new StringBuilder();
        for (Breach breach : run.breaches()) {
            out.append("<div class=\"breach-box\"><strong>" + Markup.escape(breach.invariant()) + "</strong> <time>"
                    + Scale.time(breach.nanos()) + "</time><p>" + Markup.escape(breach.what()) + "</p></div>\n");
        }
        return out.toString();
    }

    private String picture() {
        Recording recording = run.trace().recording().orElse(null);
        if (recording == null) {
            return "<p class=\"none\">The trace of this run was not kept whole, so there is no picture."
                    + " Run the same schedule again with its whole trace.</p>\n";
        }
        return "<div id=\"tools\"><button data-zoom=\"0.5\" title=\"zoom out\">−</button>"
                + "<button data-zoom=\"2\" title=\"zoom in\">+</button><button data-zoom=\"0\">fit</button>"
                + (run.clean()
                        ? ""
                        : "<button data-go=\"" + scale.at(run.breaches().get(0).nanos()) + "\">to the breach</button>")
                + "<span>ctrl + wheel zooms where the mouse is; click a lane's name to see its lines below</span></div>\n"
                + new Chart(run, scale).html(recording) + Legend.html();
    }

    private String faults() {
        List<Fault> faults = run.schedule().faults();
        StringBuilder out =
                new StringBuilder("<section><h2>Schedule of faults (" + faults.size() + ")</h2>\n<table><thead><tr>"
                        + "<th class=\"n\">from</th><th class=\"n\">to</th><th class=\"n\">lasts</th><th>kind</th><th>on</th>"
                        + "<th>other</th></tr></thead><tbody>\n");
        for (Fault fault : faults) {
            boolean jump = FaultBars.isJump(fault.kind());
            out.append("<tr" + (fault.at().compareTo(run.simulated()) > 0 ? " class=\"never\"" : "") + " data-at=\""
                    + scale.at(fault.at().toNanos()) + "\"><td class=\"n\">" + seconds(fault.at())
                    + "</td><td class=\"n\">" + (jump ? "" : seconds(fault.end())) + "</td><td class=\"n\">"
                    + (jump ? "by " : "") + seconds(fault.lasts()) + "</td><td>"
                    + Markup.escape(FaultBars.words(fault.kind())) + "</td><td>" + Markup.escape(fault.on())
                    + "</td><td>"
                    + Markup.escape(fault.other()) + "</td></tr>\n");
        }
        return out.append("</tbody></table></section>\n").toString();
    }

    private String tally() {
        StringBuilder out =
                new StringBuilder("<details><summary>What was done and met, counted</summary><ul class=\"tally\">\n");
        run.tally()
                .counts()
                .forEach((what, times) -> out.append("<li><b>" + times + "</b> " + Markup.escape(what) + "</li>\n"));
        return out.append("</ul></details>\n").toString();
    }
}
