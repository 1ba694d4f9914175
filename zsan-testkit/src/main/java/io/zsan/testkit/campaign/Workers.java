package io.zsan.testkit.campaign;

import io.zsan.error.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** Hands seeds to threads, in their order: when a seed has been begun, so have all before it. */
final class Workers {
    private final int threads;

    Workers(int threads) {
        if (threads < 1) {
            throw new InvalidInput("there must be at least one thread, not " + threads);
        }
        this.threads = threads;
    }

    /**
     * Works on seeds until they are all done, or one of them is not wanted any more. What {@code work} throws ends it and is
     * thrown on.
     *
     * @param wanted asked before each seed; once it has said no it must go on to say no
     */
    void each(Seeds seeds, LongPredicate wanted, LongConsumer work) {
        AtomicLong next = new AtomicLong(seeds.first());
        ExecutorService executor = Executors.newFixedThreadPool((int) Math.min(threads, seeds.count()));
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(threads, seeds.count()); i++) {
                running.add(executor.submit(() -> {
                    for (long seed = next.getAndIncrement();
                            seed < seeds.end() && wanted.test(seed);
                            seed = next.getAndIncrement()) {
                        work.accept(seed);
                    }
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulation could not be run: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while simulations ran", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
