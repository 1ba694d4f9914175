package io.zsan.testkit.sim.recording;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A value that held for a while.
 *
 * @param from since when, in nanoseconds since the simulation began
 * @param to until when
 */
public record Span<T>(long from, long to, T value) {
    public Span {
        if (to < from) {
            throw new IllegalArgumentException("a span that ends before it begins: " + from + " to " + to);
        }
    }

    /** One aspect of what held: spans that follow each other and agree in it become one. */
    public static <T, R> List<Span<R>> of(List<Span<T>> spans, Function<T, R> aspect) {
        List<Span<R>> found = new ArrayList<>();
        for (Span<T> span : spans) {
            R value = aspect.apply(span.value());
            Span<R> last = found.isEmpty() ? null : found.get(found.size() - 1);
            if (last != null && last.to() == span.from() && last.value().equals(value)) {
                found.set(found.size() - 1, new Span<>(last.from(), span.to(), value));
            } else {
                found.add(new Span<>(span.from(), span.to(), value));
            }
        }
        return ImmutableList.copyOf(found);
    }
}
