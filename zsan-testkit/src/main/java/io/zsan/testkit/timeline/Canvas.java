package io.zsan.testkit.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rows from top to bottom, in two drawings of the same height: names to the left, and what happened to the right. */
final class Canvas {
    private final Scale scale;
    private final StringBuilder names = new StringBuilder();
    private final StringBuilder plot = new StringBuilder();
    private int y;
    private int laneFrom;

    Canvas(Scale scale) {
        this.scale = scale;
    }

    Scale scale() {
        return scale;
    }

    int height() {
        return y;
    }

    String names() {
        return names.toString();
    }

    String plot() {
        return plot.toString();
    }

    /** Room for something that the caller draws itself; says where. */
    int space(int pixels) {
        int at = y;
        y += pixels;
        return at;
    }

    /** Adds to the right drawing. */
    void draw(String svg) {
        plot.append(svg).append('\n');
    }

    /** Begins a lane. */
    void lane(String name, String what) {
        y += 5;
        laneFrom = y;
        names.append("<g class=\"lane\" data-lane=\"")
                .append(Markup.escape(name))
                .append("\"><text class=\"name\" x=\"6\" y=\"")
                .append(y + 14)
                .append("\">")
                .append(Markup.escape(name))
                .append("</text><title>")
                .append(Markup.escape(what))
                .append("</title></g>\n");
        y += 4;
    }

    /** Ends it with a line, and not too near to its name. */
    void endLane() {
        y = Math.max(y + 3, laneFrom + 22);
        String line = "<line x1=\"0\" x2=\"100%\" y1=\"" + y + "\" y2=\"" + y + "\" class=\"rule\"/>\n";
        names.append(line);
        plot.append(line);
    }

    /** A heading between lanes. */
    void heading(String text) {
        y += 8;
        names.append("<text class=\"heading\" x=\"6\" y=\"")
                .append(y + 11)
                .append("\">")
                .append(Markup.escape(text))
                .append("</text>\n");
        y += 15;
    }

    /** A row of bars; later layers lie over earlier ones. */
    void row(String name, int height, List<List<Bar>> layers) {
        name(name, height);
        for (List<Bar> layer : layers) {
            Bar.merged(layer, scale).forEach(bar -> bar(bar, height));
        }
        y += height + 2;
    }

    private void name(String name, int height) {
        if (!name.isEmpty()) {
            names.append("<text class=\"row\" x=\"100%\" dx=\"-8\" y=\"")
                    .append(y + height / 2 + 3)
                    .append("\">")
                    .append(Markup.escape(name))
                    .append("</text>\n");
        }
    }

    private void bar(Bar bar, int height) {
        String x = scale.at(bar.from());
        String width = scale.width(bar.from(), bar.to());
        boolean moment = bar.from() == bar.to();
        plot.append("<rect x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" width=\"")
                .append(moment ? "2" : width)
                .append("\" height=\"")
                .append(height)
                .append("\" class=\"")
                .append(bar.style())
                .append("\"><title>")
                .append(Markup.escape(bar.tip()))
                .append("</title></rect>");
        if (!bar.label().isEmpty() && !moment && height >= 8 && bar.to() - bar.from() > scale.pixels(1)) {
            // A drawing of its own cuts the label off at the bar's end.
            plot.append("<svg class=\"label\" x=\"")
                    .append(x)
                    .append("\" y=\"")
                    .append(y)
                    .append("\" width=\"")
                    .append(width)
                    .append("\" height=\"")
                    .append(height)
                    .append("\"><text x=\"4\" y=\"")
                    .append(height / 2.0 + 3.2)
                    .append("\">")
                    .append(Markup.escape(bar.label()))
                    .append("</text></svg>");
        }
        plot.append('\n');
    }

    /** Bars that may overlap, on as many rows as they need, but no more than {@code most}. */
    void packed(String name, int height, int most, List<Bar> bars) {
        List<List<Bar>> rows = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        for (Bar bar : Bar.merged(bars, scale)) {
            int row = 0;
            while (row < ends.size() && row < most - 1 && ends.get(row) > bar.from()) {
                row++;
            }
            if (row == ends.size()) {
                ends.add(0L);
                rows.add(new ArrayList<>());
            }
            ends.set(row, Math.max(bar.to(), bar.from() + scale.pixels(3)));
            rows.get(row).add(bar);
        }
        String shown = name;
        for (List<Bar> row : rows) {
            row(shown, height, List.of(row));
            shown = "";
        }
    }

    /**
     * Bars with labels that are always whole: inside where there is room, else beside. None overlaps another, and none is
     * merged away.
     */
    void labelled(int height, List<Bar> bars) {
        List<Long> ends = new ArrayList<>();
        int top = y;
        List<Bar> sorted = bars.stream()
                .sorted(Comparator.comparing(Bar::from).thenComparing(Bar::to))
                .toList();
        for (Bar bar : sorted) {
            long room = scale.room(bar.label());
            boolean inside = bar.to() - bar.from() >= room;
            boolean before = !inside && bar.to() + room > scale.end() && bar.from() > room;
            long from = before ? bar.from() - room : bar.from();
            int row = 0;
            while (row < ends.size() && ends.get(row) > from) {
                row++;
            }
            if (row == ends.size()) {
                ends.add(0L);
            }
            ends.set(row, bar.to() + (inside || before ? 0 : room) + scale.pixels(4));
            y = top + row * (height + 2);
            bar(new Bar(bar.from(), bar.to(), bar.style(), "", bar.tip()), height);
            String place = scale.at(inside || before ? bar.from() : bar.to());
            plot.append("<text class=\"over")
                    .append(inside ? " in" : "")
                    .append("\" x=\"")
                    .append(place)
                    .append(before ? "\" dx=\"-4\" text-anchor=\"end" : "\" dx=\"5")
                    .append("\" y=\"")
                    .append(y + height / 2 + 4)
                    .append("\">")
                    .append(Markup.escape(bar.label()))
                    .append("</text>\n");
        }
        y = top + ends.size() * (height + 2);
    }
}
