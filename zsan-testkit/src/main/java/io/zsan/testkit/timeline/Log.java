package io.zsan.testkit.timeline;

import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.TraceLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** The last lines of the trace, as text. */
final class Log {
    private static final int LAST = 200;
    private static final int LONGEST = 1500;

    private Log() {}

    static String html(Run run, Scale scale) {
        List<TraceLine> lines = withoutRepeatedWrites(run.trace().lines());
        List<TraceLine> last = lines.subList(Math.max(0, lines.size() - LAST), lines.size());
        StringBuilder out =
                new StringBuilder("<section id=\"log\"><h2>The last " + last.size() + " lines of the trace</h2>\n"
                        + "<label>Show <input id=\"filter\" type=\"search\" placeholder=\"lanes or words: d1 c1 ledger\""
                        + " autocomplete=\"off\" spellcheck=\"false\"></label> <span id=\"shown\"></span>\n<ol>\n");
        for (TraceLine line : last) {
            String lane = Markup.escape(line.lane());
            out.append("<li class=\"k-" + Markup.escape(line.kind().toLowerCase(Locale.ROOT)) + "\" data-lane=\"" + lane
                    + "\" data-at=\"" + scale.at(line.nanos()) + "\"><time>" + Scale.time(line.nanos()) + "</time><b>"
                    + Markup.escape(line.kind()) + "</b><i>" + lane + "</i><span>"
                    + Markup.escape(Markup.cut(plain(line.text()), LONGEST)) + "</span></li>\n");
        }
        return out.append("</ol></section>\n").toString();
    }

    /** Writes are most of a trace and say least: of those between two other lines, each pool's count is one line. */
    private static List<TraceLine> withoutRepeatedWrites(List<TraceLine> lines) {
        List<TraceLine> out = new ArrayList<>();
        LinkedHashMap<String, List<TraceLine>> writes = new LinkedHashMap<>();
        for (TraceLine line : lines) {
            if (line.kind().equals("ACKNOWLEDGED")) {
                writes.computeIfAbsent(line.lane() + " " + line.text(), w -> new ArrayList<>())
                        .add(line);
            } else {
                writes.values().forEach(same -> out.add(one(same)));
                writes.clear();
                out.add(line);
            }
        }
        writes.values().forEach(same -> out.add(one(same)));
        return out;
    }

    private static TraceLine one(List<TraceLine> same) {
        TraceLine first = same.get(0);
        if (same.size() == 1) {
            return first;
        }
        TraceLine last = same.get(same.size() - 1);
        return new TraceLine(
                first.nanos(),
                first.kind(),
                first.lane(),
                first.text().trim() + ": " + same.size() + " writes until " + Scale.time(last.nanos()));
    }

    /** Records print what they do not have, too. */
    private static String plain(String text) {
        return text.trim().replaceAll(", \\w+=Optional\\.empty", "").replaceAll("Optional\\[([^\\[\\]]*)]", "$1");
    }
}
