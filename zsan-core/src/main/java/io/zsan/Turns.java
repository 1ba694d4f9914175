package io.zsan;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Lets asynchronous work in one at a time, in the order in which it came. Thread-safe. */
final class Turns {
    private final AtomicReference<CompletableFuture<?>> last =
            new AtomicReference<>(CompletableFuture.completedFuture(null));

    /** Does work when all that came before has ended, well or not. */
    <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<?> before = last.getAndSet(over);
        return before.handle((result, failure) -> null)
                .thenCompose(nothing -> work.get())
                .whenComplete((result, failure) -> over.complete(null));
    }
}
