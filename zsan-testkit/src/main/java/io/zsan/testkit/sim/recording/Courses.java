package io.zsan.testkit.sim.recording;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many things of one sort went on: from look to look, which of them were there, and what each was like. */
public final class Courses<K extends Comparable<K>, V> {
    private final TreeMap<K, List<Span<V>>> past = new TreeMap<>();
    private final TreeMap<K, Span<V>> present = new TreeMap<>();

    /** What is there now; what is not named is not there. Times must not go back. */
    void at(long nanos, SortedMap<K, V> now) {
        for (Map.Entry<K, V> entry : now.entrySet()) {
            Span<V> before = present.get(entry.getKey());
            if (before == null || !before.value().equals(entry.getValue())) {
                close(entry.getKey(), nanos);
                present.put(entry.getKey(), new Span<>(nanos, nanos, entry.getValue()));
            }
        }
        if (present.size() > now.size()) {
            for (K gone : List.copyOf(present.keySet())) {
                if (!now.containsKey(gone)) {
                    close(gone, nanos);
                }
            }
        }
    }

    private void close(K key, long nanos) {
        Span<V> open = present.remove(key);
        if (open != null && open.from() < nanos) {
            past.computeIfAbsent(key, k -> new ArrayList<>()).add(new Span<>(open.from(), nanos, open.value()));
        }
    }

    /**
     * The spans of everything that was ever there, in the order of time.
     *
     * @param end when what is still there is cut off, in nanoseconds
     */
    public SortedMap<K, List<Span<V>>> until(long end) {
        TreeMap<K, List<Span<V>>> all = new TreeMap<>();
        past.forEach((key, spans) -> all.put(key, new ArrayList<>(spans)));
        present.forEach((key, open) -> all.computeIfAbsent(key, k -> new ArrayList<>())
                .add(new Span<>(open.from(), Math.max(open.from(), end), open.value())));
        all.replaceAll((key, spans) -> ImmutableList.copyOf(spans));
        return ImmutableSortedMap.copyOf(all);
    }
}
