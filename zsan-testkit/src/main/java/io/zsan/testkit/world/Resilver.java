package io.zsan.testkit.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A resilver that runs. */
public final class Resilver {
    private final List<Leaf> leaves;
    private final long started;
    private final Instant start;
    private final long total;
    private long issued;

    Resilver(List<Leaf> leaves, long started, Instant start, long total) {
        this.leaves = new ArrayList<>(leaves);
        this.started = started;
        this.start = start;
        this.total = total;
    }

    public Instant start() {
        return start;
    }

    public long total() {
        return total;
    }

    public long issued() {
        return issued;
    }

    /** Time since it started, at least a second, as ZFS counts for rates. */
    public long seconds(long now) {
        return Math.max(1, (now - started) / 1_000_000_000L);
    }

    List<Leaf> leaves() {
        return leaves;
    }

    long started() {
        return started;
    }

    void issue(long bytes) {
        issued = Math.min(total, issued + bytes);
    }

    boolean complete() {
        return issued >= total;
    }
}
