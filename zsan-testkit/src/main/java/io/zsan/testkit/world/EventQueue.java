package io.zsan.testkit.world;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What will happen, in the order of time; what is due at once keeps the order in which it was scheduled. */
final class EventQueue {
    record Event(long at, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long numbers;

    void add(long at, Runnable action) {
        queue.add(new Event(at, numbers++, action));
    }

    /** The next event that is due by then, taken out. */
    @Nullable
    Event takeDue(long by) {
        Event next = queue.peek();
        return next != null && next.at() <= by ? queue.poll() : null;
    }

    /** When the next event is due. */
    long next() {
        Event next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.at();
    }
}
