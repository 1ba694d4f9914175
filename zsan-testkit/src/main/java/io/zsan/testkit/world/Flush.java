package io.zsan.testkit.world;

import java.util.Arrays;
import java.util.List;

/**
 * Writes on their way to the legs of one mirror, because somebody waits for them. Acknowledged when each leg has done or
 * failed and one has done: a leg that does neither holds them up (A1), and one that did counts even if it is gone (A13).
 */
final class Flush {
    private enum Io {
        /** Still in ZFS: a pool that is suspended begins nothing. */
        UNSENT,
        /** With CAM, which sends it again after each reconnect, whatever has become of the LUN meanwhile (A15). */
        SENT,
        DONE,
        FAILED
    }

    private static final long NEVER = -1;

    private final Pool pool;
    private final List<Write> writes;
    private Mirror mirror;
    private Leaf[] legs;
    private Io[] states;
    private long[] sent;
    /** When the leg is done with it, if it keeps hearing the node. */
    private long[] due;
    /** Whether it is on the leg although no answer came. */
    private boolean[] unanswered;

    Flush(Pool pool, Mirror mirror, List<Write> writes) {
        this.pool = pool;
        this.writes = List.copyOf(writes);
        this.mirror = mirror;
        this.legs = mirror.leaves().stream().filter(Leaf::attached).toArray(Leaf[]::new);
        this.states = new Io[legs.length];
        this.sent = new long[legs.length];
        this.due = new long[legs.length];
        this.unanswered = new boolean[legs.length];
        Arrays.fill(states, Io.UNSENT);
    }

    /** Lets the legs do what they can; says whether one did. */
    boolean advance() {
        boolean progress = false;
        for (int i = 0; i < legs.length; i++) {
            Io before = states[i];
            if (before == Io.UNSENT) {
                send(i);
            }
            if (states[i] == Io.SENT) {
                serve(i);
            }
            progress |= states[i] != before;
        }
        return progress;
    }

    private void send(int leg) {
        if (!legs[leg].attached()) {
            states[leg] = Io.FAILED;
        } else if (!pool.suspended()) {
            states[leg] = Io.SENT;
            sent[leg] = pool.host().world().time();
            due[leg] = NEVER;
        }
    }

    private void serve(int i) {
        Leaf leg = legs[i];
        World world = pool.host().world();
        if (!leg.attached()) {
            states[i] = Io.FAILED;
            return;
        }
        if (!leg.reached()) {
            due[i] = NEVER;
            return;
        }
        if (due[i] == NEVER) {
            long takes = leg.serviceTime();
            due[i] = world.time() + takes;
            if (takes > 0) {
                world.wakeAt(due[i]);
            }
        }
        if (world.time() < due[i]) {
            return;
        }
        PhysicalDisk disk = leg.diskOrNull();
        if (disk == null) {
            return;
        }
        boolean answered = leg.working();
        if (disk.failsWrites()) {
            if (answered) {
                leg.failedWrite();
                states[i] = Io.FAILED;
            }
        } else if (answered || !unanswered[i]) {
            disk.store(writes, pool);
            unanswered[i] = !answered;
            if (answered) {
                states[i] = Io.DONE;
                leg.took(world.time() - sent[i]);
            }
        }
    }

    boolean acknowledged() {
        boolean some = false;
        for (Io state : states) {
            if (state == Io.SENT || state == Io.UNSENT) {
                return false;
            }
            some |= state == Io.DONE;
        }
        return some;
    }

    /** Whether every leg has failed, or there was none. */
    boolean failed() {
        for (Io state : states) {
            if (state != Io.FAILED) {
                return false;
            }
        }
        return true;
    }

    Mirror mirror() {
        return mirror;
    }

    /** Begins again on the legs that are there now. */
    void restart(Mirror on) {
        mirror = on;
        legs = on.leaves().stream().filter(Leaf::attached).toArray(Leaf[]::new);
        states = new Io[legs.length];
        sent = new long[legs.length];
        due = new long[legs.length];
        unanswered = new boolean[legs.length];
        Arrays.fill(states, Io.UNSENT);
    }

    List<Write> writes() {
        return writes;
    }

    boolean concerns(String file) {
        for (Write write : writes) {
            if (write.file().equals(file)) {
                return true;
            }
        }
        return false;
    }
}
