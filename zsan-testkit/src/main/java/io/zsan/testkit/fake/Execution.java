package io.zsan.testkit.fake;

import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.KernelOp;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.World;
import io.zsan.testkit.world.ZfsRefusal;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One command line while it runs: its streams, a character for each byte, and how it waits. The world's lock is held
 * except while it waits.
 */
final class Execution {
    private final World world;
    private final Host host;
    private final FakeRelease release;
    private final long deadline;
    private final int boot;
    private String stdin;
    private StringBuilder out;
    private StringBuilder err;
    private boolean followed;

    private Execution(
            World world,
            Host host,
            FakeRelease release,
            long deadline,
            String stdin,
            StringBuilder out,
            StringBuilder err) {
        this.world = world;
        this.host = host;
        this.release = release;
        this.deadline = deadline;
        this.boot = host.boots();
        this.stdin = stdin;
        this.out = out;
        this.err = err;
    }

    /**
     * @param deadline in nanoseconds of the world, after which nobody waits any more
     */
    Execution(World world, Host host, FakeRelease release, long deadline, String stdin) {
        this(world, host, release, deadline, stdin, new StringBuilder(), new StringBuilder());
    }

    World world() {
        return world;
    }

    FakeRelease release() {
        return release;
    }

    Host host() {
        return host;
    }

    Optional<DatabaseHost> database() {
        return host instanceof DatabaseHost database ? Optional.of(database) : Optional.empty();
    }

    Optional<StorageHost> storage() {
        return host instanceof StorageHost storage ? Optional.of(storage) : Optional.empty();
    }

    /** The program goes on printing what devd says, after all that it has printed by now. */
    void followDevd() {
        followed = true;
    }

    boolean followsDevd() {
        return followed;
    }

    /** Takes all that is left of the input. */
    String readAll() {
        String all = stdin;
        stdin = "";
        return all;
    }

    void out(String text) {
        out.append(text);
    }

    void err(String text) {
        err.append(text);
    }

    /** Prints a complaint and gives its exit status. */
    int fail(int exit, String message) {
        err(message + "\n");
        return exit;
    }

    String outText() {
        return out.toString();
    }

    String errText() {
        return err.toString();
    }

    /** Runs something with standard output, or standard error, going elsewhere. */
    int redirected(boolean outToErr, boolean errToOut, Body body) throws NoAnswer, InterruptedException {
        StringBuilder oldOut = out;
        StringBuilder oldErr = err;
        try {
            out = outToErr ? oldErr : oldOut;
            err = errToOut ? oldOut : oldErr;
            return body.run();
        } finally {
            out = oldOut;
            err = oldErr;
        }
    }

    /** Runs something and gives back what it printed on standard output. */
    String captured(Body body) throws NoAnswer, InterruptedException {
        StringBuilder oldOut = out;
        out = new StringBuilder();
        try {
            int unused = body.run();
            return out.toString();
        } finally {
            out = oldOut;
        }
    }

    /** Part of a command line. */
    interface Body {
        int run() throws NoAnswer, InterruptedException;
    }

    /** Waits in the kernel: only the end of the wait, or of the machine, ends it. */
    void await(BooleanSupplier done) throws NoAnswer, InterruptedException {
        boolean unused = await(done, Long.MAX_VALUE);
    }

    /** Waits until something holds, at most that long; says whether it holds. */
    boolean await(BooleanSupplier done, long nanos) throws NoAnswer, InterruptedException {
        long now = world.nanos();
        long until = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : now + nanos;
        boolean unused = world.await(() -> done.getAsBoolean() || rebooted(), Math.min(until, deadline));
        if (rebooted()) {
            throw new NoAnswer(host.name() + " lost power", false);
        }
        boolean holds = done.getAsBoolean();
        if (!holds && world.nanos() >= deadline) {
            throw new NoAnswer("no answer from " + host.name() + " in time", false);
        }
        return holds;
    }

    /** Waits for a system call, and tells whether it was refused. */
    int finish(KernelOp operation) throws NoAnswer, InterruptedException {
        await(operation::done);
        Optional<ZfsRefusal> refusal = operation.refusal();
        return refusal.isPresent() ? fail(refusal.get().exit(), refusal.get().text()) : 0;
    }

    boolean rebooted() {
        return host.boots() != boot;
    }
}
