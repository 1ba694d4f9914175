package io.zsan.testkit.timeline;

import io.zsan.testkit.sim.recording.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Something in a row of the picture.
 *
 * @param from in nanoseconds
 * @param to in nanoseconds; the same: a moment
 * @param style the classes of the style sheet
 * @param label shown as far as the bar has room; empty: none
 * @param tip shown on hovering
 */
record Bar(long from, long to, String style, String label, String tip) {
    private static final int LONGEST_TIP = 420;

    /** With its time before the tip. */
    static Bar of(Span<?> span, String style, String label, String tip) {
        return new Bar(
                span.from(),
                span.to(),
                style,
                label,
                Scale.time(span.from()) + " – " + Scale.time(span.to()) + "  (" + Scale.time(span.to() - span.from())
                        + ")\n" + tip);
    }

    /** A moment with its time before the tip. */
    static Bar moment(long at, String style, String label, String tip) {
        return new Bar(at, at, style, label, Scale.time(at) + "\n" + tip);
    }

    /** In order, and those that nobody could tell apart as one: what lies in the same slot, whole. */
    static List<Bar> merged(List<Bar> bars, Scale scale) {
        List<Bar> out = new ArrayList<>();
        List<Bar> together = new ArrayList<>();
        List<Bar> sorted = bars.stream()
                .sorted(Comparator.comparing(Bar::from).thenComparing(Bar::to))
                .toList();
        for (Bar bar : sorted) {
            boolean joins = !together.isEmpty()
                    && scale.slot(together.get(0).from()) == scale.slot(bar.from())
                    && scale.slot(bar.from()) == scale.slot(bar.to());
            if (!joins && !together.isEmpty()) {
                out.add(one(together));
                together.clear();
            }
            together.add(bar);
        }
        if (!together.isEmpty()) {
            out.add(one(together));
        }
        return out;
    }

    private static Bar one(List<Bar> together) {
        Bar first = together.get(0);
        long to = first.to();
        String style = first.style();
        String tip = first.tip();
        int told = 1;
        for (Bar other : together.subList(1, together.size())) {
            to = Math.max(to, other.to());
            style = Style.worse(style, other.style());
            if (tip.length() + other.tip().length() < LONGEST_TIP) {
                tip += "\n" + other.tip();
                told++;
            }
        }
        int untold = together.size() - told;
        return new Bar(first.from(), to, style, first.label(), untold == 0 ? tip : tip + "\n… and " + untold + " more");
    }
}
