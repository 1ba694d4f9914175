package io.zsan.testkit.sim.edge;

import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.World;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * How a command on a node goes on after a while: a paused node goes on when it wakes, and what was under way at a loss of
 * power never ends.
 */
final class Steps {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MOST_LOOKS = 30;

    private final World world;
    private final Host host;

    Steps(World world, Host host) {
        this.world = world;
        this.host = host;
    }

    CompletableFuture<Void> pause(Duration time) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        after(time, host.boots(), () -> over.complete(null));
        return over;
    }

    /** Whether something holds, at once or within {@value #MOST_LOOKS} looks. */
    CompletableFuture<Boolean> until(BooleanSupplier holds) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        look(holds, MOST_LOOKS, end);
        return end;
    }

    /** When something holds, however long that takes. */
    CompletableFuture<Void> whenever(BooleanSupplier holds) {
        return until(holds).thenCompose(held -> held ? CompletableFuture.completedFuture(null) : whenever(holds));
    }

    private void look(BooleanSupplier holds, int looks, CompletableFuture<Boolean> end) {
        if (holds.getAsBoolean()) {
            end.complete(true);
        } else if (looks == 0) {
            end.complete(false);
        } else {
            after(POLL, host.boots(), () -> look(holds, looks - 1, end));
        }
    }

    private void after(Duration time, int boot, Runnable step) {
        world.schedule(time, () -> {
            if (boot != host.boots()) {
                return;
            }
            if (host.responsive()) {
                step.run();
            } else {
                after(POLL, boot, step);
            }
        });
    }
}
