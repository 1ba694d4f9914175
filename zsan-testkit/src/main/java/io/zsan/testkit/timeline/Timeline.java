package io.zsan.testkit.timeline;

import io.zsan.testkit.sim.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Draws a run as one HTML file: a lane for the ledger, for each controller and for each node, the faults where they befall,
 * the broken invariant as a red line through everything, and the last lines of the trace.
 *
 * <p>The picture needs a run whose trace was kept whole; of another one there are the header, the schedule of faults and the
 * last lines. The same run gives the same bytes. Stateless; thread-safe.
 */
public final class Timeline {
    /** A file of more characters is drawn again, coarser: a browser should open it at once. */
    static final int MOST_CHARACTERS = 3_000_000;

    /** Four to a pixel of a wide window, for those who zoom in. */
    private static final int FINEST = 4800;

    private static final int COARSEST = 18;

    private Timeline() {}

    /** The page, as text in UTF-8. */
    public static String html(Run run) {
        return html(run, MOST_CHARACTERS);
    }

    /** As fine as it can be with no more than so many characters; if even the coarsest has more, that one. */
    static String html(Run run, int most) {
        String page = new Page(run, FINEST).html();
        for (int slots = FINEST / 2; page.length() > most && slots >= COARSEST; slots /= 2) {
            page = new Page(run, slots).html();
        }
        return page;
    }

    /** Writes the page to a file, over one that is there. */
    public static void write(Path file, Run run) throws IOException {
        Files.writeString(file, html(run), StandardCharsets.UTF_8);
    }
}
