package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.Run;
import io.zsan.testkit.timeline.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one place from which a run is written as a page. */
public final class Timelines {
    private Timelines() {}

    /** Writes a run whose whole trace was kept; directories that are missing are made. */
    public static void write(Path file, Run run) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Timeline.write(file, run);
        } catch (IOException e) {
            throw new UncheckedIOException("the timeline " + file + " cannot be written: " + e, e);
        }
    }
}
