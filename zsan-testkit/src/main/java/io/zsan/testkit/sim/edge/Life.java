package io.zsan.testkit.sim.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * A process that can be paused or killed between any two of its steps. Everything that it waits for reaches it through
 * {@link #through} or {@link #run}: while it is paused that waits too, and once it is dead nothing reaches it any more.
 */
public final class Life {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean paused;
    private boolean dead;

    /** Runs a step, now or when the process goes on. */
    public void run(Runnable step) {
        if (dead) {
            return;
        }
        if (paused) {
            waiting.add(step);
        } else {
            step.run();
        }
    }

    /** What a future brings, when the process is there to take it. */
    public <T> CompletableFuture<T> through(CompletableFuture<T> future) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> unused = future.whenComplete((value, failure) -> run(() -> {
            if (failure != null) {
                mine.completeExceptionally(failure);
            } else {
                mine.complete(value);
            }
        }));
        return mine;
    }

    public boolean alive() {
        return !dead;
    }

    public boolean runs() {
        return !dead && !paused;
    }

    public void pause() {
        paused = true;
    }

    /** Goes on where it stood, with all that has come in meanwhile. */
    public void resume() {
        paused = false;
        while (runs() && !waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    public void kill() {
        dead = true;
        waiting.clear();
    }
}
