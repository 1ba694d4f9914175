package io.zsan.lab.process;

import com.google.common.html.HtmlEscapers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What happened when, on which node. Thread-safe. */
public final class Timeline {
    private final InstantSource clock;
    private final Instant start;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(long millis, String lane, String what) {}

    public Timeline(InstantSource clock) {
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Notes an event; {@code lane} is a node, or what watches it. */
    public synchronized void note(String lane, String what) {
        entries.add(new Entry(clock.instant().toEpochMilli() - start.toEpochMilli(), lane, what));
    }

    /** One line for each event. */
    public synchronized String text() {
        return entries.stream()
                .map(e -> String.format(Locale.ROOT, "%9.3f  %-8s %s%n", e.millis() / 1000.0, e.lane(), e.what()))
                .collect(Collectors.joining());
    }

    /** One table, with a column for each lane in the order of their first event. */
    public synchronized String html() {
        List<String> lanes = entries.stream().map(Entry::lane).distinct().toList();
        StringBuilder page = new StringBuilder("<!doctype html><meta charset=utf-8><title>lab</title><style>"
                + "td,th{font:12px monospace;vertical-align:top;padding:0 8px;border-left:1px solid #ccc}</style>\n"
                + "<table><tr><th>s");
        lanes.forEach(lane -> page.append("<th>").append(escape(lane)));
        for (Entry entry : entries) {
            page.append(String.format(Locale.ROOT, "\n<tr><td>%.3f", entry.millis() / 1000.0));
            for (String lane : lanes) {
                page.append("<td>").append(lane.equals(entry.lane()) ? escape(entry.what()) : "");
            }
        }
        return page.append("\n</table>\n").toString();
    }

    /** Writes {@code timeline.txt} and {@code timeline.html}. */
    public void write(Path directory) {
        try {
            Files.writeString(directory.resolve("timeline.txt"), text());
            Files.writeString(directory.resolve("timeline.html"), html());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escape(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }
}
