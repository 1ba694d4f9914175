package io.zsan.testkit.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.html.HtmlEscapers;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.TraceLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one place from which a run is written as a page. */
public final class Timelines {
    private Timelines() {}

    /** Writes a run whose whole trace was kept; directories that are missing are made. */
    public static void write(Path file, Run run) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>zsan seed ")
                .append(run.schedule().seed())
                .append("</title>\n<pre>\n")
                .append(HtmlEscapers.htmlEscaper().escape(ScheduleText.of(run.schedule())))
                .append('\n');
        for (TraceLine line : run.trace().lines()) {
            page.append(HtmlEscapers.htmlEscaper().escape(line.toString())).append('\n');
        }
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.writeString(file, page.append("</pre>\n"), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the timeline " + file + " cannot be written: " + e, e);
        }
    }
}
