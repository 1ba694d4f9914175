package io.zsan.testkit.timeline;

import com.google.common.collect.ImmutableList;

/** What the colours mean. */
final class Legend {
    private record Entry(String style, String words) {}

    private static final ImmutableList<Entry> ENTRIES = ImmutableList.of(
            new Entry("fault", "fault"),
            new Entry("up", "up"),
            new Entry("unreachable", "operators cut off"),
            new Entry("paused", "paused"),
            new Entry("off", "off, booting or dead"),
            new Entry("p0 owned", "owned / imported (colour: pool)"),
            new Entry("p0 takingover", "changing hands"),
            new Entry("frozen", "frozen: writes wait"),
            new Entry("suspended", "suspended"),
            new Entry("ack a3", "acknowledged writes"),
            new Entry("leg insync", "in sync"),
            new Entry("leg syncing", "syncing"),
            new Entry("leg givenup", "given up"),
            new Entry("leg lost", "lost"),
            new Entry("leg gone", "gone / new"),
            new Entry("session", "session up"),
            new Entry("session down", "session down"),
            new Entry("export used", "exported, logged in"),
            new Entry("export open", "exported"),
            new Entry("export closed", "access closed"),
            new Entry("life retired", "LUN retired"),
            new Entry("life fenced", "fenced"),
            new Entry("life wiping", "wiping"),
            new Entry("life verified", "verified"),
            new Entry("mark wiped", "wiped"),
            new Entry("mark commit", "ledger commit"),
            new Entry("deed done", "action done"),
            new Entry("deed refused", "refused"),
            new Entry("deed unknown", "unknown"),
            new Entry("deed open", "never ended"),
            new Entry("note", "note"),
            new Entry("request", "request"),
            new Entry("request failed", "request failed"),
            new Entry("mark violation", "violation"));

    private Legend() {}

    static String html() {
        StringBuilder out = new StringBuilder("<div id=\"legend\">");
        for (Entry entry : ENTRIES) {
            int width = entry.style().startsWith("mark") ? 3 : 18;
            out.append("<span><svg width=\"" + width + "\" height=\"10\"><rect width=\"" + width
                    + "\" height=\"10\" class=\"" + entry.style() + "\"/></svg>" + Markup.escape(entry.words())
                    + "</span>\n");
        }
        return out.append("</div>\n").toString();
    }
}
