package io.zsan.testkit.sim;

/**
 * A promise that a simulation saw broken.
 *
 * @param invariant its name
 * @param nanos when, in nanoseconds since the simulation began
 */
public record Breach(String invariant, long nanos, String what) {
    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "%10.3f s  %s: %s", nanos / 1e9, invariant, what);
    }
}
