package io.zsan.decide;

import io.zsan.error.InvalidInput;
import java.time.Duration;

/**
 * How bold zsan is. Immutable; {@link #defaults} is meant to be used as it is, {@link #builder} changes single values.
 *
 * @param disconnectMode what the initiators are set to; default {@link DisconnectMode#FREEZE}
 * @param dropAfter how long a session may be down before its leg is recorded as lost and dropped; default 15 s: three
 *     times the initiator's ping timeout, so that a short fault of the network costs a stall and not a resilver
 * @param minInSync legs of each mirror that must stay in sync and connected for a lost one to be dropped; default 1: run
 *     on the last leg. With 2 a pool freezes rather than run on one leg; except that a leg whose storage node has
 *     restarted, and which therefore cannot come back (R9), is dropped as soon as a free LUN is at hand that takes its
 *     place at once
 * @param evidenceMaxAge how old the last sound look at the legs that count may be when they are fenced for a
 *     takeover to need only one leg of a mirror (R5): where another one is being filled, or with
 *     {@code lastLegTakeover}; default 30 s: a round a second, plus the fence, plus {@code fenceWait}
 * @param fenceWait how long a takeover waits for storage nodes that do not answer before it goes on without their legs;
 *     default 10 s: importing all legs is worth more than starting a few seconds sooner (R16)
 * @param brake share of the storage nodes, 0 to 1, above which silence stops automatic replacement (R13); default 0.34,
 *     LINSTOR's figure
 * @param resilversPerStorageNode fresh legs that one storage node may be filling at once; default 1
 * @param holdDown how long a storage node that fell silent for 5 s or more, or restarted, must have been calm before
 *     anything fresh is put on it (R13, S13); doubled with each further time, up to ten times this value; an hour of
 *     calm forgets it all. Default 60 s, and so 600 s at most, the figure of Longhorn's and of Ceph's
 * @param slowLeg recent service time of one I/O above which a leg is slow, if it is also more than 10 times that of the
 *     others of its mirror (the median); default 5 s
 * @param slowFor for how long a leg must have been slow to be given up like a lost one (S20), as far as at least two
 *     other good legs of its mirror stay, and one leg of a pool at a time; default 60 s
 * @param softPlacement whether two legs of a mirror may lie in one failure domain, on different storage nodes, where there
 *     is no better place; default false
 * @param lastLegTakeover whether a takeover may go on with one leg of a mirror that had two or more in sync, if the owner
 *     showed them all sound within {@code evidenceMaxAge} before the fence (R5); default false: a disk may have failed
 *     since that look, unseen, and if the one leg is that disk's, acknowledged writes are lost. With true, a mirror of two
 *     legs survives the loss of a database node and a storage node at the same moment without a person
 */
public record Policy(
        DisconnectMode disconnectMode,
        Duration dropAfter,
        int minInSync,
        Duration evidenceMaxAge,
        Duration fenceWait,
        double brake,
        int resilversPerStorageNode,
        Duration holdDown,
        Duration slowLeg,
        Duration slowFor,
        boolean softPlacement,
        boolean lastLegTakeover) {
    /** The longest hold-down is so many times the first. */
    private static final int LONGEST_HOLD_DOWN = 10;

    private static final Policy DEFAULTS = new Policy(
            DisconnectMode.FREEZE,
            Duration.ofSeconds(15),
            1,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            0.34,
            1,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            false,
            false);

    public Policy {
        positive(dropAfter, "dropAfter");
        positive(evidenceMaxAge, "evidenceMaxAge");
        positive(fenceWait, "fenceWait");
        positive(holdDown, "holdDown");
        positive(slowLeg, "slowLeg");
        positive(slowFor, "slowFor");
        if (minInSync < 1 || minInSync > 4) {
            throw new InvalidInput("policy: minInSync is " + minInSync + "; use 1 to 4");
        }
        if (!(brake >= 0 && brake <= 1)) {
            throw new InvalidInput("policy: brake is " + brake + "; use a share from 0 to 1");
        }
        if (resilversPerStorageNode < 1) {
            throw new InvalidInput("policy: resilversPerStorageNode is " + resilversPerStorageNode + "; use 1 or more");
        }
    }

    private static void positive(Duration value, String what) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidInput("policy: " + what + " is " + value + "; use a time above zero");
        }
    }

    /** How long a storage node is held down after it came and went so many times, 1 or more. */
    public Duration heldDownFor(int bounces) {
        // Beyond a few doublings the limit holds anyhow; a shift of more would overflow.
        int doublings = Math.min(bounces - 1, 4);
        return holdDown.multipliedBy(Math.min(1L << doublings, LONGEST_HOLD_DOWN));
    }

    public static Policy defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder(DEFAULTS);
    }

    /** Starts from a policy. */
    public static Builder builder(Policy from) {
        return new Builder(from);
    }

    /** Changes single values of a policy; {@link #build} validates. */
    public static final class Builder {
        private DisconnectMode disconnectMode;
        private Duration dropAfter;
        private int minInSync;
        private Duration evidenceMaxAge;
        private Duration fenceWait;
        private double brake;
        private int resilversPerStorageNode;
        private Duration holdDown;
        private Duration slowLeg;
        private Duration slowFor;
        private boolean softPlacement;
        private boolean lastLegTakeover;

        private Builder(Policy from) {
            disconnectMode = from.disconnectMode;
            dropAfter = from.dropAfter;
            minInSync = from.minInSync;
            evidenceMaxAge = from.evidenceMaxAge;
            fenceWait = from.fenceWait;
            brake = from.brake;
            resilversPerStorageNode = from.resilversPerStorageNode;
            holdDown = from.holdDown;
            slowLeg = from.slowLeg;
            slowFor = from.slowFor;
            softPlacement = from.softPlacement;
            lastLegTakeover = from.lastLegTakeover;
        }

        public Builder disconnectMode(DisconnectMode value) {
            disconnectMode = value;
            return this;
        }

        public Builder dropAfter(Duration value) {
            dropAfter = value;
            return this;
        }

        public Builder minInSync(int value) {
            minInSync = value;
            return this;
        }

        public Builder evidenceMaxAge(Duration value) {
            evidenceMaxAge = value;
            return this;
        }

        public Builder fenceWait(Duration value) {
            fenceWait = value;
            return this;
        }

        public Builder brake(double value) {
            brake = value;
            return this;
        }

        public Builder resilversPerStorageNode(int value) {
            resilversPerStorageNode = value;
            return this;
        }

        public Builder holdDown(Duration value) {
            holdDown = value;
            return this;
        }

        public Builder slowLeg(Duration value) {
            slowLeg = value;
            return this;
        }

        public Builder slowFor(Duration value) {
            slowFor = value;
            return this;
        }

        public Builder softPlacement(boolean value) {
            softPlacement = value;
            return this;
        }

        public Builder lastLegTakeover(boolean value) {
            lastLegTakeover = value;
            return this;
        }

        public Policy build() {
            return new Policy(
                    disconnectMode,
                    dropAfter,
                    minInSync,
                    evidenceMaxAge,
                    fenceWait,
                    brake,
                    resilversPerStorageNode,
                    holdDown,
                    slowLeg,
                    slowFor,
                    softPlacement,
                    lastLegTakeover);
        }
    }
}
