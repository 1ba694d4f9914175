package io.zsan.samples.quickstart;

import io.zsan.ResilverProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Prints what happens, each line with the seconds since the start. Thread-safe. */
final class Console {
    private static final int BAR = 24;

    private final PrintStream out;
    private final LongSupplier nanos;
    private final long start;

    Console(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    synchronized void chapter(String title) {
        out.println();
        line("== " + title);
    }

    synchronized void line(String text) {
        double seconds = (nanos.getAsLong() - start) / 1e9;
        out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds, text);
        out.flush();
    }

    synchronized void plain(String text) {
        out.println(text);
        out.flush();
    }

    void resilver(ResilverProgress progress) {
        int full = (int) Math.round(Math.min(100, progress.percent()) / 100 * BAR);
        StringBuilder text = new StringBuilder("   resilver [")
                .append("#".repeat(full))
                .append(".".repeat(BAR - full))
                .append(String.format(Locale.ROOT, "] %5.1f %%", progress.percent()));
        if (progress.bytesPerSecond() > 0) {
            text.append(String.format(Locale.ROOT, "  %.1f MiB/s", progress.bytesPerSecond() / 1048576.0));
        }
        progress.left().ifPresent(left -> text.append("  ").append(clock(left)).append(" to go"));
        line(text.toString());
    }

    private static String clock(Duration left) {
        return String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
}
