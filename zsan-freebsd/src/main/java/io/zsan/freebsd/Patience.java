package io.zsan.freebsd;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again and again for an effect that comes later than the command that caused it. */
final class Patience {
    private final Pause pause;
    private final Duration poll;
    private final long looks;

    Patience(Pause pause, Deadlines deadlines) {
        this.pause = pause;
        this.poll = deadlines.poll();
        this.looks = Math.max(1, deadlines.settle().toMillis() / Math.max(1, poll.toMillis()));
    }

    /** The first look that satisfies, or the last one there was time for. */
    <T> T until(Predicate<T> satisfied, Supplier<T> look) {
        T seen = look.get();
        for (long i = 0; i < looks && !satisfied.test(seen); i++) {
            pause.pause(poll);
            seen = look.get();
        }
        return seen;
    }
}
