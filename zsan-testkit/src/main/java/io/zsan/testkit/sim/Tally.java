package io.zsan.testkit.sim;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts things by name. */
public final class Tally {
    private final TreeMap<String, Long> counts = new TreeMap<>();

    public void add(String what) {
        add(what, 1);
    }

    public void add(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    public void addAll(Tally other) {
        other.counts.forEach(this::add);
    }

    public long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    public SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }
}
