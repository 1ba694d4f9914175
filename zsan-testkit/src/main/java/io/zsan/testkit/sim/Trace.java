package io.zsan.testkit.sim;

import io.zsan.testkit.sim.recording.Recording;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What happened in a simulation, in order. Keeps the last lines, or all of them, and a digest of everything. */
public final class Trace {
    private static final int LAST = 60;

    private final boolean whole;
    private final Deque<TraceLine> lines = new ArrayDeque<>();
    private Optional<Recording> recording = Optional.empty();
    private long digest = 1469598103934665603L;

    /**
     * @param whole whether all lines are kept; else the last ones
     */
    public Trace(boolean whole) {
        this.whole = whole;
    }

    void add(TraceLine line) {
        mix(line.nanos());
        mix(line.kind().hashCode());
        mix(line.lane().hashCode());
        mix(line.text().hashCode());
        lines.add(line);
        if (!whole && lines.size() > LAST) {
            lines.poll();
        }
    }

    private void mix(long value) {
        digest = (digest ^ value) * 1099511628211L;
    }

    public List<TraceLine> lines() {
        return new ArrayList<>(lines);
    }

    void keep(Recording whole) {
        recording = Optional.of(whole);
    }

    /** The whole run in data; only where the trace is kept whole. */
    public Optional<Recording> recording() {
        return recording;
    }

    /** The same for two runs in which the same happened at the same times. */
    public long digest() {
        return digest;
    }
}
