package io.zsan.testkit.sim;

import java.util.Locale;

/**
 * Something that happened in a simulation.
 *
 * @param nanos when, in nanoseconds since the simulation began
 * @param kind a word for what sort of thing it is: the name of a world's event, {@code FAULT}, {@code FAULT_OVER},
 *     {@code RECORDED}, {@code STARTED}, {@code ENDED}, {@code NOTED} or {@code BREACH}
 * @param lane the node, controller or {@code ledger} that it belongs to
 */
public record TraceLine(long nanos, String kind, String lane, String text) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%10.3f s  %-16s %-6s %s", nanos / 1e9, kind, lane, text);
    }
}
