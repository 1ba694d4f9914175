package io.zsan.testkit.timeline;

import java.util.Locale;

/**
 * Where a time lies on the picture: in percent of its width, so that zooming changes the width and nothing else.
 *
 * @param end the right edge, in nanoseconds since the simulation began
 * @param slots how many things can lie side by side and still be told apart
 */
record Scale(long end, int slots) {
    /** Of the plot in a window of 1400: how much room a label takes is reckoned with this, in pixels. */
    static final int WIDTH = 1180;

    /** Percent with a thousandth: a tenth of a pixel at the deepest zoom that makes sense. */
    private static final double UNIT = 100_000.0;

    Scale {
        if (end <= 0 || slots <= 0) {
            throw new IllegalArgumentException("an empty scale: " + end + ", " + slots);
        }
    }

    String at(long nanos) {
        return percent(units(nanos));
    }

    String width(long from, long to) {
        return percent(Math.max(0, units(to) - units(from)));
    }

    private long units(long nanos) {
        return Math.round(Math.min(nanos, end) * UNIT / end);
    }

    private static String percent(long units) {
        String fraction = Long.toString(1000 + units % 1000).substring(1);
        return units / 1000 + (units % 1000 == 0 ? "" : "." + fraction) + "%";
    }

    long slot(long nanos) {
        return (long) ((double) nanos * slots / end);
    }

    /** How much time so many pixels are before anybody zooms. */
    long pixels(double many) {
        return (long) (end * many / WIDTH);
    }

    /** How much time a small label covers. */
    long room(String label) {
        return pixels(label.length() * 5.6 + 12);
    }

    /** A time in seconds, as the trace has it. */
    static String time(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }
}
