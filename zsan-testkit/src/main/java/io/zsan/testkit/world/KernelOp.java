package io.zsan.testkit.world;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A system call of a database node that may have to wait. It cannot be killed: whoever gave the command may be gone when
 * it takes effect.
 */
public final class KernelOp {
    /** What it does with the lock on all of ZFS's names (R11). */
    enum Namespace {
        /** Nothing. */
        FREE,
        /** Needs it for a moment. */
        NEEDS,
        /** Keeps it while it waits. */
        HOLDS
    }

    private final Namespace namespace;
    private final BooleanSupplier ready;
    private final Runnable effect;
    private boolean done;
    private @Nullable ZfsRefusal refusal;

    KernelOp(Namespace namespace, BooleanSupplier ready, Runnable effect) {
        this.namespace = namespace;
        this.ready = ready;
        this.effect = effect;
    }

    /** Whether it has ended, one way or the other. */
    public boolean done() {
        return done;
    }

    /** Why it was not done, once it has ended. */
    public Optional<ZfsRefusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    Namespace namespace() {
        return namespace;
    }

    boolean ready() {
        return ready.getAsBoolean();
    }

    void finish() {
        try {
            effect.run();
        } catch (ZfsRefusal e) {
            refusal = e;
        }
        done = true;
    }
}
