package io.zsan.observe;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Since when something that is tried again and again has not succeeded, for each thing it is tried on. Not thread-safe. */
final class Troubles<T extends Comparable<? super T>> {
    private final SortedMap<T, Long> since = new TreeMap<>();

    void tried(T what, boolean succeeded, long nanos) {
        if (succeeded) {
            since.remove(what);
        } else {
            since.putIfAbsent(what, nanos);
        }
    }

    void forget(Predicate<T> which) {
        since.keySet().removeIf(which);
    }

    /** For how long, at that moment. */
    SortedMap<T, Duration> durations(long nanos) {
        SortedMap<T, Duration> durations = new TreeMap<>();
        since.forEach((what, from) -> durations.put(what, Duration.ofNanos(nanos - from)));
        return durations;
    }
}
