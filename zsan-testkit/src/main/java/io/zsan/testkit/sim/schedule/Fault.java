package io.zsan.testkit.sim.schedule;

import java.time.Duration;
import java.util.Comparator;

/**
 * One thing that goes wrong. Data, so that a schedule can be printed, shrunk, and played again.
 *
 * @param at when it begins, since the beginning of the simulation
 * @param kind what it is
 * @param on the node, pool or controller that it befalls
 * @param other the second end of a link, or the node that is asked for; empty where there is none
 * @param lasts for how long
 */
public record Fault(Duration at, FaultKind kind, String on, String other, Duration lasts) implements Comparable<Fault> {
    private static final Comparator<Fault> ORDER = Comparator.comparing(Fault::at)
            .thenComparing(Fault::kind)
            .thenComparing(Fault::on)
            .thenComparing(Fault::other)
            .thenComparing(Fault::lasts);

    /** When it is over. */
    public Duration end() {
        return at.plus(lasts);
    }

    @Override
    public int compareTo(Fault that) {
        return ORDER.compare(this, that);
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "%8.3f s  %s %s%s for %.3f s",
                at.toMillis() / 1000.0,
                kind,
                on,
                other.isEmpty() ? "" : " " + other,
                lasts.toMillis() / 1000.0);
    }
}
