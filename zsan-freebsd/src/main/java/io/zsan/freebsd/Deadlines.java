package io.zsan.freebsd;

import io.zsan.error.InvalidInput;
import java.time.Duration;

/**
 * How long a driver's commands may take. Immutable; {@link #defaults} is meant to be used as it is.
 *
 * @param look a command that only looks; default 10 s, many times what a well node needs
 * @param change a command that changes a storage node; default 40 s, of which 20 s may go by waiting for its lock
 * @param wipe zeroing and reading back the label areas of a disk, 16 MiB in all; default 120 s
 * @param zfsChange a command that changes a pool that is imported; default 30 s: it waits for the pool's next sync
 * @param poolChange creating, importing or exporting a pool; default 60 s
 * @param probe the look that closes the breaker of a node whose ZFS hung; default 3 s
 * @param settle how long an effect that comes later (a reload of ctld, a device of a new session) is waited for; default
 *     15 s
 * @param poll between two looks for such an effect; default 500 ms
 * @param queue how long a ZFS command waits for the one before it (R11); default 5 s
 */
public record Deadlines(
        Duration look,
        Duration change,
        Duration wipe,
        Duration zfsChange,
        Duration poolChange,
        Duration probe,
        Duration settle,
        Duration poll,
        Duration queue) {
    private static final Deadlines DEFAULTS = new Deadlines(
            Duration.ofSeconds(10),
            Duration.ofSeconds(40),
            Duration.ofSeconds(120),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            Duration.ofSeconds(15),
            Duration.ofMillis(500),
            Duration.ofSeconds(5));

    public Deadlines {
        positive(look, "look");
        positive(change, "change");
        positive(wipe, "wipe");
        positive(zfsChange, "zfsChange");
        positive(poolChange, "poolChange");
        positive(probe, "probe");
        positive(settle, "settle");
        positive(poll, "poll");
        positive(queue, "queue");
    }

    public static Deadlines defaults() {
        return DEFAULTS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    private static void positive(Duration time, String what) {
        if (time.isNegative() || time.isZero()) {
            throw new InvalidInput("deadlines: " + what + " is " + time + "; use a time above zero");
        }
    }

    /** Changes single values; {@link #build} validates. */
    public static final class Builder {
        private Duration look = DEFAULTS.look;
        private Duration change = DEFAULTS.change;
        private Duration wipe = DEFAULTS.wipe;
        private Duration zfsChange = DEFAULTS.zfsChange;
        private Duration poolChange = DEFAULTS.poolChange;
        private Duration probe = DEFAULTS.probe;
        private Duration settle = DEFAULTS.settle;
        private Duration poll = DEFAULTS.poll;
        private Duration queue = DEFAULTS.queue;

        private Builder() {}

        public Builder look(Duration value) {
            look = value;
            return this;
        }

        public Builder change(Duration value) {
            change = value;
            return this;
        }

        public Builder wipe(Duration value) {
            wipe = value;
            return this;
        }

        public Builder zfsChange(Duration value) {
            zfsChange = value;
            return this;
        }

        public Builder poolChange(Duration value) {
            poolChange = value;
            return this;
        }

        public Builder probe(Duration value) {
            probe = value;
            return this;
        }

        public Builder settle(Duration value) {
            settle = value;
            return this;
        }

        public Builder poll(Duration value) {
            poll = value;
            return this;
        }

        public Builder queue(Duration value) {
            queue = value;
            return this;
        }

        public Deadlines build() {
            return new Deadlines(look, change, wipe, zfsChange, poolChange, probe, settle, poll, queue);
        }
    }
}
